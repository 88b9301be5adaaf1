import Foundation
import JSON
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// One reading of one scenario: collects every problem, and the plan where there is none.
struct Reader {
  let file: String
  /// What relative paths are relative to: the scenario's folder with its slash, or nothing.
  let folder: String
  private(set) var diagnostics: [Diagnostic] = []
  /// Where the files come from that the scenario names.
  var files: FileSnapshot

  var machines: [MachineDraft] = []
  var aliases: [AliasModel] = []
  var services: [ServiceModel] = []
  var servicePlaces: [Place] = []
  /// Of the services those that are written `{ }`, which is right for activities that nobody polls.
  var bareServices: [Int: Place] = [:]
  /// What an execution's input may have in bytes; nil where the scenario lifts the limit.
  var payloadLimit: Int?

  /// The rules whose warnings are not wanted.
  var silenced: Set<String> = []

  /// In bytes: far more than a scenario needs, and read in a moment.
  static let sizeLimit = 1 << 22

  static let keys = [
    "name", "region", "account", "seed", "stateMachines", "services", "load", "quotas", "overheads", "stopChildren",
    "mapRunsTakeTokens", "s3", "throttleError", "openExecutionsError", "warmup", "until", "replications", "expect",
    "lint",
  ]

  init(file: String, files: FileSnapshot) {
    self.file = file
    self.files = files
    folder = File.folder(of: file)
  }

  /// The beginning of the scenario's file.
  var top: Place { Place(file: file, position: SourcePosition(line: 1, column: 1)) }

  mutating func error(_ place: Place, _ message: String, hint: String? = nil) {
    add(Diagnostic(severity: .error, file: place.file, position: place.position, message: message, hint: hint))
  }

  mutating func warning(_ place: Place, _ message: String, hint: String? = nil) {
    add(Diagnostic(severity: .warning, file: place.file, position: place.position, message: message, hint: hint))
  }

  mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// The scenario's own problems from top to bottom, then those of other files as they were found.
  var sortedDiagnostics: [Diagnostic] {
    let own = diagnostics.enumerated().filter { $0.element.file == file }.sorted {
      let (a, b) = ($0.element.position, $1.element.position)
      return (a.line, a.column, $0.offset) < (b.line, b.column, $1.offset)
    }
    return own.map(\.element) + diagnostics.filter { $0.file != file }
  }

  var failed: Bool { diagnostics.contains { $0.severity == .error } }

  /// The plan, complete only where no error was found.
  mutating func plan(bytes: [UInt8], sets: [(path: String, value: String)]) -> Plan? {
    guard var root = tree(bytes) else { return nil }
    for set in sets { apply(set, to: &root) }
    guard !failed, let fields = fields(root, of: "the scenario", known: Reader.keys) else { return nil }

    let name = fields["name"].flatMap { text($0, "name") } ?? fileName
    let region = self.region(fields)
    let givenAccount = fields["account"].flatMap { accountID($0) }
    let seed = fields["seed"].flatMap { self.seed($0) } ?? 1
    let replications = fields["replications"].flatMap { integer($0, "replications", in: 1...100_000) } ?? 1
    readMachines(fields)
    readServices(fields)
    let quotas = self.quotas(fields["quotas"], region: region ?? "us-east-1")
    payloadLimit = quotas.quotas.payloadBytes
    let overheads = self.overheads(fields["overheads"])
    let load = self.load(fields)
    let horizon = self.horizon(fields, load: load)
    let throttleError = fields["throttleError"].flatMap { errorName($0, "throttleError") }
    let openError = fields["openExecutionsError"].flatMap { errorName($0, "openExecutionsError") }
    let takesTokens = fields["mapRunsTakeTokens"].flatMap { flag($0, "mapRunsTakeTokens") } ?? false
    let objects = self.objects(fields["s3"])
    let stopChildren = fields["stopChildren"].flatMap { flag($0, "stopChildren") } ?? true
    let expectations = fields["expect"].map { self.expectations($0) } ?? []
    fields["lint"].map { readLint($0) }
    guard let region else { return nil }
    let account = givenAccount ?? inferredAccount() ?? ARN.exampleAccount
    var model = AccountModel(
      region: region, accountID: account, machines: machines.compactMap { $0.model(region: region, account: account) },
      services: services, quotas: quotas.quotas, overheads: overheads?.overheads ?? .none)
    if let throttleError { model.throttleError = throttleError }
    if let openError { model.openExecutionsError = openError }
    model.stopChildren = stopChildren
    model.mapRunsTakeTokens = takesTokens
    model.objects = objects
    model.aliases = aliases
    checkCalls(model)
    guard !failed, let overheads else { return nil }
    return Plan(
      name: name, seed: seed, replications: replications, account: model, quotaProfile: quotas.profile,
      overheadsProfile: overheads.profile, load: load, warmup: horizon.warmup, horizon: horizon.until,
      expectations: expectations)
  }

