import Fitting
import Report
import Scenario
import StatesLanguage

extension Target {
  /// A recording is refused with places, or has laws, which a scenario takes.
  func history(_ bytes: [UInt8]) {
    let reader = read(bytes)
    check(reader.diagnostics, of: bytes)
    require(
      read(bytes).diagnostics == reader.diagnostics && read(bytes).counts.events == reader.counts.events,
      "a recording is read as before")
    var options = LawFit.Options()
    options.replicates = 19
    let study = FitStudy(reader.observations, options: options)
    let fits = FitScenario(study, folder: "", keepsData: true, machines: nil, load: .law, quotas: nil)
    let answer = FitAnswer(
      name: "f", source: FitAnswer.Source(reader), study: study, check: nil, scenario: fits, scenarioText: nil,
      quotas: nil, options: options, version: "fuzz")
    for file in answer.files() { require(!file.bytes.isEmpty || file.name.contains("result"), "a file has words") }
    require(!answer.text(color: false, width: 80).isEmpty, "an answer has words")
    write(fits)
  }

  private func read(_ bytes: [UInt8]) -> RecordingReader {
    var options = RecordingReader.Options()
    options.service = "F"
    var reader = RecordingReader(options)
    if bytes.prefix(while: { $0 != 10 }).contains(UInt8(ascii: "{")) {
      reader.read(text: bytes, file: "f")
    } else {
      reader.readTable(bytes, "f")
    }
    return reader
  }

  /// What was fitted is a scenario that can be read: but for the load, whose machine is another.
  private func write(_ fits: FitScenario) {
    let scenario = """
      region: us-east-1
      stateMachines: { M: { definition: fast.asl.json } }
      load: [ { start: M, arrivals: { burst: 1 } } ]

      """
    let edit = ScenarioEdit(services: fits.services, blocks: fits.blocks.filter { $0.key != "load" })
    guard let text = try? edit.applied(to: Array(scenario.utf8)) else {
      return require(false, "a scenario takes what was fitted")
    }
    var files = FileSnapshot()
    files.assume(text, of: folder + "s.yaml")
    for file in fits.files { files.assume(Array(file.text.utf8), of: folder + file.name) }
    guard let read = try? ScenarioReader.read(file: folder + "s.yaml", from: &files) else { return }
    // Names of resources and states come from the recording, and may be none that a scenario has.
    for diagnostic in read.diagnostics where diagnostic.severity == .error {
      require(
        diagnostic.message.contains("expected the ARN of a resource") || diagnostic.rule?.hasPrefix("call.") == true,
        "what was fitted is read: \(diagnostic.text)")
    }
  }
}
