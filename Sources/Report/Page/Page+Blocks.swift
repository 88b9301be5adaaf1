/// What sections are built of.
extension Page {
  /// Of lines that stand beside one another, as classes of the style sheet: more cannot be told apart.
  static let colors = ["blue", "amber", "teal", "violet", "pink", "green", "red", "slate"]

  package static func section(_ id: String, _ title: String, _ intro: String, _ content: [Markup]) -> Markup {
    var section = Markup(
      "section", ["id": id],
      [Markup("h2", Markup(title))] + (intro.isEmpty ? [] : [Markup("p", ["class": "intro"], Markup(intro))]) + content
        + data(of: id))
    section.heading = Markup.Heading(id: id, title: title)
    return section
  }

  /// A section of charts over time.
  package static func timeSection(_ id: String, _ title: String, _ intro: String, _ charts: [Markup]) -> Markup {
    section(
      id, title,
      """
      \(intro) Dragging over a chart shows that stretch in all of them, a double click or Escape the whole; a name in \
      a legend hides its line.
      """,
      [Markup("button", ["class": "unzoom", "type": "button", "hidden": ""], "Show all of the time")] + charts)
  }

  /// The files that have a section's numbers, for programs.
  private static let files = [
    "executions": "latency.csv", "throttling": "quotas.csv, retries.csv",
    "time": "timeseries.csv, levels.csv, services.csv, percentiles.csv; of the warm-up warmup.csv",
    "parts": "parts.csv", "errors": "errors.csv", "machines": "states.csv",
    "admission": "services.csv, latency.csv", "exemplars": "trace.pftrace", "knee": "capacity.csv",
    "loads": "capacity.csv", "charts": "sweep.csv", "ranking": "sweep.csv", "front": "pareto.csv",
    "finalists": "tune.csv", "map": "recovery.csv", "cells": "recovery.csv", "roots": "ledger-roots.csv",
    "levels": "ledger.csv", "maps": "forecast.csv", "choices": "cost.csv",
    "bill": "summary.csv", "goodput": "goodput.csv",
  ]

  private static func data(of id: String) -> [Markup] {
    files[id].map { [Markup("p", ["class": "caption"], Markup("Data: " + $0))] } ?? []
  }

  /// Links to the sections, where there are many.
  package static func contents(_ sections: [Markup]) -> Markup {
    let headings = sections.compactMap(\.heading)
    guard headings.count > 3 else { return .none }
    return Markup(
      "nav", ["aria-label": "Sections of this page"],
      headings.map { Markup("a", ["href": "#" + $0.id], Markup($0.title)) })
  }

  /// `origin`: where the numbers come from; nil: from a simulation.
  package static func footer(_ version: String, origin: String? = nil) -> Markup {
    let words = origin ?? "Modelled by Headroom \(version). No number here was measured on AWS."
    return Markup("footer", Markup("p", Markup(words)))
  }

  /// Keeps a number and its unit on one line.
  package static func kept(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    var kept = ""
    for (index, word) in words.enumerated() {
      let isUnit = ["%", "s", "ms", "m", "h", "s;", "%;", "s."].contains(word)
      let follows = index > 0 && words[index - 1].last?.isNumber == true
      kept += (index == 0 ? "" : isUnit && follows ? "\u{A0}" : " ") + word
    }
    return kept
  }

  /// A number over its interval, `99.4 s (98.6 – 100 s)` or `114 ± 1 s`: in one line a row is wider than a page.
  package static func measured(_ text: String) -> Markup {
    if text.hasSuffix(")"), let cut = text.firstRange(of: " (") {
      return Markup(String(text[..<cut.lowerBound]))
        + Markup("small", Markup(divided(String(text[cut.upperBound...].dropLast()))))
    }
    guard let cut = text.firstRange(of: " ± ") else { return Markup(text) }
    let (value, margin) = (text[..<cut.lowerBound], text[cut.upperBound...])
    // `114 ± 1 s`: both are in the unit that stands behind.
    let unit = value.last?.isNumber == true ? margin.drop { $0 != " " } : ""
    return Markup(String(value) + unit) + Markup("small", Markup(divided("± " + margin)))
  }

  /// A range that breaks behind its dash and nowhere else.
  private static func divided(_ range: String) -> String {
    range.replacing(" ", with: "\u{A0}").replacing("–\u{A0}", with: "– ")
  }

  /// A long name that breaks where its parts meet: `DynamoDB.ProvisionedThroughputExceededException`.
  static func breakable(_ name: String) -> Markup {
    var (parts, part): ([String], String) = ([], "")
    for character in name {
      let isNext = part.last.map { ".:/_-".contains($0) || $0.isLowercase && character.isUppercase } ?? false
      if isNext {
        parts.append(part)
        part = ""
      }
      part.append(character)
    }
    let all = parts + [part]
    return all.dropFirst().reduce(Markup(all[0])) { $0 + Markup("wbr", []) + Markup($1) }
  }

  /// The first `texts` columns hold words, the others numbers. `paths`: the heads are such, and may be broken.
  package static func table(
    _ caption: String, _ heads: [String], texts: Int = 1, paths: Bool = false, _ rows: [[Markup]]
  ) -> Markup {
    let head = Markup(
      "tr",
      heads.enumerated().map { index, head in
        Markup("th", ["scope": "col", index < texts ? "" : "class": "number"], paths ? breakable(head) : Markup(head))
      })
    let body = rows.map { row in
      Markup(
        "tr",
        row.enumerated().map { index, cell in
          index == 0
            ? Markup("th", ["scope": "row"], cell) : Markup("td", [index < texts ? "" : "class": "number"], cell)
        })
    }
    let table = Markup("table", ["aria-label": caption], Markup("thead", head), Markup("tbody", body))
    return Markup(
      "div", ["class": "card table"], Markup("p", ["class": "caption"], Markup(caption)),
      Markup("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption], table))
  }

  package static func definitions(_ entries: [(String, String)]) -> Markup {
    Markup("dl", ["class": "card"], entries.flatMap { [Markup("dt", Markup($0.0)), Markup("dd", Markup($0.1))] })
  }
}
