import Chance
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// What each root brings forth, recorded apart.
@Suite struct LedgerTests {
  private func ledger(_ plan: Plan) throws -> (recording: Recording, ledger: LedgerRecording) {
    var plan = plan
    plan.recordsLedger = true
    let recording = try simulate(plan, replication: 0)
    return (recording, try #require(recording.ledger))
  }

  private func sum(_ ledger: LedgerRecording, _ value: (LedgerRecording.Row) -> Int) -> Int {
    ledger.rows.reduce(0) { $0 + value($1) }
  }

  @Test(arguments: [0, 3, 100]) func nothingElseChanges(maxAttempts: Int) throws {
    let plan = try RunTests.fanOut(maxAttempts: maxAttempts, quotas: World.bucket(40, 1))
    let plain = try simulate(plan, replication: 0)
    let (kept, ledger) = try ledger(plan)
    #expect(plain.ledger == nil && kept.levels == plain.levels && kept.transitions == plain.transitions)
    #expect(kept.historyEvents == plain.historyEvents && kept.makespan == plain.makespan)
    #expect(kept.machines.map(\.latency.sum) == plain.machines.map(\.latency.sum))
    #expect(kept.tasks.map(\.throttled) == plain.tasks.map(\.throttled))
    #expect(kept.tasks.map(\.attempts.sum) == plain.tasks.map(\.attempts.sum))
    #expect(kept.series.bins.map(\.calls[.startExecution]) == plain.series.bins.map(\.calls[.startExecution]))
    #expect(sum(ledger, \.calls.throttled) == plain.calls[.startExecution].throttled)
    #expect(ledger.roots.count == 30)
  }

  @Test func eachRootHasItsOwn() throws {
    let (_, ledger) = try ledger(RunTests.fanOut(maxAttempts: 100))
    let children = ledger.rows.filter { $0.depth == 1 }
    #expect(ledger.roots.map(\.arrival) == Array(0..<30) && ledger.roots.allSatisfy { $0.outcome == .succeeded })
    #expect(children.count == 30 && Set(children.map(\.root)).count == 30)
    #expect(children.allSatisfy { $0.ended == 5 && $0.calls.admitted == 5 && $0.serviceCalls == 5 })
  }

  @Test func whoGivesUpIsARootToo() throws {
    let plan = World.plan(
      [try MachineModel("M", .standard, World.pass)], quotas: World.bucket(10, 1),
      load: [World.burst(30, retry: World.policy(maxAttempts: 1))])
    let (_, ledger) = try ledger(plan)
    #expect(ledger.roots.count { $0.outcome == .succeeded } == 11)
    #expect(ledger.roots.count { $0.outcome == .rejected } == 19)
    #expect(sum(ledger, \.calls.offered) == 30 + 20)
  }

  /// 1,300 at once and 300 a second: 4,700 are refused at 0 s, 4,400 at 1 s, 3,800 at 3 s.
  @Test func aBurstOfSixThousand() throws {
    let plan = World.plan(
      [try MachineModel("M", .standard, World.pass)], quotas: World.bucket(1_300, 300),
      load: [World.burst(6_000, retry: World.policy(maxAttempts: 3))])
    let (_, ledger) = try ledger(plan)
    #expect(sum(ledger, \.calls.offered) == 6_000 + 4_700 + 4_400 + 3_800)
    var free = plan
    free.account.quotas = .unlimited
    #expect(sum(try self.ledger(free).ledger, \.calls.offered) == 6_000)
  }

  /// Each of `layers` tries what is below it k + 1 times, and the service at the end fails always.
  @Test(arguments: [(1, 4), (2, 16), (3, 64), (4, 256)]) func retriesMultiplyByLayers(layers: Int, calls: Int) throws {
    let retry = #""Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":3}],"End":true}}}"#
    var machines = [
      try MachineModel(
        "M0", .standard,
        #"{"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\#(ARNs.function("F"))",\#(retry)"#)
    ]
    for layer in 1..<max(1, layers) {
      machines.append(
        try MachineModel(
          "M\(layer)", .standard,
          """
          {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
          "Parameters":{"StateMachineArn":"\(ARNs.machine("M\(layer - 1)"))"},\(retry)
          """))
    }
    var service = ServiceModel(name: ARNs.function("F"), latency: .zero)
    service.errors = [.init(name: "A", cause: "", probability: 1)]
    let plan = World.plan(machines, services: [service], load: [World.burst(3, of: layers - 1)])
    let (recording, ledger) = try ledger(plan)
    let byRoot = Dictionary(grouping: ledger.rows, by: \.root).mapValues { $0.reduce(0) { $0 + $1.serviceCalls } }
    #expect(byRoot.count == 3 && byRoot.values.allSatisfy { $0 == calls })
    #expect(ledger.roots.allSatisfy { $0.outcome == .failed })
    #expect(recording.services[0].calls == 3 * calls)
  }

  /// Fails half of the time, three retries: 1 + 1/2 + 1/4 + 1/8.
  @Test func independentFailures() throws {
    let machine = """
      {"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\(ARNs.function("F"))","Retry":[{"ErrorEquals":["A"],
      "MaxAttempts":3}],"End":true}}}
      """
    var service = ServiceModel(name: ARNs.function("F"), latency: .zero)
    service.errors = [.init(name: "A", cause: "", probability: 0.5)]
    let plan = World.plan(
      [try MachineModel("M", .standard, machine)], services: [service], load: [World.burst(20_000)])
    let (_, ledger) = try ledger(plan)
    let mean = Double(sum(ledger, \.serviceCalls)) / 20_000
    // Variance of one: .984; four standard errors.
    #expect(abs(mean - 1.875) < 0.028)
    #expect(sum(ledger, \.retries) == sum(ledger, \.serviceCalls) - 20_000)
  }

  /// However they are looked at: those that wait in records of their own, and those that cannot.
  @Test func refusedCallsAreInTheHistoryOnce() throws {
    var plan = try RunTests.fanOut(maxAttempts: 100)
    var events: Set<Int> = []
    for limit in [nil, 1_000_000_000] {
      plan.account.quotas.historyEvents = limit
      plan.account.outages = [:]
      events.insert(try simulate(plan, replication: 0).historyEvents)
      plan.account.outages[.startSyncExecution] = [
        .init(from: .zero, until: .zero + .seconds(1), errors: [.init(name: "A", cause: "", probability: 1)])
      ]
      events.insert(try simulate(plan, replication: 0).historyEvents)
    }
    #expect(events.count == 1)
  }

  /// 25,000 events: the start, 12,499 states entered and exited, and the failure. One more is asked for, and its event
  /// does not fit.
  @Test func anEndlessLoopOfChoices() throws {
    let choice = #""Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":"B"}],"Default":"#
    var quotas = Quotas.unlimited
    quotas.historyEvents = 25_000
    let plan = World.plan(
      [try MachineModel("M", .standard, #"{"StartAt":"A","States":{"A":{\#(choice)"B"},"B":{\#(choice)"A"}}}"#)],
      quotas: quotas, load: [World.burst(2)])
    let (_, ledger) = try ledger(plan)
    #expect(ledger.rows.map(\.transitions) == [12_500, 12_500] && ledger.rows.map(\.events) == [25_000, 25_000])
    #expect(ledger.executions[0].events.max == 25_000 && ledger.roots.allSatisfy { $0.outcome == .failed })
  }

  @Test func expressExecutionsAreBilledByRoot() throws {
    let child = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"End":true}}}"#
    let plan = World.plan(
      [
        try MachineModel("M", .standard, World.starter("C", maxAttempts: 0)),
        try MachineModel("C", .express, child),
      ], load: [World.burst(4)])
    let (recording, ledger) = try ledger(plan)
    #expect(sum(ledger, \.requests) == 4 && recording.machines[1].requests == 4 && recording.machines[0].requests == 0)
    #expect(sum(ledger, \.billedMegabyteMilliseconds) == 4 * 2_000 * 64)
    let rows = ledger.rows.filter { $0.depth == 1 }
    // What it would be billed by as a Standard one.
    #expect(rows.allSatisfy { $0.transitions == 0 && $0.steps == 1 })
  }
}
