import Engine
import JSON
import JSONPath
import StatesLanguage

/// What a Task state of the account's table calls, worked out before the run. Hot: a refused call reads it.
struct TaskSite {
  enum Call: UInt8 {
    /// Not a Task.
    case none
    /// A service of the scenario.
    case service
    /// A nested start; the Task goes on at once, waits for the child, or waits for its token.
    case start, startSync, startForToken
    /// The answer to a task token.
    case sendSuccess, sendFailure, sendHeartbeat
  }

  var call = Call.none
  /// The machine started, or the service called; -1 where only the parameters tell.
  var target: Int32 = -1
  /// `.sync`, whose Input and Output are JSON text; `.sync:2` has values.
  var isTextual = false
  /// `aws-sdk:sfn`, whose errors are named otherwise.
  var isSDK = false
  var isLambdaInvoke = false
  /// `RequestCheck` has something to say about its parameters.
  var isChecked = false
  /// Parameters must be evaluated before the first call, because they may fail.
  var isDynamic = false

  /// The machine that the Task belongs to, and the one that it starts.
  var isOfExpress = false
  var startsExpress = false
  /// How the first retrier takes a throttled start.
  var rule: ThrottleRule

  /// Calls refused by the bucket, and errors of any other kind, so far.
  var throttled = 0
  var errors = 0

  init(_ state: borrowing CompiledState, directory: AccountDirectory, machines: [MachineModel]) {
    rule = state.throttleRule
    isOfExpress = state.isExpress
    guard case .task(let task) = state.source.action else { return }
    let resource = task.resource
    isSDK = resource.service == "aws-sdk:sfn"
    isTextual = resource.pattern == .sync
    if case .template = state.payload { isDynamic = true }
    let parameters = state.source.dataFlow.parameters
    func constant(_ name: String) -> String? {
      if case .string(let text)? = parameters?.constantMember(name) { text } else { nil }
    }
    if resource.service == "states" || isSDK {
      switch resource.action {
      case "startExecution":
        call =
          switch resource.pattern {
          case .requestResponse: .start
          case .sync, .sync2: .startSync
          case .waitForTaskToken: .startForToken
          }
        if let arn = constant("StateMachineArn"), let index = directory.machineIndex(arn: arn) {
          target = Int32(index)
          startsExpress = machines[index].kind == .express
        }
        return
      case "sendTaskSuccess" where isSDK: call = .sendSuccess
      case "sendTaskFailure" where isSDK: call = .sendFailure
      case "sendTaskHeartbeat" where isSDK: call = .sendHeartbeat
      default: call = .service
      }
    } else {
      call = .service
    }
    guard call == .service else { return }
    isChecked = resource.service == "apigateway"
    isLambdaInvoke = resource.service == "lambda" && resource.action == "invoke"
    let function = constant("FunctionName")
    if function != nil || !isLambdaInvoke, let index = directory.serviceIndex(for: resource, functionName: function) {
      target = Int32(index)
    }
  }
}
