import JSON
import Prelude
import Scenario
import StatesLanguage

/// What the command line says of templates.
package struct TemplateOptions: Sendable {
  package var region: String?
  package var account: String?
  /// Parameters of CloudFormation, options of serverless.yml, variables of Terraform.
  package var parameters: [(name: String, value: String)] = []

  package init() {}
}

/// One reading of one or several templates: their files, the stacks in them, what is wrong with them.
final class Workspace {
  let options: TemplateOptions
  var files: FileSnapshot
  var lines = SourceLines()
  var stacks: [Stack] = []
  /// Of the first template that names one.
  var foundRegion: String?
  var foundAccount: String?
  /// Names of parameters that a template has.
  var knownParameters: Set<String> = []
  /// Paths of what CDK puts into S3, by their keys there.
  var assets: [String: String] = [:]
  /// Of values that are worked out: what refers to others twice, and these to others, doubles each time.
  private var stepsLeft = 1_000_000
  private(set) var notes: [Diagnostic] = []
  private var known: Set<Diagnostic> = []
  /// Whether nothing is to be said: of what is looked at in passing.
  private var isQuiet = false

  init(_ options: TemplateOptions, _ files: FileSnapshot) {
    self.options = options
    self.files = files
  }

  var region: String { options.region ?? foundRegion ?? ARN.exampleRegion }
  var account: String { options.account ?? foundAccount ?? ARN.exampleAccount }
  var partition: String { Substitutions.partition(of: region) }

  func parameter(_ name: String) -> String? {
    knownParameters.insert(name)
    return options.parameters.last { $0.name == name }?.value
  }

  /// By what and how a name is used: the stack that has it.
  private var owners: [String: ObjectIdentifier] = [:]

  /// Whether no other stack has a resource of this kind under this name.
  func claim(_ name: String, _ kind: String, by stack: Stack) -> Bool {
    let owner = owners[kind + "\0" + name] ?? ObjectIdentifier(stack)
    owners[kind + "\0" + name] = owner
    return owner == ObjectIdentifier(stack)
  }

  /// Whether there is still time for another value.
  func takesStep(_ place: Place) -> Bool {
    stepsLeft -= 1
    if stepsLeft == 0 { error(.size, place, "the expressions come to more than a million values") }
    return stepsLeft > 0
  }

  func note(_ diagnostic: Diagnostic) {
    if !isQuiet, known.insert(diagnostic).inserted { notes.append(diagnostic) }
  }

  /// Nobody needs to know what is wrong with resources that the scenario does not have.
  func quietly<Value>(_ look: () -> Value) -> Value {
    let before = isQuiet
    isQuiet = true
    defer { isQuiet = before }
    return look()
  }

  /// What is wrong with the template itself.
  func error(_ problem: ReadingProblem, _ place: Place, _ message: String, hint: String? = nil) {
    note(Diagnostic(problem, file: place.file, position: place.position, message: message, hint: hint))
  }

  /// What cannot be known here, or is left out.
  func warning(_ problem: ReadingProblem, _ place: Place, _ message: String, hint: String? = nil) {
    note(
      Diagnostic(
        severity: .warning, file: place.file, position: place.position, message: message, hint: hint,
        rule: problem.rawValue))
  }

  /// The tree of a file that a template names; nil where it has been said why there is none.
  func tree(_ path: String, namedAt place: Place) -> Node? {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try files.bytes(of: path)
    } catch {
      warning(.file, place, error.message, hint: "paths are relative to the template's folder")
      return nil
    }
    return tree(bytes, path)
  }

  func tree(_ bytes: [UInt8], _ file: String) -> Node? {
    findPlace(in: bytes)
    lines.add(Array(bytes.withoutByteOrderMark), of: file)
    do throws(Diagnostic) {
      return try TemplateText.tree(bytes, file: file)
    } catch {
      note(error)
      return nil
    }
  }

  /// `NAME.assets.json` of CDK: the files of a stack.
  func readAssets(_ path: String, _ folder: String) {
    guard Paths.isFile(path), let bytes = try? files.bytes(of: path),
      let root = try? TemplateText.tree(bytes, file: path)
    else { return }
    for file in root["files"]?.members ?? [] {
      guard let source = file.value[["source", "path"]]?.text else { continue }
      for destination in file.value["destinations"]?.members ?? [] {
        if let key = destination.value["objectKey"]?.text { assets[key] = folder + source }
      }
    }
  }

  /// The file here that an address in S3 stands for.
  func asset(_ address: String) -> String? {
    address.split(separator: "/").last.flatMap { assets[String($0)] }
  }

  /// An ARN in the place where all of the scenario is.
  func arn(_ service: String, _ resource: String) -> String {
    ARN(partition: partition, service: service, region: region, account: account, resource: resource).text
  }

  /// Values that other stacks export.
  func exported(_ name: String) -> Outcome? {
    for stack in stacks {
      for output in stack.root["Outputs"]?.members ?? [] {
        guard let export = output.value[["Export", "Name"]], let value = output.value["Value"],
          stack.text(export) == name
        else { continue }
        return stack.evaluate(value)
      }
    }
    return nil
  }
}

extension Workspace {
  /// The Region and the account of the first machine that a definition names by its ARN: all of a scenario is in one.
  func findPlace(in bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard foundAccount == nil, let start = text.firstRange(of: ":states:")?.upperBound else { return }
    var rest = text[start...]
    while true {
      let fields = rest.prefix(80).split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
      if fields.count == 4, fields[2] == "stateMachine", fields[1].count == 12, fields[1].allSatisfy(\.isNumber),
        QuotaProfile.regions.contains(String(fields[0]))
      {
        foundAccount = String(fields[1])
        if foundRegion == nil { foundRegion = String(fields[0]) }
        return
      }
      guard let next = rest.firstRange(of: ":states:")?.upperBound else { return }
      rest = rest[next...]
    }
  }
}
