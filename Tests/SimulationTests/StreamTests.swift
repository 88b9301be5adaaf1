import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Common random numbers: what a change leaves alone draws as before.
@Suite struct StreamTests {
  static let function = ARNs.function("F")

  static func service(_ concurrency: ServiceModel.Concurrency = .unlimited) throws -> ServiceModel {
    var service = ServiceModel(name: function, latency: try .exponential(mean: 1))
    service.concurrency = concurrency
    service.errors = [.init(name: "Flaky", cause: nil, probability: 0.2)]
    return service
  }

  static func task(_ jitter: String = "NONE", next: String = #""End":true"#) -> String {
    """
    {"Type":"Task","Resource":"\(function)","Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,
    "MaxAttempts":1000,"MaxDelaySeconds":9,"JitterStrategy":"\(jitter)"}],\(next)}
    """
  }

  static func run(
    _ definition: String, _ service: ServiceModel, load: [LoadStream]? = nil
  ) throws -> MachineRecording {
    let load =
      load ?? [
        LoadStream(
          machine: 0, arrivals: .poisson(perSecond: 2, duration: .seconds(200)), input: [1, 2], retry: .none)
      ]
    let machine = try MachineModel("Root", .standard, definition)
    let root = try simulate(World.plan([machine], services: [service], load: load), replication: 0).machines[0]
    #expect(root.succeeded == root.started && root.started > 0)
    return root
  }

  static func serviceTime(_ recording: MachineRecording) -> Double { recording.parts[Part.service.rawValue] }

  // MARK: Refusals

