import Simulation
import Statistics

extension Comparison {
  /// The comparison on one screen of a terminal.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.paragraph(title, lead: "", indent: 2, style: .bold)
    report.paragraph(subtitle, lead: "", indent: 2, style: .dim)
    for note in notes { report.paragraph(note, lead: "", indent: 2, style: .warning) }
    addGate(to: &report)
    addOthers(to: &report)
    for shape in shapes {
      report.add()
      report.paragraph(shape.text, lead: "", indent: 2, style: .warning)
    }
    return report.text
  }

  /// `order: identical to its base`.
  var title: String {
    let gates = gates
    func count(_ outcome: ComparedRow.Outcome) -> String {
      "\(gates.count { $0.outcome == outcome }) of \(gates.count)"
    }
    let names = sides.base.facts.name + " → " + sides.candidate.facts.name
    switch outcome {
    case .identical: return "\(names): identical, every number is the same"
    case .regressed: return "\(names): \(count(.regressed)) gate metrics regressed"
    case .inconclusive: return "\(names): \(count(.inconclusive)) gate metrics inconclusive, none regressed"
    case .improved: return "\(names): \(count(.improved)) gate metrics improved, none regressed"
    case .withinNoise: return "\(names): all \(gates.count) gate metrics within noise"
    }
  }

  var subtitle: String {
    let seeds = [sides.base, sides.candidate].map { String($0.facts.seed) }
    let seed = seeds[0] == seeds[1] ? seeds[0] : seeds.joined(separator: " and ")
    let pairing = sides.isPaired ? "paired by common random numbers" : "not paired"
    let own = rows.filter { $0.threshold != threshold }.map { "\($0.name) " + Self.noise($0.threshold) }
    let noise = ([Self.noise(threshold) + " of the base"] + own).joined(separator: ", ")
    return "\(sides.base.facts.replicationText), seed \(seed), \(pairing); noise: \(noise)"
  }

  private static func noise(_ share: Double) -> String { "±\(Number.significant(share * 100, 3)) %" }

  /// By how much pairing has sharpened the gate's metrics, in words.
  var pairingText: String? {
    let reductions = gates.compactMap(\.varianceReduction).filter { $0 > 1 && $0.isFinite }.sorted()
    guard let least = reductions.first, let most = reductions.last else { return nil }
    let both = [least, most].map { Number.significant($0, 2) }
    let times = both[0] == both[1] ? both[0] : both.joined(separator: " to ")
    return "Without the pairing they would need \(times) times as many replications."
  }

  private static let head = ["metric", "base", "candidate", "change (95 %)", "p", "verdict"]

  private func addGate(to report: inout TextReport) {
    let corrected = gates.count > 1 ? ", corrected for \(gates.count) comparisons (Bonferroni; p: Holm)" : ""
    report.heading("Gate: \(gates.count) \(gates.count == 1 ? "metric" : "metrics")" + corrected)
    report.table([Self.head] + gates.map(cells))
    for row in gates {
      if let note = row.note { report.add("  \(row.outcome.mark) \(row.name): \(note)", .dim) }
    }
    if let pairingText { report.add("  " + pairingText, .dim) }
  }

  private func addOthers(to report: inout TextReport) {
    let others = others
    let changed = ComparedRow.Outcome.allCases.filter { $0 != .identical }.flatMap { outcome in
      others.filter { $0.outcome == outcome }
    }
    let limit = 24
    report.heading("Other metrics: not corrected for \(others.count) comparisons")
    if !changed.isEmpty { report.table([Self.head] + changed.prefix(limit).map(cells)) }
    let more = [
      (others.count - changed.count, "identical"), (changed.count - min(limit, changed.count), "more in compare.csv"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !more.isEmpty { report.add("  " + more.joined(separator: ", "), .dim) }
  }

  private func cells(_ row: ComparedRow) -> [String] {
    let mark = row.isGate ? row.outcome.mark + " " : ""
    return [mark + row.name, row.baseText, row.candidateText, row.changeText, row.pText, row.outcome.rawValue]
  }
}

extension ShapeChange {
  var text: String {
    """
    Latencies of \(machine) have another shape, though their mean shows no change: the distributions are \
    \(Number.percent(distance)) apart (Kolmogorov–Smirnov).
    """
  }
}
