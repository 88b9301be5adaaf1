/// What an expression may read besides its input: whoever makes the context object can leave out the rest.
public struct ContextUse: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let variables = ContextUse(rawValue: 1)
  public static let execution = ContextUse(rawValue: 2)
  public static let stateMachine = ContextUse(rawValue: 4)
  public static let state = ContextUse(rawValue: 8)
  public static let task = ContextUse(rawValue: 16)
  public static let map = ContextUse(rawValue: 32)

  public static let nothing: ContextUse = []
  public static let anything: ContextUse = [.variables, .execution, .stateMachine, .state, .task, .map]

  /// A member of the context object, by its name; one that it does not have may be looked for in all of it.
  public static func member(_ name: String) -> ContextUse {
    switch name {
    case "Execution": .execution
    case "StateMachine": .stateMachine
    case "State": .state
    case "Task": .task
    case "Map": .map
    default: .anything
    }
  }

  /// Nothing of the context object.
  @inlinable public var isOfVariables: Bool { rawValue & ~1 == 0 }
  /// Of the context object `Execution` alone.
  @inlinable public var isOfExecution: Bool { rawValue & ~1 == 2 }
  /// Of the context object `Map` alone.
  @inlinable public var isOfMap: Bool { rawValue & ~1 == 32 }
}
