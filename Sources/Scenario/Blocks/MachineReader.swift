import JSON
import JSONPath
import Prelude
package import StatesLanguage
import StepFunctions

/// `stateMachines`: the definitions, their published versions and aliases.
struct MachineReader {
  var machines: [MachineDraft] = []
  var aliases: [AliasModel] = []

  /// Of all machines.
  private let substitutions: Substitutions

  static func read(
    _ root: Fields, region: String, account: String
  ) -> (machines: [MachineDraft], aliases: [AliasModel]) {
    let example = "stateMachines: { Root: { definition: root.asl.json } }"
    guard let node = root.require("stateMachines", hint: example) else { return ([], []) }
    var substitutions = Substitutions(region: region, account: account)
    for member in node.members ?? [] {
      let arn = ARN.stateMachine(member.key[...], region: region, account: account).text
      for name in [member.key, member.key + "Arn"] { substitutions[name] = arn }
    }
    if let given = root["substitutions"] { substitutions.read(given) }
    var reader = MachineReader(substitutions: substitutions)
    guard let members = node.members else {
      node.mismatch(expected: "a mapping of names", hint: example)
      return ([], [])
    }
    if members.isEmpty { node.error(.value, "found an empty mapping, expected a machine", hint: example) }
    for member in members { reader.read(member) }
    return (reader.machines, reader.aliases)
  }

  private mutating func read(_ member: Cursor.Member) {
    checkName(member)
    guard let fields = member.value.fields(ScenarioGrammar.machine) else { return }
    let kind = fields["type"]?.word(of: ["STANDARD", "EXPRESS"])
    var draft = MachineDraft(
      name: member.key, place: member.keyPlace, kind: kind == "EXPRESS" ? .express : .standard, file: "")
    draft.substitutions = substitutions
    if let given = fields["substitutions"] { draft.substitutions.read(given) }
    if let file = fields.require("definition", hint: "definition: \(member.key.lowercased()).asl.json") {
      draft.read(file, isTypeGiven: kind != nil)
    }
    machines.append(draft)
    if let versions = fields["versions"] { readVersions(versions, of: draft) }
    if let aliases = fields["aliases"] { readAliases(aliases, of: draft) }
  }

  private func checkName(_ member: Cursor.Member) {
    let what = "stateMachines: found \"\(Node.excerpt(member.key))\""
    let reading = member.value.reading
    for problem in AWSName.problems(of: member.key) {
      switch problem {
      case .length:
        reading.error(.value, member.keyPlace, "\(what), expected a name of 1 to \(AWSName.longest) characters")
      case .scalar(let scalar):
        let shown = AWSName.isHidden(scalar) ? "white space or a control" : "\(scalar)"
        reading.error(.value, member.keyPlace, "\(what), which has \(shown): AWS does not allow it in a name")
      }
    }
  }
}

extension MachineDraft {
  /// Reads the definition out of the file that `field` names. What `describe-state-machine` says of its type counts
  /// where the scenario says nothing.
  mutating func read(_ field: Cursor, isTypeGiven: Bool = true) {
    guard let (bytes, path) = field.contents() else { return }
    file = path
    var read = DefinitionFile(bytes, file: path, substitutions: substitutions)
    for override in field.reading.definitionOverrides where override.machine == name {
      do throws(DefinitionEdit.Problem) {
        try read.apply(override.edit)
      } catch {
        field.reading.error(.unknownField, override.place, error.message, hint: error.hint)
      }
    }
    definitionBytes = read.byteCount
    if read.isExpress, !isTypeGiven { kind = .express }
    let (definition, found) = read.machine(file: path)
    for diagnostic in found { field.reading.add(diagnostic) }
    self.definition = definition
    guard let definition else { return }
    source = read.root.map { DefinitionSource($0) }
    if kind == .express {
      for diagnostic in definition.problems(asExpress: path) { field.reading.add(diagnostic) }
    }
  }
}

extension State {
  /// The machine that the Task starts, where the definition says so in plain text.
  package var machineARN: String? {
    guard case .task(let task) = action, task.resource.isStartExecution else { return nil }
    return parameter("StateMachineArn")
  }

  /// A parameter that is plain text.
  package func parameter(_ key: String) -> String? { dataFlow.parameters?.constantMember(key)?.string }
}
