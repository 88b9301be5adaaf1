import JSON
import JSONPath
import Prelude
public import StatesLanguage

/// Finds the service that answers a Task: the most exact one, which is that of the state, of the function that the call
/// names, of the resource as written, of the resource without its pattern's suffix, of the longest pattern, of `*`.
/// Made once per account, then asked per call.
public struct ServiceDirectory: Sendable {
  /// Who answers a Task, as far as its definition tells.
  public enum Answer: Equatable, Sendable {
    case service(Int)
    /// The function's name is worked out in each call.
    case byFunctionName
    case nobody
  }

  private struct Pattern {
    let text: TextPattern
    /// It is written for activities, which no other pattern takes.
    let isOfActivities: Bool
    let index: Int
  }

  /// What the ARNs of the account's functions begin with.
  private let functions: ARN
  /// By machine, then by state.
  private var states: [String: [String: Int]] = [:]
  /// By the key as written.
  private var names: [String: Int] = [:]
  /// Functions by name, however the key says them.
  private var functionKeys: [Substring: [(function: FunctionReference, index: Int)]] = [:]
  /// Those with most literal characters first, then in the order of the scenario.
  private var patterns: [Pattern] = []
  private var rest: Int?

  init(keys: [String], machines: [String], functions: ARN) {
    let machines = Set(machines)
    self.init(keys.map { (ServiceKey($0, machines: machines), $0) }, functions: functions)
  }

  /// `text`: the key as written; nil: it is that of a state and of nothing else.
  init(_ keys: [(key: ServiceKey, text: String?)], functions: ARN) {
    self.functions = functions
    for (index, (key, text)) in keys.enumerated() {
      if case .state(let machine, let state) = key { states[machine, default: [:]][state] = index }
      guard let text else { continue }
      if case .rest = key { rest = index }
      if case .pattern = key { add(pattern: text, index) }
      // An activity's name may read like a state's.
      add(name: text, index)
    }
    patterns.sort { ($1.text.literalCount, $0.index) < ($0.text.literalCount, $1.index) }
  }

  private mutating func add(pattern key: String, _ index: Int) {
    guard let text = TextPattern(key) else { return }
    patterns.append(Pattern(text: text, isOfActivities: key.contains(":activity:"), index: index))
  }

  private mutating func add(name key: String, _ index: Int) {
    names[Resource.placeless(key)] = index
    guard !key.contains("*"), let function = FunctionReference(key) else { return }
    functionKeys[function.name, default: []].append((function, index))
  }

  // MARK: Tasks

  /// Nil for states that call no service: those that are no Tasks, start executions, or answer tokens; those that
  /// look at executions, unless a service is named for them. `machine`: the name of the state's machine, with its
  /// version; of a distributed Map's processor that of the Map's.
  public func answer(to state: State, of machine: String) -> Answer? {
    guard case .task(let task) = state.action, !task.resource.isStartExecution, !task.resource.isTokenAnswer else {
      return nil
    }
    if let index = index(ofState: state.name, machine) { return .service(index) }
    if task.resource.isExecutionRead {
      return index(for: task.resource, functionName: nil).flatMap { $0 == rest ? nil : .service($0) }
    }
    let parameters = state.dataFlow.parameters
    let function = parameters?.constantMember("FunctionName")?.string
    if function == nil, task.resource.isLambdaInvoke, parameters?.mayHave("FunctionName") ?? true {
      return .byFunctionName
    }
    return index(for: task.resource, functionName: function).map(Answer.service) ?? .nobody
  }

  /// Of a published version's states, the version's own service, then the machine's.
  private func index(ofState state: String, _ machine: String) -> Int? {
    if states.isEmpty { return nil }
    return states[machine]?[state] ?? states[String(machine.prefix { $0 != ":" })]?[state]
  }

  /// The service of a resource, or of the function that the call names. A qualifier (`:$LATEST`, a version, an alias)
  /// may be missing in the key.
  public func index(for resource: Resource, functionName: String?) -> Int? {
    exactIndex(for: resource, functionName) ?? looseIndex(for: resource, functionName)
  }

  private func exactIndex(for resource: Resource, _ functionName: String?) -> Int? {
    if let functionName, let index = functionIndex(functionName) { return index }
    if let index = names[resource.arn] { return index }
    if resource.kind == .lambdaFunction { return functionIndex(resource.arn) }
    if resource.kind == .activity { return names[resource.activityName] }
    return resource.withoutPattern.flatMap { names[$0] }
  }

