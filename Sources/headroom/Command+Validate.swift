import ArgumentParser
import JSON
import Scenario
import StatesLanguage

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check scenarios (.yaml, .yml), definitions (.asl.yaml, and any other file), and folders of both.",
    discussion: """
      Prints every problem with its file, line and column on standard error. A scenario is checked together with all \
      the files that it names. Of a folder every scenario is checked and every definition that none of them names; \
      hidden folders and node_modules are left out. - is standard input. Warnings are about what AWS accepts and what \
      will fail, collide or never match; with a scenario they take its quotas and load into account.

      EXAMPLES
        headroom validate Scenarios/*.yaml
        headroom validate order.asl.json payment.asl.json
        headroom validate flows
        headroom validate --json order.asl.json
        headroom validate order.yaml --silence throttle.unsaved
        headroom validate order.yaml --services
        headroom validate --type EXPRESS lookup.asl.json
      """)

  @Argument(
    help: ArgumentHelp("Scenarios, definitions, and folders of them; - is standard input.", valueName: "file"),
    completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "The definitions' type (default: STANDARD); an Express machine may do less.", valueName: "type"))
  var type: MachineType?

  @Flag(
    help: "Print one JSON object per file instead: the response of ValidateStateMachineDefinition and all problems.")
  var json = false

  @Flag(help: "List every Task that calls a service, and which service of the scenario answers it.")
  var services = false

  @OptionGroup
  var substitutions: SubstitutionOptions

  @OptionGroup
  var silenced: SilencedRules

  @OptionGroup
  var output: OutputOptions

  @OptionGroup(visibility: .hidden)
  var color: ColorOptions

  func validate() throws {
    if type != nil, let scenario = files.first(where: ScenarioReader.isScenario) {
      throw ValidationError("--type is for definitions: the scenario \(scenario) says its machines' types itself")
    }
    let definition = files.first {
      !ScenarioReader.isScenario(file: $0) && $0 != StandardInput.argument && !File.isFolder($0)
    }
    if services, let definition {
      throw ValidationError("--services is for scenarios: the definition \(definition) has none")
    }
  }

  func run() throws {
    var subjects = ValidatedFiles(files)
    var summary = Summary()
    var objects = ""
    var listing = ""
    var read = FileSnapshot()
    while let next = subjects.next(&read) {
      defer { read = FileSnapshot() }
      do {
        let validation = try Validation(
          try next.get(), from: &read, isExpress: type == .express, substitutions: substitutions,
          silenced: silenced.set)
        subjects.saw(read, of: validation)
        summary.count(validation)
        if json {
          objects += validation.json(services: services).text + "\n"
        } else {
          for line in output.shown(validation.diagnostics) { Terminal.complain(line) }
          if services { listing += validation.serviceListing }
        }
      } catch {
        // What a file holds is the result, and a file that cannot be read is no reason to leave out the others.
        Terminal.complain("error: \(error.message)")
        summary.unreadable += 1
      }
    }
    if json {
      try Terminal.output(objects)
    } else if services {
      try Terminal.output(listing)
    } else if !output.quiet, subjects.hadFolders || summary.code == nil {
      try Terminal.output(summary.text)
    }
    if let code = summary.code { throw CommandFailure(code) }
  }

  /// How many files are right.
  private struct Summary {
    var unreadable = 0
    private var invalid = 0
    private var all = 0

    mutating func count(_ validation: Validation) {
      all += 1
      if !validation.isValid { invalid += 1 }
    }

    /// That of the worst.
    var code: ExitCode? { invalid > 0 ? .invalid : unreadable > 0 ? .fileFailure : nil }

    var text: String {
      let files = all == 1 ? "1 file" : "\(all) files"
      let valid = invalid == 0 ? "\(files) valid" : "\(all - invalid) of \(files) valid, \(invalid) with errors"
      return valid + (unreadable == 0 ? "" : "; \(unreadable) cannot be read") + "\n"
    }
  }
}
