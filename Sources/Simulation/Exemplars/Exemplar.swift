package import Engine
package import Prelude
package import Tracing

/// One execution of an outside caller that shows what many were like: it lies nearest to a percentile of its machine's
/// latency, or is the first that ended by an error.
package struct Exemplar: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case p50, p99, p999, max, failed
  }

  /// All that it stands for: few executions have one for several.
  package var kinds: [Kind] = []
  /// Index into the account's machines.
  package var machine = 0
  package var replication = 0
  package var key: UInt64 = 0
  package var status = Execution.Status.succeeded
  package var firstCallAt = Instant.zero
  /// From the first call to the end.
  package var latency = Span.zero
  /// Nanoseconds, by `Part.rawValue`. One that was ended from outside has none.
  package var parts: [Int64] = []
  /// The innermost error by which it ended.
  package var origin: ErrorRecord.Place?
  /// Executions of the replication that were over when it was: what it takes to simulate it again.
  package var finishedBefore = 0
  /// Its own is the first. Empty where it was not simulated again.
  package var spans: [TraceSpan] = []
  package var cuts: [SpanCut] = []
  /// Executions below it that nobody looked into.
  package var unread = 0

  package init() {}

  /// Outside callers give none, so that it follows from the key.
  package var name: String { Probe.name(ofKey: key) }
}
