public import Engine
import JSON
public import Prelude

/// The reader of a probe who makes spans of one execution and of all that it starts.
///
/// Whatever a path of control does between two sightings is known by what the engine splits its time into; so that the
/// spans of a Task are as long, together, as its visit.
public final class SpanReader {
  private var spans: [TraceSpan] = []
  private let key: UInt64
  /// By key.
  private var executions: [UInt64: Track] = [:]
  /// By the attempt or Map Run that they lie in.
  private var children: [Int: [UInt64]] = [:]

  /// An execution that is under way.
  private struct Track {
    let subject: Probe.Subject
    var span = -1
    /// By the branches that they are in.
    var lines: [[Probe.Place.Branch]: Line] = [:]
  }

  /// Once it has as many spans, no further execution is looked into.
  private let limit: Int
  /// Executions that were not.
  package private(set) var unwatched = 0
  private var hasBegun = false

  /// `key`: of the execution.
  public init(of key: UInt64) {
    self.key = key
    limit = .max
  }

  package init(of key: UInt64, limit: Int) {
    self.key = key
    self.limit = limit
  }

  /// Nothing is under way that it looks at.
  package var isOver: Bool { hasBegun && executions.isEmpty }

  // MARK: Who is watched

  /// Is the execution that starts, or one that leads to it, the one whose spans are wanted?
  public func watches(_ subject: Probe.Subject) -> Bool {
    guard subject.key == key || subject.starter.map({ executions[$0.key] != nil }) ?? false else { return false }
    if spans.count >= limit, subject.key != key {
      unwatched += 1
      return false
    }
    executions[subject.key] = Track(subject: subject)
    hasBegun = true
    return true
  }

  // MARK: What is seen

  public func see(_ sighting: Probe.Sighting) {
    guard let place = sighting.place else {
      guard case .event(let event) = sighting.observation, let track = executions[sighting.key] else { return }
      return seeExecution(event, track, at: sighting.time)
    }
    guard executions[sighting.key] != nil else { return }
    var line = self.line(place.around, of: sighting.key, at: sighting.time)
    passTime(of: &line, to: sighting)
    executions[sighting.key]?.lines[place.around] = line
    switch sighting.observation {
    case .event(let event): see(event, at: place.around, of: sighting.key, at: sighting.time)
    case .failure(let failure, let isCaught):
      if isCaught {
        executions[sighting.key]?.lines[place.around]?.caught = failure.error ?? ""
      } else {
        mayRelease(place.around, of: sighting.key, failing: true, at: sighting.time)
        end(place.around, of: sighting.key, .failed, failure.error, at: sighting.time)
      }
    case .effect(.transition, _): executions[sighting.key]?.lines[place.around]?.isEntering = true
    case .effect(.retry, _):
      // A Map or Parallel that is tried again says nothing of its end.
      if line.isFork { endBranches(of: place.around, of: sighting.key, at: sighting.time) }
    case .due, .effect, .value, .decision, .spends: break
    }
  }

  /// What is open when the run is over stays so.
  public func finish(at now: Instant) -> [TraceSpan] {
    for index in spans.indices where spans[index].outcome == .open { spans[index].end = max(spans[index].start, now) }
    return spans
  }

  // MARK: Spans

  private func open(
    _ kind: TraceSpan.Kind, _ name: String, detail: String? = nil, in parent: Int?, at start: Instant
  ) -> Int {
    spans.append(
      TraceSpan(id: spans.count, parent: parent, kind: kind, name: name, detail: detail, start: start, end: start))
    return spans.count - 1
  }

  /// Ends a span that is still open. What goes on below it goes on by itself.
  private func close(
    _ span: Int, _ outcome: TraceSpan.Outcome, _ error: String? = nil, at end: Instant
  ) {
    guard spans[span].outcome == .open else { return }
    (spans[span].outcome, spans[span].error, spans[span].end) = (outcome, error, max(spans[span].start, end))
    for key in children.removeValue(forKey: span) ?? [] {
      guard let child = executions[key]?.span else { continue }
      (spans[child].parent, spans[child].startedBy) = (nil, span)
    }
  }

