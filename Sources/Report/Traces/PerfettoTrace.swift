import Engine
import Prelude
import Tracing

/// Executions as a trace of Perfetto's TrackEvent: a process for each, a track for each path of control with that which
/// forked it above, slices for what happened there, arrows from an attempt to what it started. Times are nanoseconds of
/// virtual time.
///
/// Source: perfetto.dev, "Trace packet", "Track event"; the numbers are the fields' in `perfetto_trace.proto`.
package struct PerfettoTrace {
  private static let sequence = 1
  private let traced: TracedExecution
  /// Identifiers of its tracks follow this one.
  private let base: UInt64
  private let inner: [Int: [Int]]
  private var tracks: [[UInt8]] = []
  private var events: [Event] = []
  private var trackCount: UInt64 = 0
  /// By the span that it is the path of control of, and those whose attempts or Map Runs started another execution.
  private var trackOfStrand: [Int: UInt64] = [:]
  private let started: [Int: [Int]]

  private struct Event {
    let time: Instant
    let message: ProtobufMessage
  }

  package static func bytes(_ executions: [TracedExecution]) -> [UInt8] {
    var tracks: [[UInt8]] = []
    var events: [Event] = []
    for (place, execution) in executions.enumerated() {
      var trace = PerfettoTrace(execution, number: place + 1)
      trace.build()
      tracks += trace.tracks
      events += trace.events
    }
    // Of equal times the outer slice stays first, and an end before the beginning that follows it.
    let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
    var bytes: [UInt8] = []
    for packet in tracks { bytes += packet }
    for place in order { bytes += packet(of: events[place]) }
    return bytes
  }

  private init(_ traced: TracedExecution, number: Int) {
    self.traced = traced
    base = UInt64(number) << 32
    inner = traced.inner
    var started: [Int: [Int]] = [:]
    for (place, span) in traced.spans.enumerated() where span.kind == .execution {
      if let starter = span.startedBy ?? span.parent { started[starter, default: []].append(place) }
    }
    self.started = started
  }

  // MARK: Packets

  private static func packet(_ fields: (inout ProtobufMessage) -> Void) -> [UInt8] {
    var packet = ProtobufMessage()
    packet.put(sequence, as: 10)
    fields(&packet)
    var trace = ProtobufMessage()
    trace.put(packet, as: 1)
    return trace.bytes
  }

  private static func packet(of event: Event) -> [UInt8] {
    packet {
      $0.put(UInt64(bitPattern: (event.time - .zero).nanoseconds), as: 8)
      $0.put(event.message, as: 11)
    }
  }

  /// Siblings stay in the order of their ranks, and apart though they may be called alike.
  private mutating func addTrack(_ name: String, in parent: UInt64?, process: String? = nil) -> UInt64 {
    let track = base + trackCount
    let rank = Int(trackCount)
    trackCount += 1
    let number = Int(base >> 32)
    tracks.append(
      Self.packet { packet in
        var descriptor = ProtobufMessage()
        descriptor.put(track, as: 1)
        if let parent { descriptor.put(parent, as: 5) }
        descriptor.put(name, as: 2)
        if let process {
          var of = ProtobufMessage()
          of.put(number, as: 1)
          of.put(process, as: 6)
          descriptor.put(of, as: 3)
        } else {
          descriptor.put(rank, as: 12)
          descriptor.put(2, as: 15)
        }
        descriptor.put(3, as: 11)
        packet.put(descriptor, as: 60)
      })
    return track
  }

  // MARK: Slices

  private mutating func build() {
    guard let root = traced.spans.first else { return }
    let title = (traced.reason.isEmpty ? "" : traced.reason + ": ") + root.title
    let process = addTrack(title, in: nil, process: title)
    let path = addTrack("critical path", in: process)
    for slice in traced.criticalPath { add(slice, on: path) }
    for place in traced.spans.indices where traced.spans[place].isStrand {
      let span = traced.spans[place]
      let outer = strand(above: span.parent ?? span.startedBy)
      let track = addTrack(span.title, in: outer ?? process)
      trackOfStrand[place] = track
      addTree(place, on: track)
    }
  }

  /// The track of the path of control that a span lies in, which has begun before it.
  private func strand(above span: Int?) -> UInt64? {
    var place = span
    while let here = place, traced.spans.indices.contains(here) {
      if let track = trackOfStrand[here] { return track }
      place = traced.spans[here].parent
    }
    return nil
  }

  /// A slice and all in it that is on the same path of control, outermost first. What overlaps the one before it
  /// without lying in it, which a track cannot show, gets a track of its own.
  private mutating func addTree(_ root: Int, on track: UInt64) {
    enum Step {
      case begin(Int, UInt64)
      case end(Int, UInt64)
    }
    var steps = [Step.begin(root, track)]
    while let step = steps.popLast() {
      switch step {
      case .end(let place, let track): end(place, on: track)
      case .begin(let place, let track):
        begin(place, on: track)
        steps.append(.end(place, track))
        var next: [Step] = []
        var free = traced.spans[place].start
        for child in inner[place] ?? [] {
          let span = traced.spans[child]
          if span.isStrand { continue }
          let isFree = span.start >= free && span.end <= traced.spans[place].end
          next.append(.begin(child, isFree ? track : addTrack(span.title, in: track)))
          if isFree { free = span.end }
        }
        steps += next.reversed()
      }
    }
  }

  private mutating func add(_ slice: CriticalPath.Slice, on track: UInt64) {
    var event = Self.event(1, on: track)
    event.put(slice.part.name, as: 22)
    event.put(slice.part.title, as: 23)
    Self.note("part", in: &event) { $0.put(slice.part.name, as: 6) }
    events.append(Event(time: slice.start, message: event))
    events.append(Event(time: slice.end, message: Self.event(2, on: track)))
  }

  /// A slice begins (1) or ends (2).
  private static func event(_ type: Int, on track: UInt64) -> ProtobufMessage {
    var event = ProtobufMessage()
    event.put(type, as: 9)
    event.put(track, as: 11)
    return event
  }

  private static func note(
    _ name: String, in event: inout ProtobufMessage, _ put: (inout ProtobufMessage) -> Void
  ) {
    var annotation = ProtobufMessage()
    annotation.put(name, as: 10)
    put(&annotation)
    event.put(annotation, as: 4)
  }

  private mutating func end(_ place: Int, on track: UInt64) {
    events.append(Event(time: traced.spans[place].end, message: Self.event(2, on: track)))
  }

  private mutating func begin(_ place: Int, on track: UInt64) {
    let span = traced.spans[place]
    var event = Self.event(1, on: track)
    event.put(span.part?.name ?? span.kind.rawValue, as: 22)
    event.put(span.title, as: 23)
    var notes = [("kind", span.kind.rawValue), ("outcome", span.outcome.rawValue)]
    if let part = span.part { notes.append(("part", part.name)) }
    if let error = span.error { notes.append(("error", error.escapingControls())) }
    if span.kind == .execution {
      notes.append(("machine", span.name.escapingControls()))
      notes.append(("execution", (span.detail ?? "").escapingControls()))
    }
    for (name, text) in notes { Self.note(name, in: &event) { $0.put(text, as: 6) } }
    if place == 0 { noteRoot(in: &event) }
    for child in started[place] ?? [] { event.put(fixed: base + UInt64(child) + 1, as: 47) }
    if span.kind == .execution, span.parent != nil || span.startedBy != nil {
      event.put(fixed: base + UInt64(place) + 1, as: 48)
    }
    events.append(Event(time: span.start, message: event))
  }

  private func noteRoot(in event: inout ProtobufMessage) {
    Self.note("seed", in: &event) { $0.put(traced.seed, as: 3) }
    Self.note("replication", in: &event) { $0.put(traced.replication, as: 4) }
    for (part, span) in zip(Part.allCases, traced.parts) {
      Self.note("split." + part.name + "_ns", in: &event) { $0.put(Int(span), as: 4) }
    }
  }
}
