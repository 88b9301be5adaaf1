import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Synchronised retries against a token bucket have exact answers: each wave gets what has been refilled, at most the
/// bucket. Source: AWS Step Functions quotas; facts of the scheme worked out by hand.
@Suite struct ClosedFormTests {
  static let cases: [(bucket: Int, refill: Int, maxAttempts: Int, admitted: Int)] = [
    (1_300, 300, 3, 3_400), (1_300, 300, 5, 6_000), (800, 150, 3, 1_850), (800, 150, 5, 3_450), (1_300, 300, 0, 1_300),
    (1, 1, 4, 5),
  ]

  @Test(arguments: cases)
  func outsideCallers(_ bucket: Int, _ refill: Int, _ maxAttempts: Int, _ admitted: Int) throws {
    let plan = World.plan(
      [try MachineModel("Child", .standard, World.pass)], quotas: World.bucket(bucket, refill),
      load: [World.burst(10_000, retry: World.policy(maxAttempts: maxAttempts))])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.calls[.startExecution].admitted == admitted)
    #expect(recording.machines[0].succeeded == admitted)
    #expect(recording.machines[0].rejected == 10_000 - admitted)
    #expect(
      recording.calls[.startExecution].offered == recording.calls[.startExecution].admitted
        + recording.calls[.startExecution].throttled)
  }

  @Test(arguments: cases)
  func nestedInExpressParents(_ bucket: Int, _ refill: Int, _ maxAttempts: Int, _ admitted: Int) throws {
    let plan = World.plan(
      [
        try MachineModel("Parent", .express, World.starter("Child", maxAttempts: maxAttempts)),
        try MachineModel("Child", .standard, World.pass),
      ], quotas: World.bucket(bucket, refill), load: [World.burst(10_000)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.calls[.startExpressExecution].admitted == 10_000)
    #expect(recording.calls[.startExecution].admitted == admitted)
    #expect(recording.machines[1].started == admitted)
    #expect(recording.machines[0].succeeded == admitted)
    #expect(recording.machines[0].failed == 10_000 - admitted)
  }

  /// Express starts have no bucket to take from; callers of StartSyncExecution have their own.
  @Test func outsideCallersOfStartSyncExecution() throws {
    var quotas = Quotas.unlimited
    quotas[.startExpressExecution] = .tokens(capacity: 0, refill: .perSecond(0))
    quotas[.startSyncExecution] = .tokens(capacity: 40, refill: .perSecond(20))
    var load = World.burst(100, retry: World.policy(maxAttempts: 1))
    load.isSync = true
    let machine = try MachineModel("Child", .express, World.pass)
    let recording = try simulate(World.plan([machine], quotas: quotas, load: [load]), replication: 0)
    #expect(recording.calls[.startSyncExecution] == CallCounts(admitted: 60, throttled: 100))
    #expect(recording.calls[.startExpressExecution].offered == 0)
    #expect(recording.machines[0].started == 60 && recording.machines[0].rejected == 40)
  }

  /// With pacing to spare, the last of N starts waits for the (N − B)-th refilled token.
  @Test func aQueueForTransitionTokensIsFirstComeFirstServed() throws {
    var quotas = Quotas.unlimited
    quotas[.stateTransition] = .tokens(capacity: 100, refill: .perSecond(50))
    let plan = World.plan(
      [try MachineModel("Child", .standard, World.pass)], quotas: quotas, load: [World.burst(1_100)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.makespan == .seconds(20))
    #expect(recording.machines[0].latency.max == 20_000_000_000)
    #expect(recording.machines[0].parts[0] == recording.machines[0].latency.sum)
  }
}