  /// A span that is over.
  private func add(
    _ kind: TraceSpan.Kind, _ name: String, _ part: Part, in parent: Int, from start: Instant, to end: Instant
  ) {
    guard end > start else { return }
    let span = open(kind, name, in: parent, at: start)
    (spans[span].outcome, spans[span].end, spans[span].part) = (.succeeded, end, part)
  }

  // MARK: Executions

  private func seeExecution(_ event: HistoryEvent, _ track: Track, at now: Instant) {
    switch event.type {
    case "ExecutionStarted": begin(track, at: now)
    case "ExecutionSucceeded": finish(track, .succeeded, event, at: now)
    case "ExecutionFailed": finish(track, .failed, event, at: now)
    case "ExecutionAborted": finish(track, .aborted, event, at: now)
    case "ExecutionTimedOut": finish(track, .timedOut, event, at: now)
    default: break
    }
  }

  private func begin(_ track: Track, at now: Instant) {
    let subject = track.subject
    let isOutside = subject.depth == 0
    // A Task's refused calls are spans of its own.
    let start = isOutside ? subject.firstCallAt : now
    let (parent, starter) = self.parent(of: subject)
    let span = open(.execution, subject.machineName, detail: subject.name, in: parent, at: start)
    spans[span].startedBy = starter
    if let parent { children[parent, default: []].append(subject.key) }
    if isOutside { addWaits(of: subject, in: span, from: start, to: now) }
    executions[subject.key]?.span = span
    executions[subject.key]?.lines[[]] = Line(scope: span, at: now)
  }

  /// What an outside caller's execution waited for before it was there.
  private func addWaits(of subject: Probe.Subject, in span: Int, from start: Instant, to end: Instant) {
    let queued = min(start + Span(nanoseconds: subject.waits.queue), end)
    let throttled = max(queued, end + Span(nanoseconds: -subject.waits.token))
    add(.wait, "queue", .serviceQueue, in: span, from: start, to: queued)
    add(.backoff, "throttled", .throttleBackoff, in: span, from: queued, to: throttled)
    add(.wait, "transition token", .transitionWait, in: span, from: throttled, to: end)
  }

  /// The span that an execution lies in, or the one that has started it.
  private func parent(of subject: Probe.Subject) -> (parent: Int?, startedBy: Int?) {
    guard let starter = subject.starter, let line = executions[starter.key]?.lines[starter.place.around] else {
      return (nil, nil)
    }
    if let run = line.mapRun { return (run, nil) }
    guard let attempt = line.attempt else { return (nil, nil) }
    if !line.isManaged { return (nil, attempt) }
    executions[starter.key]?.lines[starter.place.around]?.child = subject.key
    return (attempt, nil)
  }

  private func finish(_ track: Track, _ outcome: TraceSpan.Outcome, _ event: HistoryEvent, at now: Instant) {
    let key = track.subject.key
    let error = event.details["error"]?.string
    let isFailure = outcome == .failed
    end([], of: key, isFailure ? .failed : outcome == .succeeded ? .succeeded : .aborted, error, at: now)
    if track.span >= 0 { close(track.span, outcome, error, at: now) }
    executions[key] = nil
    guard let starter = track.subject.starter, var line = executions[starter.key]?.lines[starter.place.around]
    else { return }
    if let run = line.mapRun, spans.indices.contains(track.span), spans[track.span].parent == run {
      // One that is stopped with its Map Run has not ended that.
      if outcome != .aborted { line.release = Line.Release(span: track.span, since: line.markedAt) }
    } else if line.child == key {
      // The Task that waited for it did nothing else.
      if track.span >= 0 { spans[track.span].part = .service }
      (line.child, line.cursor, line.part) = (nil, max(line.cursor, now), .overhead)
    }
    executions[starter.key]?.lines[starter.place.around] = line
  }

