import Chance
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Map Runs under an account's limits have exact answers.
@Suite struct MapRunLoadTests {
  static func parent(items: Int, children: String, concurrency: Int = 0) throws -> MachineModel {
    let list = (1...items).map(String.init).joined(separator: ",")
    return try MachineModel(
      "Parent", .standard,
      """
      {"StartAt":"Items","States":{"Items":{"Type":"Pass","Result":[\(list)],"Next":"Map"},
      "Map":{"Type":"Map","MaxConcurrency":\(concurrency),"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
      "ExecutionType":"STANDARD"},"StartAt":"Work","States":{\(children)}},"End":true}}}
      """)
  }
  static let second = #""Work":{"Type":"Wait","Seconds":1,"End":true}"#

  static var unlimited: Quotas {
    var quotas = Quotas.unlimited
    quotas[.startMapRun] = .unlimited
    quotas.openMapRuns = nil
    quotas[.mapRunStandardDispatch] = .unlimited
    return quotas
  }

  @Test func childrenAreExecutionsOfAMachineOfTheirOwn() throws {
    let plan = World.plan(
      [try Self.parent(items: 10, children: Self.second)], quotas: Self.unlimited,
      load: [World.burst(3)])
    #expect(plan.account.machines.map(\.name) == ["Parent", "Parent/Map"])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[1].started == 30 && recording.machines[1].succeeded == 30)
    #expect(recording.machines[1].startedBy == [30, 0])
    #expect(recording.machines[0].latency.max == 1_000_000_000)
    #expect(recording.peakOpen == 33)
    // The children's starts are the Map Runs' own.
    #expect(recording.calls[.startExecution].admitted == 3)
  }

  /// 25 Map Runs at once, then one for each token of the refill.
  @Test func mapRunsWaitForTheirTokens() throws {
    var quotas = Self.unlimited
    quotas[.startMapRun] = .tokens(capacity: 25, refill: .perSecond(25))
    let plan = World.plan([try Self.parent(items: 1, children: Self.second)], quotas: quotas, load: [World.burst(75)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.makespan == .seconds(3))
    #expect(recording.machines[0].succeeded == 75)
  }

  /// More Map Runs than may be open wait until others have ended, first come, first served.
  @Test func mapRunsBeyondTheLimitWait() throws {
    var quotas = Self.unlimited
    quotas.openMapRuns = 10
    let plan = World.plan([try Self.parent(items: 4, children: Self.second)], quotas: quotas, load: [World.burst(35)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.makespan == .seconds(4))
    #expect(recording.machines[0].latency.max == 4_000_000_000)
  }

  /// Open executions are the account's: children wait for them by trying again.
  @Test func childrenCountAsOpenExecutions() throws {
    var quotas = Self.unlimited
    quotas.openExecutions = 6
    let plan = World.plan([try Self.parent(items: 20, children: Self.second)], quotas: quotas, load: [World.burst(1)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.peakOpen == 6)
    #expect(recording.machines[1].succeeded == 20)
  }

  /// What if the starts of children take StartExecution tokens: unknown, hence a setting.
  @Test func childrenMayTakeTokens() throws {
    var quotas = Self.unlimited
    quotas[.startExecution] = .tokens(capacity: 11, refill: .perSecond(10))
    var plan = World.plan([try Self.parent(items: 40, children: Self.second)], quotas: quotas, load: [World.burst(1)])
    plan.account.mapRunsTakeTokens = true
    let recording = try simulate(plan, replication: 0)
    #expect(recording.calls[.startExecution].admitted == 41)
    #expect(recording.makespan == .seconds(4))
  }

  @Test func overheadsOfARun() throws {
    var overheads = Overheads.none
    overheads.mapRunStart = try .constant(.milliseconds(500))
    overheads.mapRunNext = try .constant(.milliseconds(250))
    overheads.mapRunEnd = try .constant(.milliseconds(2_000))
    let plan = World.plan(
      [try Self.parent(items: 3, children: Self.second, concurrency: 1)], quotas: Self.unlimited,
      overheads: overheads, load: [World.burst(1)])
    let recording = try simulate(plan, replication: 0)
    // 0.5 + 1 + 0.25 + 1 + 0.25 + 1 + 2
    #expect(recording.makespan == .seconds(6))
  }
}
