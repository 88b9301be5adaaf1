import JSON
import Prelude
import Report
package import Scenario
import Statistics

/// What the fits make of a scenario: fields of its services, its load, its overheads, and the files that these name.
package struct FitScenario {
  /// A file of data that a scenario names.
  package struct DataFile: Sendable {
    package let name: String
    package let text: String
  }

  package private(set) var services: [ScenarioEdit.Service] = []
  package private(set) var blocks: [(key: String, lines: [String])] = []
  package private(set) var files: [DataFile] = []

  /// How the scenario's paths to the files begin: nothing, or a folder with its slash.
  private let folder: String
  private let keepsData: Bool
  /// Machines that start executions from outside.
  private let machines: Set<String>?

  /// Results of which each may stand in a scenario.
  private static let mostResults = 20
  private static let mostInputs = 50

  /// `machines`: of the scenario, if there is one; `keepsData`: recorded results and inputs are written down.
  package init(
    _ study: FitStudy, folder: String, keepsData: Bool, machines: Set<String>?, own: [String: FitTarget.Own] = [:],
    load: Load, quotas: QuotaList?
  ) {
    self.folder = folder
    self.keepsData = keepsData
    self.machines = machines
    for service in study.services {
      let own = own[service.key] ?? FitTarget.Own()
      let fields = fields(of: service, own, isNew: machines == nil).filter { !own.kept.contains($0.key) }
      if !fields.isEmpty { services.append(ScenarioEdit.Service(key: service.key, fields: fields)) }
    }
    addOverheads(study)
    if load != .none { addLoad(study, load) }
    if let quotas, !quotas.lines.isEmpty { blocks.append(("quotas", quotas.lines)) }
  }

  /// What becomes of the recorded starts.
  package enum Load: String, CaseIterable, Sendable {
    /// By a law where one fits.
    case law
    case trace
    case none
  }

  // MARK: Services

  private mutating func fields(of service: ServiceFit, _ own: FitTarget.Own, isNew: Bool) -> [(
    key: String, text: String
  )] {
    var fields: [(key: String, text: String)] = []
    if let workers = service.workers { fields.append(("workers", String(workers))) }
    if let law = law(service.latency, name: service.key + " latency") {
      fields.append(("latency", law))
    } else if isNew || !service.errors.isEmpty {
      // A service has one; nothing that was recorded came to its end.
      if isNew { fields.append(("latency", "100ms")) }
    }
    let errors = service.errors.filter { !own.refusals.contains($0.name) }
    if !errors.isEmpty {
      let words = errors.map { error in
        "{ name: \(JSON.string(error.name).text), probability: \(LawText.number(Self.probability(error))) }"
      }
      fields.append(("errors", "[ \(words.joined(separator: ", ")) ]"))
    }
    if keepsData, !own.kept.contains("result"), let result = result(of: service) { fields.append(("result", result)) }
    if service.workers == nil, let callback = service.callback, let law = law(callback, name: service.key + " callback")
    {
      fields.append(("callback", "{ after: \(law) }"))
    }
    return fields
  }

  private static func probability(_ error: ServiceFit.ErrorShare) -> Double {
    // Rounded down, so that they never come to more than 1.
    max(1e-6, (error.share.share * 1e6).rounded(.down) / 1e6)
  }

  private mutating func law(_ fit: LawFit, name: String) -> String? {
    let file = fileName(name, "csv")
    guard let text = LawText.text(fit, file: YAMLPath.text(folder + file)) else { return nil }
    if case .empirical = fit.choice {
      let values = fit.empiricalValues().map { Number.short(max(0, $0), 9) }
      files.append(DataFile(name: file, text: "seconds\n" + values.joined(separator: "\n") + "\n"))
    }
    return text
  }

  /// The results that were recorded, as often as they were: those that are decided by, above all, in which direction a
  /// Choice goes.
  private mutating func result(of service: ServiceFit) -> String? {
    let results = service.results.prefix(Self.mostResults)
    guard let first = results.first else { return nil }
    if results.count == 1 {
      return ["{}", "null"].contains(first.text) || first.text.utf8.count > 2_000 ? nil : "{ json: \(first.text) }"
    }
    let total = results.reduce(0) { $0 + $1.count }
    var (expression, sum) = ("(\n  $drawn := $random();\n", 0)
    for (index, result) in results.enumerated() {
      sum += result.count
      let condition = index == results.count - 1 ? "" : "$drawn < \(LawText.number(Double(sum) / Double(total))) ? "
      expression += "  \(condition)\(result.text)\(index == results.count - 1 ? "" : " :")\n"
    }
    let file = fileName(service.key + " result", "jsonata")
    files.append(DataFile(name: file, text: expression + ")\n"))
    return "{ jsonata: { file: \(YAMLPath.text(folder + file)) } }"
  }

  // MARK: Blocks

  private mutating func addOverheads(_ study: FitStudy) {
    guard !study.overheads.isEmpty else { return }
    let lines = study.overheads.map { overhead in
      // What a clock of milliseconds cannot tell from nothing.
      guard overhead.mean > 0.001, let law = law(overhead.fit, name: "overhead " + overhead.name) else {
        return "  \(overhead.name): \(LawText.duration(overhead.mean < 0.0005 ? 0 : overhead.mean))"
      }
      return "  \(overhead.name): \(law)"
    }
    blocks.append(("overheads", lines))
  }

  private mutating func addLoad(_ study: FitStudy, _ load: Load) {
    let lines = study.arrivals.filter { machines?.contains($0.machine) ?? true }.flatMap { loadLines($0, load) }
    if !lines.isEmpty { blocks.append(("load", lines)) }
  }

  private mutating func loadLines(_ arrivals: ArrivalFit, _ load: Load) -> [String] {
    let start = "  - start: \(JSON.string(arrivals.machine).text)"
    let length = "    for: \(LawText.duration(max(1, arrivals.span.rounded(.up))))"
    let form = load == .trace ? .trace : arrivals.form
    switch form {
    case .poisson(let rate):
      return [start, "    arrivals: { poisson: \(LawText.rate(rate)) }", length] + input(of: arrivals)
    case .hourly(let rates):
      let steps = rates.map { "{ rate: \(LawText.rate($0)), for: 1h }" }
      return [start, "    arrivals: { steps: [ \(steps.joined(separator: ", ")) ] }"] + input(of: arrivals)
    case .burst:
      return [start, "    arrivals: { burst: \(arrivals.times.count) }"] + input(of: arrivals)
    case .trace: return [start, "    arrivals: { trace: \(YAMLPath.text(folder + trace(of: arrivals))) }"]
    }
  }

  /// One of the inputs that were recorded, at random.
  private mutating func input(of arrivals: ArrivalFit) -> [String] {
    let known = arrivals.inputs.compactMap(\.self).compactMap { try? JSON.parse($0) }.map(\.text)
    guard keepsData, !known.isEmpty else { return [] }
    let step = max(1, known.count / Self.mostInputs)
    let chosen = stride(from: 0, to: known.count, by: step).prefix(Self.mostInputs).map { known[$0] }
    if Set(chosen).count == 1 { return chosen[0] == "{}" ? [] : ["    input: { json: \(chosen[0]) }"] }
    let file = fileName(arrivals.machine + " input", "json")
    let values = chosen.map { "  { \"$json\": \($0) }" }.joined(separator: ",\n")
    files.append(DataFile(name: file, text: "{ \"$choose\": [\n\(values)\n] }\n"))
    return ["    input: { file: \(YAMLPath.text(folder + file)) }"]
  }

  private mutating func trace(of arrivals: ArrivalFit) -> String {
    let file = fileName(arrivals.machine + " trace", "csv")
    let hasInputs = keepsData && arrivals.inputs.contains { $0 != nil }
    // Not as a spreadsheet's table: an apostrophe before an input would change it.
    var text = hasInputs ? "time_seconds,input\n" : "time_seconds\n"
    for (time, input) in zip(arrivals.times, arrivals.inputs) {
      text += Number.short(time, 6)
      if hasInputs { text += "," + (input.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" } ?? "") }
      text += "\n"
    }
    files.append(DataFile(name: file, text: text))
    return file
  }

  /// Letters, digits and hyphens; a number where another file is called so.
  private func fileName(_ name: String, _ kind: String) -> String {
    let letters = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let plain = String(letters).split(separator: "-").joined(separator: "-").suffix(80)
    let taken = Set(files.map(\.name))
    return (1...).lazy.map { "\(plain)\($0 == 1 ? "" : "-\($0)").\(kind)" }.first { !taken.contains($0) } ?? ""
  }
}

enum YAMLPath {
  /// In quotes where it is not plain.
  static func text(_ path: String) -> String {
    let isPlain = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) }
    return isPlain ? path : JSON.string(path).text
  }
}
