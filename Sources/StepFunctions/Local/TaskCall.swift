import Engine
public import JSON
public import StatesLanguage

/// A Task's attempt, for whoever answers in place of the world.
public struct TaskCall: Sendable {
  public var machine: Int
  public var state: String
  public var resource: Resource
  public var parameters: JSON
  /// Failed attempts of this visit before.
  public var attempt: Int
  /// Attempts of any Task before.
  public var ordinal: Int
}

/// A call that nobody answers: neither a script or a mock file, nor a service or a machine of the account.
public struct UnansweredCall: Sendable {
  public var call: TaskCall
  /// The mock's entry that has no more answers, where there is one, and the number of the call.
  public var exhausted: (entry: Int, number: Int)?

  public init(_ call: TaskCall, exhausted: (entry: Int, number: Int)? = nil) {
    self.call = call
    self.exhausted = exhausted
  }
}

public indirect enum TaskReply: Sendable {
  case success(JSON)
  case failure(error: String?, cause: String?)
  /// The Task's timeout, or its heartbeat's, strikes.
  case timedOut
  case never
  /// A `.sync` or `.waitForTaskToken` call returned this, before the Task had its outcome.
  case submitted(JSON, then: TaskReply)
  /// A worker of this name took the activity's task; without this, a worker that gives none does.
  case started(worker: String?, then: TaskReply)

  /// What a job or a callback answers comes after an answer of the call itself, of which a mock says nothing. A call
  /// that the service refuses has none.
  public func submitted(by resource: Resource) -> TaskReply {
    if case .failure(let error, _) = self, resource.isRefusal(error) { return self }
    return resource.pattern == .requestResponse ? self : .submitted([:], then: self)
  }

  /// Nil: nobody answers.
  var answer: Result<JSON, Failure>? {
    switch self {
    case .success(let output): .success(output)
    case .failure(let error, let cause):
      .failure(Failure(error: error, cause: cause.map(Cause.text) ?? .none))
    case .timedOut, .never, .submitted, .started: nil
    }
  }
}
