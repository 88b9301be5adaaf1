import JSON
import StatesLanguage
import StepFunctions

/// Tasks that start an execution.
extension Rules {
  static let unknownMachine = Rule<CallCheck>(
    RuleInfo(
      "call.unknown-machine", .error, "a start of a machine that the scenario does not have",
      source: "a scenario is all of an account", example: start("Other", of: ""))
  ) { check in
    check.starts.compactMap { call in
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
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:\(machine)"
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
  fileprivate func machine(_ arn: String) -> Int? { arn.hasPrefix("arn:") ? directory.machineIndex(arn: arn) : nil }

  private func arn(of name: String) -> String {
    "arn:aws:states:\(model.region):\(model.accountID):stateMachine:\(name)"
  }

  /// What is wrong with the ARN of a machine that the scenario does not have.
  fileprivate func unknown(_ arn: String) -> (message: String, hint: String?) {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let known = machines.map(\.name)
    guard parts.count >= 7, parts[0] == "arn", parts[2] == "states", parts[5] == "stateMachine" else {
      let name = suggestion(for: arn, among: known) ?? known.first ?? "Child"
      return ("found \"\(Node.excerpt(arn))\", expected the ARN of a state machine", "write \(self.arn(of: name))")
    }
    if parts[3] != model.region {
      return (
        "found Region \(Node.excerpt(parts[3])) in StateMachineArn, expected the scenario's \(model.region)",
        "change the ARN, or the scenario's region: one scenario is one Region"
      )
    }
    if parts[4] != model.accountID {
      return (
        "found account \(Node.excerpt(parts[4])) in StateMachineArn, expected \(model.accountID)",
        "one scenario is one account; its key account: sets the number"
      )
    }
    if parts.count > 7, known.contains(parts[6]) {
      let qualifiers = (known + model.aliases.map(\.name)).filter { $0.hasPrefix(parts[6] + ":") }
        .map { String($0.dropFirst(parts[6].count + 1)) }
      return (
        "starts \(Node.excerpt(parts[7])) of \(parts[6]), which is neither a version nor an alias of it",
        suggestion(for: parts[7], among: qualifiers).map { "did you mean \($0)?" }
          ?? "known: \(qualifiers.joined(separator: ", "))"
      )
    }
    return (
      "starts \(Node.excerpt(parts[6])), which stateMachines does not list",
      suggestion(for: parts[6], among: known).map { "did you mean \($0)?" }
        ?? "add it: \(parts[6]): { definition: FILE }"
    )
  }
}
