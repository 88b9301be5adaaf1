import Engine
import Prelude
import Tracing

/// The lines that show an execution's spans: no more of them than a reader scrolls through, and all that went wrong.
struct GanttRows {
  private(set) var rows: [GanttRow] = []
  private let spans: [TraceSpan]
  private let cuts: [Int: [SpanCut]]
  private let path: CriticalPath
  private let inside: [[Int]]
  /// More siblings of a kind, and deeper ones, are folded.
  private let width: Int
  private let deepest: Int

  /// The widest that has no more than `most` lines.
  static func rows(_ spans: [TraceSpan], _ cuts: [SpanCut], most: Int) -> [GanttRow] {
    guard !spans.isEmpty else { return [] }
    var rows: [GanttRow] = []
    for (width, deepest) in [(8, 40), (6, 24), (4, 16), (3, 12), (3, 8), (2, 6), (1, 4)] {
      var one = GanttRows(spans, cuts, width, deepest)
      one.add(0, 0)
      rows = one.rows
      if rows.count <= most { return rows }
    }
    let left = rows.count - most
    let fold = GanttRow(depth: 0, title: "… \(Number.grouped(left)) more lines", isFold: true)
    return Array(rows.prefix(most)) + [fold]
  }

  private init(_ spans: [TraceSpan], _ cuts: [SpanCut], _ width: Int, _ deepest: Int) {
    self.spans = spans
    self.cuts = Dictionary(grouping: cuts, by: \.parent)
    path = CriticalPath(spans)
    (self.width, self.deepest) = (width, deepest)
    var inside = [[Int]](repeating: [], count: spans.count)
    // Waits and backoffs are in the bar of what they lie in.
    for span in spans where span.kind != .wait && span.kind != .backoff {
      if let above = span.parent ?? span.startedBy { inside[above].append(span.id) }
    }
    self.inside = inside.map { $0.sorted { (spans[$0].start, $0) < (spans[$1].start, $1) } }
  }

  private mutating func add(_ id: Int, _ depth: Int) {
    let span = spans[id]
    var row = GanttRow(depth: depth, title: title(span))
    (row.outcome, row.isBad) = (outcome(span), [.failed, .timedOut].contains(span.outcome))
    (row.start, row.end, row.slices) = (span.start, span.end, path.slices(of: id))
    rows.append(row)
    var below = inside[id]
    var left = cuts[id] ?? []
    // A Task that called once, which is the rule, is its call.
    if span.kind == .state, below.count == 1, let only = below.first, spans[only].kind == .attempt, left.isEmpty {
      below = inside[only]
      left = cuts[only] ?? []
    }
    add(below, left, depth + 1)
  }

  private mutating func add(_ below: [Int], _ cuts: [SpanCut], _ depth: Int) {
    guard depth <= deepest else {
      if !below.isEmpty { rows.append(GanttRow(depth: depth, title: "… deeper ones are left out", isFold: true)) }
      return
    }
    var folded: [TraceSpan.Kind: [Int]] = [:]
    for (kind, all) in Dictionary(grouping: below, by: { spans[$0].kind }) where all.count > width {
      let kept = kept(all)
      folded[kind] = all.filter { !kept.contains($0) }
    }
    var cuts = cuts
    for one in below {
      let kind = spans[one].kind
      guard let rest = folded[kind], rest.contains(one) else {
        add(one, depth)
        continue
      }
      guard rest.first == one else { continue }
      fold(rest.map { spans[$0] }, cuts.firstIndex { $0.kind == kind }.map { cuts.remove(at: $0) }, depth)
    }
    for cut in cuts { fold([], cut, depth) }
  }

  /// Of many: the first, the longest, the first that did not succeed, and the one that the others waited for.
  private func kept(_ all: [Int]) -> Set<Int> {
    var kept = Set(all.prefix(max(1, width / 3)))
    if let longest = all.max(by: { (spans[$0].duration, $1) < (spans[$1].duration, $0) }) { kept.insert(longest) }
    if let bad = all.first(where: { spans[$0].outcome != .succeeded }) { kept.insert(bad) }
    kept.formUnion(all.filter { spans[$0].slotSince != nil }.suffix(1))
    return kept
  }

  private mutating func fold(_ rest: [TraceSpan], _ cut: SpanCut?, _ depth: Int) {
    let count = rest.count + (cut?.count ?? 0)
    let lengths = rest.map(\.duration) + (cut.map { [$0.least, $0.most] } ?? [])
    let bad = rest.count { $0.outcome != .succeeded } + (cut?.unsuccessful ?? 0)
    let kind = rest.first?.kind ?? cut?.kind ?? .state
    let range = [lengths.min(), lengths.max()].map { Number.span($0?.seconds ?? 0) }
    rows.append(
      GanttRow(
        depth: depth,
        title: "… \(Number.grouped(count)) more \(kind.noun(count)), "
          + (range[0] == range[1] ? range[0] : "\(range[0]) to \(range[1])")
          + (bad > 0 ? ", \(Number.grouped(bad)) without success" : ""), isFold: true))
  }

  // MARK: Words

  private func title(_ span: TraceSpan) -> String {
    switch span.kind {
    case .execution: "\(span.name) \(span.detail?.prefix(8) ?? "")"
    case .state, .wait, .mapRun, .backoff: span.name
    case .attempt: "attempt \(span.detail ?? "")"
    case .iteration, .branch: "\(span.name)[\(span.detail ?? "")]"
    }
  }

  private func outcome(_ span: TraceSpan) -> String {
    let error = span.error.map { $0.isEmpty ? "" : " " + $0 } ?? ""
    let isAlone = span.startedBy == nil ? "" : "goes on by itself"
    switch span.outcome {
    case .succeeded: return isAlone
    case .open: return "… still open"
    case .failed: return "✗" + (error.isEmpty ? " failed" : error)
    case .caught: return "↷ caught" + error
    case .timedOut: return "✗ timed out"
    case .aborted: return "◻ stopped"
    }
  }
}

extension TraceSpan.Kind {
  fileprivate func noun(_ count: Int) -> String {
    let noun =
      switch self {
      case .execution: "execution"
      case .state: "state"
      case .attempt: "attempt"
      case .iteration: "iteration"
      case .branch: "branch"
      case .mapRun: "Map Run"
      case .backoff, .wait: "wait"
      }
    return count == 1 ? noun : noun == "branch" ? "branches" : noun + "s"
  }
}
