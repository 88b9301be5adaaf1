import Prelude
package import Tracing

/// Spans as a tree for a terminal: what it is, when it began, how long it took, and a bar on the axis of the root.
package struct SpanText {
  private let spans: [TraceSpan]
  private let children: [Int: [Int]]
  private let from: Instant
  private let length: Double
  private var report: TextReport
  private static let barWidth = 30
  /// More spans of a kind below one other are folded.
  private static let most = 6
  /// Executions may start one another without end, and nobody reads so far to the right.
  private static let deepest = 40

  package static func text(_ spans: [TraceSpan], color: Bool, width: Int) -> String {
    guard !spans.isEmpty else { return "" }
    var text = SpanText(spans, color, width)
    text.addHead()
    text.add(0, depth: 0)
    return text.report.text
  }

  private init(_ spans: [TraceSpan], _ color: Bool, _ width: Int) {
    self.spans = spans
    var children: [Int: [Int]] = [:]
    for span in spans { if let above = span.parent ?? span.startedBy { children[above, default: []].append(span.id) } }
    self.children = children.mapValues { ids in
      ids.sorted { (spans[$0].start, $0) < (spans[$1].start, $1) }
    }
    from = spans[0].start
    length = max((spans.map(\.end).max() ?? from) - from, Span(nanoseconds: 1)).seconds
    report = TextReport(color: color, width: width)
  }

  private func shown(_ id: Int) -> [Int] {
    // Overhead is what is left; its lines would hide the others.
    let all = children[id] ?? []
    let throttled = Set(
      all.filter { spans[$0].kind == .backoff && spans[$0].name == "throttled" }.map { spans[$0].start })
    return all.filter { id in
      let span = spans[id]
      // A refused call takes no time: its backoff stands for it.
      if span.kind == .attempt, span.outcome == .failed, span.duration == .zero {
        return !throttled.contains(span.start)
      }
      return span.name != "overhead" || span.kind != .wait || span.duration.seconds >= 0.05 * length
    }
  }

  // MARK: Lines

  private mutating func addHead() {
    report.add(row("", "start", "lasts", ""), .dim)
  }

  private mutating func add(_ id: Int, depth: Int) {
    var (last, title) = (id, title(spans[id]))
    // A chain of spans that are as long as one another is one line.
    while case let below = shown(last), below.count == 1, let only = below.first, isSame(only, last) {
      last = only
      title += " · " + self.title(spans[only])
    }
    let span = spans[last]
    report.add(
      row(
        fitted(title, outcome(span), depth), Number.span((span.start - from).seconds),
        Number.span(span.duration.seconds), bar(span)), style(span))
    addChildren(of: last, depth: depth + 1)
  }

  private func isSame(_ inner: Int, _ outer: Int) -> Bool {
    let (inner, outer) = (spans[inner], spans[outer])
    return inner.start == outer.start && inner.end == outer.end && inner.kind != .execution && outer.kind != .execution
      && (inner.outcome == outer.outcome || inner.kind == .wait || inner.kind == .backoff)
  }

  private mutating func addChildren(of id: Int, depth: Int) {
    let below = shown(id)
    if depth > Self.deepest, !below.isEmpty { return report.add(row("  … deeper ones are left out", "", "", ""), .dim) }
    var folded: [TraceSpan.Kind: (rest: [Int], all: Set<Int>)] = [:]
    for (kind, all) in Dictionary(grouping: below, by: { spans[$0].kind }) where all.count > Self.most {
      let kept = kept(all)
      let rest = all.filter { !kept.contains($0) }
      folded[kind] = (rest, Set(rest))
    }
    for one in below {
      let hidden = folded[spans[one].kind]
      if let rest = hidden?.rest, rest.first == one { report.add(fold(rest, depth), .dim) }
      if hidden?.all.contains(one) != true { add(one, depth: depth) }
    }
  }

  /// Of many: the first two, the longest, the first that did not succeed.
  private func kept(_ all: [Int]) -> Set<Int> {
    var kept = Set(all.prefix(2))
    if let longest = all.max(by: { (spans[$0].duration, $1) < (spans[$1].duration, $0) }) { kept.insert(longest) }
    if let bad = all.first(where: { spans[$0].outcome != .succeeded }) { kept.insert(bad) }
    return kept
  }

  private func fold(_ rest: [Int], _ depth: Int) -> String {
    let lengths = rest.map { spans[$0].duration.seconds }
    let range = [lengths.min(), lengths.max()].map { Number.span($0 ?? 0) }
    let bad = rest.count { spans[$0].outcome != .succeeded }
    return "  " + String(repeating: "  ", count: depth) + "… \(Number.grouped(rest.count)) more, "
      + (range[0] == range[1] ? range[0] : "\(range[0]) to \(range[1])")
      + (bad > 0 ? ", \(Number.grouped(bad)) of them without success" : "")
  }

  // MARK: Words

  /// What became of it stays when a long name is cut.
  private func fitted(_ title: String, _ outcome: String, _ depth: Int) -> String {
    let blanks = String(repeating: " ", count: min(2 * depth, titleWidth / 2))
    return blanks + TextReport.cut(title, max(12, titleWidth - blanks.count - outcome.count)) + outcome
  }

  private var titleWidth: Int { max(24, report.width - Self.barWidth - 25) }

  private func title(_ span: TraceSpan) -> String {
    switch span.kind {
    case .execution: "\(span.name) \(span.detail ?? "")"
    case .state, .wait, .mapRun: span.name
    case .backoff: "backoff: \(span.name)"
    case .attempt: "attempt \(span.detail ?? "")"
    case .iteration, .branch: "[\(span.detail ?? "")]"
    }
  }

  private func outcome(_ span: TraceSpan) -> String {
    let error = span.error.map { $0.isEmpty ? "" : " \($0)" } ?? ""
    let isAlone = span.startedBy == nil ? "" : " (by itself)"
    switch span.outcome {
    case .succeeded: return isAlone
    case .open: return isAlone + " … open"
    case .failed: return isAlone + " ✗" + (error.isEmpty ? " failed" : error)
    case .caught: return isAlone + " caught" + error
    case .timedOut: return isAlone + " ✗ timed out"
    case .aborted: return isAlone + " aborted"
    }
  }

  private func style(_ span: TraceSpan) -> TextReport.Style? {
    switch span.outcome {
    case .failed, .timedOut: .bad
    case .open, .aborted, .caught: .warning
    case .succeeded: span.kind == .backoff ? .warning : nil
    }
  }

  private func row(_ title: String, _ start: String, _ length: String, _ bar: String) -> String {
    "  " + TextReport.padded(TextReport.cut(title, titleWidth), titleWidth) + TextReport.right(start, 10)
      + TextReport.right(length, 10) + (bar.isEmpty ? "" : "  " + bar)
  }

  private func bar(_ span: TraceSpan) -> String {
    func column(_ instant: Instant) -> Int {
      let share = (instant - from).seconds / length
      return max(0, min(Self.barWidth, Int((share * Double(Self.barWidth)).rounded())))
    }
    let start = min(column(span.start), Self.barWidth - 1)
    let cells = column(span.end) - start
    return String(repeating: " ", count: start) + (cells > 0 ? String(repeating: "█", count: cells) : "▏")
  }
}
