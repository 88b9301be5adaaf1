import StatesLanguage
import StepFunctions

/// What the Tasks call must exist: machines in `stateMachines`, everything else in `services`.
extension Reader {
  mutating func checkCalls(_ model: AccountModel) {
    let directory = AccountDirectory(
      region: model.region, accountID: model.accountID, machines: machines.map(\.name),
      services: services.map(\.name), aliases: aliases)
    var check = CallCheck(
      model: model, directory: directory, machines: machines, services: services, bare: Set(bareServices.keys))
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
    for (index, place) in bareServices.sorted(by: { $0.key < $1.key }) where !check.isActivity(index) {
      error(
        place, "services.\(Node.excerpt(services[index].name)): the key \"latency\" is missing",
        hint: "latency: 200ms; { } is for activities that nobody polls")
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
  let bare: Set<Int>
  var findings: [Finding] = []
  var used: Set<Int> = []
  var activities: Set<Int> = []
  /// A function whose name the input decides: any service may be its.
  var callsUnknownFunctions = false

  func isActivity(_ index: Int) -> Bool { Reader.isActivity(services[index].name) || activities.contains(index) }

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
    let place = machine.place(of: [state.language.parametersName, "StateMachineArn"], in: state)
    guard let index = directory.machineIndex(arn: arn), arn.hasPrefix("arn:") else {
      let (message, hint) = unknown(arn)
      return report(true, place, state, message, hint: hint)
    }
    if machines[index].kind == .standard, task.resource.isStartSyncExecution {
      report(
        true, machine.place(of: ["Resource"], in: state), state,
        "\(machines[index].name) is STANDARD, and startSyncExecution starts EXPRESS machines only",
        hint: "start it by \"arn:aws:states:::states:startExecution.sync:2\", or make it EXPRESS")
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

  private mutating func checkService(_ task: Task, of state: State, in machine: MachineDraft) {
    let resource = task.resource
    let invokes = resource.service == "lambda" && resource.action == "invoke"
    let function = state.parameter("FunctionName")
    if let index = directory.serviceIndex(for: resource, functionName: function) {
      used.insert(index)
      if resource.kind == .activity { activities.insert(index) }
      checkWorkers(task, index, of: state, in: machine)
      checkToken(task, callback: services[index].callback, of: state, in: machine)
      return
    }
    if invokes, function == nil, state.dataFlow.parameters?.mayHave("FunctionName") ?? false {
      callsUnknownFunctions = true
      if services.contains(where: { !$0.name.hasPrefix("arn:aws:states:::") }) { return }
    }
    let name = function ?? resource.arn
    let place = machine.place(
      of: function == nil ? ["Resource"] : [state.language.parametersName, "FunctionName"], in: state)
    let near = suggestion(for: name, among: services.map(\.name)).map { "did you mean \($0)?" }
    let workers = resource.kind == .activity ? "workers: 1, " : ""
    report(
      true, place, state, "no service covers \(Node.excerpt(name))",
      hint: near ?? "add to services: \"\(name)\": { \(workers)latency: 200ms }")
  }

  /// Activities have workers, and nothing else has.
  private mutating func checkWorkers(
    _ task: Task, _ index: Int, of state: State, in machine: MachineDraft
  ) {
    let service = services[index]
    let place = machine.place(of: ["Resource"], in: state)
    guard task.resource.kind == .activity else {
      if service.workers != nil {
        report(
          true, place, state, "\(Node.excerpt(service.name)) has workers, and is called by a Task that is no activity",
          hint: "use concurrency: in place of workers:")
      }
      return
    }
    if service.workers == nil, !Reader.isActivity(service.name), !bare.contains(index) {
      report(
        true, place, state, "\(Node.excerpt(service.name)) is called as an activity, and has no workers",
        hint: "add workers: 1 to it")
    } else if service.workers == nil, task.timeout == nil {
      report(
        false, place, state, "no worker takes its task, and without TimeoutSeconds it waits for ever",
        hint: "give the activity workers: 1 and a latency, or the Task a TimeoutSeconds")
    }
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
