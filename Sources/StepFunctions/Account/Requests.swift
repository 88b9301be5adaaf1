public import Engine
public import JSON

/// StartExecution, and StartSyncExecution, which differs by its bucket, and by the machines that it starts.
public struct StartExecutionRequest {
  public var start: Interpreter.Start
  public var input: JSON
  public var name: String?
  /// Throttled calls before this one.
  public var refusals: UInt32
  /// The caller that redrives the execution if it ends without success; nil: nobody does.
  public var redriver: UInt32?

  @inlinable
  public init(_ start: Interpreter.Start, input: JSON, name: String? = nil, refusals: UInt32 = 0) {
    self.start = start
    self.input = input
    self.name = name
    self.refusals = refusals
  }
}

/// Names an execution until it ends: its record is another one's afterwards.
public struct RunningExecution: Hashable, Sendable {
  public let id: ExecutionID
  let generation: UInt32

  init(_ id: ExecutionID, _ core: inout AccountCore) {
    self.id = id
    generation = core.execution(id).pointee.generation
  }
}

public struct StopExecutionRequest {
  public var execution: RunningExecution
  public var error: String?
  public var cause: String?

  public init(_ execution: RunningExecution, error: String? = nil, cause: String? = nil) {
    self.execution = execution
    self.error = error
    self.cause = cause
  }
}

public struct GetActivityTaskRequest {
  public var activityARN: String
  public var workerName: String?

  public init(activityARN: String, workerName: String? = nil) {
    self.activityARN = activityARN
    self.workerName = workerName
  }
}

/// What a worker is given to do.
public struct ActivityTask: Hashable, Sendable {
  public let taskToken: String
  /// JSON text.
  public let input: String
}

public struct SendTaskSuccessRequest {
  public var taskToken: String
  /// JSON text.
  public var output: String

  public init(taskToken: String, output: String) {
    self.taskToken = taskToken
    self.output = output
  }
}

public struct SendTaskFailureRequest {
  public var taskToken: String
  public var error: String?
  public var cause: String?

  public init(taskToken: String, error: String? = nil, cause: String? = nil) {
    self.taskToken = taskToken
    self.error = error
    self.cause = cause
  }
}

public struct SendTaskHeartbeatRequest {
  public var taskToken: String

  public init(taskToken: String) { self.taskToken = taskToken }
}