  /// The branch or child that is marked is the one whose end the state had waited for.
  private func release(_ line: inout Line) {
    if let release = line.release { spans[release.span].slotSince = release.since }
    (line.release, line.forkedAt) = (nil, nil)
  }

  // MARK: Paths of control

  /// A branch is there from the first time that it is seen.
  private func line(_ around: [Probe.Place.Branch], of key: UInt64, at now: Instant) -> Line {
    if let known = executions[key]?.lines[around] { return known }
    guard let last = around.last else { return Line(scope: executions[key]?.span ?? -1, at: now) }
    let outer = line(Array(around.dropLast()), of: key, at: now)
    let isMap = outer.isMap
    let span = open(
      isMap ? .iteration : .branch, last.state, detail: String(last.item), in: outer.visit ?? outer.scope, at: now)
    let line = Line(scope: span, at: now)
    executions[key]?.lines[around] = line
    let parent = Array(around.dropLast())
    if outer.forkedAt == nil { executions[key]?.lines[parent]?.forkedAt = now }
    return line
  }

  /// A branch has left a state, or failed: if nothing comes after that, it is the one that ends the fork.
  private func mayRelease(_ around: [Probe.Place.Branch], of key: UInt64, failing: Bool, at now: Instant) {
    guard !around.isEmpty, let branch = executions[key]?.lines[around] else { return }
    let parent = Array(around.dropLast())
    guard let outer = executions[key]?.lines[parent], outer.release?.isFailing != true else { return }
    executions[key]?.lines[parent]?.release = Line.Release(
      span: branch.scope, since: outer.forkedAt ?? now, isFailing: failing)
  }

  /// Ends a path of control with all that is open on it, and those of its branches.
  private func end(
    _ around: [Probe.Place.Branch], of key: UInt64, _ outcome: TraceSpan.Outcome, _ error: String? = nil,
    at now: Instant
  ) {
    guard var line = executions[key]?.lines[around] else { return }
    if line.isFork || around.isEmpty { endBranches(of: around, of: key, at: now) }
    executions[key]?.lines[around] = nil
    settle(&line, at: now)
    for span in [line.attempt, line.mapRun, line.visit].compactMap(\.self) { close(span, outcome, error, at: now) }
    if !around.isEmpty { close(line.scope, outcome, error, at: now) }
  }

  /// The same for a path that is about to be put down.
  private func endBranches(of around: [Probe.Place.Branch], _ line: inout Line, of key: UInt64, at now: Instant) {
    release(&line)
    endBranches(of: around, of: key, at: now)
  }

  /// All branches of the state that a path is in are over: those that have nothing left to do have succeeded.
  private func endBranches(of around: [Probe.Place.Branch], of key: UInt64, at now: Instant) {
    if var line = executions[key]?.lines[around] {
      release(&line)
      executions[key]?.lines[around] = line
    }
    let inner = executions[key]?.lines.keys.filter { $0.count > around.count && $0.starts(with: around) } ?? []
    for branch in inner.sorted(by: { $0.count > $1.count }) {
      guard let line = executions[key]?.lines[branch] else { continue }
      let isOver = line.visit == nil && line.hasLeft && !line.isEntering
      end(branch, of: key, isOver ? .succeeded : .aborted, at: isOver ? line.leftAt : now)
    }
  }

  // MARK: Events

