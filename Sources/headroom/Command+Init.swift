import ArgumentParser
import JSON
import Report
import Scenario
import StatesLanguage
import Templates

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a scenario of templates that deploy workflows, or a small example.",
    discussion: """
      Reads CloudFormation and SAM (JSON, YAML), a cdk.out folder or the output of `cdk synth`, serverless.yml with \
      the plugin serverless-step-functions, `terraform show -json` of a plan or a state, and definitions, alone or a \
      folder of them. Writes a scenario that runs at once and is yours to edit: its machines with what stands in place \
      of their references, the services that they call with placeholders for their latencies, and what starts them as \
      commented streams. Definitions that lie within a template are written beside it, others are named where they \
      are. What is not known here is made up or left out, and said with its place.

      Without a template a small example of a nested workflow is written.

      EXAMPLES
        headroom init
        headroom init template.yaml
        headroom init template.yaml --param Stage=prod --region eu-west-1 --out prod
        headroom init cdk.out
        headroom init serverless.yml --param stage=prod
        terraform show -json plan.out > plan.json && headroom init plan.json
        headroom init workflows/
      """)

  @Argument(
    help: ArgumentHelp("Templates, or folders of definitions; together they are one scenario.", valueName: "template"),
    completion: .file())
  var templates: [String] = []

  @OptionGroup
  var options: TemplateArguments

  @Option(help: "Folder that the scenario is written to.", completion: .directory)
  var out: String = "headroom"

  @Flag(help: "Write over files that are there.")
  var force = false

  @OptionGroup
  var output: OutputOptions

  @OptionGroup(visibility: .hidden)
  var color: ColorOptions

  func validate() throws {
    if out.isEmpty { throw ValidationError("--out takes the name of a folder") }
    if templates.contains("") { throw ValidationError("a template has a name") }
  }

  func run() throws {
    let scenario = (out.hasSuffix("/") ? out : out + "/") + "scenario.yaml"
    if templates.isEmpty {
      try write(StarterExample.files.map { ($0.path, $0.bytes) }, beside: scenario)
      return try say(scenario, "a small example of a nested workflow")
    }
    var files = FileSnapshot()
    let (translation, notes) = try Template.translate(templates, to: scenario, options.options, &files)
    for line in output.shown(notes) { Terminal.complain(line) }
    guard let translation else { throw CommandFailure(.invalid) }
    try write(
      [("scenario.yaml", translation.scenario)] + translation.files, beside: scenario)
    // As whoever reads it next will find it.
    translation.assume(scenario, in: &files)
    let (_, problems) = try ScenarioReader.read(file: scenario, from: &files)
    var seen: Set<Diagnostic> = []
    let errors = problems.filter { $0.severity == .error }.map { translation.located($0, scenario: scenario) }
      .filter { seen.insert($0).inserted }
    for line in output.shown(errors) { Terminal.complain(line) }
    try say(scenario, translation.summary)
    if !errors.isEmpty || !translation.isValid { throw CommandFailure(.invalid) }
  }

  private func say(_ scenario: String, _ what: String) throws {
    guard !output.quiet else { return }
    try Terminal.output(
      """
      wrote \(scenario): \(what)

      next:
        headroom validate \(scenario)
        headroom run \(scenario)

      """)
  }

  /// All of them or none.
  private func write(_ files: [(path: String, bytes: [UInt8])], beside scenario: String) throws {
    let folder = File.folder(of: scenario)
    let targets = files.map { file in
      (path: folder + file.path, content: ReportFile(file.path, bytes: { file.bytes }))
    }
    if !force, let taken = targets.first(where: { File.isThere($0.path) }) {
      throw FileFailure("\(taken.path) is there already: --force writes over it, --out names another folder")
    }
    try File.makeFolders(String(folder.dropLast()))
    try FileTransaction(journalIn: String(folder.dropLast())).write(targets)
  }
}

/// What templates are read with, for every command that reads them.
struct TemplateArguments: ParsableArguments {
  @Option(
    name: .customLong("param"),
    help: ArgumentHelp(
      "A parameter of the template, an option of serverless.yml.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: "The Region (default: the template's, else us-east-1).")
  var region: String?

  @Option(help: "The account's number (default: the template's, else 123456789012).")
  var account: String?

  func validate() throws {
    for text in parameters where Self.split(text) == nil {
      throw ValidationError("--param takes name=value, not \"\(text)\"")
    }
    if let region, !QuotaProfile.regions.contains(region) {
      let near = suggestion(for: region, among: QuotaProfile.regions).map { ": did you mean \($0)?" } ?? ""
      throw ValidationError("--region: Step Functions is in no Region \"\(region)\"\(near)")
    }
    if let account, account.utf8.count != 12 || !account.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      throw ValidationError("--account takes 12 digits, not \"\(account)\"")
    }
  }

  var options: TemplateOptions {
    var options = TemplateOptions()
    options.region = region
    options.account = account
    options.parameters = parameters.compactMap(Self.split)
    return options
  }

  private static func split(_ text: String) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
    return (String(text[..<equals]), String(text[equals...].dropFirst()))
  }
}
