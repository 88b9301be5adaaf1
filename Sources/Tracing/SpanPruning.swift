import Engine
import Prelude

/// Fewer spans that tell the same: of many branches, iterations or executions beside one another the first, the
/// longest, the first that failed and the one that the others were waited for with; of many states or attempts one
/// after the other the first and the last. What is left out keeps its place in the split: one span for each part stands
/// for it.
package struct SpanPruning {
  private let spans: [TraceSpan]
  private let path: CriticalPath
  private let inside: [[Int]]
  private let started: [[Int]]
  /// Siblings of a kind that are kept at most, and how deep it goes.
  private var width = 0
  private var depth = 0
  private var kept: [TraceSpan] = []
  private var cuts: [SpanCut] = []

  private static let steps = [(60, 60), (30, 40), (16, 30), (10, 20), (6, 12), (4, 8), (2, 6), (2, 3), (1, 1), (0, 0)]

  package static func pruned(_ spans: [TraceSpan], to most: Int) -> (spans: [TraceSpan], cuts: [SpanCut]) {
    if spans.count <= most { return (spans, []) }
    var pruning = SpanPruning(spans)
    for (width, depth) in steps {
      (pruning.width, pruning.depth) = (width, depth)
      (pruning.kept, pruning.cuts) = ([], [])
      pruning.keep(0, in: nil, startedBy: nil, 0, most)
      if pruning.kept.count <= most { break }
    }
    return (pruning.kept, pruning.cuts)
  }

  private init(_ spans: [TraceSpan]) {
    self.spans = spans
    path = CriticalPath(spans)
    var (inside, started) = ([[Int]](repeating: [], count: spans.count), [[Int]](repeating: [], count: spans.count))
    for span in spans {
      if let parent = span.parent { inside[parent].append(span.id) }
      if span.parent == nil, let starter = span.startedBy { started[starter].append(span.id) }
    }
    self.inside = inside.map { $0.sorted { (spans[$0].start, $0) < (spans[$1].start, $1) } }
    self.started = started
  }

  private mutating func keep(_ id: Int, in parent: Int?, startedBy: Int?, _ level: Int, _ most: Int) {
    // It is for a narrower step.
    guard kept.count <= most else { return }
    let place = kept.count
    var span = spans[id]
    (span.id, span.parent, span.startedBy) = (place, parent, startedBy)
    kept.append(span)
    let (own, others) = (inside[id], started[id])
    let left = (own + others).map { spans[$0] }.filter { $0.kind != .wait && $0.kind != .backoff }
    if level >= depth, !left.isEmpty {
      cuts.append(SpanCut(place, left))
      return stand(for: path.slices(of: id), in: place)
    }
    let isFork = own.contains { isBranch($0, in: id) }
    let shown = isFork ? beside(own, in: id, place) : after(own, in: id, place)
    for child in shown { keep(child, in: place, startedBy: nil, level + 1, most) }
    for child in beside(others, in: id, place) { keep(child, in: nil, startedBy: place, level + 1, most) }
  }

  private func isBranch(_ child: Int, in id: Int) -> Bool {
    [.iteration, .branch].contains(spans[child].kind) || spans[id].kind == .mapRun
  }

  // MARK: Beside one another

  private mutating func beside(_ all: [Int], in id: Int, _ place: Int) -> [Int] {
    // What waits between branches is of the state.
    let branches = all.filter { spans[$0].kind != .wait && spans[$0].kind != .backoff }
    guard branches.count > max(width, 4) else { return all }
    var chosen = Set(branches.prefix(width))
    let longest = branches.max { (spans[$0].duration, $1) < (spans[$1].duration, $0) }
    if let longest { chosen.insert(longest) }
    if let bad = branches.first(where: { spans[$0].outcome != .succeeded }) { chosen.insert(bad) }
    chosen.formUnion(branches.filter { spans[$0].slotSince != nil })
    let left = branches.filter { !chosen.contains($0) }
    if !left.isEmpty { cuts.append(SpanCut(place, left.map { spans[$0] })) }
    let dropped = Set(left)
    return all.filter { !dropped.contains($0) }
  }

  // MARK: One after the other

  private mutating func after(_ all: [Int], in id: Int, _ place: Int) -> [Int] {
    guard all.count > max(2 * width, 4) else { return all }
    let (first, last) = (all.prefix(width), all.suffix(width))
    let middle = all[width..<all.count - width]
    let left = middle.map { spans[$0] }
    let (from, to) = (left.map(\.start).min() ?? .zero, left.map(\.end).max() ?? .zero)
    let visits = left.filter { $0.kind != .wait && $0.kind != .backoff }
    if !visits.isEmpty { cuts.append(SpanCut(place, visits)) }
    let slices = path.slices(of: id).compactMap { slice -> CriticalPath.Slice? in
      let (start, end) = (max(slice.start, from), min(slice.end, to))
      return start < end ? CriticalPath.Slice(part: slice.part, start: start, end: end) : nil
    }
    stand(for: slices, in: place)
    return Array(first) + last
  }

  /// One span for each part.
  private mutating func stand(for slices: [CriticalPath.Slice], in place: Int) {
    var cursor = slices.first?.start ?? .zero
    for part in Part.allCases {
      let sum = slices.reduce(Span.zero) { $1.part == part ? $0 + ($1.end - $1.start) : $0 }
      guard sum > .zero else { continue }
      var span = TraceSpan(
        id: kept.count, parent: place, startedBy: nil, kind: .wait, name: "several, together", detail: nil,
        start: cursor, end: cursor + sum)
      (span.outcome, span.part) = (.succeeded, part)
      kept.append(span)
      cursor = span.end
    }
  }
}
