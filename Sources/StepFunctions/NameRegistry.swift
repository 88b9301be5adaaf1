/// Names of Standard executions: unique per machine while one runs and for 90 days after (longer than any run here).
/// Only named executions are kept. Source: AWS API reference, StartExecution.
struct NameRegistry {
  enum State {
    case free
    case running(UInt32)
    case closed
  }
  private struct Key: Hashable {
    var name: String
    var machine: Int32
  }
  /// The running execution's slot; nil when it is closed. Never iterated.
  private var executions: [Key: UInt32?] = [:]

  func state(of name: String, machine: Int32) -> State {
    switch executions[Key(name: name, machine: machine)] {
    case nil: .free
    case .some(nil): .closed
    case .some(let slot?): .running(slot)
    }
  }

  mutating func add(_ name: String, machine: Int32, execution: UInt32) {
    executions[Key(name: name, machine: machine)] = .some(execution)
  }

  mutating func close(_ name: String, machine: Int32) {
    executions[Key(name: name, machine: machine)] = .some(nil)
  }

  /// What is wrong with the name of an execution, in AWS's words; nil where it is fine.
  static func problem(of name: String) -> String? {
    let isAllowed = name.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0...0x20, 0x7F...0x9F: false
      default: !"?*<>{}[]\"#%\\^|~`$&,;:/".unicodeScalars.contains(scalar)
      }
    }
    if !name.isEmpty, name.count <= 80, isAllowed { return nil }
    return "Invalid Name: '\(name)'"
  }
}

extension String {
  /// `arn:…:stateMachine:Name` to `arn:…:execution:Name`.
  func replacingStateMachine(by kind: String) -> String {
    var fields = split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if fields.count > 5 { fields[5] = kind }
    return fields.joined(separator: ":")
  }
}
