import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// What once went wrong with effects that outlived their records, and with Map Runs that wait.
@Suite struct MapRunHazardTests {
  static func map(_ states: String, start: String, next: String = #""End":true"#, more: String = "") -> String {
    """
    {"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
    "ExecutionType":"STANDARD"},"StartAt":"\(start)","States":{\(states)}},\(more)\(next)}
    """
  }

  static func start(_ name: String, next: String) -> String {
    """
    "\(name)":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":
    {"StateMachineArn":"\(ARNs.machine("D"))","Name":"same","Input":{}},\(next)}
    """
  }
  static let slow = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}"#

  /// Siblings that one child's end wakes at once, of which the last one's failure cuts the others.
  @Test func aCutStrandsEffectsAreDropped() throws {
    let children = Self.start("T", next: #""Next":"F""#) + #","F":{"Type":"Fail","Error":"E"}"#
    let machines = [
      try MachineModel("M", .standard, #"{"StartAt":"A","States":{"A":\#(Self.map(children, start: "T"))}}"#),
      try MachineModel("D", .standard, Self.slow),
    ]
    let plan = World.plan(
      machines, quotas: MapRunLoadTests.unlimited, load: [World.burst(1, input: ["items": [1, 2, 3, 4]])])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].failed == 1 && recording.machines[1].succeeded == 1)
    #expect(recording.machines[2].failed == 1 && recording.machines[2].aborted == 3)
  }

  /// The same with a history that fills while they wake.
  @Test(arguments: 14...30)
  func anOverflowCutsWhatWasWoken(events: Int) throws {
    let branches = (1...3).map { number in
      "{\"StartAt\":\"T\(number)\",\"States\":{\(Self.start("T\(number)", next: "\"Next\":\"P\(number)\"")),"
        + "\"P\(number)\":{\"Type\":\"Pass\",\"End\":true}}}"
    }
    let parent = """
      {"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[\(branches.joined(separator: ","))],"End":true}}}
      """
    var quotas = Quotas.unlimited
    quotas.historyEvents = events
    let machines = [try MachineModel("M", .standard, parent), try MachineModel("D", .standard, Self.slow)]
    let recording = try simulate(World.plan(machines, quotas: quotas, load: [World.burst(1)]), replication: 0)
    #expect(recording.machines[0].succeeded + recording.machines[0].failed == 1)
  }

  /// A Map Run that fails at once hands its record on to the next one, which still waits for its token.
  @Test func aMapRunBeginsByItsOwnToken() throws {
    let task = #""TA":{"Type":"Task","Resource":"\#(ARNs.function("F"))","End":true}"#
    let caught = #""Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"B"}],"#
    let first = Self.map(task, start: "TA", next: #""Next":"B""#, more: caught)
    let second = Self.map(#""TB":{"Type":"Pass","End":true}"#, start: "TB")
    var service = ServiceModel(name: ARNs.function("F"), latency: try .constant(.seconds(1)))
    service.concurrency = .refuse(limit: 1, error: "Busy")
    var quotas = MapRunLoadTests.unlimited
    quotas[.startMapRun] = .tokens(capacity: 3, refill: .perSecond(1))
    let machine = try MachineModel("M", .standard, #"{"StartAt":"A","States":{"A":\#(first),"B":\#(second)}}"#)
    let plan = World.plan(
      [machine], services: [service], quotas: quotas, load: [World.burst(3, input: ["items": [1, 2, 3, 4]])])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 3 && recording.makespan == .seconds(3))
  }

  /// One that gives up while it waits does not cost another its place.
  @Test func theBacklogIsFirstComeFirstServed() throws {
    let wait = Self.map(#""W":{"Type":"Wait","Seconds":10,"End":true}"#, start: "W")
    func machine(_ name: String, timeout: Int) throws -> MachineModel {
      try MachineModel(name, .standard, #"{"StartAt":"A","TimeoutSeconds":\#(timeout),"States":{"A":\#(wait)}}"#)
    }
    var quotas = MapRunLoadTests.unlimited
    quotas.openMapRuns = 1
    func one(_ machine: Int, at seconds: Int) -> LoadStream {
      LoadStream(
        machine: machine, arrivals: .burst(count: 1, at: .zero + .seconds(seconds)), input: ["items": [1]],
        retry: .none)
    }
    let plan = World.plan(
      [try machine("M", timeout: 1_000), try machine("N", timeout: 1_000), try machine("Q", timeout: 3)],
      quotas: quotas, load: [one(0, at: 0), one(1, at: 1), one(0, at: 2), one(2, at: 2)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[1].latency.max == 19_000_000_000)
    #expect(recording.machines[0].latency.max == 28_000_000_000)
    #expect(recording.machines[2].timedOut == 1)
  }

  /// Executions that start one another through Map Runs without time moving on are a loop.
  @Test func aLoopThroughMapRunsIsFound() throws {
    let again = """
      "S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","Parameters":
      {"StateMachineArn":"\(ARNs.machine("M"))","Input":{"items":[1]}},"End":true}
      """
    var quotas = MapRunLoadTests.unlimited
    quotas.statesPerInstant = 1_000
    let machine = try MachineModel("M", .standard, #"{"StartAt":"A","States":{"A":\#(Self.map(again, start: "S"))}}"#)
    let plan = World.plan([machine], quotas: quotas, load: [World.burst(1, input: ["items": [1]])])
    let error = #expect(throws: SimulationError.self) { try simulate(plan, replication: 0) }
    guard case .endless(let endless)? = error else {
      Issue.record("\(error?.message ?? "no error")")
      return
    }
    #expect(endless.file == "M.asl.json" && endless.states == 1_000)
    #expect(["A", "S"].contains(endless.state))
  }

  /// Parents that fill the account with their own executions starve, and the run ends all the same.
  @Test func starvedMapRunsDoNotPoll() throws {
    var quotas = MapRunLoadTests.unlimited
    quotas.openExecutions = 1
    let plan = World.plan(
      [try MapRunLoadTests.parent(items: 1, children: MapRunLoadTests.second)], quotas: quotas, load: [World.burst(1)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].running == 1 && recording.machines[1].started == 0)
  }

  /// A throttled start whose machine only the parameters name is tried again like any other.
  @Test func aThrottledStartOfAnUnknownMachine() throws {
    let parent = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","Parameters":
      {"StateMachineArn.$":"$.arn","Input":{}},"Retry":[{"ErrorEquals":["States.TaskFailed"],"MaxAttempts":50,
      "IntervalSeconds":1,"BackoffRate":1}],"End":true}}}
      """
    let plan = World.plan(
      [try MachineModel("P", .standard, parent), try MachineModel("C", .standard, World.pass)],
      quotas: World.bucket(21, 5),
      load: [World.burst(20, input: ["arn": .string(ARNs.machine("C"))])])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 20 && recording.machines[1].succeeded == 20)
    #expect(recording.makespan == .seconds(4))
  }
}
