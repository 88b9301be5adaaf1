import StatesLanguage
import StepFunctions

/// What the Tasks call must exist: machines in `stateMachines`, everything else in `services`.
extension Reader {
  mutating func checkCalls(_ model: AccountModel) {
    let directory = AccountDirectory(
      region: model.region, accountID: model.accountID, machines: machines.map(\.name),
      services: services.map(\.name))
    var check = CallCheck(model: model, directory: directory, machines: machines, services: services)
    for machine in machines {
      for state in machine.definition?.everyState ?? [] {
        guard case .task(let task) = state.action else { continue }
        check.check(task, of: state, in: machine)
      }
    }
    for finding in check.findings {
      if finding.isError {
        error(finding.place, finding.message, hint: finding.hint)
      } else {
        warning(finding.place, finding.message, hint: finding.hint)
      }
    }
    guard !failed, !check.callsUnknownFunctions else { return }
    for (index, service) in services.enumerated() where !check.used.contains(index) {
      warning(servicePlaces[index], "services: no Task calls \(Node.excerpt(service.name))")
    }
  }
}

private struct CallCheck {
  struct Finding {
    var isError: Bool
    var place: Place
    var message: String
    var hint: String?
  }
  let model: AccountModel
  let directory: AccountDirectory
  let machines: [MachineDraft]
  let services: [ServiceModel]
  var findings: [Finding] = []
  var used: Set<Int> = []
  /// A function whose name the input decides: any service may be its.
  var callsUnknownFunctions = false

  mutating func check(_ task: Task, of state: State, in machine: MachineDraft) {
    let resource = task.resource
    if resource.isStartExecution { return checkStart(task, of: state, in: machine) }
    let answers: Set<String> = ["sendTaskSuccess", "sendTaskFailure", "sendTaskHeartbeat"]
    if resource.service == "aws-sdk:sfn", answers.contains(resource.action) { return }
    checkService(task, of: state, in: machine)
  }

  private mutating func report(_ isError: Bool, _ place: Place, _ state: State, _ message: String, hint: String?) {
    findings.append(
      Finding(isError: isError, place: place, message: "state \"\(state.name)\": \(message)", hint: hint))
  }

  private mutating func checkStart(_ task: Task, of state: State, in machine: MachineDraft) {
    guard let arn = state.machineARN else { return }
    let place = machine.place(of: ["Parameters", "StateMachineArn"], in: state)
    guard let index = directory.machineIndex(arn: arn), arn.hasPrefix("arn:") else {
      let (message, hint) = unknown(arn)
      return report(true, place, state, message, hint: hint)
    }
    let pattern = task.resource.pattern
    if machines[index].kind == .express, pattern == .sync || pattern == .sync2 {
      report(
        true, machine.place(of: ["Resource"], in: state), state,
        "\(machines[index].name) is EXPRESS, and \(pattern.rawValue) can wait for STANDARD executions only",
        hint: "call it without \(pattern.rawValue), or make it STANDARD")
    }
  }

  private func arn(of name: String) -> String {
    "arn:aws:states:\(model.region):\(model.accountID):stateMachine:\(name)"
  }

  /// What is wrong with the ARN of a machine that the scenario does not have.
  private func unknown(_ arn: String) -> (message: String, hint: String?) {
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
    return (
      "starts \(Node.excerpt(parts[6])), which stateMachines does not list",
      suggestion(for: parts[6], among: known).map { "did you mean \($0)?" }
        ?? "add it: \(parts[6]): { definition: FILE }"
    )
  }

  private mutating func checkService(_ task: Task, of state: State, in machine: MachineDraft) {
    let resource = task.resource
    let invokes = resource.service == "lambda" && resource.action == "invoke"
    let function = state.parameter("FunctionName")
    if let index = directory.serviceIndex(for: resource, functionName: function) {
      used.insert(index)
      checkToken(task, callback: services[index].callback, of: state, in: machine)
      return
    }
    if invokes, function == nil, machine.has(["Parameters", "FunctionName.$"], in: state) {
      callsUnknownFunctions = true
      if services.contains(where: { !$0.name.hasPrefix("arn:aws:states:::") }) { return }
    }
    let name = function ?? resource.arn
    let place = machine.place(of: function == nil ? ["Resource"] : ["Parameters", "FunctionName"], in: state)
    let near = suggestion(for: name, among: services.map(\.name)).map { "did you mean \($0)?" }
    report(
      true, place, state, "no service covers \(Node.excerpt(name))",
      hint: near ?? "add to services: \"\(name)\": { latency: 200ms }")
  }

  /// A task token that nothing in the scenario answers waits for ever.
  private mutating func checkToken(
    _ task: Task, callback: ServiceModel.Callback?, of state: State, in machine: MachineDraft
  ) {
    guard task.resource.pattern == .waitForTaskToken, callback == nil else { return }
    if task.timeout == nil, task.heartbeat == nil {
      report(
        false, machine.place(of: ["Resource"], in: state), state,
        "nothing answers its task token, and without TimeoutSeconds or HeartbeatSeconds it waits for ever",
        hint: "give the service a callback: { after: 5s }, or the Task a TimeoutSeconds")
    }
  }
}
