import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// What a service takes of the calls that come, and how long those take that it takes.
@Suite struct ServiceLimitTests {
  /// One branch for each call; they begin at one instant, in the order of the branches.
  static func branches(_ count: Int, _ resource: String = Story.function, _ fields: String = "") -> String {
    let branches = (0..<count).map { index in
      """
      {"StartAt": "T\(index)", "States": {"T\(index)": {"Type": "Task", "Resource": "\(resource)", \(fields)
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C\(index)"}], "Next": "D\(index)"},
      "C\(index)": {"Type": "Pass", "Parameters": {"Error.$": "$.Error", "At.$": "$$.State.EnteredTime"}, "End": true},
      "D\(index)": {"Type": "Pass", "Parameters": {"At.$": "$$.State.EnteredTime"}, "End": true}}}
      """
    }
    return Story.states(
      "P", #""P": {"Type": "Parallel", "Branches": [\#(branches.joined(separator: ","))], "End": true}"#)
  }

  /// When each branch ended, and with which error.
  static func ends(_ story: Story) throws -> [String] {
    let output = try #require(story.outcome.output)
    guard case .array(let ends) = output else { return [] }
    return ends.map { end in
      let time = end["At"]?.string?.dropFirst(17).dropLast(1) ?? ""
      return (end["Error"]?.string).map { "\(time) \($0)" } ?? String(time)
    }
  }

  static func service(_ name: String = Story.function, _ latency: Span = .seconds(1)) throws -> ServiceModel {
    ServiceModel(name: name, latency: try .constant(latency))
  }

  static func limit(_ capacity: Int, _ refill: Int, _ excess: ServiceModel.RateLimit.Excess) -> ServiceModel.RateRule {
    .limited(.init(capacity: capacity, refill: .perSecond(refill), excess: excess))
  }

  // MARK: Rate

  @Test(
    arguments: [
      (nil, Story.function, "Lambda.TooManyRequestsException"), ("Busy", Story.function, "Busy"),
      (nil, "arn:aws:states:::dynamodb:putItem", "DynamoDB.ProvisionedThroughputExceededException"),
      (nil, "arn:aws:states:::sqs:sendMessage", "SQS.AmazonSQSException"),
      (nil, "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", "SecretsManager.SecretsManagerException"),
      (nil, "arn:aws:states:::aws-sdk:dynamodb:getItem", "DynamoDb.ProvisionedThroughputExceededException"),
    ] as [(String?, String, String)])
  func aRateRefusesWhatExceedsIt(error: String?, resource: String, name: String) throws {
    var service = try Self.service(resource)
    service.rate = Self.limit(2, 1, .refuse(error: error))
    let story = try Story(Self.branches(3, resource), services: [service])
    #expect(try Self.ends(story) == ["01.000", "01.000", "00.000 \(name)"])
  }

  /// Two at once, then one every half second, each of which takes a second.
  @Test func aRateThatQueuesServesInTurn() throws {
    var service = try Self.service()
    service.rate = Self.limit(2, 2, .queue)
    let story = try Story(Self.branches(5), services: [service])
    #expect(try Self.ends(story) == ["01.000", "01.000", "01.500", "02.000", "02.500"])
  }

  /// Two have timed out when their tokens come, at 1.5 and 3 s. Dropped, they leave the first to the call that comes at
  /// 2 s; else that has the token of 4.5 s.
  @Test(arguments: [(ServiceModel.Abandoned.drop, "02.100"), (.run, "04.600")])
  func aCallInLineIsAbandonedOrNot(rule: ServiceModel.Abandoned, last: String) throws {
    var service = try Self.service(Story.function, .milliseconds(100))
    service.rate = .limited(.init(capacity: 1, refill: Rate(count: 2, per: .seconds(3)), excess: .queue))
    service.abandoned = rule
    let late = """
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "Next": "L"}, "L": {"Type": "Task",
      "Resource": "\(Story.function)", "Next": "E"}, "E": {"Type": "Pass", "Parameters": {"At.$":
      "$$.State.EnteredTime"}, "End": true}}}
      """
    let definition = Self.branches(3, Story.function, #""TimeoutSeconds": 1,"#)
      .replacing("], \"End\": true}}", with: ",\(late)], \"End\": true}}")
    let ends = try Self.ends(try Story(definition, services: [service]))
    #expect(ends == ["00.100", "01.000 States.Timeout", "01.000 States.Timeout", last])
  }

  @Test(arguments: [(ServiceModel.Abandoned.drop, "04.000"), (.run, "06.000")])
  func aCallBehindFullSlotsIsAbandonedOrNot(rule: ServiceModel.Abandoned, end: String) throws {
    var service = try Self.service(Story.function, .seconds(2))
    service.concurrency = .queue(limit: 1)
    service.abandoned = rule
    func branch(_ name: String, _ timeout: String = "") -> String {
      """
      {"StartAt": "\(name)", "States": {"\(name)": {"Type": "Task", "Resource": "\(Story.function)", \(timeout)
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "\(name)E"}], "Next": "\(name)E"}, "\(name)E": {"Type": "Pass",
      "Parameters": {"At.$": "$$.State.EnteredTime"}, "End": true}}}
      """
    }
    let branches = [branch("S"), branch("Q", #""TimeoutSeconds": 1,"#), branch("U")].joined(separator: ",")
    let story = try Story(
      Story.states("P", #""P": {"Type": "Parallel", "Branches": [\#(branches)], "End": true}"#), services: [service])
    #expect(try Self.ends(story) == ["02.000", "01.000", end], "the call that timed out has a turn, or none")
  }

  // MARK: An integration's own quota

  @Test(arguments: [(false, 310, 10), (true, 310, 0)])
  func httpTasksHaveAWSsQuota(isLifted: Bool, count: Int, refused: Int) throws {
    let resource = "arn:aws:states:::http:invoke"
    var service = try Self.service("*")
    if isLifted { service.rate = .unlimited }
    let parameters = """
      "Parameters": {"ApiEndpoint": "https://x.example/", "Method": "GET", "Authentication": {"ConnectionArn":
      "arn:aws:events:us-east-1:123456789012:connection/c/1"}},
      """
    let story = try Story(Self.branches(count, resource, parameters), services: [service], history: false)
    let ends = try Self.ends(story)
    #expect(ends.count { $0.hasSuffix("States.Http.StatusCode.429") } == refused)
    #expect(ends.count { $0 == "01.000" } == count - refused)
  }

  /// What a workflow reads of Step Functions besides executions.
  @Test(arguments: [
    ("getExecutionHistory", #""ExecutionArn.$": "$$.Execution.Id""#, 400),
    ("describeMapRun", #""MapRunArn": "arn:aws:states:us-east-1:123456789012:mapRun:M/L:1""#, 200),
    ("listMapRuns", #""ExecutionArn.$": "$$.Execution.Id""#, 100),
    ("listStateMachines", "", 100), ("describeStateMachine", #""StateMachineArn.$": "$$.StateMachine.Id""#, 200),
  ])
  func readsHaveAWSsQuotas(action: String, parameters: String, bucket: Int) throws {
    let resource = "arn:aws:states:::aws-sdk:sfn:\(action)"
    let story = try Story(
      Self.branches(bucket + 7, resource, #""Parameters": {\#(parameters)},"#), services: [Self.service("*")],
      history: false)
    let ends = try Self.ends(story)
    #expect(ends.count { $0 == "00.000 Sfn.SfnException" } == 7 && ends.count { $0 == "01.000" } == bucket)
  }

  // MARK: Load

  /// The call that begins counts: 1.1, 1.2 and 1.3 s of the same second.
  @Test func aLoadedServiceSlowsDownByItsCalls() throws {
    var service = try Self.service()
    service.loaded = .init(base: service.latency, perCall: .milliseconds(100))
    #expect(try Self.ends(try Story(Self.branches(3), services: [service])) == ["01.100", "01.200", "01.300"])
  }

  /// Half a second there, one call's work, half a second back.
  @Test func aNetworkLiesOnBothSides() throws {
    var service = try Self.service()
    service.loaded = .init(
      base: service.latency, perCall: .milliseconds(100), network: try .constant(.milliseconds(500)))
    #expect(try Self.ends(try Story(Self.branches(2), services: [service])) == ["02.100", "02.200"])
    // A Task that has given up leaves its call where it is, and its answer is nobody's.
    let retry = #""Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1, "IntervalSeconds": 1}]"#
    let retried = Story.task("T", #""TimeoutSeconds": 1, "# + retry)
    var quick = service
    quick.loaded?.base = try .constant(.milliseconds(400))
    let story = try Story(Story.states("T", retried), services: [quick])
    #expect(story.outcome.error == "States.Timeout" && story.duration == 3)
  }

  /// At the service a call is over after 0.6 s, and makes room for the next: refused or not, the answer travels.
  @Test func aRefusalTravelsBackToo() throws {
    var service = try Self.service()
    service.loaded = .init(base: service.latency, perCall: .zero, network: try .constant(.milliseconds(250)))
    service.concurrency = .refuse(limit: 1, error: "Busy")
    #expect(try Self.ends(try Story(Self.branches(2), services: [service])) == ["01.500", "00.500 Busy"])
  }

  // MARK: Outages

  static func outage(
    _ from: Int, _ until: Int, share: Double = 1, errors: [String] = [], slowdown: Double = 1
  ) -> ServiceModel.Outage {
    let chances = errors.map { ServiceModel.ErrorChance(name: $0, cause: nil, probability: 1 / Double(errors.count)) }
    return .init(
      from: .zero + .seconds(from), until: .zero + .seconds(until), share: share, errors: chances, slowdown: slowdown)
  }

  static let retry =
    #""Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "BackoffRate": 1, "MaxAttempts": 99}]"#

  /// A call begins every two seconds, one of latency and one of backoff: an outage until 3 s meets two.
  @Test(arguments: [(0, 3, 5.0), (0, 2, 3), (1, 9, 1), (0, 4, 5)])
  func anOutageFailsTheCallsThatBeginInIt(from: Int, until: Int, seconds: Double) throws {
    var service = try Self.service()
    service.outages = [Self.outage(from, until, errors: ["Down"])]
    let story = try Story(Story.states("T", Story.task("T", Self.retry)), services: [service])
    #expect(story.outcome.status == .succeeded && story.duration == seconds)
  }

  @Test func aBrownOutSlowsCallsDown() throws {
    var service = try Self.service()
    service.outages = [Self.outage(0, 3, slowdown: 5), Self.outage(0, 9, share: 0, errors: ["Never"])]
    let story = try Story(Story.states("T", Story.task("T")), services: [service])
    #expect(story.duration == 5)
    service.outages.append(Self.outage(0, 1, errors: ["Down"], slowdown: 2))
    let failed = try Story(Story.states("T", Story.task("T")), services: [service])
    #expect(failed.outcome.error == "Down" && failed.duration == 10)
  }

  /// Its worker begins when it has the task.
  @Test func anActivityMayBeDown() throws {
    let arn = "arn:aws:states:us-east-1:123456789012:activity:Job"
    var service = try Self.service(arn)
    service.workers = .init(count: 1)
    service.outages = [Self.outage(0, 3, errors: ["Down"])]
    let task = Story.task("T", Self.retry).replacing(Story.function, with: arn)
    let story = try Story(Story.states("T", task), services: [service])
    #expect(story.outcome.status == .succeeded && story.duration == 5)
  }

  @Test func expressionsAnswerWhereNoOutageDoes() throws {
    var service = try DependentAnswerTests.service(latency: "1", result: "$call")
    service.outages = [Self.outage(0, 2, errors: ["Down"])]
    let story = try Story(Story.states("T", Story.task("T", Self.retry)), services: [service])
    #expect(story.outcome.output == 2 && story.duration == 3)
  }

  /// The integration's own tries outlast it, and the Task sees nothing; or they do not, and the Task sees one error.
  @Test(arguments: [(5, "succeeded", 1), (2, "failed", 0)])
  func anIntegrationTriesThroughAnOutage(tries: Int, status: String, started: Int) throws {
    let start = """
      "W": {"Type": "Wait", "Seconds": 1, "Next": "T"}, "T": {"Type": "Task", "End": true, "Parameters":
      {"StateMachineArn": "\(ARNs.machine("Child"))"}, "Resource": "arn:aws:states:::states:startExecution"}
      """
    var account = try Story.account(
      Story.states("W", start), children: ["Child": #"{"StartAt":"D","States":{"D":{"Type":"Succeed"}}}"#],
      quotas: Story.quotas())
    account.outages = [.startExecution: [Self.outage(1, 5, errors: ["StepFunctions.Down"])]]
    account.integrationRetry = IntegrationRetry(
      maxAttempts: tries, interval: .seconds(1), rate: 1, fullJitter: false)
    let execution = LocalExecution(account: account, machine: 0, input: [:], name: "story", history: true)
    let outcome = try execution.run(stoppedAfter: nil, redrives: 0) { _ in nil }
    #expect("\(outcome.status)" == status && outcome.duration == .seconds(status == "failed" ? 3 : 5))
    let types = outcome.events.map(\.type)
    #expect(types.count { $0 == "TaskScheduled" } == 1 && types.count { $0 == "TaskFailed" } == 1 - started)
  }

  /// An action of the API: the Task sees the error, and starts its child when that is over.
  @Test(arguments: [(4, "succeeded", 4.0), (200, "failed", 100)])
  func aStartMayMeetAnOutage(until: Int, status: String, seconds: Double) throws {
    let start = """
      "W": {"Type": "Wait", "Seconds": 1, "Next": "T"}, "T": {"Type": "Task",
      "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters":
      {"StateMachineArn": "\(ARNs.machine("Child"))"}, \(Self.retry), "End": true}
      """
    var account = try Story.account(
      Story.states("W", start), children: ["Child": #"{"StartAt":"D","States":{"D":{"Type":"Succeed"}}}"#],
      quotas: Story.quotas())
    account.outages = [.startExecution: [Self.outage(1, until, errors: ["StepFunctions.Down"])]]
    let execution = LocalExecution(account: account, machine: 0, input: [:], name: "story", history: true)
    let outcome = try execution.run(stoppedAfter: nil, redrives: 0) { _ in nil }
    #expect("\(outcome.status)" == status && outcome.duration == Span(seconds: seconds))
    #expect(outcome.error == (status == "failed" ? "StepFunctions.Down" : nil))
  }
}
