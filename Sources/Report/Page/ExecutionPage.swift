import Engine
import Prelude
import Simulation
package import Tracing

/// One execution as a page of its own.
package struct ExecutionPage {
  private let title: String
  private let words: String
  private let spans: [TraceSpan]
  private let cuts: [SpanCut]

  private static let mostRows = 600

  /// `words`: what it was, and what became of it.
  package init(_ title: String, words: String, spans: [TraceSpan]) {
    self.title = title
    self.words = words
    (self.spans, cuts) = SpanPruning.pruned(spans, to: 20_000)
  }

  /// Nanoseconds by part, along the critical path.
  package static func split(of spans: [TraceSpan]) -> String {
    var one = Exemplar()
    (one.spans, one.parts) = (spans, spans.isEmpty ? [] : CriticalPath(spans).parts(of: 0))
    return spans.isEmpty ? "" : one.splitText(most: Part.allCases.count)
  }

  package func html(version: String) -> String {
    let rows = GanttRows.rows(spans, cuts, most: Self.mostRows)
    let drawn = Set(rows.flatMap { $0.slices.map(\.part) })
    let header = Markup(
      "header", Markup("p", ["class": "eyebrow"], "Headroom · one simulated execution"),
      Markup("div", ["class": "title"], Markup("h1", Markup(title))), Markup("p", ["class": "lead"], Markup(words)),
      Markup("p", ["class": "meta"], Markup(Page.kept(Self.split(of: spans)))))
    let legend = ShareBar.legend(Part.allCases.filter { drawn.contains($0) }.map { ($0.title, $0.color) })
    let chart = GanttChart(label: "What execution \(title) did", rows: rows).markup
    return Page.document(
      title: "\(title): Headroom", version: version,
      [header, Markup("main", Markup("div", ["class": "card"], legend, chart))])
  }
}
