public import JSON
import Prelude
import StatesLanguage

/// An error as a workflow sees it: data, not a Swift error.
public struct Failure: Sendable, Error {
  public var error: String?
  public var cause: Cause
  /// A timeout, whose events and status differ from other failures.
  public var isTimeout = false
  /// A missed heartbeat: reported as States.Timeout (recorded), matched by States.HeartbeatTimeout too (documented).
  public var isHeartbeat = false
  /// A Task's attempt came to it, and has its event: the Task is still open when it ends a branch.
  var isOfAttempt = false
  /// No Retry and no Catch takes it, wherever they are: it ends the execution from within any Map or Parallel.
  var endsExecution = false

  public init(error: String?, cause: Cause) {
    self.error = error
    self.cause = cause
  }

  public init(_ error: String, _ cause: String) {
    self.error = error
    self.cause = .text(cause)
  }

  public static var timeout: Failure {
    var failure = Failure(error: "States.Timeout", cause: .none)
    failure.isTimeout = true
    return failure
  }

  /// Of a distributed Map. Recorded on AWS.
  static var exceededTolerance: Failure {
    Failure("States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded")
  }

  /// Whether a name in `ErrorEquals` takes it.
  func isTaken(by name: String) -> Bool {
    ErrorName.matches(name, error) || isHeartbeat && name == ErrorName.heartbeatTimeout
  }

  func isTaken(by catcher: Catcher) -> Bool { catcher.errorEquals.contains { isTaken(by: $0) } }

  /// What a Catch hands on. A timeout's cause is empty text, another missing cause null (recorded on AWS).
  public var output: JSON {
    [
      "Error": error.map(JSON.string) ?? .null,
      "Cause": cause.text.map(JSON.string) ?? (isTimeout ? .string("") : .null),
    ]
  }
}

/// The cause of a failure, put into words only when somebody reads it: at load a nested failure is described by nobody.
public indirect enum Cause: Sendable {
  case none
  case text(String)
  /// A child that did not succeed; AWS gives its description as JSON text.
  case child(ChildDescription)

  /// AWS's limit on the length of a cause, in characters.
  static let limit = 32_768

  public var text: String? {
    switch self {
    case .none: nil
    case .text(let text): text
    case .child(let child): String(child.json(textual: true).text.prefix(Self.limit))
    }
  }
}

/// DescribeExecution of a child as a `.sync` Task gets it. Shape: recorded on AWS, keys in alphabetical order.
public struct ChildDescription: Sendable {
  public var executionARN: String
  public var name: String
  public var machineARN: String
  public var input: JSON
  public var output: JSON?
  public var error: String?
  public var cause: String?
  public var status: Execution.Status
  public var start: Int64
  public var stop: Int64
  /// Where it was started by an alias or a version.
  public var aliasARN: String?
  public var versionARN: String?
  public var redrives = 0
  public var isExpress = false

  public init(
    executionARN: String, name: String, machineARN: String, input: JSON, output: JSON?, error: String?, cause: String?,
    status: Execution.Status, start: Int64, stop: Int64
  ) {
    self.executionARN = executionARN
    self.name = name
    self.machineARN = machineARN
    self.input = input
    self.output = output
    self.error = error
    self.cause = cause
    self.status = status
    self.start = start
    self.stop = stop
  }

  /// With `textual` (`.sync`), Input and Output are JSON text; without (`.sync:2`), JSON values. Times are epoch
  /// milliseconds.
  public func json(textual: Bool) -> JSON {
    func payload(_ value: JSON) -> JSON { textual ? .string(value.text) : value }
    let included: JSON = ["Included": true]
    var object = JSONObject()
    if let cause { object["Cause"] = .string(cause) }
    if let error { object["Error"] = .string(error) }
    object["ExecutionArn"] = .string(executionARN)
    object["Input"] = payload(input)
    object["InputDetails"] = included
    object["Name"] = .string(name)
    if let output {
      object["Output"] = payload(output)
      object["OutputDetails"] = included
    }
    object["RedriveCount"] = .integer(redrives)
    // An Express execution is never redriven; that AWS says so here is an assumption.
    object["RedriveStatus"] = .string(status == .succeeded || isExpress ? "NOT_REDRIVABLE" : "REDRIVABLE")
    if status == .succeeded {
      object["RedriveStatusReason"] = "Execution is SUCCEEDED and cannot be redriven"
    }
    object["StartDate"] = .integer(Int(start))
    describeMachine(&object)
    object["Status"] = .string(status.name)
    object["StopDate"] = .integer(Int(stop))
    return .object(object)
  }

  private func describeMachine(_ object: inout JSONObject) {
    if let aliasARN { object["StateMachineAliasArn"] = .string(aliasARN) }
    object["StateMachineArn"] = .string(machineARN)
    if let versionARN { object["StateMachineVersionArn"] = .string(versionARN) }
  }
}
