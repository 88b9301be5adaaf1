import Report
import Scenario
import Statistics

extension TuneAnswer {
  /// The answer on one screen of a terminal, the change below it.
  package func text(_ patch: TunePatch, color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.paragraph(title, lead: "", indent: 2, style: .bold)
    report.paragraph(goalText + "; " + subtitle, lead: "", indent: 2, style: .dim)
    report.heading("Finalists")
    report.table(finalistTable)
    if !equals.isEmpty, let best = selection.best {
      let names = equals.map(String.init).joined(separator: ", ")
      report.paragraph("Not told apart from \(best): \(names).", lead: "  ", indent: 2, style: .dim)
    }
    if let confirmation {
      let seed = "with seed \(confirmation.seed), \(confirmation.replications) replications, paired (95 %)"
      report.heading("Confirmation \(seed)")
      report.table(
        [["metric", "today", "tuned", "change"]]
          + confirmation.rows.map { [$0.name, $0.todayText, $0.tunedText, $0.changeText] })
    }
    guard isAdopted else { return report.text }
    report.heading("Change")
    for line in patch.diff.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      report.add(whole: String(line))
    }
    for set in patch.sets { report.add(whole: "  --set " + set) }
    for note in patch.notes { report.paragraph(note, lead: "  ", indent: 2, style: .warning) }
    return report.text
  }

  /// Today's first, then the others from the best on.
  var shown: [Int] {
    let others = selection.finalists.filter { $0 != 0 }.sorted { one, other in
      let values = [one, other].map { -tuner.goal.sign * candidates[$0].value }
      return values[0] != values[1] ? values[0] < values[1] : one < other
    }
    return [0] + others
  }

  private static let shortNames = [
    "IntervalSeconds": "interval", "BackoffRate": "rate", "MaxAttempts": "attempts", "MaxDelaySeconds": "longest",
    "JitterStrategy": "jitter", "MaxConcurrency": "concurrency",
  ]

  private var finalistTable: [[String]] {
    let names = tuner.space.dimensions.map { dimension in
      let word = dimension.name.split(separator: " ").last.map(String.init) ?? dimension.name
      return Self.shortNames[word] ?? ScenarioReader.names(ofPath: word)?.last ?? word
    }
    let columns = names.indices.filter { column in
      Set(shown.map { candidates[$0].values[column] }).count > 1 || names.count < 6
    }.prefix(6)
    return [["policy"] + columns.map { names[$0] } + ["goal", ""]]
      + shown.map { index in
        let candidate = candidates[index]
        let name = candidate.origin == .search ? String(index) : candidate.origin.rawValue
        return [name] + columns.map { Self.value(candidate.values[$0]) } + [
          tuner.goal.text(candidate.value), selection.finalists.contains(index) ? fate(index) : "",
        ]
      }
  }

  /// Of a longest delay that cuts none: none.
  static func value(_ value: String?) -> String {
    guard let value else { return "as it is" }
    return value == TuneSpace.longestDelay ? "none" : value
  }
}
