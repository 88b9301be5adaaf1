import Simulation

/// A test case for each expectation: one that is not met is a failure, an undecided one is skipped.
struct JUnitExporter {
  let model: ReportModel

  var text: String {
    JUnitSuite(
      name: model.plan.name,
      properties: [
        "version": model.version, "seed": String(model.plan.seed), "replications": String(model.recordings.count),
        "quotaProfile": model.plan.quotaProfile,
      ], cases: model.verdicts.map { ($0.text, outcome($0)) }
    ).text
  }

  private func outcome(_ verdict: Verdict) -> JUnitSuite.Outcome {
    switch verdict.outcome {
    case .met: return .passed
    case .notMet:
      let message = "measured: \(verdict.measured)"
      let place = verdict.place.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
      return .failed(type: "expectation", message: message, text: "\(place)\(verdict.text), \(message)")
    case .undecided: return .skipped(message: "undecided: \(verdict.measured)")
    }
  }
}
