import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Activities: workers poll, take one task each, and answer.
@Suite struct ActivityTests {
  static let activity = "arn:aws:states:us-east-1:123456789012:activity:Review"

  static func task(_ fields: String = "") -> String {
    "\"Ask\": {\"Type\": \"Task\", \"Resource\": \"\(activity)\", \"End\": true\(fields)}"
  }

  static func service(
    _ latency: Span = .seconds(2), workers: ServiceModel.Workers? = .init(count: 1), name: String = activity
  ) throws -> ServiceModel {
    var service = ServiceModel(name: name, latency: try .constant(latency))
    service.workers = workers
    service.result = .echo
    return service
  }

  static func story(
    _ fields: String = "", _ service: ServiceModel, input: JSON = ["a": 1], quotas: Quotas = Story.quotas()
  ) throws -> Story {
    try Story(Story.states("Ask", task(fields)), services: [service], input: input, quotas: quotas)
  }

  /// One task per item, all of them scheduled at once.
  static func map(_ items: [JSON], _ service: ServiceModel, fields: String = "", quotas: Quotas = Story.quotas())
    throws -> Story
  {
    let map = """
      "All": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Ask", "States": {\(task(fields))}}}
      """
    return try Story(Story.states("All", map), services: [service], input: .array(items), quotas: quotas)
  }

