import Chance
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation

/// A simulator's memory goes from one replication to the next, and nothing else does.
@Suite struct ReplicationTests {
  static func expectIndependence(_ plan: Plan, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var simulator = Simulator(plan)
    for replication in [2, 0, 2, 1] {
      let used = try simulator.run(replication: replication)
      let fresh = try simulate(plan, replication: replication)
      #expect("\(used)" == "\(fresh)", sourceLocation: sourceLocation)
    }
  }

  @Test func throttledFanOut() throws {
    var quotas = World.bucket(20, 10)
    quotas[.stateTransition] = .tokens(capacity: 30, refill: .perSecond(40))
    try Self.expectIndependence(try RunTests.fanOut(maxAttempts: 100, quotas: quotas))
  }

  /// Executions are open, calls wait and timers are pending where the run ends.
  @Test(arguments: [1, 3, 40]) func cutByTheHorizon(_ seconds: Int) throws {
    var plan = try RunTests.fanOut(maxAttempts: 100)
    plan.horizon = .at(.zero + .seconds(seconds))
    try Self.expectIndependence(plan)
  }

  /// A service with a queue, answers by list, errors, and the counts that a Task state keeps of them.
  @Test(arguments: [ServiceModel.Concurrency.queue(limit: 2), .refuse(limit: 2, error: "Busy")])
  func limitedService(_ concurrency: ServiceModel.Concurrency) throws {
    let machine = """
      {"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\(ARNs.function("F"))","Retry":[{"ErrorEquals":
      ["States.ALL"],"MaxAttempts":2}],"End":true}}}
      """
    var service = ServiceModel(name: ARNs.function("F"), latency: try .exponential(mean: 1))
    service.concurrency = concurrency
    service.errors = [.init(name: "A", cause: "", probability: 0.3)]
    var plan = World.plan(
      [try MachineModel("M", .standard, machine)], services: [service], load: [World.burst(30)])
    try Self.expectIndependence(plan)
    plan.horizon = .at(.zero + .seconds(2))
    try Self.expectIndependence(plan)
  }

  /// What expressions draw and count, for the service and for each execution.
  @Test func answersThatDependOnTheCall() throws {
    let task = #""Type":"Task","Resource":"\#(ARNs.function("F"))","Retry":[{"ErrorEquals":["States.ALL"]}]"#
    let machine = #"{"StartAt":"A","States":{"A":{\#(task),"Next":"B"},"B":{\#(task),"End":true}}}"#
    var service = ServiceModel(name: ARNs.function("F"), latency: .zero)
    service.concurrency = .queue(limit: 2)
    service.latencyExpression = try CallExpression(.latency, name: "l", parsing: "$execution * $random() + $call / 9")
    service.errorExpression = try CallExpression(
      .errors, name: "e", parsing: "$attempt = 1 and $random() < 0.3 ? ($call % 2 = 0 ? 'A' : 'B')")
    service.result = .list([1, 2, 3], per: .execution)
    var plan = World.plan([try MachineModel("M", .standard, machine)], services: [service], load: [World.burst(30)])
    try Self.expectIndependence(plan)
    plan.horizon = .at(.zero + .seconds(20))
    try Self.expectIndependence(plan)
  }

  /// A name that was taken in one replication is free in the next.
  @Test func names() throws {
    let parent = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","Parameters":
      {"StateMachineArn":"\(ARNs.machine("Child"))","Name":"one","Input":{}},"End":true}}}
      """
    let plan = World.plan(
      [try MachineModel("Parent", .standard, parent), try MachineModel("Child", .standard, World.pass)],
      load: [World.burst(1)])
    var simulator = Simulator(plan)
    for replication in 0..<3 {
      #expect(try simulator.run(replication: replication).machines[0].succeeded == 1)
    }
    try Self.expectIndependence(plan)
  }

  /// Map Runs that wait for one another.
  @Test func mapRuns() throws {
    var quotas = MapRunLoadTests.unlimited
    quotas.openMapRuns = 2
    quotas[.startMapRun] = .tokens(capacity: 2, refill: .perSecond(1))
    quotas[.mapRunStandardDispatch] = .tokens(capacity: 1, refill: .perSecond(4))
    var plan = World.plan(
      [try MapRunLoadTests.parent(items: 10, children: MapRunLoadTests.second)], quotas: quotas,
      load: [World.burst(6)])
    try Self.expectIndependence(plan)
    plan.horizon = .at(.zero + .seconds(4))
    try Self.expectIndependence(plan)
  }

  @Test func aFailureIsFoundAgain() throws {
    let loop = #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}"#
    var quotas = Quotas.unlimited
    quotas.statesPerInstant = 1_000
    let plan = World.plan([try MachineModel("M", .standard, loop)], quotas: quotas, load: [World.burst(2)])
    var simulator = Simulator(plan)
    for replication in 0..<2 {
      var message = ""
      do throws(SimulationError) { _ = try simulator.run(replication: replication) } catch { message = error.message }
      #expect(message.hasPrefix("M.asl.json:1:"))
    }
  }
}
