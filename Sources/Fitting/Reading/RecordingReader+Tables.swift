import JSON
import Scenario
import StatesLanguage
import Statistics

/// CSV files: exports of Logs Insights, and tables of latencies from elsewhere.
extension RecordingReader {
  /// The columns of a table of latencies, by the names that they may have.
  private enum Column: CaseIterable {
    case seconds, milliseconds, service, state, machine, error, censored, limit, time

    var names: [String] {
      switch self {
      case .seconds: ["seconds", "latency_seconds", "duration_seconds", "latency", "duration"]
      case .milliseconds: ["milliseconds", "ms", "latency_ms", "duration_ms", "duration_milliseconds"]
      case .service: ["service", "resource", "function", "function_name"]
      case .state: ["state", "state_name"]
      case .machine: ["machine", "state_machine"]
      case .error: ["error"]
      case .censored: ["censored", "timed_out"]
      case .limit: ["timeout_seconds"]
      case .time: ["time", "timestamp", "started", "@timestamp"]
      }
    }
  }

  private static let mostComplaints = 20

  mutating func readTable(_ file: String, _ isNamed: Bool) throws(FileFailure) {
    let bytes = try File.read(file)
    readTable(bytes, file, isNamed: isNamed)
  }

  package mutating func readTable(_ bytes: [UInt8], _ file: String, isNamed: Bool = true) {
    let rows: [[CSV.Field]]
    do throws(CSV.Problem) {
      rows = try CSV.parse(bytes)
    } catch {
      return complain(.syntax, file, error.position, error.message)
    }
    guard let head = rows.first else {
      return complain(.type, file, SourcePosition(line: 1, column: 1), "the file is empty", hint: Self.tableForms)
    }
    let names = head.map(\.text)
    if names.contains("@message") || names.contains("type") && names.contains("id") {
      var isKnown = rows.count == 1
      for row in rows.dropFirst() {
        isKnown = take(fields: zip(names, row).map { ($0, .string($1.text)) }, file) || isKnown
      }
      if !isKnown {
        complain(.type, file, head[0].position, "no row holds an event of an execution", hint: Self.forms)
      }
      return
    }
    readLatencies(rows, file, isNamed)
  }

  static let tableForms = "columns: seconds or milliseconds; service, state, machine, error, censored, timeout_seconds"

  private mutating func readLatencies(_ rows: [[CSV.Field]], _ file: String, _ isNamed: Bool) {
    let head = rows[0]
    var places: [Column: Int] = [:]
    for (place, field) in head.enumerated() {
      let name = field.text.lowercased()
      if field.text == options.censoredColumn { places[.censored] = place }
      if let column = Column.allCases.first(where: { $0.names.contains(name) }), places[column] == nil {
        places[column] = place
      }
    }
    // One column of numbers needs no header.
    let isBare = head.count == 1 && Double(head[0].text) != nil
    if isBare { places = [.seconds: 0] }
    guard places[.seconds] != nil || places[.milliseconds] != nil else {
      return complain(
        .missingField, file, head[0].position,
        "found the columns \"\(Self.excerpt(head.map(\.text).joined(separator: ",")))\", expected one of times",
        hint: Self.tableForms, severity: isNamed ? .error : .warning)
    }
    if let column = options.censoredColumn, !head.contains(where: { $0.text == column }) {
      complain(.unknownName, file, head[0].position, "there is no column \"\(column)\", which --censored names")
    }
    var problems = 0
    for (number, row) in rows.dropFirst(isBare ? 0 : 1).enumerated() where problems < Self.mostComplaints {
      if !readRow(row, number, columns: head.count, places, file) { problems += 1 }
    }
  }

  private mutating func readRow(
    _ row: [CSV.Field], _ number: Int, columns: Int, _ places: [Column: Int], _ file: String
  ) -> Bool {
    func field(_ column: Column) -> CSV.Field? { places[column].flatMap { $0 < row.count ? row[$0] : nil } }
    guard row.count == columns else {
      complain(.syntax, file, row[0].position, "found \(row.count) columns, expected \(columns), as in the header")
      return false
    }
    guard let cell = field(.seconds) ?? field(.milliseconds) else { return true }
    guard let value = Double(cell.text), value.isFinite, value >= 0 else {
      complain(.value, file, cell.position, "found \"\(Self.excerpt(cell.text))\", expected a time, at least 0")
      return false
    }
    let seconds = places[.seconds] != nil ? value : value / 1_000
    let service = field(.service)?.text ?? ""
    guard let resource = service.isEmpty ? options.service : service else {
      complain(
        .missingField, file, cell.position, "it is not said what took that time",
        hint: "a column service, or --service NAME")
      return false
    }
    let site = Observations.CallSite(
      machine: field(.machine).flatMap { $0.text.isEmpty ? nil : $0.text },
      state: field(.state).flatMap { $0.text.isEmpty ? nil : $0.text }, resource: resource)
    let isCensored = field(.censored).map { Self.isTrue($0.text) } ?? false
    let error = String((field(.error)?.text ?? "").prefix(256))
    let limit = field(.limit).flatMap { Double($0.text) }.flatMap { $0 > 0 ? $0 : nil } ?? .infinity
    let start = field(.time).flatMap { RecordedTime.microseconds($0.text) }
    add(call: site, row: number) { calls in
      guard error.isEmpty || isCensored else {
        calls.countError(error)
        return calls.failed.add(seconds)
      }
      calls.latency.add(
        Observations.Timing(
          value: LatencySample.Value(seconds, isCensored: isCensored, limit: max(limit, seconds)), start: start))
    }
    return true
  }

  private static func isTrue(_ text: String) -> Bool {
    ["true", "1", "yes", "y", "t", "censored", "timeout", "timed_out"].contains(text.lowercased())
  }
}
