import Prelude
package import Tracing

/// An execution with its spans, and what a file of traces says of it besides.
package struct TracedExecution: Sendable {
  let name: String
  let machine: String
  let replication: Int
  let seed: UInt64
  /// The engine's own split of its latency, nanoseconds by `Part.rawValue`; empty: it was ended from outside, or runs.
  let parts: [Int64]
  /// Why it is shown, in a word or two.
  let reason: String
  /// The first is the execution's own.
  let spans: [TraceSpan]

  package init(
    name: String, machine: String, replication: Int, seed: UInt64, parts: [Int64], reason: String, spans: [TraceSpan]
  ) {
    self.name = name
    self.machine = machine
    self.replication = replication
    self.seed = seed
    // Of one that was redriven the spans end where it first failed: they are not what the split is of.
    let isWhole = spans.first?.duration.nanoseconds == parts.reduce(0, +)
    self.parts = isWhole ? parts : []
    self.reason = reason
    self.spans = spans
  }

  /// By the span that they lie in, in the order in which they begin.
  var inner: [Int: [Int]] {
    var inner: [Int: [Int]] = [:]
    for (place, span) in spans.enumerated() {
      if let parent = span.parent, spans.indices.contains(parent) { inner[parent, default: []].append(place) }
    }
    return inner.mapValues { $0.sorted { isBefore($0, $1) } }
  }

  func isBefore(_ one: Int, _ other: Int) -> Bool {
    (spans[one].start, spans[one].end, one) < (spans[other].start, spans[other].end, other)
  }

  /// What its time went to, stretch after stretch.
  var criticalPath: [CriticalPath.Slice] { spans.isEmpty ? [] : CriticalPath(spans).slices(of: 0) }
}

extension TraceSpan {
  /// What a person reads on a bar.
  var title: String {
    switch kind {
    case .execution: (name + " " + (detail ?? "")).escapingControls()
    case .state, .wait, .mapRun: name.escapingControls()
    case .backoff: "backoff: " + name.escapingControls()
    case .attempt: "attempt " + (detail ?? "")
    case .iteration, .branch: name.escapingControls() + "[" + (detail ?? "") + "]"
    }
  }

  /// A path of control of its own: it may run beside others.
  var isStrand: Bool { kind == .execution || kind == .iteration || kind == .branch }
}
