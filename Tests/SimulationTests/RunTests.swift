import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

@Suite struct RunTests {
  /// Roots that fan out to leaves with a random latency, through a narrow bucket.
  static func fanOut(maxAttempts: Int, seed: UInt64 = 1, quotas: Quotas = World.bucket(20, 10)) throws -> Plan {
    let root = """
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemProcessor":{"StartAt":"Start","States":{"Start":
      {"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":
      "\(ARNs.machine("Leaf"))","Input":{"parent.$":"$$.Execution.Id"}},"Retry":[{"ErrorEquals":["States.TaskFailed"],
      "MaxAttempts":\(maxAttempts),"MaxDelaySeconds":30,"JitterStrategy":"FULL"}],"End":true}}},"End":true}}}
      """
    let leaf = #"{"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\#(ARNs.function("F"))","End":true}}}"#
    let service = ServiceModel(name: ARNs.function("F"), latency: try .lognormal(mean: 0.2, sigma: 0.5))
    return World.plan(
      [try MachineModel("Root", .standard, root), try MachineModel("Leaf", .standard, leaf)], services: [service],
      quotas: quotas, load: [World.burst(30, input: [1, 2, 3, 4, 5], retry: World.policy(maxAttempts: 50))],
      seed: seed)
  }

  @Test func theSamePlanGivesTheSameRecording() throws {
    let plan = try Self.fanOut(maxAttempts: 100)
    let first = try simulate(plan, replication: 3)
    let second = try simulate(plan, replication: 3)
    let other = try simulate(plan, replication: 4)
    #expect("\(first)" == "\(second)")
    #expect("\(first)" != "\(other)")
  }

  /// Common random numbers: service times belong to executions, whatever the retries around them do.
  @Test func aRetryPolicyDoesNotMoveServiceTimes() throws {
    func serviceTime(_ maxAttempts: Int, _ quotas: Quotas) throws -> Double {
      let leaf = try simulate(Self.fanOut(maxAttempts: maxAttempts, quotas: quotas), replication: 0).machines[1]
      #expect(leaf.succeeded == 150)
      return leaf.parts[Part.service.rawValue]
    }
    let narrow = try serviceTime(100, World.bucket(20, 10))
    #expect(try serviceTime(99, World.bucket(40, 30)) == narrow)
    #expect(try serviceTime(100, Quotas.unlimited) == narrow)
  }

  @Test func aRunIsSplitIntoPartsThatSumToItsLatency() throws {
    var quotas = World.bucket(20, 10)
    quotas[.stateTransition] = .tokens(capacity: 30, refill: .perSecond(40))
    let recording = try simulate(Self.fanOut(maxAttempts: 100, quotas: quotas), replication: 0)
    for machine in recording.machines {
      #expect(machine.parts.reduce(0, +) == machine.latency.sum)
      #expect(machine.parts[Part.transitionWait.rawValue] > 0)
      #expect(machine.parts[Part.throttleBackoff.rawValue] > 0)
    }
  }

  /// By the Task that starts it, or by the field with which AWS associates an execution with its parent.
  @Test func childrenKnowWhoStartedThem() throws {
    let recording = try simulate(Self.fanOut(maxAttempts: 100), replication: 0)
    #expect(recording.machines.map(\.startedBy) == [[0, 0], [150, 0]])
    let arn = "arn:aws:states:us-east-1:\(ARNs.account):execution:Other:1"
    let load = World.burst(3, input: ["AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": .string(arn)])
    let machines = [
      try MachineModel("Root", .standard, World.pass), try MachineModel("Other", .standard, World.pass),
    ]
    #expect(try simulate(World.plan(machines, load: [load]), replication: 0).machines[0].startedBy == [0, 3])
  }

  @Test func aSeriesAddsUpToItsCounts() throws {
    let recording = try simulate(Self.fanOut(maxAttempts: 100), replication: 0)
    #expect(
      recording.series.bins.reduce(0) { $0 + $1.calls[.startExecution].admitted }
        == recording.calls[.startExecution].admitted)
    #expect(
      recording.series.bins.reduce(0) { $0 + $1.calls[.startExecution].throttled }
        == recording.calls[.startExecution].throttled)
    #expect(recording.calls[.startExecution].admitted == 180)
  }

  /// A year is more bins than a series has: its bins grow, and nothing is lost.
  @Test func aLongRunKeepsItsSeriesShort() throws {
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":31536000,"End":true}}}"#
    let plan = World.plan([try MachineModel("Root", .standard, wait)], load: [World.burst(3)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.makespan == .seconds(31_536_000))
    // Seconds, doubled until there are few enough of them: 31,536,000 / 8,192 = 3,849.6.
    let series = recording.series
    #expect(series.width == .seconds(8_192) && series.bins.count == 3_850)
    #expect(series.bins.map(\.calls[.startExecution].admitted) == [3] + [Int](repeating: 0, count: 3_849))
    #expect(series.bins.map(\.open) == [Int](repeating: 3, count: 3_849) + [0])
    #expect(recording.machines[0].parts[Part.waitState.rawValue] == 3 * 31_536_000e9)
  }

  /// 80 waits of three years: the calendar in nanoseconds ends in 2262, and every timestamp has passed by then.
  @Test func timeGoesOnBeyondTheCalendar() throws {
    let waits = (1...80).map { #""W\#($0)":{"Type":"Wait","Seconds":99999999,"Next":"W\#($0 + 1)"}"# }
    let machine = """
      {"StartAt":"W1","States":{\(waits.joined(separator: ",")),
      "W81":{"Type":"Wait","Timestamp":"2200-01-01T00:00:00Z","End":true}}}
      """
    let plan = World.plan([try MachineModel("Root", .standard, machine)], load: [World.burst(1)])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 1)
    #expect(recording.makespan == .seconds(80 * 99_999_999))
  }

  @Test func anEndlessLoopAtOneInstantIsLocated() throws {
    let loop = """
      {"StartAt":"A","States":{
        "A":{"Type":"Pass","Next":"B"},
        "B":{"Type":"Pass","Next":"A"}}}
      """
    var quotas = Quotas.unlimited
    quotas.statesPerInstant = 1_000
    let plan = World.plan([try MachineModel("Loop", .standard, loop)], quotas: quotas, load: [World.burst(1)])
    #expect {
      try simulate(plan, replication: 0)
    } throws: { error in
      (error as? SimulationError)?.message.hasPrefix("Loop.asl.json:2:") == true
    }
  }

  @Test func whatStillRunsAtTheEndIsCounted() throws {
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100,"End":true}}}"#
    let load = LoadStream(
      machine: 0, arrivals: .constant(.perSecond(1), duration: .seconds(50)), input: [:], retry: .none)
    let plan = World.plan(
      [try MachineModel("Root", .standard, wait)], load: [load], horizon: .at(.zero + .seconds(120)))
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].started == 50)
    #expect(recording.machines[0].succeeded == 21)
    #expect(recording.machines[0].running == 29)
  }

  @Test func anInterruptedRunSaysSo() throws {
    let plan = World.plan([try MachineModel("Root", .standard, World.pass)], load: [World.burst(100_000)])
    let error = #expect(throws: SimulationError.self) { try simulate(plan, replication: 0, isCancelled: { true }) }
    #expect(error?.message == "interrupted")
  }
}