  private var fileName: String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return last.split(separator: ".").first.map(String.init) ?? last
  }

  private mutating func tree(_ bytes: [UInt8]) -> Node? {
    guard bytes.count <= Reader.sizeLimit else {
      error(
        top, "the scenario has \(bytes.count) bytes, expected at most \(Reader.sizeLimit)",
        hint: "long inputs and traces belong in files of their own: input: { file: input.json }")
      return nil
    }
    guard let text = String(validating: bytes.withoutByteOrderMark, as: UTF8.self) else {
      let lines = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }.split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let position = SourcePosition(line: max(lines.count, 1), column: (lines.last?.count ?? 0) + 1)
      error(
        Place(file: file, position: position), "the file is not UTF-8 text", hint: "save it in the encoding UTF-8")
      return nil
    }
    do throws(YAMLText.Problem) {
      if let root = try YAMLText.parse(text, file: file), !root.isNull {
        if let members = root.members, members.contains(where: { $0.key == "StartAt" }) {
          error(
            top, "this is the definition of a state machine, expected a scenario",
            hint: text.first { !$0.isWhitespace } == "{"
              ? "a definition in JSON is known by any other extension, such as .asl.json"
              : "definitions in YAML are not read yet: write it as JSON, in a file with another extension")
          return nil
        }
        if let members = root.members, members.contains(where: { $0.key == "Resources" }),
          !members.contains(where: { $0.key == "stateMachines" })
        {
          error(
            top, "this looks like a template of CloudFormation, expected a scenario",
            hint: "templates are not read yet: write the definition in it to a file of its own, as JSON")
          return nil
        }
        return root
      }
      error(top, "found an empty file, expected a scenario", hint: "it begins with: name, region, stateMachines, load")
    } catch {
      self.error(error.place, error.message, hint: error.hint)
    }
    return nil
  }

  private mutating func region(_ fields: Fields) -> String? {
    guard let node = require(fields, "region", hint: "region: us-east-1"), let name = text(node, "region") else {
      return nil
    }
    guard QuotaProfile.regions.contains(name) else {
      let near = suggestion(for: name, among: QuotaProfile.regions).map { "did you mean \($0)? " } ?? ""
      error(
        node.place, "region: found \(node.found), expected an AWS Region that has Step Functions",
        hint: near + "a Region that is newer than this list has the quotas of eu-west-2")
      return nil
    }
    return name
  }

  private mutating func accountID(_ node: Node) -> String? {
    guard let id = text(node, "account") else { return nil }
    guard Self.isAccountID(id) else {
      error(node.place, "account: found \(node.found), expected 12 digits")
      return nil
    }
    return id
  }

  static func isAccountID(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  private mutating func seed(_ node: Node) -> UInt64? {
    if let text = node.text, Quantity.isJSONNumber(text), let seed = UInt64(text) { return seed }
    error(node.place, "seed: found \(node.found), expected a whole number from 0 to \(UInt64.max)")
    return nil
  }
}
