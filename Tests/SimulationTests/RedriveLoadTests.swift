import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Outside callers that redrive what has failed.
@Suite struct RedriveLoadTests {
  private static let function = ARNs.function("F")
  private static let call =
    #"{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"\#(function)","End":true}}}"#

  /// The first `failures` calls of an execution fail after a second; one that does not takes a second as well.
  private static func service(failures: Int) throws -> ServiceModel {
    var service = ServiceModel(name: function, latency: try .constant(.seconds(1)))
    let text = "$execution <= \(failures) ? 'Boom' : null"
    service.errorExpression = try CallExpression(.errors, name: "errors", parsing: text)
    return service
  }

  private static func run(
    failures: Int, times: Int, burst: Int = 3, quotas: Quotas = .unlimited, horizon: Plan.Horizon = .drained,
    definition: String = call
  ) throws -> Recording {
    var stream = World.burst(burst)
    stream.redrive = Redrive(after: .seconds(60), times: times)
    let plan = World.plan(
      [try MachineModel("Root", .standard, definition)], services: [try service(failures: failures)], quotas: quotas,
      load: [stream], horizon: horizon)
    return try simulate(plan, replication: 0)
  }

  @Test func whatSucceedsAfterARedriveHasSucceeded() throws {
    let recording = try Self.run(failures: 2, times: 2)
    let root = recording.machines[0]
    #expect(root.started == 3 && root.succeeded == 3 && root.failed == 0 && root.running == 0)
    #expect(recording.outside.succeeded == 3 && recording.outside.unsuccessful == 0)
    #expect(recording.outside.redrives == 6 && recording.outside.redriveSuccesses == 3)
    // From the first call: three calls of a second and two waits.
    #expect(root.latency.sum == 3 * 123e9)
    #expect(root.parts[Part.errorBackoff.rawValue] == 3 * 120e9)
    #expect(root.parts[Part.service.rawValue] == 3 * 3e9)
    // The failures that were there stay among the errors.
    let errors = recording.errors.filter { $0.place.error == "Boom" }
    #expect(errors.map(\.ended) == [6] && errors.map(\.endedOutside) == [0])
    #expect(recording.paced[Int(APIAction.redriveExecution.rawValue)] == 6)
  }

  @Test func afterTheLastRedriveAFailureStays() throws {
    let recording = try Self.run(failures: 2, times: 1)
    let root = recording.machines[0]
    #expect(root.failed == 3 && root.succeeded == 0 && recording.outside.failed == 3)
    #expect(recording.outside.redrives == 3 && recording.outside.redriveSuccesses == 0)
    #expect(recording.makespan == .seconds(62))
  }

  /// What waits for its redrive when the run ends has failed.
  @Test func theRunMayEndBeforeTheRedrive() throws {
    let recording = try Self.run(failures: 1, times: 1, horizon: .at(.zero + .seconds(30)))
    #expect(recording.machines[0].failed == 3 && recording.machines[0].running == 0)
    #expect(recording.outside.redrives == 0)
    let later = try Self.run(failures: 1, times: 1, horizon: .at(.zero + .milliseconds(61_500)))
    #expect(later.machines[0].failed == 0 && later.machines[0].running == 3)
  }

  /// A throttled redrive comes again after as long a time.
  @Test func redrivesTakeTokens() throws {
    var quotas = Quotas.unlimited
    quotas[.redriveExecution] = .tokens(capacity: 2, refill: Rate(count: 1, per: .seconds(60)))
    let recording = try Self.run(failures: 1, times: 1, burst: 4, quotas: quotas)
    #expect(recording.machines[0].succeeded == 4)
    // Two at 61 s, one at 121 s, one at 181 s.
    #expect(recording.makespan == .seconds(182))
  }

  /// Histories that are too long cannot be redriven: the failure stands.
  @Test func aRefusedRedriveLeavesTheFailure() throws {
    var quotas = Quotas.unlimited
    quotas.historyEvents = 6
    let recording = try Self.run(failures: 1, times: 5, quotas: quotas)
    #expect(recording.machines[0].failed == 3 && recording.outside.redrives == 0)
    #expect(recording.makespan == .seconds(1))
  }

