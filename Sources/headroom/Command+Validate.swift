import ArgumentParser
import JSON
import Scenario
import StatesLanguage

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check scenarios (.yaml, .yml) and definitions (.asl.yaml, and any other file).",
    discussion: """
      Prints every problem with its file, line and column on standard error. A scenario is checked together with all \
      the files that it names. Warnings are about what AWS accepts and what will fail, collide or never match; with a \
      scenario they take its quotas and load into account.

      EXAMPLES
        headroom validate Scenarios/*.yaml
        headroom validate order.asl.json payment.asl.json
        headroom validate --json order.asl.json
        headroom validate order.yaml --silence throttle.unsaved
        headroom validate order.yaml --services
        headroom validate --type EXPRESS lookup.asl.json
      """)

  enum MachineType: String, CaseIterable, ExpressibleByArgument {
    case standard = "STANDARD"
    case express = "EXPRESS"
  }

  @Argument(help: ArgumentHelp("Scenarios and definitions.", valueName: "file"), completion: .file())
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
    if services, let definition = files.first(where: { !ScenarioReader.isScenario(file: $0) }) {
      throw ValidationError("--services is for scenarios: the definition \(definition) has none")
    }
  }

  func run() throws {
    var invalid = 0
    var unreadable = 0
    var objects = ""
    var listing = ""
    for file in files {
      do {
        let validation = try Validation(
          file, isExpress: type == .express, substitutions: substitutions, silenced: silenced.set)
        if !validation.isValid { invalid += 1 }
        if json {
          objects += validation.json(services: services).text + "\n"
        } else {
          for line in output.shown(validation.diagnostics) { Terminal.complain(line) }
          if services { listing += validation.serviceListing }
        }
      } catch {
        // What a file holds is the result, and a file that cannot be read is no reason to leave out the others.
        Terminal.complain("error: \(error.message)")
        unreadable += 1
      }
    }
    if json {
      try Terminal.output(objects)
    } else if services {
      try Terminal.output(listing)
    } else if !output.quiet, invalid == 0, unreadable == 0 {
      try Terminal.output(files.count == 1 ? "1 file valid\n" : "\(files.count) files valid\n")
    }
    if invalid > 0 { throw CommandFailure(.invalid) }
    if unreadable > 0 { throw CommandFailure(.fileFailure) }
  }
}
