import JSON
import StatesLanguage
import StepFunctions

/// What the Tasks of a scenario call, and what it has: what the rules about calls look at.
struct CallCheck {
  /// A Task of a machine.
  struct Call {
    var task: Task
    var state: State
    var machine: MachineDraft
    /// Of a Task that starts no execution and answers no token: the service that it calls, where the scenario has one.
    var service: Int?
    /// The function's name is worked out in each call: any service may be its.
    var namesFunctionInCall = false
    /// A mock file may answer it, whoever else does.
    var isMocked = false
  }

  let model: AccountModel
  let machines: [MachineDraft]
  let services: [ServiceDraft]
  let directory: AccountDirectory
  /// Those that start an execution.
  private(set) var starts: [Call] = []
  /// Those that call a service, found or not.
  private(set) var serviceCalls: [Call] = []
  /// Machines that have a Task which answers a token, or calls a service which does.
  private(set) var answering: Set<String> = []
  /// Services that are called as activities.
  private(set) var activities: Set<Int> = []
  /// Whether anything else is wrong: then what is not called may only be called by another name.
  var hasErrors: Bool

  /// `model` has the account and the aliases; its machines are not complete yet.
  init(_ model: AccountModel, _ machines: [MachineDraft], _ services: [ServiceDraft], hasErrors: Bool) {
    self.model = model
    self.machines = machines
    self.services = services
    self.hasErrors = hasErrors
    directory = AccountDirectory(
      region: model.region, accountID: model.accountID, machines: machines.map(\.name),
      services: services.map(\.name), aliases: model.aliases)
    for machine in machines {
      for state in machine.definition?.everyState ?? [] {
        guard case .task(let task) = state.action else { continue }
        var call = Call(task: task, state: state, machine: machine)
        call.isMocked = model.mocks?.match(state, of: machine.name, takesRest: true) != nil
        add(call)
      }
    }
  }

  private mutating func add(_ call: Call) {
    let resource = call.task.resource
    if resource.isStartExecution { return starts.append(call) }
    if resource.isTokenAnswer {
      if resource.action != "sendTaskHeartbeat" { answering.insert(call.machine.name) }
      return
    }
    // The account itself knows.
    if resource.isExecutionRead, directory.services.answer(to: call.state, of: call.machine.name) == nil { return }
    var call = call
    switch directory.services.answer(to: call.state, of: call.machine.name) {
    case .service(let index)?: call.service = index
    case .byFunctionName?:
      call.namesFunctionInCall = true
      // What answers where the function has no service of its own.
      call.service = directory.services.index(for: resource, functionName: nil)
    case .nobody?, nil: break
    }
    if let service = call.service, resource.kind == .activity { activities.insert(service) }
    let answerers = call.namesFunctionInCall ? services.filter(\.mayBeFunction) : call.service.map { [services[$0]] }
    if let answerers, answerers.contains(where: { $0.model.tokenAnswer != nil }) { answering.insert(call.machine.name) }
    serviceCalls.append(call)
  }

  func isActivity(_ index: Int) -> Bool { services[index].isActivity || activities.contains(index) }
}

extension CallCheck.Call {
  var functionName: String? { state.parameter("FunctionName") }

  func finding(_ path: [String], _ message: String, hint: String?) -> Finding {
    Finding(machine.place(of: path, in: state), "state \"\(state.name)\": \(message)", hint: hint)
  }
}

extension Finding {
  init(_ place: Place, _ message: String, hint: String? = nil) {
    self.init(file: place.file, position: place.position, message: message, hint: hint)
  }
}

/// What the Tasks call must exist: machines in `stateMachines`, everything else in `services`.
extension CallCheck {
  consuming func report(to reading: Reading) {
    var check = self
    var found: [Diagnostic] = []
    for rule in Rules.ofScenarios {
      found += rule.diagnostics(&check)
      check.hasErrors = reading.failed || found.contains { $0.severity == .error }
    }
    var files: [String: Int] = [:]
    for machine in check.machines where files[machine.file] == nil { files[machine.file] = files.count }
    for (_, diagnostics) in Dictionary(grouping: found, by: { files[$0.file] ?? -1 }).sorted(by: { $0.key < $1.key }) {
      for diagnostic in diagnostics.inOrderOfPlace { reading.add(diagnostic) }
    }
  }
}
