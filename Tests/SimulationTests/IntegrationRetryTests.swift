import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Retries that an integration makes of a throttled call before its Task sees the error.
@Suite struct IntegrationRetryTests {
  /// `burst` roots start one child each through a bucket of `burst`, which has the roots' own tokens and no more, and
  /// gets one token a second.
  private static func run(
    _ retry: IntegrationRetry?, burst: Int, maxAttempts: Int = 0, pattern: String = ""
  ) throws -> Recording {
    var plan = World.plan(
      [
        try MachineModel("Root", .standard, World.starter("Child", pattern: pattern, maxAttempts: maxAttempts)),
        try MachineModel("Child", .standard, World.pass),
      ], quotas: World.bucket(burst, 1), load: [World.burst(burst)])
    plan.account.integrationRetry = retry
    return try simulate(plan, replication: 0)
  }

  private static func everySecond(_ count: Int) -> IntegrationRetry {
    IntegrationRetry(maxAttempts: count, interval: .seconds(1), rate: 1, fullJitter: false)
  }

  /// Four children, one token a second: refused calls 4, 3, 2 and 1, then 0.
  @Test func aThrottledCallIsTriedAgainUnseen() throws {
    let recording = try Self.run(Self.everySecond(4), burst: 4, pattern: ".sync:2")
    #expect(recording.machines[0].succeeded == 4 && recording.machines[1].succeeded == 4)
    #expect(recording.calls[.startExecution] == CallCounts(admitted: 8, throttled: 10))
    // No retry is a transition, and none is in the history.
    #expect(recording.retries() == 0)
    #expect(recording.transitions == 8)
    #expect(recording.machines[0].largestHistory == 8)
    #expect(recording.tasks[0].throttled == 10)
    #expect(recording.machines[1].retriesPerAdmittedCall.sum == 10)
    // The child's latency has the backoff in it, and its split says so.
    #expect(recording.machines[1].latency.sum == 10e9)
    #expect(recording.machines[1].parts[Part.throttleBackoff.rawValue] == 10e9)
  }

  @Test func afterTheLastOfThemTheTaskSeesTheError() throws {
    let recording = try Self.run(Self.everySecond(1), burst: 4)
    // At 0 s four are refused, at 1 s three of them once more.
    #expect(recording.calls[.startExecution] == CallCounts(admitted: 5, throttled: 7))
    #expect(recording.machines[0].failed == 3 && recording.machines[0].succeeded == 1)
    #expect(recording.machines[1].rejected == 3)
    let fatal = recording.errors.filter { $0.place.kind == .throttled }
    #expect(fatal.map(\.fatal) == [3])
  }

  /// The Task's own retrier begins behind them: each of its attempts is one call and the integration's retries.
  @Test func aRetrierHasThemInEachAttempt() throws {
    let recording = try Self.run(Self.everySecond(1), burst: 2, maxAttempts: 1)
    // 0 s: 2 refused. 1 s: 1 admitted, 1 refused, whose retrier waits a second. 2 s: admitted.
    #expect(recording.calls[.startExecution] == CallCounts(admitted: 4, throttled: 3))
    #expect(recording.retries() == 1)
    #expect(recording.machines[0].succeeded == 2)
  }

  @Test func withoutThemNothingIsOther() throws {
    let plain = try Self.run(nil, burst: 3, maxAttempts: 5)
    #expect(plain.calls[.startExecution] == CallCounts(admitted: 6, throttled: 5))
    #expect(plain.retries() == 5)
  }

  /// The Task's time runs from its first call.
  @Test func theTaskMayTimeOutMeanwhile() throws {
    let root = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "TimeoutSeconds":3,"Parameters":{"StateMachineArn":"\(ARNs.machine("Child"))"},"End":true}}}
      """
    var plan = World.plan(
      [try MachineModel("Root", .standard, root), try MachineModel("Child", .standard, World.pass)],
      quotas: World.bucket(1, 0), load: [World.burst(1)])
    plan.account.integrationRetry = IntegrationRetry(
      maxAttempts: 9, interval: .seconds(1), rate: 1, fullJitter: false)
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].failed == 1)
    #expect(recording.errors.contains { $0.place.error == "States.Timeout" })
    #expect(recording.makespan == .seconds(3))
    #expect(recording.calls[.startExecution] == CallCounts(admitted: 1, throttled: 3))
  }

  /// Tasks that answer a token are throttled alike.
  @Test func otherCallsOfTheAPIHaveThemToo() throws {
    let machine = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
      "Parameters":{"TaskToken":"none","Output":"{}"},"Catch":[{"ErrorEquals":["Sfn.InvalidTokenException"],
      "Next":"Done"}],"End":true},"Done":{"Type":"Pass","End":true}}}
      """
    var quotas = Quotas.unlimited
    quotas[.sendTaskSuccess] = .tokens(capacity: 1, refill: .perSecond(1))
    var plan = World.plan([try MachineModel("Root", .standard, machine)], quotas: quotas, load: [World.burst(3)])
    #expect(try simulate(plan, replication: 0).machines[0].failed == 2)
    plan.account.integrationRetry = IntegrationRetry(
      maxAttempts: 2, interval: .seconds(1), rate: 1, fullJitter: false)
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 3)
    #expect(recording.makespan == .seconds(2))
  }
}
