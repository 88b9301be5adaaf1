import Prelude
import Report
import Simulation
import Statistics
import StepFunctions

extension CostAnswer {
  /// One screen.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.paragraph(title, lead: "", indent: 2, style: .bold)
    report.paragraph(subtitle, lead: "", indent: 2, style: .dim)
    report.heading("A month")
    report.table([Self.billHead] + lines.map(billCells) + totalRows)
    report.heading("Standard or Express, a month")
    report.table([Self.choiceHead] + choices.map(choiceCells))
    if choices.contains(where: isCheaperOtherwise) { report.add("  ←: cheaper, and possible", .dim) }
    for choice in choices {
      if let text = obstacleText(choice) { report.add("  " + text, .dim) }
    }
    report.add()
    for assumption in assumptions { report.paragraph(assumption, lead: "  ", indent: 2, style: .dim) }
    return report.text
  }

  var title: String {
    let each = perExecution.mean.isFinite ? Number.dollars(perExecution) : Number.none
    let added =
      ofThrottling == .zero
      ? "none of it comes of throttling" : "\(Number.percent(throttlingShare)) of it comes of throttling"
    return """
      \(plan.name): \(each) for each outside execution, \(Number.dollars(total)) a month\(rangeText); \(added)
      """
  }

  private var rangeText: String {
    guard let range = perMonth.interval(), range.lower < range.upper else { return "" }
    return " (\(Number.dollars(range.lower)) to \(Number.dollars(range.upper)))"
  }

  var subtitle: String {
    let count = replications == 1 ? "1 replication" : "\(replications) replications"
    return """
      \(count), seed \(plan.seed); \(Number.grouped(monthlyRoots)) outside executions a month; \
      prices of \(Prices.date), \(plan.account.region)
      """
  }

  static let billHead = ["", "quantity", "unit price", "dollars", "of throttling"]
  static let choiceHead = ["", "runs as", "Standard", "Express"]

  func billCells(_ line: Line) -> [String] {
    let name = "depth \(line.level.depth)  \(name(ofMachine: line.level.machine))  \(words(line.item))"
    return [
      name, quantityText(line), unitPriceText(line), Number.dollars(line.dollars), Number.dollars(line.ofThrottling),
    ]
  }

  var totalRows: [[String]] {
    let whole = ["total", "", "", Number.dollars(total), Number.dollars(ofThrottling)]
    return free == .zero ? [whole] : [["free tier", "", "", "-" + Number.dollars(free), ""], whole]
  }

  private func words(_ item: Item) -> String {
    switch item {
    case .transitions: "transitions"
    case .requests: "requests"
    case .memory: "GB-hours"
    }
  }

  func quantity(_ line: Line) -> Double {
    line.item == .memory ? Double(line.quantity) / Double(Prices.gigabyteHour) : Double(line.quantity)
  }

  private func quantityText(_ line: Line) -> String { Number.count(quantity(line)) }

  /// Of the tiers together, where there are several.
  func unitPrice(_ line: Line) -> Double { quantity(line) > 0 ? line.dollars.dollars / quantity(line) : .nan }

  private func unitPriceText(_ line: Line) -> String {
    let price = unitPrice(line)
    return price.isFinite ? "$" + Number.significant(price, 4) : Number.none
  }

  func choiceCells(_ choice: Choice) -> [String] {
    let mark = isCheaperOtherwise(choice) ? " ←" : ""
    let (standard, express) = (Number.dollars(choice.standard), Number.dollars(choice.express))
    return [
      name(ofMachine: choice.machine), choice.isExpress ? "Express" : "Standard",
      standard + (choice.isExpress ? mark : ""), express + (choice.isExpress ? "" : mark),
    ]
  }

  /// As the other type, of which it may be.
  private func isCheaperOtherwise(_ choice: Choice) -> Bool {
    if choice.isExpress { return choice.standard < choice.express }
    return choice.express < choice.standard && choice.obstacle == nil
  }

  func obstacleText(_ choice: Choice) -> String? {
    choice.obstacle.map { "\(name(ofMachine: choice.machine)) cannot be Express: \($0)." }
  }

  /// What the numbers rest on.
  var assumptions: [String] {
    let month = Number.span(rate.month.seconds)
    let load =
      rate.period.map { "the load of one replication comes every \(Number.span($0.seconds)) of a month of \(month)" }
      ?? "the load comes at once, and once in a month of \(month): --every says how often"
    let starts =
      prices.transitionsPerStart == 0
      ? "a start is no transition (prices.transitionsPerStart: 1 makes it one)"
      : "a start is \(prices.transitionsPerStart) transitions more"
    let tier =
      prices.freeTransitions > 0
      ? "\(Number.grouped(prices.freeTransitions)) transitions a month are free" : "no free tier"
    return ["Assumed: \(load); \(starts); \(tier). Services that Tasks call are not in it."]
  }
}
