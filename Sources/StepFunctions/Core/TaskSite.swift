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
    /// An activity, whose workers poll.
    case activity
    /// A nested start; the Task goes on at once, waits for the child, or waits for its token.
    case start, startSync, startForToken
    /// The API action that answers when the child has ended, whatever became of it.
    case startSyncExecution
    /// The answer to a task token.
    case sendSuccess, sendFailure, sendHeartbeat
    /// DescribeExecution and ListExecutions.
    case describe, list
  }

  var call = Call.none
  /// The machine started, or the service called; -1 where only the parameters tell.
  var target: Int32 = -1
  /// The alias that names the machine, and routes the start to one of its versions; -1 where none does.
  var alias: Int32 = -1
  /// `.sync`, whose Input and Output are JSON text; `.sync:2` has values.
  var isTextual = false
  /// `aws-sdk:sfn`, whose errors are named otherwise.
  var isSDK = false
  var isLambdaInvoke = false
  /// The answer has a body in it, as those of http:invoke and apigateway:invoke do.
  var hasBody = false
  /// `RequestCheck` has something to say about its parameters.
  var isChecked = false
  /// Parameters are worked out anew in each call.
  var isDynamic = false
  /// Of a start: its parameters are the same in every call, and name no execution: `NestedDesk` has the child's input.
  var hasFixedInput = false
  /// Of a start: nobody reads the input of the execution that it starts.
  var forgetsInput = false
  /// They must be before the first call, because they may fail.
  var mayFail = false

  /// The type of the machine that the Task belongs to, and the action that it calls where that has a bucket.
  var isOfExpress = false
  var action = APIAction.startExecution
  /// The Task's parameters may have a TraceHeader, which StartSyncExecution gives back.
  var mayHaveTrace = false
  /// How the first retrier takes a throttled start.
  var rule: ThrottleRule

  /// `IntegrationQuota` of what it calls; -1 where there is none.
  var quota: Int8 = -1

  /// Calls refused by the bucket, and errors of any other kind, so far.
  var throttled = 0
  var errors = 0

  /// It may be that of a machine, and the answer has no input in it, unless the Task waits for the child.
  var startsExecution: Bool { call == .start || call == .startSync || call == .startForToken }

  /// It looks at executions.
  var isRead: Bool { call == .describe || call == .list }

  init(_ state: borrowing CompiledState, directory: AccountDirectory, machines: [MachineModel]) {
    rule = state.throttleRule
    isOfExpress = state.isExpress
    guard case .task(let task) = state.source.action else { return }
    let resource = task.resource
    isSDK = resource.service == "aws-sdk:sfn"
    isTextual = resource.pattern == .sync
    if case .template = state.payload { isDynamic = true }
    mayFail = state.payloadMayFail
    let parameters = state.source.dataFlow.parameters
    func constant(_ name: String) -> String? { parameters?.constantMember(name)?.string }
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
          action = machines[index].kind == .express ? .startExpressExecution : .startExecution
          alias = directory.aliasIndex(arn: arn).map(Int32.init) ?? -1
        }
        return
      case "startSyncExecution" where isSDK:
        call = .startSyncExecution
        action = .startSyncExecution
        mayHaveTrace = parameters?.mayHave("TraceHeader") ?? false
        if let arn = constant("StateMachineArn"), let index = directory.machineIndex(arn: arn) {
          target = Int32(index)
          alias = directory.aliasIndex(arn: arn).map(Int32.init) ?? -1
        }
        return
      case "sendTaskSuccess" where isSDK: (call, action) = (.sendSuccess, .sendTaskSuccess)
      case "sendTaskFailure" where isSDK: (call, action) = (.sendFailure, .sendTaskFailure)
      case "sendTaskHeartbeat" where isSDK: (call, action) = (.sendHeartbeat, .sendTaskHeartbeat)
      case "describeExecution" where isSDK: (call, action) = (.describe, .describeExecution)
      case "listExecutions" where isSDK: (call, action) = (.list, .listExecutions)
      default: call = .service
      }
    } else {
      call = resource.kind == .activity ? .activity : .service
    }
    let machine = machines[Int(state.machine)].definingName
    if isRead, directory.services.answer(to: state.source, of: machine) != nil { call = .service }
    guard call == .service || call == .activity else { return }
    isChecked = resource.service == "apigateway"
    quota = IntegrationQuota(resource).map { Int8($0.rawValue) } ?? -1
    isLambdaInvoke = resource.isLambdaInvoke
    hasBody = AnswerForm.Kind(resource).map { if case .http = $0 { true } else { false } } ?? false
    if case .service(let index) = directory.services.answer(to: state.source, of: machine) { target = Int32(index) }
  }
}
