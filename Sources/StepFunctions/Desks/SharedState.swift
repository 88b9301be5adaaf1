import Engine
import JSON

/// Locks and tables, which calls of services find as earlier ones have left them.
struct SharedState {
  private struct Lock {
    var count = 0
    var owners: Set<String> = []
  }

  private var locks: [String: Lock] = [:]
  /// By the text of the key.
  private var tables: [String: [String: JSON]] = [:]

  /// Does what the call asks for, all at once, and puts in `scope` what the result may tell of it.
  mutating func use(_ use: SharedUse, _ scope: inout CallScope) throws(Failure) {
    switch use {
    case .lock(let use): try lock(use, &scope)
    case .table(let use): try table(use, &scope)
    }
  }

  private mutating func lock(_ use: LockUse, _ scope: inout CallScope) throws(Failure) {
    let owner = try use.owner?.key(scope)
    var lock = locks[use.name] ?? Lock()
    let isOwned = owner.map(lock.owners.contains)
    switch use.action {
    case .acquire(let limit):
      guard lock.count < limit, isOwned != true else { throw Self.refused(use.error) }
      lock.count += 1
      if let owner { lock.owners.insert(owner) }
    case .release:
      guard lock.count > 0, isOwned != false else { throw Self.refused(use.error) }
      lock.count -= 1
      if let owner { lock.owners.remove(owner) }
    case .read: break
    }
    locks[use.name] = lock
    scope.lock = ["count": .integer(lock.count)]
    if let owner { scope.lock = ["count": .integer(lock.count), "owned": .bool(lock.owners.contains(owner))] }
  }

  private mutating func table(_ use: TableUse, _ scope: inout CallScope) throws(Failure) {
    let key = try use.key.key(scope)
    let old = tables[use.name]?[key]
    scope.item = old
    if let condition = use.condition, try !condition.holds(scope) { throw Self.refused(use.error) }
    switch use.action {
    case .get: break
    case .delete: tables[use.name]?[key] = nil
    case .put, .update:
      let value = try use.value?.result(scope) ?? .null
      tables[use.name, default: [:]][key] = use.action == .update ? Self.merged(old, value) : value
    }
    scope.old = old
    scope.item = tables[use.name]?[key]
  }

  private static func merged(_ old: JSON?, _ new: JSON) -> JSON {
    guard case .object(var members)? = old, case .object(let others) = new else { return new }
    for (key, value) in others { members[key] = value }
    return .object(members)
  }

  /// DynamoDB's message.
  private static func refused(_ error: String) -> Failure { Failure(error, "The conditional request failed") }
}
