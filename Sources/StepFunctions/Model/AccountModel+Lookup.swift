import Prelude
public import StatesLanguage

/// Finds machines and services by the names that definitions use. Made once per account, then asked per call.
public struct AccountDirectory: Sendable {
  /// Prefix of the account's machines: `arn:aws:states:us-east-1:123456789012:stateMachine:`.
  private let machinePrefix: String
  /// What the ARNs of the account's functions begin with.
  private let functions: ARN
  private var machines: [String: Int] = [:]
  private var aliases: [String: Int] = [:]
  /// The machine that each alias names first.
  private var firstRoutes: [Int] = []
  /// Machines whose versions and aliases are known: another qualifier names nothing.
  private var qualified: Set<String> = []
  /// By the key as written.
  private var services: [String: Int] = [:]
  /// Functions by full ARN; those that a service names without account and Region, by name.
  private var functionsByARN: [String: Int] = [:]
  private var functionsByName: [String: Int] = [:]

  public init(_ account: AccountModel) {
    self.init(
      region: account.region, accountID: account.accountID, machines: account.machines.map(\.name),
      services: account.services.map(\.name), aliases: account.aliases)
  }

  /// For an account whose machines are known by name only.
  public init(
    region: String, accountID: String, machines names: [String], services keys: [String], aliases: [AliasModel] = []
  ) {
    machinePrefix = ARN.stateMachine("", region: region, account: accountID).text
    functions = .function("", region: region, account: accountID)
    for (index, name) in names.enumerated() {
      machines[name] = index
      machines[machinePrefix + name] = index
    }
    for (index, alias) in aliases.enumerated() {
      self.aliases[alias.name] = index
      self.aliases[machinePrefix + alias.name] = index
      firstRoutes.append(alias.routes.first?.machine ?? -1)
    }
    for name in names + aliases.map(\.name) {
      let base = name.prefix { $0 != ":" }
      if base.count < name.count { qualified.insert(String(base)) }
    }
    for (index, key) in keys.enumerated() {
      services[Resource.placeless(key)] = index
      guard let function = FunctionReference(key) else { continue }
      functionsByARN[function.arn(in: functions)] = index
      if function.prefix == nil { functionsByName[function.qualifiedName] = index }
    }
  }

  /// A machine by ARN, with or without a version or alias, or by plain name; the first one that an alias routes to.
  /// Any qualifier will do where a machine has none.
  public func machineIndex(arn: String) -> Int? {
    if let index = machines[arn] { return index }
    if let alias = aliases[arn] { return firstRoutes[alias] }
    guard arn.hasPrefix(machinePrefix) else { return nil }
    let base = arn.dropFirst(machinePrefix.count).prefix { $0 != ":" }
    return qualified.contains(String(base)) ? nil : machines[machinePrefix + base]
  }

  public func aliasIndex(arn: String) -> Int? { aliases[arn] }

  /// The service that answers a Task: the function that the call names, else the resource as written, else the
  /// resource without its pattern's suffix. A qualifier (`:$LATEST`, a version, an alias) may be missing in the key.
  public func serviceIndex(for task: Resource, functionName: String?) -> Int? {
    if let functionName, let index = functionIndex(functionName) { return index }
    if let index = services[task.arn] { return index }
    if task.kind == .lambdaFunction { return functionIndex(task.arn) }
    if task.kind == .activity { return services[task.activityName] }
    let suffix = task.pattern.rawValue
    guard !suffix.isEmpty, task.arn.hasSuffix(suffix) else { return nil }
    return services[String(task.arn.dropLast(suffix.count))]
  }

  /// The activity, among the account's services.
  func activityIndex(arn: String) -> Int? {
    services[Resource.placeless(arn)] ?? ARN(arn)?.path.dropFirst().first.flatMap { services[String($0)] }
  }

  private func functionIndex(_ name: String) -> Int? {
    if let index = services[name] { return index }
    guard var function = FunctionReference(name) else { return nil }
    if let index = functionsByARN[function.arn(in: functions)] ?? functionsByName[function.qualifiedName] {
      return index
    }
    guard function.qualifier != nil else { return nil }
    function.qualifier = nil
    return functionsByARN[function.arn(in: functions)] ?? functionsByName[function.qualifiedName]
  }
}

extension AccountModel {
  /// For a single question; `AccountDirectory` answers many.
  public func machineIndex(arn: String) -> Int? { AccountDirectory(self).machineIndex(arn: arn) }

  public func serviceIndex(for task: Resource, functionName: String?) -> Int? {
    AccountDirectory(self).serviceIndex(for: task, functionName: functionName)
  }
}
