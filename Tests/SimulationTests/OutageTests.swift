import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Outages of the API's actions that start nothing: Tasks fail, workers and Map Runs wait, stops get lost.
@Suite struct OutageTests {
  private static let activity = "arn:aws:states:us-east-1:123456789012:activity:Review"
  private static let sendMessage = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  private static func away(_ until: Int, share: Double = 1) -> [ServiceModel.Outage] {
    let down = ServiceModel.ErrorChance(name: "Down", cause: nil, probability: 1)
    return [.init(from: .zero, until: .zero + .seconds(until), share: share, errors: [down])]
  }

  private static func run(
    _ states: String, others: [(String, String)] = [], services: [ServiceModel] = [],
    _ outages: [APIAction: [ServiceModel.Outage]], quotas: Quotas = .unlimited, count: Int = 1, redrive: Redrive? = nil
  ) throws -> Recording {
    var machines = [try MachineModel("Root", .standard, states)]
    machines += try others.map { try MachineModel($0.0, .standard, $0.1) }
    var load = World.burst(count, input: ["token": "none", "items": [1, 2]])
    load.redrive = redrive
    var plan = World.plan(machines, services: services, quotas: quotas, load: [load])
    plan.account.outages = outages
    return try simulate(plan, replication: 0)
  }

  private static func task(_ resource: String, _ fields: String = #""End":true"#, more: String = "") -> String {
    #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(resource)",\#(fields)}\#(more)}}"#
  }

  /// One worker, two seconds of work: when the tasks of a burst are over.
  @Test(arguments: [
    (APIAction.getActivityTask, 10, 1, 12), (.sendTaskSuccess, 10, 1, 10), (.sendTaskFailure, 10, 1, 2),
    (.getActivityTask, 3, 2, 7), (.sendTaskSuccess, 3, 2, 5), (.stateTransition, 10, 1, 2),
  ])
  func workersWaitUntilTheyMayCall(action: APIAction, seconds: Int, tasks: Int, ends: Int) throws {
    var service = ServiceModel(name: Self.activity, latency: try .constant(.seconds(2)))
    service.workers = .init(count: 1)
    let run = try Self.run(
      Self.task(Self.activity), services: [service], [action: Self.away(seconds)], count: tasks)
    #expect(run.machines[0].succeeded == tasks && run.makespan == .seconds(ends))
  }

