import Engine
import Prelude
import Tracing

/// Rows of an execution on its own axis of time, as HTML: a list whose lines say in words what their bars show.
struct GanttChart {
  let label: String
  let rows: [GanttRow]

  /// A bar of more stretches has as many of equal width, each in the colour of what took most of it.
  private static let mostPieces = 48

  var markup: Markup {
    guard let from = rows.first?.start else { return .none }
    let end = rows.map(\.end).max() ?? from
    let length = max((end - from).seconds, 1e-9)
    return Markup(
      "ol", ["class": "gantt", "aria-label": label],
      [axis(length)] + rows.map { row($0, from, length) })
  }

  private func axis(_ length: Double) -> Markup {
    let step = Axis.niceTimeStep(length / 4)
    let ticks = (0...5).map { Double($0) * step }.filter { $0 <= 0.9 * length }
    let marks = ticks.map { Markup("b", ["style": "left:\(Self.percent($0 / length))"], Markup(Number.span($0))) }
    return Markup(
      "li", ["class": "axis"], Markup("span", ["class": "what"], Markup("")),
      Markup("span", ["class": "time"], "starts"), Markup("span", ["class": "time"], "lasts"),
      Markup("span", ["class": "lane", "aria-hidden": "true"], marks))
  }

  private func row(_ row: GanttRow, _ from: Instant, _ length: Double) -> Markup {
    let depth = "--d:\(min(row.depth, 14))"
    guard !row.isFold else {
      return Markup("li", ["class": "fold"], Markup("span", ["class": "what", "style": depth], Markup(row.title)))
    }
    let outcome =
      row.outcome.isEmpty
      ? Markup.none
      : Markup(" ") + Markup("span", [row.isBad ? "class" : "": "bad"], Page.breakable(row.outcome))
    return Markup(
      "li", [:],
      Markup("span", ["class": "what", "style": depth], Page.breakable(row.title) + outcome),
      Markup("span", ["class": "time"], Markup(Number.span((row.start - from).seconds))),
      Markup("span", ["class": "time"], Markup(Number.span(row.length.seconds))),
      Markup("span", ["class": "lane", "title": row.split], pieces(row, from, length)))
  }

  private func pieces(_ row: GanttRow, _ from: Instant, _ length: Double) -> [Markup] {
    var slices = row.slices.isEmpty ? [] : Self.few(row.slices)
    // What takes no time is a mark where it is.
    if slices.isEmpty { slices = [CriticalPath.Slice(part: .overhead, start: row.start, end: row.start)] }
    return slices.enumerated().map { index, slice in
      // What lies at the very end is to be seen, too.
      let left = Self.percent(min(0.996, (slice.start - from).seconds / length))
      let width = Self.percent((slice.end - slice.start).seconds / length)
      let isCut = row.isBad && index == slices.count - 1
      return Markup(
        "i", ["class": slice.part.color + (isCut ? " cut" : ""), "style": "left:\(left);width:\(width)"], [])
    }
  }

  private static func few(_ slices: [CriticalPath.Slice]) -> [CriticalPath.Slice] {
    guard slices.count > mostPieces, let first = slices.first, let last = slices.last else { return slices }
    let width = max(1, (last.end - first.start).nanoseconds / Int64(mostPieces))
    var pieces: [CriticalPath.Slice] = []
    var next = 0
    for piece in 0..<Int64(mostPieces) {
      let start = Instant(nanoseconds: first.start.nanoseconds + piece * width)
      let end = piece == Int64(mostPieces) - 1 ? last.end : Instant(nanoseconds: start.nanoseconds + width)
      var sums = [Int64](repeating: 0, count: Part.allCases.count)
      var place = next
      while place < slices.count, slices[place].start < end {
        let shared = min(slices[place].end, end) - max(slices[place].start, start)
        sums[slices[place].part.rawValue] += max(0, shared.nanoseconds)
        if slices[place].end <= end { next = place + 1 }
        place += 1
      }
      let most = sums.indices.max { (sums[$0], $1) < (sums[$1], $0) } ?? 0
      let part = Part.allCases[most]
      if pieces.last?.part == part {
        pieces[pieces.count - 1] = CriticalPath.Slice(part: part, start: pieces[pieces.count - 1].start, end: end)
      } else {
        pieces.append(CriticalPath.Slice(part: part, start: start, end: end))
      }
    }
    return pieces
  }

  private static func percent(_ share: Double) -> String { Number.short(share * 100, 2) + "%" }
}
