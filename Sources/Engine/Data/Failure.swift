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
  /// A start that was refused for want of a token.
  var isThrottle = false
  /// The row of the error that it came of, innermost; -1: it is the first.
  public var root: Int32 = -1
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
