import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// The doors of the API, for callers outside of the account.
@Suite struct APITests {
  /// An account, and an outside caller that looks at it at instants of its own.
  struct Outside: ~Copyable, Attendant {
    var account: Account
    private var started: UInt64 = 0

    init(
      _ definition: String, express: Set<String> = [], services: [ServiceModel] = [], quotas: Quotas = Story.quotas()
    ) throws {
      let model = try Story.account(definition, express: express, services: services, quotas: quotas)
      var options = Interpreter.Options()
      options.observer = Probe { _ in }
      account = Account(model, seed: 1, replication: 0, options: options)
    }

    func didStep(_ step: Account.Step, _ account: inout Account) -> Bool { true }

    /// All that is due by then is done, and it is then that time.
    mutating func wait(until seconds: Int) throws {
      struct Nobody: Attendant {
        func didStep(_ step: Account.Step, _ account: inout Account) -> Bool { true }
      }
      var nobody = Nobody()
      try account.run(by: .zero + .seconds(seconds), &nobody)
      account.advance(to: .zero + .seconds(seconds))
    }

    func request(_ input: JSON, name: String? = nil) -> StartExecutionRequest {
      let start = Interpreter.Start(machine: 0, key: Interpreter.mix(7, started), firstCallAt: .zero)
      return StartExecutionRequest(start, input: input, name: name)
    }

    @discardableResult
    mutating func start(_ input: JSON = ["a": 1]) throws -> RunningExecution {
      defer { started += 1 }
      return try #require(account.startExecution(request(input)).answer)
    }

    mutating func task(_ worker: String? = nil) -> APIResponse<ActivityTask?> {
      account.getActivityTask(GetActivityTaskRequest(activityARN: ActivityTests.activity, workerName: worker))
    }

    mutating func succeed(_ token: String, _ output: String = "{\"a\": 1}") -> APIResponse<Void> {
      account.sendTaskSuccess(SendTaskSuccessRequest(taskToken: token, output: output))
    }

    mutating func heartbeat(_ token: String) -> APIResponse<Void> {
      account.sendTaskHeartbeat(SendTaskHeartbeatRequest(taskToken: token))
    }

    /// What has ended: how, and at which second.
    var ends: [String] {
      account.core.tally.finished.map { "\($0.status.name) \(Int(($0.endedAt - .zero).seconds))" }
    }
  }

  /// A Task of an activity, whose output must say that `a` is 1.
  static func asking(_ fields: String = "") -> String {
    Story.states(
      "Ask",
      """
      "Ask": {"Type": "Task", "Resource": "\(ActivityTests.activity)", "Next": "Check"\(fields)},
      "Check": {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": 1, "Next": "Yes"}], "Default": "No"},
      "Yes": {"Type": "Succeed"}, "No": {"Type": "Fail"}
      """)
  }

  /// An account with the activity; nobody in it polls, unless there are `workers`.
  static func outside(
    _ fields: String = "", workers: Int? = nil, quotas: Quotas = Story.quotas()
  ) throws -> Outside {
    let service = try ActivityTests.service(workers: workers.map { .init(count: $0) })
    return try Outside(asking(fields), services: [service], quotas: quotas)
  }

  // MARK: Activities