  /// The key that says most of the function: with the version or alias that is called before one without, and of the
  /// account's own before another's.
  private func functionIndex(_ name: String) -> Int? {
    if let index = names[name] { return index }
    guard let called = FunctionReference(name), let keys = functionKeys[called.name] else { return nil }
    // Nearly always.
    if keys.count == 1 { return keys[0].function.covers(called) ? keys[0].index : nil }
    let home = called.arn(in: functions, qualified: false)
    func exactness(_ key: FunctionReference) -> Int {
      (key.qualifier == nil ? 0 : 2) + (key.arn(in: functions, qualified: false) == home ? 1 : 0)
    }
    var best: (exactness: Int, index: Int)?
    for (key, index) in keys where key.covers(called) {
      let exactness = exactness(key)
      // Of equal ones the later, as one that is written twice.
      if best.map({ $0.exactness <= exactness }) ?? true { best = (exactness, index) }
    }
    return best?.index
  }

  private func looseIndex(for resource: Resource, _ functionName: String?) -> Int? {
    if patterns.isEmpty && rest == nil { return nil }
    let isActivity = resource.kind == .activity
    let texts = texts(of: resource, functionName)
    let pattern = patterns.first { pattern in
      pattern.isOfActivities == isActivity && texts.contains { pattern.text.matches($0) }
    }
    return pattern?.index ?? (isActivity ? nil : rest)
  }

  /// All that a pattern may match: the resource, with and without its pattern; the function, by ARN and by name, with
  /// and without a qualifier.
  private func texts(of resource: Resource, _ functionName: String?) -> [String] {
    var texts = [resource.arn]
    if let plain = resource.withoutPattern { texts.append(plain) }
    let name = functionName ?? (resource.kind == .lambdaFunction ? resource.arn : nil)
    guard let name, var function = FunctionReference(name) else { return texts }
    for _ in 0..<2 {
      texts += [function.arn(in: functions), function.qualifiedName]
      function.qualifier = nil
    }
    return texts
  }

  /// The machine that a start names, with its version or alias or without.
  private func machineIndex(_ arn: String) -> Int? {
    if let index = names[arn] { return index }
    guard let path = ARN(arn)?.path, path.count > 1, path[0] == "stateMachine" else { return nil }
    return names[path[1...].joined(separator: ":")] ?? names[String(path[1])]
  }

  /// The key that answers a Task, starts of executions and answers to tokens among them. `named`: the function or the
  /// machine that the call names.
  func mockIndex(
    for resource: Resource, state: String, of machine: String, named: String?, takesRest: Bool
  ) -> Int? {
    if let index = index(ofState: state, machine) { return index }
    if resource.isStartExecution, let index = named.flatMap(machineIndex) { return index }
    let index = index(for: resource, functionName: resource.isStartExecution ? nil : named)
    return index == rest && !takesRest ? nil : index
  }

  func answersState(_ state: String, of machine: String) -> Bool { index(ofState: state, machine) != nil }

  /// The activity, by its own name.
  func activityIndex(arn: String) -> Int? {
    names[Resource.placeless(arn)] ?? ARN(arn)?.path.dropFirst().first.flatMap { names[String($0)] }
  }
}

extension Resource {
  /// Without the suffix of its integration pattern, where it has one.
  fileprivate var withoutPattern: String? {
    let suffix = pattern.rawValue
    return suffix.isEmpty || !arn.hasSuffix(suffix) ? nil : String(arn.dropLast(suffix.count))
  }
}

/// A Task of an account, and who answers it.
public struct AnsweredTask: Sendable {
  public let machine: String
  public let state: String
  public let resource: String
  public let answer: ServiceDirectory.Answer
  /// AWS's own limit on its calls, where the service has no rate.
  public let quota: IntegrationQuota?
}

extension AccountModel {
  /// Every Task that calls a service, by machine and in the order of the definitions.
  public var answeredTasks: [AnsweredTask] {
    let services = AccountDirectory(self).services
    return machines.flatMap { machine in
      machine.definition.states.compactMap { state in
        guard case .task(let task) = state.action, let answer = services.answer(to: state, of: machine.definingName)
        else { return nil }
        return AnsweredTask(
          machine: machine.definingName, state: state.name, resource: task.resource.arn, answer: answer,
          quota: quota(task.resource, answer))
      }
    }
  }

  private func quota(_ resource: Resource, _ answer: ServiceDirectory.Answer) -> IntegrationQuota? {
    guard case .service(let index) = answer, case .integration = services[index].rate else { return nil }
    return IntegrationQuota(resource)
  }

  /// Nil where each call says it, or nobody answers.
  public func serviceName(of task: AnsweredTask) -> String? {
    if case .service(let index) = task.answer { services[index].name } else { nil }
  }
}

extension MachineModel {
  /// Of a distributed Map's processor that of the machine whose definition has the Map: a name has no slash, and a
  /// processor's has.
  public var definingName: String { owner == nil ? name : String(name.prefix { $0 != "/" }) }
}
