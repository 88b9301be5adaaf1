/// The names of errors, and what a name in `ErrorEquals` takes.
public enum ErrorName {
  static let all = "States.ALL"
  static let taskFailed = "States.TaskFailed"
  static let timeout = "States.Timeout"
  public static let heartbeatTimeout = "States.HeartbeatTimeout"
  static let runtime = "States.Runtime"

  /// What a Task sees when its StartExecution is throttled. Likely, not documented by AWS: hence a setting.
  public static let throttledStart = "StepFunctions.AWSStepFunctionsException"
  /// What it sees where the account has as many open executions as it may. Likely, not documented.
  public static let tooManyOpen = "StepFunctions.ExecutionLimitExceededException"
  /// The name that the developer guide gives to it.
  static let guideTooManyOpen = "StepFunctions.ExecutionLimitExceeded"
  /// A throttled call of `aws-sdk:sfn`: the base class of the SDK's exceptions. Likely, by the rule of other services.
  public static let throttledSDKStart = "Sfn.SfnException"

  /// AWS's own. Source: Amazon States Language, Appendix A; AWS developer guide, error handling.
  package static let reserved = [
    all, "States.BranchFailed", "States.DataLimitExceeded", "States.ExceedToleratedFailureThreshold",
    heartbeatTimeout, "States.Http.Socket", "States.IntrinsicFailure", "States.ItemReaderFailed",
    "States.NoChoiceMatched", "States.ParameterPathFailure", "States.Permissions", "States.QueryEvaluationError",
    "States.ResultPathMatchFailure", "States.ResultWriterFailed", runtime, taskFailed, timeout,
  ]

  /// Whether a name in `ErrorEquals` takes an error. Source of the wildcards: AWS developer guide, error handling, and
  /// histories recorded on AWS.
  public static func matches(_ name: String, _ error: String?) -> Bool {
    if error == runtime { return false }
    if name == error || name == all { return true }
    if name == taskFailed { return error != timeout }
    return name == timeout && error == heartbeatTimeout
  }
}