  @Test(arguments: [(#"{"a": 1}"#, "SUCCEEDED 5"), (#"{"a": 2}"#, "FAILED 5")])
  func aWorkerOutsideTakesTheTaskAndAnswers(output: String, end: String) throws {
    var outside = try Self.outside()
    try outside.start()
    try outside.wait(until: 3)
    let task = try #require(outside.task("anna").answer ?? nil)
    #expect(task.input == #"{"a":1}"#)
    try outside.wait(until: 5)
    #expect(outside.ends == [])
    #expect(outside.succeed(task.taskToken, output).isAnswered)
    try outside.wait(until: 5)
    #expect(outside.ends == [end])
  }

  @Test func aWorkerOutsideFailsTheTask() throws {
    var outside = try Self.outside(#", "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 4}]"#)
    try outside.start()
    try outside.wait(until: 1)
    let task = try #require(outside.task().answer ?? nil)
    let request = SendTaskFailureRequest(taskToken: task.taskToken, error: "Busy", cause: "of course")
    #expect(outside.account.sendTaskFailure(request).isAnswered)
    // Tried again at 5, as another task with another token.
    try outside.wait(until: 4)
    #expect(outside.task().answer == .some(nil))
    try outside.wait(until: 5)
    let again = try #require(outside.task().answer ?? nil)
    #expect(outside.succeed(task.taskToken).refusal == "TaskTimedOut")
    #expect(outside.succeed(again.taskToken).isAnswered)
    #expect(outside.ends == ["SUCCEEDED 5"])
  }

  /// Taken at 4.
  @Test(arguments: [([], "FAILED 14"), ([12], "FAILED 22"), ([12, 21], "SUCCEEDED 30")])
  func aWorkerOutsideSendsHeartbeats(at seconds: [Int], end: String) throws {
    var outside = try Self.outside(#", "HeartbeatSeconds": 10"#)
    try outside.start()
    try outside.wait(until: 4)
    let task = try #require(outside.task().answer ?? nil)
    for second in seconds {
      try outside.wait(until: second)
      #expect(outside.heartbeat(task.taskToken).isAnswered)
    }
    try outside.wait(until: 30)
    let isLate = end.hasPrefix("FAILED")
    #expect(outside.heartbeat(task.taskToken).refusal == (isLate ? "TaskTimedOut" : nil))
    #expect(outside.succeed(task.taskToken).refusal == (isLate ? "TaskTimedOut" : nil))
    #expect(outside.ends == [end])
  }

  /// The account's own worker has the first, and is at work on it until 2.
  @Test func workersOutsideTakeFromTheSameLine() throws {
    var outside = try Self.outside(workers: 1)
    for _ in 0..<4 { try outside.start() }
    try outside.wait(until: 1)
    let tokens = [outside.task().answer ?? nil, outside.task().answer ?? nil].compactMap { $0?.taskToken }
    #expect(Set(tokens).count == 2)
    try outside.wait(until: 4)
    #expect(outside.ends == ["SUCCEEDED 2", "SUCCEEDED 4"])
    #expect(outside.task().answer == .some(nil))
    for token in tokens { #expect(outside.succeed(token).isAnswered) }
    #expect(outside.ends == ["SUCCEEDED 2", "SUCCEEDED 4", "SUCCEEDED 4", "SUCCEEDED 4"])
  }

  @Test func aTaskThatHasTimedOutIsPassedOver() throws {
    var outside = try Self.outside(#", "TimeoutSeconds": 5"#)
    try outside.start(["a": 1])
    try outside.wait(until: 3)
    try outside.start(["a": 2])
    try outside.wait(until: 6)
    #expect(outside.ends == ["FAILED 5"])
    #expect(outside.task().answer??.input == #"{"a":2}"#)
    #expect(outside.task().answer == .some(nil))
  }

  /// Recorded on AWS.
  @Test(arguments: [
    ("no_an_activity_arn", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: no_an_activity_arn'"),
    (
      "arn:aws:states:us-east-1:123456789012:activity:Other", "ActivityDoesNotExist",
      "Activity Does Not Exist: 'arn:aws:states:us-east-1:123456789012:activity:Other'"
    ),
  ])
  func anActivityThatDoesNotExist(arn: String, name: String, message: String) throws {
    var outside = try Self.outside()
    guard case .refused(let refusal) = outside.account.getActivityTask(GetActivityTaskRequest(activityARN: arn)) else {
      Issue.record("it was not refused")
      return
    }
    #expect(refusal.name == name && refusal.message == message)
  }

  @Test func answersThatAreRefused() throws {
    var outside = try Self.outside()
    try outside.start()
    try outside.wait(until: 1)
    let task = try #require(outside.task().answer ?? nil)
    #expect(outside.succeed("nonsense").refusal == "InvalidToken")
    #expect(outside.heartbeat("nonsense").refusal == "InvalidToken")
    #expect(outside.succeed(task.taskToken, "{").refusal == "InvalidOutput")
    // The Task waits still.
    #expect(outside.succeed(task.taskToken).isAnswered && outside.ends == ["SUCCEEDED 1"])
  }

  // MARK: Executions

  @Test func anExecutionIsStopped() throws {
    var outside = try Self.outside()
    let (first, second) = (try outside.start(), try outside.start())
    try outside.wait(until: 2)
    #expect(outside.account.stopExecution(StopExecutionRequest(first, error: "E", cause: "why")).isAnswered)
    #expect(outside.ends == ["ABORTED 2"] && outside.account.open == 1)
    // Its record is the third one's now.
    let third = try outside.start()
    #expect(third.id == first.id && third != first)
    #expect(outside.account.stopExecution(StopExecutionRequest(first)).isAnswered)
    #expect(outside.account.open == 2)
    #expect(outside.account.stopExecution(StopExecutionRequest(second)).isAnswered)
    #expect(outside.ends == ["ABORTED 2", "ABORTED 2"] && outside.account.open == 1)
  }

  /// Recorded on AWS.
  @Test func anExpressExecutionCannotBeStopped() throws {
    var outside = try Outside(
      Story.states("W", #""W": {"Type": "Wait", "Seconds": 9, "End": true}"#), express: ["Parent"])
    let execution = try outside.start()
    #expect(outside.account.stopExecution(StopExecutionRequest(execution)).refusal == "InvalidArn")
    try outside.wait(until: 9)
    #expect(outside.ends == ["SUCCEEDED 9"])
  }

  @Test(arguments: [(false, false, nil), (true, true, nil), (true, false, "StateMachineTypeNotSupported")])
  func aStartHasItsDoor(isSync: Bool, isExpress: Bool, refusal: String?) throws {
    var outside = try Outside(
      Story.states("A", #""A": {"Type": "Succeed"}"#), express: isExpress ? ["Parent"] : [])
    let request = outside.request([:])
    let response =
      isSync ? outside.account.startSyncExecution(request) : outside.account.startExecution(request)
    #expect(response.refusal == refusal && response.isAnswered == (refusal == nil))
    try outside.wait(until: 0)
    #expect(outside.ends == (refusal == nil ? ["SUCCEEDED 0"] : []))
    let action = isSync ? APIAction.startSyncExecution : .startExecution
    #expect(outside.account.core.tally.calls[action] == CallCounts(admitted: 1))
  }

  @Test func theSameNameAnswersTheSameExecution() throws {
    var outside = try Self.outside()
    let first = outside.account.startExecution(outside.request(["a": 1], name: "n")).answer
    #expect(outside.account.startExecution(outside.request(["a": 1], name: "n")).answer == first && first != nil)
    #expect(outside.account.startExecution(outside.request([:], name: "n")).refusal == "ExecutionAlreadyExists")
    #expect(outside.account.open == 1)
  }

  // MARK: Buckets

  /// Each door has its own bucket, and asks it first.
  @Test(arguments: [
    APIAction.startExecution, .stopExecution, .getActivityTask, .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat,
  ])
  func aDoorIsThrottledByItsBucket(action: APIAction) throws {
    var quotas = Story.quotas()
    quotas[action] = .tokens(capacity: 1, refill: .perSecond(0))
    var outside = try Self.outside(quotas: quotas)
    let execution = try outside.start()
    try outside.wait(until: 1)
    let token = (outside.task().answer ?? nil)?.taskToken ?? ""
    let calls: [(APIAction, (inout Outside) -> Bool)] = [
      (.startExecution, { $0.account.startExecution($0.request([:])).isThrottled }),
      (.getActivityTask, { $0.task().isThrottled }),
      (
        .sendTaskHeartbeat,
        {
          _ = $0.heartbeat("none"); return $0.heartbeat(token).isThrottled
        }
      ),
      (
        .sendTaskSuccess,
        {
          _ = $0.succeed("none"); return $0.succeed(token).isThrottled
        }
      ),
      (
        .sendTaskFailure,
        {
          let request = SendTaskFailureRequest(taskToken: "none")
          return !$0.account.sendTaskFailure(request).isThrottled && $0.account.sendTaskFailure(request).isThrottled
        }
      ),
      (
        .stopExecution,
        {
          let request = StopExecutionRequest(execution)
          return !$0.account.stopExecution(request).isThrottled && $0.account.stopExecution(request).isThrottled
        }
      ),
    ]
    #expect(calls.filter { $0.1(&outside) }.map(\.0) == [action])
  }
}

extension APIResponse {
  fileprivate var answer: Output? { if case .answered(let answer) = self { answer } else { nil } }
  fileprivate var refusal: String? { if case .refused(let refusal) = self { refusal.name } else { nil } }
  fileprivate var isAnswered: Bool { answer != nil }
  fileprivate var isThrottled: Bool { if case .throttled = self { true } else { false } }
}
