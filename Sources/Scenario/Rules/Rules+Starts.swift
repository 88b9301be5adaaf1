import JSON
import Prelude
import StatesLanguage
import StepFunctions

/// Tasks that start an execution.
extension Rules {
  static let unknownMachine = Rule<CallCheck>(
    RuleInfo(
      "call.unknown-machine", .error, "a start of a machine that the scenario does not have",
      source: "a scenario is all of an account", example: start("Other", of: ""))
  ) { check in
    check.starts.filter { !$0.isMocked }.compactMap { call in
      guard let arn = call.state.machineARN, check.machine(arn) == nil else { return nil }
      let (message, hint) = check.unknown(arn)
      return call.finding([call.state.language.parametersName, "StateMachineArn"], message, hint: hint)
    }
  }

  static let standardMachine = Rule<CallCheck>(
    RuleInfo(
      "call.standard-machine", .error, "a StartSyncExecution of a machine of the type STANDARD",
      source: "API reference, StartSyncExecution",
      example: start("Root", of: "aws-sdk:sfn:startSyncExecution"))
  ) { check in
    check.starts.compactMap { call in
      guard let index = call.state.machineARN.flatMap(check.machine), call.task.resource.isStartSyncExecution,
        check.machines[index].kind == .standard
      else { return nil }
      return call.finding(
        ["Resource"],
        "\(check.machines[index].name) is STANDARD, and startSyncExecution starts EXPRESS machines only",
        hint: "start it by \"arn:aws:states:::states:startExecution.sync:2\", or make it EXPRESS")
    }
  }

  private static func start(_ machine: String, of call: String) -> RuleInfo.Example {
    let resource = call.isEmpty ? "states:startExecution.sync:2" : call
    let arn = ARN.stateMachine(machine).text
    return .task(
      #""Resource":"arn:aws:states:::\#(resource)","Retry":[{"ErrorEquals":["States.ALL"]}],"#
        + #""Parameters":{"StateMachineArn":"\#(arn)"}"#, services: "")
  }
}

extension RuleInfo.Example {
  /// A scenario with these services, and a machine whose one state is a Task with these members.
  static func task(_ members: String, services: String) -> Self {
    .scenario(
      """
      region: us-east-1
      stateMachines: { Root: { definition: machine.asl.json } }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      services: { \(services) }

      """, definition: #"{"StartAt":"A","States":{"A":{"Type":"Task",\#(members),"End":true}}}"#)
  }
}

extension CallCheck {
  /// The machine that a whole ARN names.
  func machine(_ arn: String) -> Int? { ARN(arn).flatMap { directory.machineIndex(arn: $0.text) } }

  private func arn(of name: String) -> String {
    ARN.stateMachine(name, region: model.region, account: model.accountID).text
  }

  /// What is wrong with the ARN of a machine that the scenario does not have.
  fileprivate func unknown(_ arn: String) -> (message: String, hint: String?) {
    let known = machines.map(\.name)
    guard let found = ARN(arn), found.service == "states", found.path[0] == "stateMachine", found.path.count > 1 else {
      let name = suggestion(for: arn, among: known) ?? known.first ?? "Child"
      return ("found \"\(Node.excerpt(arn))\", expected the ARN of a state machine", "write \(self.arn(of: name))")
    }
    let path = found.path.dropFirst().map(String.init)
    if found.region != model.region {
      return (
        "found Region \(Node.excerpt(found.region)) in StateMachineArn, expected the scenario's \(model.region)",
        "change the ARN, or the scenario's region: one scenario is one Region"
      )
    }
    if found.account != model.accountID {
      return (
        "found account \(Node.excerpt(found.account)) in StateMachineArn, expected \(model.accountID)",
        "one scenario is one account; its key account: sets the number"
      )
    }
    if path.count > 1, known.contains(path[0]) {
      let qualifiers = (known + model.aliases.map(\.name)).filter { $0.hasPrefix(path[0] + ":") }
        .map { String($0.dropFirst(path[0].count + 1)) }
      return (
        "starts \(Node.excerpt(path[1])) of \(path[0]), which is neither a version nor an alias of it",
        suggestion(for: path[1], among: qualifiers).map { "did you mean \($0)?" }
          ?? "known: \(qualifiers.joined(separator: ", "))"
      )
    }
    return (
      "starts \(Node.excerpt(path[0])), which stateMachines does not list",
      suggestion(for: path[0], among: known).map { "did you mean \($0)?" }
        ?? "add it: \(path[0]): { definition: FILE }"
    )
  }
}
