import Report
import Simulation
import StatesLanguage
import Statistics
import StepFunctions

extension ForecastAnswer {
  /// One screen.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.paragraph(title, lead: "", indent: 2, style: .bold)
    report.paragraph(subtitle, lead: "", indent: 2, style: .dim)
    for point in points {
      report.heading("P(an execution comes to the limit), \(point.text)")
      report.table([Self.head] + point.rows.map { [rowName($0)] + cells($0) })
    }
    for remark in remarks { report.paragraph(remark, lead: "  ", indent: 2, style: .dim) }
    if !maps.isEmpty {
      report.heading("Items that a Map has room for, by its definition")
      report.table([Self.mapHead] + maps.map(mapCells))
    }
    return report.text
  }

  static let head = ["", "limit", "largest", "p99", "p99 without", "P(≥ limit)", "by"]
  static let mapHead = ["", "limit", "events an item", "others", "most items", "retries an item", "most items so"]

  var title: String {
    guard let worst, worst.probability > 1e-12 else {
      return "\(plan.name): no execution is expected to come to a hard limit"
    }
    let how = if case .extrapolated = worst.row.probability { ", by extrapolation" } else { "" }
    return """
      \(plan.name): \(rowName(worst.row)) come to \(limitText(worst.row)) in \
      \(Self.share(worst.probability)) of \(worst.row.machine == nil ? "runs" : "executions") \
      (\(worst.point.text))\(how)
      """
  }

  var subtitle: String {
    let count = replications == 1 ? "1 replication" : "\(replications) replications"
    let loads = points.count == 1 ? "" : " at each of \(points.count) loads"
    return "\(count)\(loads), seed \(plan.seed), each with and without quotas"
  }

  func rowName(_ row: Row) -> String { "\(name(row))  \(row.quantity.words)" }

  func cells(_ row: Row) -> [String] {
    [
      limitText(row), valueText(row.largest, row.quantity), valueText(row.p99, row.quantity),
      row.p99Without.map { valueText($0, row.quantity) } ?? Number.none, Self.text(row.probability), method(row),
    ]
  }

  func limitText(_ row: Row) -> String { valueText(row.limit, row.quantity) }

  private func valueText(_ value: Int64, _ quantity: ForecastQuantity) -> String {
    quantity == .duration ? Number.duration(Double(value) * 1e-9) : Number.count(Double(value))
  }

  /// `3.4 %`, `2.1e-6`; what is less than that of a trillion executions has no digits.
  static func share(_ value: Double) -> String {
    if value == 0 { return "0" }
    if value < 1e-12 { return "< 1e-12" }
    return value >= 1e-4 ? Number.percent(value) : Number.significant(value, 2)
  }

  static func text(_ probability: Probability) -> String {
    switch probability {
    case .observed(let estimate): return bounded(estimate.share, estimate.interval())
    case .extrapolated(let estimate): return bounded(estimate.probability, estimate.interval)
    case .unknown(let estimate, _):
      if estimate.share > 0 { return bounded(estimate.share, estimate.interval()) }
      // "0 of N": by the rule of three, if they are independent.
      return estimate.interval().map { "0, at most " + share($0.upper) } ?? Number.none
    }
  }

  private static func bounded(_ value: Double, _ interval: Interval?) -> String {
    guard let interval else { return share(value) }
    return "\(share(value)) (\(share(interval.lower)) – \(share(interval.upper)))"
  }

  func method(_ row: Row) -> String {
    switch row.probability {
    case .observed: "seen"
    case .extrapolated: "extrapolated"
    case .unknown: "seen alone"
    }
  }

  /// What the probabilities rest on.
  var remarks: [String] {
    let all = points.flatMap(\.rows)
    var remarks: [String] = []
    if all.contains(where: { if case .extrapolated = $0.probability { true } else { false } }) {
      remarks.append(
        """
        Extrapolated: by a generalised Pareto law of the largest values, as if executions were independent; \
        further than what was seen, by nothing but the law.
        """)
    }
    if all.contains(where: { if case .unknown = $0.probability { $0.hits == 0 } else { false } }) {
      remarks.append("Where none was seen: at most so many, with 95 % confidence, if executions are independent.")
    }
    for row in all {
      guard case .unknown(_, let refusal) = row.probability, row.hits == 0 || row.count >= TailEstimate.leastCount
      else { continue }
      let text = "\(rowName(row)): not extrapolated: \(Self.words(refusal))."
      if !remarks.contains(text), row.largest * 20 > row.limit { remarks.append(text) }
    }
    let moved = all.filter { ($0.p99Without ?? $0.p99) != $0.p99 && $0.quantity == .historyEvents }
    if let most = moved.max(by: { $0.p99 - ($0.p99Without ?? 0) < $1.p99 - ($1.p99Without ?? 0) }),
      let without = most.p99Without
    {
      let more = most.p99 - without
      remarks.append(
        """
        Throttling alone moves the p99 of \(name(most))'s history by \(more > 0 ? "+" : "")\
        \(Number.count(Double(more))) events, from \(Number.count(Double(without))) to \
        \(Number.count(Double(most.p99))).
        """)
    }
    return remarks
  }

  static func words(_ refusal: TailEstimate.Refusal) -> String {
    switch refusal {
    case .fewValues(let count): "\(count) values, where it takes \(TailEstimate.leastCount)"
    case .discrete(let count): "the largest have \(count) different values"
    case .misfit(let p): "the largest are of another law (Anderson–Darling, p \(Number.significant(p, 2)))"
    case .notBeyond: "the limit is among the values that were seen often"
    case .noFit: "no law fits the largest"
    }
  }

  func mapCells(_ map: SafeMap) -> [String] {
    [
      "\(plan.account.machines[map.machine].name)  \(map.events.state)", Number.grouped(map.limit),
      Number.grouped(map.events.perItem), Number.grouped(map.events.others), Number.grouped(map.items),
      Number.count(map.retries), Number.grouped(map.itemsWithRetries),
    ]
  }
}