  @Test(arguments: [activity, "Review"])
  func aWorkerTakesTheTaskAndAnswers(name: String) throws {
    let story = try Self.story("", Self.service(name: name))
    #expect(story.outcome.output == ["a": 1] && story.duration == 2)
    #expect(
      story.types.dropFirst() == [
        "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded", "TaskStateExited",
        "ExecutionSucceeded",
      ])
    let scheduled = story.events("ActivityScheduled")[0]
    #expect(
      scheduled.details == [
        "resource": .string(Self.activity), "input": #"{"a":1}"#, "inputDetails": ["truncated": false],
      ])
    #expect(story.events("ActivityStarted")[0].details == [:])
    #expect(
      story.events("ActivitySucceeded")[0].details == ["output": #"{"a":1}"#, "outputDetails": ["truncated": false]])
  }

  @Test func aWorkerHasANameAndIsSlowToPoll() throws {
    let workers = ServiceModel.Workers(count: 1, poll: try .constant(.seconds(3)), name: "anna")
    let story = try Self.story("", Self.service(workers: workers))
    #expect(story.events("ActivityStarted")[0].details == ["workerName": "anna"])
    #expect(story.seconds("ActivityScheduled") == [0] && story.seconds("ActivityStarted") == [3] && story.duration == 5)
  }

  @Test func tasksWaitForAFreeWorkerInTheirOrder() throws {
    let story = try Self.map([1, 2, 3, 4, 5], Self.service(workers: .init(count: 2)))
    #expect(story.seconds("ActivityScheduled") == [0, 0, 0, 0, 0])
    #expect(story.seconds("ActivityStarted") == [0, 0, 2, 2, 4] && story.duration == 6)
    #expect(story.outcome.output == [1, 2, 3, 4, 5])
  }

  @Test(arguments: [(nil, "TimedOut"), (ServiceModel.Workers(count: 1), "TimedOut")])
  func theTimeoutCountsFromTheSchedule(workers: ServiceModel.Workers?, end: String) throws {
    let story = try Self.story(#", "TimeoutSeconds": 5"#, Self.service(.seconds(60), workers: workers))
    #expect(story.seconds("ActivityTimedOut") == [5] && story.outcome.error == "States.Timeout")
    #expect(story.events("ActivityTimedOut")[0].details == ["error": "States.Timeout"])
    #expect(story.types.contains("ActivityStarted") == (workers != nil))
  }

  /// Recorded on AWS.
  @Test func anActivityThatDoesNotExistIsNotScheduled() throws {
    let story = try Self.story("", Self.service(name: "Another"))
    #expect(story.chain == ["ExecutionStarted 0", "TaskStateEntered 0", "ExecutionFailed 2"])
    #expect(story.outcome.error == "States.Runtime")
    #expect(
      story.outcome.cause == "An error occurred while executing the state 'Ask' (entered at the event id #2). "
        + "The activity \(Self.activity) does not exist.")
  }

  @Test func nobodyPolls() throws {
    #expect(try Self.story("", Self.service(workers: nil)).outcome.status == .running)
  }

  /// Scheduled at 0, taken at 4, done at 24.
  @Test(arguments: [(nil, 14.0, false), (Span.seconds(8), 24, true), (.seconds(11), 14, false)])
  func heartbeatsCountFromTheStart(interval: Span?, seconds: Double, succeeds: Bool) throws {
    let workers = ServiceModel.Workers(count: 1, poll: try .constant(.seconds(4)), heartbeat: interval)
    let story = try Self.story(#", "HeartbeatSeconds": 10"#, Self.service(.seconds(20), workers: workers))
    #expect(story.duration == seconds && (story.outcome.status == .succeeded) == succeeds)
    if !succeeds { #expect(story.seconds("ActivityTimedOut") == [14]) }
    #expect(story.events("ActivityScheduled")[0].details["heartbeatInSeconds"] == 10)
  }

  /// The worker of a task that has timed out works on; what is queued behind it and over too is passed over.
  @Test func aWorkerFinishesWhatNobodyWaitsFor() throws {
    let service = try Self.service(.seconds(6))
    let fields = #", "TimeoutSeconds": 5, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Late"}]"#
    let late = #", "Late": {"Type": "Pass", "End": true}"#
    let again = "\"Again\": {\"Type\": \"Task\", \"Resource\": \"\(Self.activity)\", \"End\": true}"
    let map = """
      "All": {"Type": "Map", "Next": "Again", "ItemProcessor": {"StartAt": "Ask", "States": {
        \(Self.task(fields))\(late)}}}, \(again)
      """
    let story = try Story(Story.states("All", map), services: [service], input: [1, 2, 3])
    #expect(story.seconds("ActivityTimedOut") == [5, 5, 5])
    #expect(story.seconds("ActivityStarted") == [0, 6] && story.duration == 12)
  }

  @Test func aWorkerMayFailTheTask() throws {
    var service = try Self.service()
    service.errors = [.init(name: "Rejected", cause: "by hand", probability: 1)]
    let story = try Self.story(#", "Retry": [{"ErrorEquals": ["Rejected"], "MaxAttempts": 1}]"#, service)
    #expect(story.outcome.error == "Rejected" && story.outcome.cause == "by hand")
    #expect(story.seconds("ActivityFailed") == [2, 5] && story.seconds("ActivityStarted") == [0, 3])
    #expect(story.events("ActivityFailed")[0].details == ["error": "Rejected", "cause": "by hand"])
  }

  @Test(arguments: [(true, [0, 4, 8]), (false, [0, 0, 0])] as [(Bool, [Double])])
  func workersWaitForTheTokensOfTheirCalls(isPoll: Bool, started: [Double]) throws {
    var quotas = Story.quotas()
    let bucket = Quotas.Bucket.tokens(capacity: 1, refill: Rate(count: 1, per: .seconds(4)))
    if isPoll { quotas[.getActivityTask] = bucket } else { quotas[.sendTaskSuccess] = bucket }
    let story = try Self.map([1, 2, 3], Self.service(workers: .init(count: 3)), quotas: quotas)
    #expect(story.seconds("ActivityStarted") == started && story.duration == 10)
  }

  @Test func aHeartbeatThatWaitsForItsTokenMayComeTooLate() throws {
    var quotas = Story.quotas()
    quotas[.sendTaskHeartbeat] = .tokens(capacity: 1, refill: Rate(count: 1, per: .seconds(20)))
    let workers = ServiceModel.Workers(count: 1, heartbeat: .seconds(5))
    let story = try Self.story(
      #", "HeartbeatSeconds": 8"#, Self.service(.seconds(60), workers: workers), quotas: quotas)
    #expect(story.outcome.error == "States.Timeout" && story.duration == 13)
  }

  @Test func anAnswerToATokenTakesATokenToo() throws {
    var quotas = Story.quotas()
    quotas[.sendTaskSuccess] = .tokens(capacity: 1, refill: Rate(count: 1, per: .seconds(9)))
    var queue = ServiceModel(name: "arn:aws:states:::sqs:sendMessage", latency: .zero)
    queue.callback = ServiceModel.Callback(after: try .constant(.seconds(1)), error: nil)
    let map = """
      "All": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Ask", "States": {
        "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
          "Parameters": {"MessageBody.$": "$$.Task.Token"}}}}}
      """
    let story = try Story(Story.states("All", map), services: [queue], input: [1, 2], quotas: quotas)
    #expect(story.seconds("TaskSucceeded") == [1, 10])
  }

  @Test func aTaskThatAnswersATokenIsThrottled() throws {
    var quotas = Story.quotas()
    quotas[.sendTaskSuccess] = .tokens(capacity: 0, refill: .perSecond(1))
    let answer = """
      "Answer": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "End": true,
        "Parameters": {"TaskToken": "none", "Output": {}}}
      """
    let story = try Story(Story.states("Answer", answer), quotas: quotas)
    #expect(story.outcome.error == "Sfn.SfnException" && story.outcome.cause?.hasPrefix("Rate exceeded") == true)
  }

  @Test func aScriptAnswersInPlaceOfAWorker() throws {
    let story = try Story(Story.states("Ask", Self.task())) { _ in .started(worker: "w", then: .success(5)) }
    #expect(story.outcome.output == 5 && story.events("ActivityStarted")[0].details == ["workerName": "w"])
    let unnamed = try Story(Story.states("Ask", Self.task())) { _ in .error("Broken") }
    #expect(unnamed.types.suffix(3) == ["ActivityStarted", "ActivityFailed", "ExecutionFailed"])
  }
}
