import Report
import Simulation
import Statistics

extension SweepAnswer {
  /// The sweep on one screen of a terminal.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.paragraph(title, lead: "", indent: 2, style: .bold)
    report.paragraph(subtitle, lead: "", indent: 2, style: .dim)
    if !influences.isEmpty {
      report.heading("What matters most: partial rank correlations (95 %)")
      report.table([["metric"] + shortPaths] + shown.map(influenceCells))
    }
    let many = results.count > 10
    report.heading(many ? "The best and the worst of \(Number.grouped(results.count)) points" : "From best to worst")
    let shown = fitting(min(width, 120))
    let heads = ["point"] + shortPaths + shown.map { sweep.metrics[$0].name }
    let order = many ? Array(ranking.prefix(5)) + Array(ranking.suffix(3)) : ranking
    var rows = order.map { cells($0, shown) }
    if many { rows.insert(["…"], at: 5) }
    report.table([heads] + rows)
    return report.text
  }

  /// As many metrics as a line has room for, the first at least.
  private func fitting(_ width: Int) -> [Int] {
    let values = sweep.design.variations.indices.map { path in
      sweep.design.points.map { $0.values[path].count }.max() ?? 0
    }
    var room = width - 10 - zip(values, shortPaths).reduce(0) { $0 + 2 + max($1.0, $1.1.count) }
    var fitting: [Int] = []
    for metric in shown {
      room -= 2 + max(10, sweep.metrics[metric].name.count)
      if room >= 0 || fitting.isEmpty { fitting.append(metric) }
    }
    return fitting
  }

  private func influenceCells(_ metric: Int) -> [String] {
    [sweep.metrics[metric].name]
      + sweep.design.variations.indices.map { path in
        influences.first { $0.metric == metric && $0.path == path }.map { Self.text($0.coefficient) } ?? Number.none
      }
  }

  /// `−.83 (−.90 – −.71)`.
  static func text(_ coefficient: RankRegression.Coefficient) -> String {
    let interval = coefficient.interval
    let numbers = [coefficient.correlation, interval.lower, interval.upper].map { value in
      (value < 0 ? "−" : "+") + Number.fixed(abs(value), 2)
    }
    return "\(numbers[0]) (\(numbers[1]) – \(numbers[2]))"
  }

  private func cells(_ point: Int, _ shown: [Int]) -> [String] {
    [String(point)] + sweep.design.points[point].values
      + shown.map { metric in
        let measured = results[point][metric]
        let mark = measured.outcome.map { $0.mark + " " } ?? ""
        return mark + sweep.metrics[metric].text(measured.value)
      }
  }
}
