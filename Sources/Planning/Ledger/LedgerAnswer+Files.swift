import JSON
package import Report
import Simulation
import Statistics
import StepFunctions

extension LedgerAnswer {
  /// The files of its folder.
  package func files() -> [ReportFile] {
    [
      ReportFile("report.html") { LedgerPage(answer: self).html }, jsonFile,
      ReportFile("ledger.csv") { csv }, ReportFile("ledger-roots.csv") { rootsCSV },
    ]
  }

  package var jsonFile: ReportFile { ReportFile("ledger.json") { json.prettyText + "\n" } }

  /// Sums of each replication; of `all` the mean of a replication, with what is added to it.
  private var csv: [UInt8] {
    var table = CSVTable(columns: [
      "replication", "depth", "machine", "quantity", "actual", "counterfactual", "added", "lower", "upper",
    ])
    for (place, replication) in replications.enumerated() {
      for line in lines {
        addLevel(String(replication), line, to: &table)
        table.add(line.actualSums[place])
        table.add(line.counterfactualSums[place])
        table.add(line.actualSums[place] - line.counterfactualSums[place])
        table.add("")
        table.add("")
        table.endRow()
      }
    }
    for line in lines {
      addLevel("all", line, to: &table)
      let actual = Estimate(replications: line.actualSums.map(Double.init))
      let counterfactual = Estimate(replications: line.counterfactualSums.map(Double.init))
      let added = Estimate(
        replications: zip(line.actualSums, line.counterfactualSums).map { Double($0 - $1) })
      table.add(actual.mean)
      table.add(counterfactual.mean)
      table.add(added.mean)
      for end in [added.interval()?.lower, added.interval()?.upper] { table.add(Number.exact(end)) }
      table.endRow()
    }
    return table.take()
  }

  private func addLevel(_ replication: String, _ line: Line, to table: inout CSVTable) {
    table.add(replication)
    table.add(line.level.map { String($0.depth) } ?? "all")
    table.add(line.level.map { name(ofMachine: $0.machine) } ?? "all")
    table.add(line.quantity.rawValue)
  }

  /// Those that only one side has completed.
  private var rootsCSV: [UInt8] {
    var table = CSVTable(columns: [
      "replication", "root", "actual", "counterfactual", "actual_calls", "counterfactual_calls",
    ])
    for (replication, root) in oneSided {
      table.add(replication)
      table.add(name(of: root))
      table.add(Self.word(root.actual))
      table.add(Self.word(root.counterfactual))
      table.add(root.calls)
      table.add(root.counterfactualCalls)
      table.endRow()
    }
    return table.take()
  }

  private static func word(_ outcome: LedgerRoot.Outcome?) -> String {
    switch outcome {
    case .open?: "unfinished"
    case .succeeded?: "succeeded"
    case .failed?: "failed"
    case .rejected?: "rejected"
    case nil: "absent"
    }
  }

  // MARK: JSON

  static let schemaVersion = 1

  private var json: JSON {
    var answer: JSONObject = [
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(version), "scenario": .string(plan.name),
      "seed": Int(exactly: plan.seed).map { .integer($0) } ?? .string(String(plan.seed)),
      "replications": .integer(replications.count), "roots": .integer(rootCount),
      "without": .array(withoutNames.map(JSON.string)),
    ]
    answer["perRoot"] = .array(lines.map(json))
    if let hardest {
      answer["p99Root"] = .object([
        "replication": .integer(hardest.replication), "root": .string(name(of: hardest.root)),
        "calls": .integer(hardest.root.calls), "counterfactualCalls": .integer(hardest.root.counterfactualCalls),
      ])
    }
    answer["completedByOneSide"] = .object(["actual": .integer(gained), "counterfactual": .integer(lost)])
    return .object(answer)
  }

  private var withoutNames: [String] {
    switch lifted {
    case .all: LiftedQuotas.Name.all.map(\.text)
    case .named(let names): names.map(\.text)
    }
  }

  private func json(_ line: Line) -> JSON {
    let (added, times) = (line.added.interval(), line.amplification.interval())
    return .object([
      "quantity": .string(line.quantity.rawValue), "depth": line.level.map { .integer($0.depth) } ?? .null,
      "machine": line.level.map { .string(name(ofMachine: $0.machine)) } ?? .null,
      "actual": JSONExporter.number(line.actual.mean),
      "counterfactual": JSONExporter.number(line.counterfactual.mean),
      "added": JSONExporter.number(line.added.value), "addedLower": JSONExporter.number(added?.lower),
      "addedUpper": JSONExporter.number(added?.upper),
      "amplification": JSONExporter.number(line.amplification.value),
      "amplificationLower": JSONExporter.number(times?.lower), "amplificationUpper": JSONExporter.number(times?.upper),
      "actualSum": .integer(line.actualSums.reduce(0, +)),
      "counterfactualSum": .integer(line.counterfactualSums.reduce(0, +)),
    ])
  }
}
