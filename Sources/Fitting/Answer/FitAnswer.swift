import Report
import Statistics

/// What `fit` answers.
package struct FitAnswer: Sendable {
  /// Where it comes from.
  package struct Source: Sendable {
    let files: Int
    let counts: RecordingReader.Counts
    let executions: Int

    package init(_ reader: RecordingReader) {
      files = reader.files.count
      counts = reader.counts
      executions = reader.observations.executions.count
    }
  }

  let name: String
  let source: Source
  let study: FitStudy
  let check: FitCheck?
  let scenario: FitScenario
  /// The whole scenario, where it goes to a file of its own.
  let scenarioText: String?
  let quotas: QuotaList?
  let options: LawFit.Options
  let version: String

  package init(
    name: String, source: Source, study: FitStudy, check: FitCheck?, scenario: FitScenario, scenarioText: String?,
    quotas: QuotaList?, options: LawFit.Options, version: String
  ) {
    self.name = name
    self.source = source
    self.study = study
    self.check = check
    self.scenario = scenario
    self.scenarioText = scenarioText
    self.quotas = quotas
    self.options = options
    self.version = version
  }

  // MARK: Words

  var title: String {
    let attempts = study.services.reduce(0) { $0 + $1.attempts }
    let laws = study.services.count { $0.latency.chosen != nil }
    let services = study.services.count == 1 ? "1 service" : "\(study.services.count) services"
    return "\(name): \(services) from \(Number.grouped(attempts)) calls, "
      + "\(laws == study.services.count ? "each" : "\(laws)") with a law"
  }

  var subtitle: String {
    let counts = source.counts
    var parts = [source.files == 1 ? "1 file" : "\(Number.grouped(source.files)) files"]
    if counts.histories > 0 {
      parts.append("\(Number.grouped(counts.histories)) histories of \(Number.grouped(counts.events)) events")
    }
    if counts.rows > 0 { parts.append("\(Number.grouped(counts.rows)) rows") }
    if source.executions > counts.histories { parts.append("\(Number.grouped(source.executions)) executions") }
    return parts.joined(separator: ", ") + "; \(options.replicates) bootstrap samples, seed \(options.seed)"
  }

  /// What was wrong with the recording, or is not in the model.
  var remarks: [String] {
    var remarks: [String] = []
    let counts = source.counts
    if counts.incomplete > 0 {
      remarks.append(
        "\(Number.grouped(counts.incomplete)) histories lack their beginning, their end or events between: "
          + "what they have was read")
    }
    if counts.repeated > 0 { remarks.append("\(Number.grouped(counts.repeated)) histories were there twice") }
    if counts.timeless > 0 {
      remarks.append(
        "\(Number.grouped(counts.timeless)) events have no time: they count for errors and choices, not for laws")
    }
    if let quotas, !quotas.unknown.isEmpty {
      remarks.append("quotas that are not modelled: " + quotas.unknown.joined(separator: ", "))
    }
    return remarks
  }

  static func words(_ fit: LawFit) -> String {
    switch fit.choice {
    case .law(let index): return words(fit.candidates[index].law)
    case .constant(let value): return "constant \(Number.duration(value))"
    case .empirical: return "empirical"
    case .nothing: return Number.none
    }
  }

  static func words(_ law: LatencyLaw) -> String {
    law.family.rawValue + (law.shift > 0 ? " + \(Number.duration(law.shift))" : "")
  }

  static func errorText(_ service: ServiceFit) -> String {
    guard !service.errors.isEmpty else { return Number.none }
    return Number.percent(service.errors.reduce(0) { $0 + $1.share.share })
  }

  func arrivalText(_ arrivals: ArrivalFit) -> String {
    switch arrivals.form {
    case .poisson: "Poisson, \(LawText.rate(arrivals.rate))"
    case .hourly: "by the hour of the day, \(LawText.rate(arrivals.rate)) on average"
    case .trace: "trace"
    case .burst: "burst of \(arrivals.times.count)"
    }
  }

  /// A word for how far a simulation is from what was recorded. MAPE as Lewis ("Industrial and Business Forecasting
  /// Methods", 1982) judges forecasts.
  static func verdict(_ meanError: Double) -> (words: String, isGood: Bool) {
    switch meanError {
    case ..<0.1: ("highly accurate", true)
    case ..<0.2: ("good", true)
    case ..<0.5: ("reasonable", false)
    default: ("inaccurate", false)
    }
  }
}
