import JSON
import JSONPath
import Prelude
import StatesLanguage
import StepFunctions

extension Reader {
  mutating func readMachines(_ root: Fields) {
    let example = "stateMachines: { Root: { definition: root.asl.json } }"
    guard let node = require(root, "stateMachines", hint: example) else { return }
    guard let members = node.members else {
      error(node.place, "stateMachines: found \(node.found), expected a mapping of names", hint: example)
      return
    }
    if members.isEmpty {
      error(node.place, "stateMachines: found an empty mapping, expected a machine", hint: example)
    }
    for member in members { readMachine(member) }
  }

  private mutating func readMachine(_ member: Node.Member) {
    let what = "stateMachines.\(Node.excerpt(member.key))"
    checkName(member)
    guard let fields = fields(member.value, of: what, known: ["definition", "type", "versions", "aliases"]) else {
      return
    }
    let kind = fields["type"].flatMap { word($0, fields.path("type"), of: ["STANDARD", "EXPRESS"]) }
    var draft = MachineDraft(
      name: member.key, place: member.keyPlace, kind: kind == "EXPRESS" ? .express : .standard, file: "")
    if let node = require(fields, "definition", hint: "definition: \(member.key.lowercased()).asl.json") {
      readDefinition(node, fields.path("definition"), &draft)
    }
    machines.append(draft)
    readVersions(fields, of: draft)
    readAliases(fields, of: draft)
  }

  mutating func readDefinition(_ node: Node, _ what: String, _ draft: inout MachineDraft) {
    guard let (bytes, path) = contents(node, what) else { return }
    draft.file = path
    draft.definitionBytes = bytes.count
    let (definition, found) = StateMachine.parse(bytes, file: path)
    for diagnostic in found { add(diagnostic) }
    draft.definition = definition
    guard let definition else { return }
    draft.source = (try? LocatedJSON.parse(bytes)).map { DefinitionSource($0) }
    if draft.kind == .express {
      for diagnostic in definition.problems(asExpress: path) { add(diagnostic) }
    }
  }

  private mutating func checkName(_ member: Node.Member) {
    let what = "stateMachines: found \"\(Node.excerpt(member.key))\""
    for problem in AWSName.problems(of: member.key) {
      switch problem {
      case .length: error(member.keyPlace, "\(what), expected a name of 1 to \(AWSName.longest) characters")
      case .scalar(let scalar):
        let shown = AWSName.isHidden(scalar) ? "white space or a control" : "\(scalar)"
        error(member.keyPlace, "\(what), which has \(shown): AWS does not allow it in a name")
      }
    }
  }

  /// The account that the definitions' state machine ARNs name, where they do.
  func inferredAccount() -> String? {
    for machine in machines {
      for state in machine.definition?.everyState ?? [] {
        guard let arn = state.machineARN else { continue }
        if let arn = ARN(arn), arn.path.count > 1, Self.isAccountID(arn.account) { return arn.account }
      }
    }
    return nil
  }
}

extension State {
  /// The machine that the Task starts, where the definition says so in plain text.
  var machineARN: String? {
    guard case .task(let task) = action, task.resource.isStartExecution else { return nil }
    return parameter("StateMachineArn")
  }

  /// A parameter that is plain text.
  func parameter(_ key: String) -> String? { dataFlow.parameters?.constantMember(key)?.string }
}
