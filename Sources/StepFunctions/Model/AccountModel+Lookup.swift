import Prelude
import StatesLanguage

/// Finds machines by the names that definitions use, and services. Made once per account, then asked per call.
public struct AccountDirectory: Sendable {
  /// Prefix of the account's machines: `arn:aws:states:us-east-1:123456789012:stateMachine:`.
  private let machinePrefix: String
  private var machines: [String: Int] = [:]
  private var aliases: [String: Int] = [:]
  /// The machine that each alias names first.
  private var firstRoutes: [Int] = []
  /// Machines whose versions and aliases are known: another qualifier names nothing.
  private var qualified: Set<String> = []
  public let services: ServiceDirectory

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
    services = ServiceDirectory(
      keys: keys, machines: names, functions: .function("", region: region, account: accountID))
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
}

extension AccountModel {
  /// For a single question; `AccountDirectory` answers many.
  public func machineIndex(arn: String) -> Int? { AccountDirectory(self).machineIndex(arn: arn) }
}