  @Test(arguments: [1, 2, 3])
  func refusedCallsDoNotMoveServiceTimes(limit: Int) throws {
    func time(_ jitter: String, _ concurrency: ServiceModel.Concurrency) throws -> (service: Double, all: Double) {
      let root = try Self.run(
        #"{"StartAt":"Call","States":{"Call":\#(Self.task(jitter))}}"#, Self.service(concurrency))
      return (Self.serviceTime(root), root.latency.sum)
    }
    let refusing = ServiceModel.Concurrency.refuse(limit: limit, error: "Lambda.TooManyRequestsException")
    let plain = try time("NONE", .unlimited)
    let none = try time("NONE", refusing)
    let full = try time("FULL", refusing)
    #expect(none.service == plain.service && full.service == plain.service)
    #expect(none.all != full.all && none.all > plain.all, "calls are refused")
  }

  /// A child that was refused for want of a place was none: the one that starts in the end draws as it would have.
  @Test func aRefusedStartDoesNotMoveItsChild() throws {
    let root = """
      {"StartAt":"Start","States":{"Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Leaf"))","Input":{}},"Retry":[{"ErrorEquals":["States.ALL"],
      "IntervalSeconds":1,"MaxAttempts":1000,"MaxDelaySeconds":5}],"End":true}}}
      """
    let leaf = #"{"StartAt":"Call","States":{"Call":\#(Self.task())}}"#
    func time(openExecutions: Int?) throws -> (Double, Double) {
      var quotas = Quotas.unlimited
      quotas.openExecutions = openExecutions
      let plan = World.plan(
        [try MachineModel("Root", .standard, root), try MachineModel("Leaf", .standard, leaf)],
        services: [try Self.service()], quotas: quotas, load: [World.burst(20)])
      let recording = try simulate(plan, replication: 0).machines
      #expect(recording.map(\.succeeded) == [20, 20])
      return (Self.serviceTime(recording[1]), recording[0].latency.sum)
    }
    let (free, fast) = try time(openExecutions: nil)
    let (limited, slow) = try time(openExecutions: 23)
    #expect(free == limited && fast < slow)
  }

  // MARK: States

  private static func machine(_ states: String, startAt: String = "A") -> String {
    #"{"StartAt":"\#(startAt)","States":{\#(states)}}"#
  }

  /// Each machine, and the same with states inserted that take no time.
  static let insertions: [(String, String)] = [
    (
      machine(#""A":\#(task(next: #""Next":"B""#)),"B":\#(task())"#),
      machine(
        #""New":{"Type":"Pass","Next":"A"},"A":\#(task(next: #""Next":"Mid""#)),"Mid":{"Type":"Pass","Next":"B"},"#
          + #""B":\#(task())"#, startAt: "New")
    ),
    (
      machine(#""A":{"Type":"Map","ItemProcessor":\#(machine(#""B":\#(task())"#, startAt: "B")),"End":true}"#),
      machine(
        #""New":{"Type":"Map","ItemProcessor":\#(machine(#""P":{"Type":"Pass","End":true}"#, startAt: "P")),"#
          + #""Next":"A"},"# + #""A":{"Type":"Map","ItemProcessor":"#
          + machine(#""In":{"Type":"Pass","Next":"B"},"B":\#(task())"#, startAt: "In") + #","End":true}"#,
        startAt: "New")
    ),
    (
      machine(#""A":{"Type":"Parallel","Branches":[\#(machine(#""B":\#(task())"#, startAt: "B"))],"End":true}"#),
      machine(
        #""A":{"Type":"Parallel","Branches":[\#(machine(#""P":{"Type":"Pass","End":true}"#, startAt: "P")),"#
          + machine(#""In":{"Type":"Pass","Next":"B"},"B":\#(task())"#, startAt: "In") + #"],"End":true}"#)
    ),
    (
      machine(turns(#""Next":"Again""#)),
      machine(turns(#""Next":"New""#) + #","New":{"Type":"Pass","Next":"Again"}"#)
    ),
  ]

  /// Calls three times, each time another draw.
  private static func turns(_ next: String) -> String {
    """
    "A":{"Type":"Pass","Result":[0],"Next":"Call"},"Call":\(task(next: #""ResultPath":null,"# + next)),
    "Again":{"Type":"Choice","Choices":[{"Variable":"$[2]","IsPresent":true,"Next":"End"},{"Variable":"$[1]",
    "IsPresent":true,"Next":"Third"}],"Default":"Second"},"Second":{"Type":"Pass","Result":[0,1],"Next":"Call"},
    "Third":{"Type":"Pass","Result":[0,1,2],"Next":"Call"},"End":{"Type":"Succeed"}
    """
  }

  @Test(arguments: StreamTests.insertions.indices)
  func anInsertedStateMovesNoDraw(index: Int) throws {
    let before = try Self.run(Self.insertions[index].0, Self.service())
    let after = try Self.run(Self.insertions[index].1, Self.service())
    #expect(before.latency.sum == after.latency.sum && Self.serviceTime(before) == Self.serviceTime(after))
  }

  @Test func eachTurnOfALoopDrawsAnew() throws {
    let service = ServiceModel(name: Self.function, latency: try .exponential(mean: 1))
    let turns = try Self.run(Self.machine(Self.turns(#""Next":"Again""#)), service).latency
    let mean = turns.mean * 1e-9
    let squares = turns.values.map { (value: Int64) -> Double in
      let distance = Double(value) * 1e-9 - mean
      return distance * distance
    }
    let variance = squares.reduce(0, +) / Double(squares.count)
    // Three independent draws have variance 3, three equal ones 9.
    #expect(abs(mean - 3) < 0.3 && abs(variance - 3) < 1, "\(mean), \(variance)")
  }

  // MARK: Load

  static func stream(_ machine: Int = 0, name: String? = nil) -> LoadStream {
    var stream = LoadStream(
      machine: machine, arrivals: .poisson(perSecond: 1, duration: .seconds(100)), input: [1, 2], retry: .none)
    stream.name = name
    return stream
  }

  @Test(arguments: [[stream(1)], [stream(1), stream(1)], [stream(name: "Extra")], [stream(name: "b"), stream(1)]])
  func aStreamInFrontMovesNothingBehind(front: [LoadStream]) throws {
    let other = try MachineModel("Other", .standard, World.pass)
    let root = #"{"StartAt":"Call","States":{"Call":\#(Self.task("FULL"))}}"#
    func latencies(_ load: [LoadStream]) throws -> Double {
      let machines = [try MachineModel("Root", .standard, root), other]
      let plan = World.plan(machines, services: [try Self.service()], load: load)
      return try simulate(plan, replication: 0).machines[0].latency.sum
    }
    let behind = try latencies([Self.stream(), Self.stream()])
    #expect(try latencies(front + [Self.stream(), Self.stream()]) == latencies(front) + behind && behind > 0)
    let named = try latencies([Self.stream(name: "Root"), Self.stream(name: "Root 2")])
    #expect(named == behind, "the names that nameless streams have")
  }

  @Test func equalStreamsDrawApart() throws {
    let load = [Self.stream(), Self.stream(), Self.stream(1), Self.stream(name: "x")]
    #expect(LoadStream.names(of: load, machines: ["Root", "Other"]) == ["Root", "Root 2", "Other", "x"])
    let root = #"{"StartAt":"Call","States":{"Call":\#(Self.task("FULL"))}}"#
    let one = try Self.run(root, Self.service(), load: [Self.stream()])
    let two = try Self.run(root, Self.service(), load: [Self.stream(), Self.stream()])
    #expect(two.started != 2 * one.started)
  }
}
