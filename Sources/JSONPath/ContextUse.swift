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
  /// Of `Execution` more than what names the execution: perhaps its input.
  public static let executionInput = ContextUse(rawValue: 64)

  public static let nothing: ContextUse = []
  public static let anything: ContextUse = [
    .variables, .execution, .stateMachine, .state, .task, .map, .executionInput,
  ]

  /// Where the names lead in the context object; a member that it does not have may be looked for in all of it.
  public static func path(_ names: [String]) -> ContextUse {
    switch names.first {
    case "Execution": names.count > 1 && names[1] != "Input" ? .execution : [.execution, .executionInput]
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
  @inlinable public var isOfExecution: Bool { rawValue & ~(1 | 64) == 2 }
  /// Of the context object `Map` alone.
  @inlinable public var isOfMap: Bool { rawValue & ~1 == 32 }
}
