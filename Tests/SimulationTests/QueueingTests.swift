import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// A service that queues, under Poisson load, has textbook waiting times.
@Suite struct QueueingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var servers: Int
    var perSecond: Double
    var latency: Distribution
    /// Mean wait in the queue, seconds. Source: Gross and Harris, Fundamentals of Queueing Theory (Erlang C).
    var wait: Double
  }

  static func cases() throws -> [Case] {
    let exponential = try Distribution.exponential(mean: 1)
    return [
      Case(testDescription: "M/M/1", servers: 1, perSecond: 0.8, latency: exponential, wait: 4),
      Case(
        testDescription: "M/D/1", servers: 1, perSecond: 0.8, latency: try .constant(.seconds(1)), wait: 2),
      Case(testDescription: "M/M/10", servers: 10, perSecond: 8, latency: exponential, wait: 0.20459),
      Case(testDescription: "M/M/40", servers: 40, perSecond: 36, latency: exponential, wait: 0.10289),
    ]
  }

  @Test(arguments: try cases())
  func waitingTimesLieInTheirIntervals(_ queue: Case) throws {
    var service = ServiceModel(name: ARNs.function("F"), latency: queue.latency)
    service.concurrency = .queue(limit: queue.servers)
    let definition =
      #"{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"\#(ARNs.function("F"))","End":true}}}"#
    let end = Span.seconds(Int(8_000 / queue.perSecond))
    let load = LoadStream(
      machine: 0, arrivals: .poisson(perSecond: queue.perSecond, duration: end), input: [:], retry: .none)
    let plan = World.plan(
      [try MachineModel("Root", .standard, definition)], services: [service], load: [load],
      warmup: .seconds(Int(800 / queue.perSecond)), horizon: .at(.zero + end), seed: 20)
    var waits: [Double] = []
    for replication in 0..<10 {
      let root = try simulate(plan, replication: replication).machines[0]
      waits.append(root.parts[Part.serviceQueue.rawValue] / Double(root.latency.count) / 1e9)
      #expect(abs(root.parts.reduce(0, +) - root.latency.sum) < 1)
    }
    let estimate = Estimate(replications: waits)
    let halfWidth = try #require(estimate.halfWidth)
    #expect(abs(estimate.mean - queue.wait) <= halfWidth, "\(estimate.mean) ± \(halfWidth)")
    #expect(halfWidth < 0.3 * queue.wait, "an interval that says something")
  }

  /// Workers that poll at once are a service that queues: the same draws, the same waits.
  @Test func anActivityIsAQueueBeforeItsWorkers() throws {
    func run(_ resource: String, _ set: (inout ServiceModel) -> Void) throws -> MachineRecording {
      var service = ServiceModel(name: resource, latency: try .exponential(mean: 1))
      set(&service)
      let definition = #"{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"\#(resource)","End":true}}}"#
      let load = LoadStream(
        machine: 0, arrivals: .poisson(perSecond: 8, duration: .seconds(600)), input: [:], retry: .none)
      let machine = try MachineModel("Root", .standard, definition)
      return try simulate(World.plan([machine], services: [service], load: [load]), replication: 0).machines[0]
    }
    let service = try run(ARNs.function("F")) { $0.concurrency = .queue(limit: 10) }
    let activity = try run("arn:aws:states:us-east-1:123456789012:activity:F") { $0.workers = .init(count: 10) }
    #expect(activity.succeeded > 4_000 && activity.latency.sum == service.latency.sum)
    #expect(activity.parts == service.parts)
  }
}