  /// Branches that had ended do not run again, and the sums hold.
  @Test func mapsGoOnWithWhatFailed() throws {
    let map = """
      {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"StartAt":"Call","States":{
      "Call":{"Type":"Task","Resource":"\(Self.function)","End":true}}},"End":true}}}
      """
    var stream = World.burst(2, input: ["items": [1, 2, 3]])
    stream.redrive = Redrive(after: .seconds(10), times: 1)
    let plan = World.plan(
      [try MachineModel("Root", .standard, map)], services: [try Self.service(failures: 1)], load: [stream])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 2)
    #expect(recording.outside.redrives == 2)
  }

  /// A distributed Map's children are redriven with it, and are more starts.
  @Test func mapRunsGoOn() throws {
    let map = """
      {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"ProcessorConfig":{
      "Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Call","States":{
      "Call":{"Type":"Task","Resource":"\(Self.function)","End":true}}},"End":true}}}
      """
    var stream = World.burst(2, input: ["items": [1, 2, 3]])
    stream.redrive = Redrive(after: .seconds(10), times: 3)
    let plan = World.plan(
      [try MachineModel("Root", .standard, map)], services: [try Self.service(failures: 1)], load: [stream])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 2)
    let children = recording.machines[1]
    #expect(children.started == children.succeeded + children.failed + children.aborted && children.running == 0)
  }

  /// Those that count are waited for, redrives among it.
  @Test func aCountedRunWaitsForRedrives() throws {
    let recording = try Self.run(
      failures: 1, times: 1, horizon: .counted(atLatest: .zero + .seconds(1_000)))
    #expect(recording.machines[0].succeeded == 3)
  }

  @Test func aUserWaitsForTheRedrive() throws {
    var stream = LoadStream(
      machine: 0, arrivals: .users(count: 1, think: try .constant(.seconds(9)), duration: .seconds(150)), input: [:],
      retry: .none)
    stream.redrive = Redrive(after: .seconds(60), times: 1)
    let plan = World.plan(
      [try MachineModel("Root", .standard, Self.call)], services: [try Self.service(failures: 1)], load: [stream])
    let recording = try simulate(plan, replication: 0)
    // 9 s, 62 s, 9 s, 62 s, 9 s: the third thought ends after the stream.
    #expect(recording.machines[0].succeeded == 2)
  }

  /// Common random numbers: redrives move no draw of another machine's executions.
  @Test func redrivesMoveNoDrawOfOthers() throws {
    func recording(_ redrive: Redrive?) throws -> Recording {
      var flaky = ServiceModel(name: Self.function, latency: try .exponential(mean: 1))
      flaky.errors = [.init(name: "Flaky", cause: nil, probability: 0.4)]
      let other = ServiceModel(name: ARNs.function("G"), latency: try .exponential(mean: 2))
      let calm = #"{"StartAt":"G","States":{"G":{"Type":"Task","Resource":"\#(other.name)","End":true}}}"#
      let loads = (0..<2).map { machine in
        var stream = LoadStream(
          machine: machine, arrivals: .poisson(perSecond: 2, duration: .seconds(100)), input: [:], retry: .none)
        if machine == 0 { stream.redrive = redrive }
        return stream
      }
      let machines = [try MachineModel("Root", .standard, Self.call), try MachineModel("Calm", .standard, calm)]
      return try simulate(World.plan(machines, services: [flaky, other], load: loads, seed: 5), replication: 0)
    }
    let plain = try recording(nil)
    #expect(plain.machines[0].failed > 50 && plain.services[1].calls > 150)
    for redrive in [Redrive(after: .seconds(1), times: 1), Redrive(after: .seconds(60), times: 9)] {
      let redriven = try recording(redrive)
      #expect(redriven.outside.redrives > 50 && redriven.machines[0].started == plain.machines[0].started)
      #expect(redriven.services[1].calls == plain.services[1].calls)
      #expect(redriven.services[1].busy == plain.services[1].busy)
      #expect(redriven.machines[1].latency.sum == plain.machines[1].latency.sum)
      #expect(redriven.services[0].calls > plain.services[0].calls)
    }
  }
}
