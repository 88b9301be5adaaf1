import Report
import Scenario
import Simulation

/// What is done with a run that is over, however it came about: its files, its words, its judgement.
struct RunConclusion {
  /// As messages name it.
  let scenario: String
  let isRecorded: Bool
  let results: ResultOptions
  let output: OutputOptions
  let color: ColorOptions

  func write(
    _ model: ReportModel, _ record: RunRecord, _ executions: ReportFile?, to folder: ResultFolder
  ) throws {
    let kept = isRecorded ? [record.file { Terminal.complain("\(scenario): warning: \($0)") }] : []
    try folder.writeResult(model.files(recording: isRecorded) + (executions.map { [$0] } ?? []) + kept)
  }

  /// Fails where an expectation is not met; where none is missed, for what is undecided or not as precise as it was to
  /// be.
  func conclude(_ model: ReportModel, _ plan: Plan, in folder: ResultFolder) throws {
    try results.write(model)
    if results.json {
      try Terminal.output(String(decoding: model.file("summary.json", as: .summary).bytes, as: UTF8.self))
    } else if !output.quiet {
      try Terminal.output(model.text(color: color.areShown, width: Terminal.width), colored: color.areShown)
      try Terminal.output("Report: \(folder.path)/report.html\n")
    }
    if plan.expectations.isEmpty, let text = model.unsteadyText {
      Terminal.complain("\(scenario): warning: \(text)")
    }
    if plan.expectations.isEmpty, let headline = model.headline {
      Terminal.complain("\(scenario): warning: \(headline) Nothing is expected of the run, so that it exits with 0")
      Terminal.complain("    hint: expect: default, in the scenario, fails a run in which work is lost")
    }
    try judge(model)
  }

  private func judge(_ model: ReportModel) throws {
    let verdicts = model.verdicts
    for verdict in verdicts where verdict.outcome != .met {
      let (level, words): (GitHubActions.Level, String) =
        verdict.outcome == .notMet ? (.error, "not met") : (.warning, "undecided")
      try GitHubActions.annotate(
        level, "Expectation \(words)", at: verdict.place, "\(verdict.text): \(verdict.measured)",
        besidesJSON: results.json)
    }
    let failed = verdicts.filter { $0.outcome == .notMet }
    let undecided = verdicts.filter { $0.outcome == .undecided }
    let imprecise = model.imprecise
    guard !failed.isEmpty || !undecided.isEmpty || !imprecise.isEmpty else { return }
    let isRelative = failed.allSatisfy(\.isRelative)
    throw CommandFailure(
      failed.isEmpty ? .undecided : isRelative ? .regressed : .expectationFailed,
      failed.map { "expectation failed: \($0.text) (measured: \($0.measured))" }
        + undecided.map { "expectation undecided: \($0.text) (\($0.measured))" }
        + imprecise)
  }
}