  /// Beats every second do not come through: the task times out, and its worker goes on to the next.
  @Test func aHeartbeatThatMeetsAnOutageIsNone() throws {
    var service = ServiceModel(name: Self.activity, latency: try .constant(.seconds(10)))
    service.workers = .init(count: 1, heartbeat: .seconds(1))
    let task = Self.task(Self.activity, #""HeartbeatSeconds":3,"End":true"#)
    let plain = try Self.run(task, services: [service], [:])
    #expect(plain.machines[0].succeeded == 1)
    let run = try Self.run(task, services: [service], [.sendTaskHeartbeat: Self.away(60)])
    #expect(run.machines[0].failed == 1)
    #expect(run.paced[Int(APIAction.sendTaskHeartbeat.rawValue)] == 0)
  }

  /// Answered after a second and two: at the outage's end, or by the second try, a second later each.
  @Test func callbacksWaitUntilTheyMayCall() throws {
    var service = ServiceModel(name: Self.sendMessage, latency: try .constant(.seconds(1)))
    service.callback = .init(after: try .constant(.seconds(2)), error: nil)
    func run(_ share: Double, _ count: Int) throws -> Recording {
      try Self.run(
        Self.task(Self.sendMessage, #""Parameters":{"MessageBody":{"t.$":"$$.Task.Token"}},"End":true"#),
        services: [service], [.sendTaskSuccess: Self.away(100, share: share)], count: count)
    }
    #expect(try run(1, 1).makespan == .seconds(100))
    #expect(try run(0, 1).makespan == .seconds(3))
    let half = try run(0.5, 400).machines[0]
    #expect(half.succeeded == 400)
    // 3 s, and a geometric number of seconds more, one at the mean.
    #expect(abs(half.latency.mean * 1e-9 - 4) < 4 * (2.0 / 400).squareRoot())
  }

  /// The Task's retrier sees the error, and the call takes no token.
  @Test(arguments: [("describeExecution", APIAction.describeExecution), ("sendTaskHeartbeat", .sendTaskHeartbeat)])
  func tasksThatCallFail(name: String, action: APIAction) throws {
    let parameters =
      name == "describeExecution" ? #""ExecutionArn.$":"$$.Execution.Id""# : #""TaskToken.$":"$.token""#
    let task = Self.task(
      "arn:aws:states:::aws-sdk:sfn:\(name)",
      """
      "Parameters":{\(parameters)},"Retry":[{"ErrorEquals":["Down"],"IntervalSeconds":4,"MaxAttempts":9,
      "BackoffRate":1}],
      "Catch":[{"ErrorEquals":["Sfn.InvalidTokenException"],"Next":"D"}],"Next":"D"
      """, more: #","D":{"Type":"Pass","End":true}"#)
    let run = try Self.run(task, [action: Self.away(10)])
    #expect(run.machines[0].succeeded == 1 && run.makespan == .seconds(12))
    #expect(run.paced[Int(action.rawValue)] == 1)
  }

  private static let waiting = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#

  /// A stop that does not get through is lost: the child runs on by itself.
  @Test(arguments: [(0, 1, 0), (10, 0, 1)])
  func aStopThatMeetsAnOutageIsLost(seconds: Int, aborted: Int, succeeded: Int) throws {
    let root = Self.task(
      "arn:aws:states:::states:startExecution.sync:2",
      #""Parameters":{"StateMachineArn":"\#(ARNs.machine("Child"))"},"TimeoutSeconds":5,"End":true"#)
    let run = try Self.run(root, others: [("Child", Self.waiting)], [.stopExecution: Self.away(seconds)])
    #expect(run.machines[0].failed == 1)
    #expect(run.machines[1].aborted == aborted && run.machines[1].succeeded == succeeded)
  }

  @Test func aMapRunStartsWhenTheOutageIsOver() throws {
    let map = """
      {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","End":true,"ItemProcessor":{"ProcessorConfig":
      {"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
      """
    let run = try Self.run(map, [.startMapRun: Self.away(7)])
    // Its children start one after another.
    #expect(run.makespan >= .seconds(7) && run.makespan < .seconds(8) && run.machines[0].succeeded == 1)
  }

  /// What cannot be redriven yet is tried again as long after.
  @Test func aRedriveComesAgain() throws {
    var service = ServiceModel(name: ARNs.function("F"), latency: try .constant(.seconds(1)))
    service.errorExpression = try CallExpression(.errors, name: "e", parsing: "$execution <= 1 ? 'Boom' : null")
    let run = try Self.run(
      Self.task(ARNs.function("F")), services: [service], [.redriveExecution: Self.away(100)],
      redrive: Redrive(after: .seconds(60), times: 1))
    #expect(run.machines[0].succeeded == 1 && run.makespan == .seconds(122))
    #expect(run.paced[Int(APIAction.redriveExecution.rawValue)] == 1)
  }

  /// Common random numbers: nothing else is drawn otherwise for an outage that nobody meets.
  @Test func anOutageMovesNoOtherDraw() throws {
    var service = ServiceModel(name: ARNs.function("F"), latency: try .exponential(mean: 1))
    service.errors = [.init(name: "Flaky", cause: nil, probability: 0.2)]
    let task = Self.task(
      service.name,
      #""Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":99,"JitterStrategy":"FULL"}],"End":true"#)
    let plain = try Self.run(task, services: [service], [:], count: 200).machines[0]
    let outages = Dictionary(uniqueKeysWithValues: APIAction.called.map { ($0, Self.away(9, share: 0)) })
    let changed = try Self.run(task, services: [service], outages, count: 200).machines[0]
    #expect(changed.latency.sum == plain.latency.sum && plain.succeeded == 200)
  }
}
