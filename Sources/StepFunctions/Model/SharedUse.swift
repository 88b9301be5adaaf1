/// What a call does to state that outlives it, and that other services have a part in: each replication begins with
/// locks that nobody holds and with empty tables.
public enum SharedUse: Sendable {
  case lock(LockUse)
  case table(TableUse)

  var expressions: [CallExpression] {
    switch self {
    case .lock(let use): [use.owner].compactMap(\.self)
    case .table(let use): [use.key, use.condition, use.value].compactMap(\.self)
    }
  }

  /// DynamoDB's, of a write whose condition does not hold.
  public static let refusal = "DynamoDB.ConditionalCheckFailedException"
}

/// Of a counting lock: a semaphore, as an item of DynamoDB that is written on a condition.
public struct LockUse: Sendable {
  public enum Action: Sendable {
    /// Where fewer than `limit` hold it.
    case acquire(limit: Int)
    case release
    /// Changes nothing.
    case read
  }
  public var name: String
  public var action: Action
  /// By whom it is acquired, once at a time, and released; nil: nobody looks.
  public var owner: CallExpression?
  public var error = SharedUse.refusal

  public init(_ action: Action, of name: String) {
    self.name = name
    self.action = action
  }
}

/// Of a table of items.
public struct TableUse: Sendable {
  public enum Action: String, CaseIterable, Sendable {
    /// The value takes the item's place; the value's members take the places of the item's.
    case put, update
    case get, delete
  }
  public var name: String
  public var action: Action
  public var key: CallExpression
  /// Of the item, before anything is done; nil: it always holds.
  public var condition: CallExpression?
  public var value: CallExpression?
  public var error = SharedUse.refusal

  public init(_ action: Action, of name: String, key: CallExpression) {
    self.name = name
    self.action = action
    self.key = key
  }
}