  private func see(_ event: HistoryEvent, at around: [Probe.Place.Branch], of key: UInt64, at now: Instant) {
    let type = event.type
    if type.hasPrefix("MapIteration") { return seeIteration(event, at: around, of: key, at: now) }
    guard var line = executions[key]?.lines[around] else { return }
    let error = event.details["error"]?.string
    defer { if executions[key]?.lines[around] != nil { executions[key]?.lines[around] = line } }
    if type.hasSuffix("StateEntered") {
      line.enter(open(.state, event.details["name"]?.string ?? "", in: line.scope, at: now), type)
    } else if type.hasSuffix("StateExited") {
      if line.isFork { endBranches(of: around, &line, of: key, at: now) }
      if let visit = line.visit { close(visit, line.caught == nil ? .succeeded : .caught, line.caught, at: now) }
      line.leave(at: now)
      mayRelease(around, of: key, failing: false, at: now)
    } else if type.hasPrefix("MapState") || type.hasPrefix("ParallelState") {
      if type.hasSuffix("Failed") || type.hasSuffix("Succeeded") { endBranches(of: around, &line, of: key, at: now) }
    } else if type == "MapRunStarted" {
      line.mapRun = open(.mapRun, "Map Run", in: line.visit, at: now)
    } else if type == "MapRunSucceeded" || type == "MapRunFailed" {
      release(&line)
      if let run = line.mapRun { close(run, type == "MapRunFailed" ? .failed : .succeeded, error, at: now) }
      line.mapRun = nil
    } else if type == "TaskSubmitted" {
      line.isSubmitted = true
    } else if let call = Call(type) {
      switch call {
      case .scheduled:
        let attempt = open(.attempt, "attempt", detail: String(line.attempts + 1), in: line.visit, at: now)
        line.call(attempt, resource: event.details["resource"]?.string ?? "")
      case .ended(let outcome):
        settle(&line, at: now)
        if let attempt = line.attempt { close(attempt, outcome, error, at: now) }
        line.answered()
      }
    }
  }

  /// Told on the path of the Map, or on that of the iteration.
  private func seeIteration(
    _ event: HistoryEvent, at around: [Probe.Place.Branch], of key: UInt64, at now: Instant
  ) {
    guard let name = event.details["name"]?.string, let index = event.details["index"].flatMap({ Int($0.text) })
    else { return }
    let branch = Probe.Place.Branch(state: name, item: index)
    let iteration = around.last == branch ? around : around + [branch]
    switch event.type {
    case "MapIterationStarted": _ = line(iteration, of: key, at: now)
    case "MapIterationSucceeded": end(iteration, of: key, .succeeded, at: now)
    case "MapIterationFailed": end(iteration, of: key, .failed, at: now)
    default: end(iteration, of: key, .aborted, at: now)
    }
  }

  // MARK: Time

  /// What the path of control did since it was seen last.
  private func passTime(of line: inout Line, to sighting: Probe.Sighting) {
    let now = sighting.time
    if line.cursor < now, line.child == nil {
      // A token's wait has been given to its part beforehand.
      var isToken = false
      if case .due(let entry) = sighting.observation { isToken = entry == "enter" || entry == "granted" }
      let middle = isToken ? min(max(sighting.since, line.cursor), now) : now
      let last = isToken ? sighting.part : line.part
      spend(isToken ? .transitionWait : line.part, of: line, from: line.cursor, to: middle)
      spend(last, of: line, from: middle, to: now)
    }
    if line.child == nil { line.cursor = max(line.cursor, now) }
    (line.part, line.markedAt) = (sighting.part, sighting.since)
  }

  /// What is left when something ends from outside, or though a nested execution goes on.
  private func settle(_ line: inout Line, at now: Instant) {
    if line.child == nil {
      spend(line.part, of: line, from: line.cursor, to: now)
    } else if let attempt = line.attempt {
      add(.wait, "nested execution", .service, in: attempt, from: line.cursor, to: now)
    }
    line.cursor = max(line.cursor, now)
  }

  private func spend(_ part: Part, of line: Line, from start: Instant, to end: Instant) {
    // Branches have spans of their own.
    if line.isFork, part == .overhead { return }
    let parent = line.attempt ?? line.visit ?? line.scope
    if parent < 0 { return }
    let isBackoff = part == .throttleBackoff || part == .errorBackoff
    add(isBackoff ? .backoff : .wait, line.name(of: part), part, in: parent, from: start, to: end)
  }
}
