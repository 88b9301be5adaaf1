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
  /// Functions by full ARN; those that a service names without account and Region, by name.
  private var functionsByARN: [String: Int] = [:]
  private var functionsByName: [String: Int] = [:]
  /// Those with most literal characters first, then in the order of the scenario.
  private var patterns: [Pattern] = []
  private var rest: Int?

  init(keys: [String], machines: [String], functions: ARN) {
    self.functions = functions
    let machines = Set(machines)
    for (index, key) in keys.enumerated() {
      switch ServiceKey(key, machines: machines) {
      case .state(let machine, let state): states[machine, default: [:]][state] = index
      case .rest: rest = index
      case .pattern: add(pattern: key, index)
      case .name: break
      }
      // An activity's name may read like a state's.
      add(name: key, index)
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
    functionsByARN[function.arn(in: functions)] = index
    if function.prefix == nil { functionsByName[function.qualifiedName] = index }
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

  private func functionIndex(_ name: String) -> Int? {
    if let index = names[name] { return index }
    guard var function = FunctionReference(name) else { return nil }
    if let index = functionsByARN[function.arn(in: functions)] ?? functionsByName[function.qualifiedName] {
      return index
    }
    guard function.qualifier != nil else { return nil }
    function.qualifier = nil
    return functionsByARN[function.arn(in: functions)] ?? functionsByName[function.qualifiedName]
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
  var definingName: String { owner == nil ? name : String(name.prefix { $0 != "/" }) }
}
