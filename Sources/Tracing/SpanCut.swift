package import Prelude

/// Spans that were left out, of those below one other, because there are too many of them.
package struct SpanCut: Equatable, Sendable {
  /// The span below which they lay.
  package var parent = 0
  package var kind = TraceSpan.Kind.execution
  package var count = 0
  /// The shortest and the longest.
  package var least = Span.zero
  package var most = Span.zero
  /// Those that did not succeed.
  package var unsuccessful = 0

  package init() {}

  init(_ parent: Int, _ left: [TraceSpan]) {
    self.parent = parent
    kind = left.first?.kind ?? .execution
    count = left.count
    least = left.map(\.duration).min() ?? .zero
    most = left.map(\.duration).max() ?? .zero
    unsuccessful = left.count { $0.outcome != .succeeded }
  }
}

extension SpanCut: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&parent)
    try archive.pass(&kind)
    try archive.pass(&count)
    try archive.pass(&least.nanoseconds, in: 0...Archive.spans.upperBound)
    try archive.pass(&most.nanoseconds, in: 0...Archive.spans.upperBound)
    try archive.pass(&unsuccessful)
  }
}
