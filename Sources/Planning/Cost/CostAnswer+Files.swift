import JSON
import Prelude
package import Report
import Simulation
import Statistics
import StepFunctions

extension CostAnswer {
  /// The files of its folder.
  package func files() -> [ReportFile] {
    [ReportFile("report.html") { page }, jsonFile, ReportFile("cost.csv") { csv }]
  }

  package var jsonFile: ReportFile { ReportFile("cost.json") { json.prettyText + "\n" } }

  private var page: String {
    let bill = Page.table(
      "A month's bill", ["item"] + Self.billHead.dropFirst(),
      (lines.map(billCells) + totalRows).map { row in row.map { Markup($0) } })
    let choices = Page.table(
      "Each machine as either type", ["state machine"] + Self.choiceHead.dropFirst(), texts: 2,
      self.choices.map { choice in
        choiceCells(choice).map { Markup($0) }
      })
    let obstacles = self.choices.compactMap(obstacleText)
    return AnswerPage(
      kind: "cost", name: plan.name, lead: title + ".", subtitle: subtitle, version: version, remarks: assumptions,
      sections: [
        Page.section("bill", "A month", "Of throttling: what the same executions without quotas do not cost.", [bill]),
        Page.section(
          "choices", "Standard or Express", "What each machine's executions of a month cost as either type.",
          [choices, Markup("ul", obstacles.map { Markup("li", Markup($0)) })]),
      ]
    ).html
  }

  private var csv: [UInt8] {
    var table = CSVTable(columns: [
      "machine", "depth", "item", "quantity", "unit_price", "dollars", "of_which_retries",
    ])
    for line in lines {
      table.add(name(ofMachine: line.level.machine))
      table.add(line.level.depth)
      table.add(line.item.rawValue)
      table.add(quantity(line))
      table.add(Number.exact(unitPrice(line)))
      table.add(line.dollars.text(places: 6))
      table.add(line.ofThrottling.text(places: 6))
      table.endRow()
    }
    if free != .zero {
      table.add(row: ["all", "all", "free_tier", "", "", (Money.zero - free).text(places: 6), ""])
    }
    table.add(row: ["all", "all", "total", "", "", total.text(places: 6), ofThrottling.text(places: 6)])
    return table.take()
  }

  // MARK: Infracost

  /// What a month is to be used of each state machine. Format: Infracost's usage file, version 0.1; the resources bear
  /// the machines' names, which are to be those that Terraform has.
  package var infracostFile: ReportFile { ReportFile("infracost-usage.yml") { infracost } }

  private var infracost: String {
    var text = """
      # Usage of a month as Headroom \(version) simulates it: infracost breakdown --usage-file THIS
      # The resources are named after the state machines: rename those that Terraform calls otherwise.
      version: 0.1
      resource_usage:

      """
    for (machine, usages) in Dictionary(grouping: usage, by: { owner(of: $0.machine) }).sorted(by: { $0.key < $1.key })
    {
      text += "  aws_sfn_state_machine.\(Self.resourceName(name(ofMachine: machine))):\n"
      let transitions = usages.reduce(0) { $0 + $1.transitions }
      if transitions > 0 { text += "    monthly_transitions: \(transitions)\n" }
      // Infracost knows one duration of a resource: that of most requests.
      guard let express = usages.filter(\.isExpress).max(by: { $0.requests < $1.requests }) else { continue }
      text += "    monthly_requests: \(usages.reduce(0) { $0 + $1.requests })\n"
      text += "    workflow_duration_ms: \(express.milliseconds)\n"
      text += "    memory_mb: \(express.megabytes)\n"
    }
    return text
  }

  /// A distributed Map's executions are of the machine that has it.
  private func owner(of machine: Int) -> Int {
    var machine = machine
    while let owner = plan.account.machines[machine].owner { machine = owner.machine }
    return machine
  }

  /// Letters, digits, `_` and `-`, and no digit first.
  private static func resourceName(_ name: String) -> String {
    let letters = name.unicodeScalars.map { scalar -> Character in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value))
      return isPlain || scalar == "-" || scalar == "_" ? Character(scalar) : "_"
    }
    let plain = String(letters)
    return plain.first?.isNumber == true ? "_" + plain : plain
  }

  // MARK: JSON

  static let schemaVersion = 1

  private var json: JSON {
    var answer: JSONObject = [
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(version), "scenario": .string(plan.name),
      "seed": Int(exactly: plan.seed).map { .integer($0) } ?? .string(String(plan.seed)),
      "replications": .integer(replications), "region": .string(plan.account.region),
      "prices": pricesJSON, "monthSeconds": JSONExporter.number(rate.month.seconds),
      "periodSeconds": JSONExporter.number(rate.period?.seconds),
      "executionsPerMonth": .integer(monthlyRoots),
    ]
    answer["perExecution"] = estimate(perExecution)
    answer["perMonth"] = estimate(perMonth)
    answer["total"] = .string(total.exact)
    answer["ofThrottling"] = .string(ofThrottling.exact)
    answer["throttlingShare"] = JSONExporter.number(throttlingShare)
    answer["items"] = .array(
      lines.map { line in
        .object([
          "machine": .string(name(ofMachine: line.level.machine)), "depth": .integer(line.level.depth),
          "item": .string(line.item.rawValue), "quantity": JSONExporter.number(quantity(line)),
          "dollars": .string(line.dollars.exact), "ofThrottling": .string(line.ofThrottling.exact),
        ])
      })
    answer["types"] = .array(
      choices.map { choice in
        .object([
          "machine": .string(name(ofMachine: choice.machine)),
          "type": .string(choice.isExpress ? "EXPRESS" : "STANDARD"), "standard": .string(choice.standard.exact),
          "express": .string(choice.express.exact), "obstacle": choice.obstacle.map { .string($0) } ?? .null,
        ])
      })
    return .object(answer)
  }

  private var pricesJSON: JSON {
    .object([
      "date": .string(Prices.date), "transition": .string(prices.transition.exact),
      "request": .string(prices.request.exact),
      "gigabyteHour": .array(prices.gigabyteHours.map { .string($0.exact) }),
      "transitionsPerStart": .integer(prices.transitionsPerStart),
      "freeTransitions": .integer(prices.freeTransitions),
    ])
  }

  private func estimate(_ estimate: Estimate) -> JSON {
    let interval = estimate.interval()
    return .object([
      "mean": JSONExporter.number(estimate.mean), "lower": JSONExporter.number(interval?.lower),
      "upper": JSONExporter.number(interval?.upper),
    ])
  }
}
