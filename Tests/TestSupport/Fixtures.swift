// TestSupport: what the tests of several modules share. A test target imports it; no product does.

public import JSON
public import StatesLanguage
public import StepFunctions

/// Names of things in the one account that tests speak of.
public enum ARNs {
  public static let account = "123456789012"

  public static func machine(_ name: String) -> String { "arn:aws:states:us-east-1:\(account):stateMachine:\(name)" }
  public static func function(_ name: String) -> String { "arn:aws:lambda:us-east-1:\(account):function:\(name)" }
}

/// A definition of a test that is none.
public struct InvalidDefinition: Error, CustomStringConvertible {
  public var texts: [String]

  public init(texts: [String]) { self.texts = texts }

  public var description: String { texts.joined(separator: "\n") }
}

extension StateMachine {
  /// The machine that the text defines; warnings are nobody's concern here.
  public init(parsing text: String, file: String = "test.asl.json") throws(InvalidDefinition) {
    let (machine, diagnostics) = StateMachine.parse(Array(text.utf8), file: file)
    guard let machine else { throw InvalidDefinition(texts: diagnostics.map(\.text)) }
    self = machine
  }
}

extension MachineModel {
  public init(_ name: String, _ kind: Kind = .standard, _ definition: String) throws(InvalidDefinition) {
    let file = "\(name).asl.json"
    self.init(
      name: name, arn: ARNs.machine(name), kind: kind, definition: try StateMachine(parsing: definition, file: file),
      definitionBytes: definition.utf8.count, file: file)
  }
}

extension Quotas {
  /// No account around the executions, only AWS's limits on each.
  public static var withoutBuckets: Quotas {
    Quotas(
      startExecution: .unlimited, startExpressExecution: .unlimited, stateTransition: .unlimited,
      stopExecution: .unlimited)
  }

  /// Neither the account nor an execution has a limit, but for those of Map Runs.
  public static var unlimited: Quotas {
    var quotas = withoutBuckets
    quotas.openExecutions = nil
    quotas.inlineMapConcurrency = nil
    quotas.historyEvents = nil
    quotas.payloadBytes = nil
    return quotas
  }
}

extension JSON {
  /// Of an object, in its order; of anything else none.
  public var keys: [String] { if case .object(let members) = self { members.map(\.key) } else { [] } }

  public var isNull: Bool { if case .null = self { true } else { false } }

  /// What a text says that is JSON itself; any other value stands for itself.
  public var parsed: JSON { string.flatMap { try? JSON.parse($0) } ?? self }

  /// The member that lies so deep.
  public subscript(path: [String]) -> JSON? { path.reduce(self as JSON?) { value, key in value?[key] } }
}
