package import Engine
package import Prelude

/// Names of Standard executions: unique per machine while one runs and for 90 days after its end.
/// Only named executions are kept. Source: AWS API reference, StartExecution.
package struct NameRegistry {
  package enum State: Equatable {
    case free
    case running(ExecutionID)
    case closed
  }
  /// The running execution's slot. Never iterated.
  private var executions: [NameDigest: ExecutionID] = [:]
  private var closed = ClosedNames()

  package init() {}

  /// Of the names whose executions have ended.
  package var closedBytes: Int { closed.bytes }

  package func state(of name: String, machine: Int32, at now: Instant) -> State {
    let digest = NameDigest(name, machine: machine)
    if let slot = executions[digest] { return .running(slot) }
    return closed.holds(digest, at: now) ? .closed : .free
  }

  package mutating func add(_ name: String, machine: Int32, execution: ExecutionID) {
    executions[NameDigest(name, machine: machine)] = execution
  }

  package mutating func close(_ name: String, machine: Int32, at now: Instant) {
    let digest = NameDigest(name, machine: machine)
    executions[digest] = nil
    closed.add(digest, endedAt: now)
  }

  /// What is wrong with the name of an execution, in AWS's words; nil where it is fine.
  static func problem(of name: String) -> String? {
    if AWSName.problems(of: name).isEmpty { return nil }
    return "Invalid Name: '\(name)'"
  }
}
