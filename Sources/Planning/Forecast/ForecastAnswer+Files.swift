import JSON
package import Report
import Simulation
import StatesLanguage
import Statistics
import StepFunctions

extension ForecastAnswer {
  /// The files of its folder.
  package func files() -> [ReportFile] {
    [ReportFile("report.html") { page }, jsonFile, ReportFile("forecast.csv") { csv }]
  }

  package var jsonFile: ReportFile { ReportFile("forecast.json") { json.prettyText + "\n" } }

  private var page: String {
    let tables = points.map { point in
      Page.table(
        point.text, ["limit of"] + Self.head.dropFirst(),
        point.rows.map { row in
          [Markup(rowName(row))] + cells(row).map { Page.measured($0) }
        })
    }
    let maps = Page.table(
      "Maps within an execution", ["Map"] + Self.mapHead.dropFirst(),
      self.maps.map { mapCells($0).map { Markup($0) } })
    return AnswerPage(
      kind: "forecast", name: plan.name, lead: title + ".", subtitle: subtitle, version: version, remarks: remarks,
      sections: [
        Page.section("limits", "How probable a hard limit is", "Of one execution, at each load.", tables)
      ]
        + (self.maps.isEmpty
          ? []
          : [
            Page.section(
              "maps", "Items that a Map has room for",
              "By the definition: an item's events where nothing fails, and three more for each retry.", [maps])
          ])
    ).html
  }

  private var csv: [UInt8] {
    var table = CSVTable(columns: [
      "load", "machine", "quantity", "limit", "executions", "hits", "largest", "p99", "p99_without_quotas", "method",
      "probability", "lower", "upper", "shape", "threshold", "excesses", "test_p",
    ])
    for point in points {
      for row in point.rows {
        table.add(point.text)
        table.add(name(row))
        table.add(row.quantity.rawValue)
        for value in [row.limit, Int64(row.count), Int64(row.hits), row.largest, row.p99] { table.add(Int(value)) }
        table.add(row.p99Without.map(String.init) ?? "")
        table.add(methodWord(row))
        for value in numbers(row) { table.add(Number.exact(value)) }
        table.endRow()
      }
    }
    return table.take()
  }

  private func methodWord(_ row: Row) -> String {
    switch row.probability {
    case .observed: "observed"
    case .extrapolated: "extrapolated"
    case .unknown: "unknown"
    }
  }

  /// Probability, its interval, and of an extrapolation the law.
  private func numbers(_ row: Row) -> [Double?] {
    switch row.probability {
    case .observed(let estimate), .unknown(let estimate, _):
      let interval = estimate.interval()
      return [estimate.share, interval?.lower, interval?.upper, nil, nil, nil, nil]
    case .extrapolated(let tail):
      return [
        tail.probability, tail.interval.lower, tail.interval.upper, tail.law.shape, tail.threshold,
        Double(tail.excesses), tail.pValue,
      ]
    }
  }

  // MARK: JSON

  static let schemaVersion = 1

  private var json: JSON {
    .object([
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(version), "scenario": .string(plan.name),
      "seed": Int(exactly: plan.seed).map { .integer($0) } ?? .string(String(plan.seed)),
      "replications": .integer(replications),
      "loads": .array(
        points.map { point in
          .object([
            "changes": .array(point.changes.map { .string($0.text) }), "limits": .array(point.rows.map(json)),
          ])
        }), "maps": .array(maps.map(json)),
    ])
  }

  private func json(_ row: Row) -> JSON {
    let names = ["probability", "lower", "upper", "shape", "threshold", "excesses", "testP"]
    var entry: JSONObject = [
      "machine": .string(name(row)), "quantity": .string(row.quantity.rawValue), "limit": .integer(Int(row.limit)),
      "executions": .integer(row.count), "hits": .integer(row.hits), "largest": .integer(Int(row.largest)),
      "p99": .integer(Int(row.p99)), "p99WithoutQuotas": row.p99Without.map { .integer(Int($0)) } ?? .null,
      "method": .string(methodWord(row)),
    ]
    for (name, value) in zip(names, numbers(row)) { entry[name] = JSONExporter.number(value) }
    if case .unknown(_, let refusal) = row.probability { entry["reason"] = .string(Self.words(refusal)) }
    return .object(entry)
  }

  private func json(_ map: SafeMap) -> JSON {
    .object([
      "machine": .string(plan.account.machines[map.machine].name), "state": .string(map.events.state),
      "limit": .integer(map.limit), "eventsPerItem": .integer(map.events.perItem),
      "otherEvents": .integer(map.events.others), "mostItems": .integer(map.items),
      "retriesPerItem": JSONExporter.number(map.retries), "mostItemsWithRetries": .integer(map.itemsWithRetries),
    ])
  }
}
