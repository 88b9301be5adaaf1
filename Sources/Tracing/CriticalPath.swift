package import Engine
package import Prelude

/// Where the time of a span went, along its critical path: of parallel branches, the one whose end released the parent.
/// As the engine splits the latency of an execution, which these stretches sum to, part by part.
package struct CriticalPath {
  /// A stretch of time without a gap to the next.
  package struct Slice: Equatable, Sendable {
    package let part: Part
    package let start: Instant
    package internal(set) var end: Instant

    package init(part: Part, start: Instant, end: Instant) {
      self.part = part
      self.start = start
      self.end = end
    }
  }

  private let spans: [TraceSpan]
  /// In the order of their starts.
  private let children: [[Int]]
  /// Executions may start one another without end.
  private static let deepest = 300

  /// Their ids are their places.
  package init(_ spans: [TraceSpan]) {
    self.spans = spans
    var children = [[Int]](repeating: [], count: spans.count)
    for span in spans { if let parent = span.parent { children[parent].append(span.id) } }
    self.children = children.map { $0.sorted { (spans[$0].start, $0) < (spans[$1].start, $1) } }
  }

  /// Of a nested execution what it did itself, whatever its Task made of that.
  package func slices(of id: Int) -> [Slice] {
    var slices: [Slice] = []
    var cursor = spans[id].start
    walk(id, 0, &cursor, &slices)
    return slices
  }

  /// Nanoseconds, by `Part.rawValue`.
  package func parts(of id: Int) -> [Int64] {
    var sums = [Int64](repeating: 0, count: Parts.count)
    for slice in slices(of: id) { sums[slice.part.rawValue] += (slice.end - slice.start).nanoseconds }
    return sums
  }

  private func walk(_ id: Int, _ depth: Int, _ cursor: inout Instant, _ slices: inout [Slice]) {
    let span = spans[id]
    let isNested = depth > 0 && span.kind == .execution && span.parent.map { spans[$0].kind == .attempt } ?? false
    // What a nested execution did counts if it succeeded; else its Task has waited.
    if isNested && span.outcome != .succeeded || children[id].isEmpty || depth > Self.deepest {
      return add(span.part ?? .overhead, upTo: span.end, &cursor, &slices)
    }
    for child in children[id] {
      let inner = spans[child]
      let isBranch = inner.kind == .iteration || inner.kind == .branch || span.kind == .mapRun
      if isBranch {
        guard let since = inner.slotSince else { continue }
        add(.overhead, upTo: since, &cursor, &slices)
        add(.mapSlot, upTo: inner.start, &cursor, &slices)
      } else {
        add(.overhead, upTo: inner.start, &cursor, &slices)
      }
      walk(child, depth + 1, &cursor, &slices)
    }
    add(.overhead, upTo: span.end, &cursor, &slices)
  }

  private func add(_ part: Part, upTo end: Instant, _ cursor: inout Instant, _ slices: inout [Slice]) {
    guard end > cursor else { return }
    if slices.last?.part == part {
      slices[slices.count - 1].end = end
    } else {
      slices.append(Slice(part: part, start: cursor, end: end))
    }
    cursor = end
  }
}
