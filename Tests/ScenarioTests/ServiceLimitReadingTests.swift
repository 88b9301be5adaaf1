import Chance
import Prelude
import StatesLanguage
import StepFunctions
import Testing

@testable import Scenario
@testable import Simulation

/// What services take, and when they are down, as scenarios write it.
@Suite struct ServiceLimitReadingTests {
  @Test func limitsAndOutagesAreRead() throws {
    let services = """
      services:
        f:
          latency: { loaded: { base: 1s, perCall: 10ms, network: { exponential: { mean: 100ms } } } }
          rate: { bucket: 10, refill: 3000/m, excess: queue }
          abandoned: run
          outages:
            - { at: 5m, for: 3m, errors: Down, share: 0.5 }
            - { at: 8m, for: 1m, errors: [A, B] }
            - { at: 9m, for: 1m, errors: [{ name: A, cause: why, probability: 0.25 }, { name: B, probability: 0.75 }] }
            - { at: 10m, for: 1m, slowdown: 5 }
        g: { latency: { mixture: [{ weight: 3, law: 1s }, { weight: 1, law: 5s }] }, rate: unlimited }
        h: { latency: 1s, rate: { bucket: 1, refill: 1/s, excess: Busy } }
        i: { latency: 1s, rate: { bucket: 1, refill: 1/s } }
      outages:
        StartExecution: [{ at: 1m, for: 1m, error: ServiceUnavailable, share: 0.1 }]
        DescribeExecution: [{ at: 2m, for: 1m, error: Sfn.SfnException }]
      """
    let plan = try #require(Sample.folder().read(Sample.base + services).plan)
    let models = plan.account.services
    let loaded = try #require(models[0].loaded)
    #expect(loaded.base.mean == 1 && loaded.perCall == .milliseconds(10) && loaded.network.mean == 0.1)
    #expect(models[0].abandoned == .run && models[1].abandoned == .drop && models[1].latency.mean == 2)
    let outages = models[0].outages
    #expect(outages.map(\.from) == [5, 8, 9, 10].map { .zero + .seconds(60 * $0) })
    #expect(outages.map(\.until) == [8, 9, 10, 11].map { .zero + .seconds(60 * $0) })
    #expect(outages.map(\.share) == [0.5, 1, 1, 1] && outages.map(\.slowdown) == [1, 1, 1, 5])
    #expect(outages.map { $0.errors.map(\.name) } == [["Down"], ["A", "B"], ["A", "B"], []])
    #expect(outages.map { $0.errors.map(\.probability) } == [[1], [0.5, 0.5], [0.25, 0.75], []])
    let limits = models.compactMap { model -> ServiceModel.RateLimit? in
      if case .limited(let limit) = model.rate { limit } else { nil }
    }
    #expect(limits.map(\.capacity) == [10, 1, 1] && limits[0].refill.perSecond == 50)
    #expect(limits.map(\.excess) == [.queue, .refuse(error: "Busy"), .refuse(error: nil)])
    guard case .unlimited = models[1].rate else {
      Issue.record("found \(models[1].rate)")
      return
    }
    #expect(plan.account.outages[.startExecution]?.first?.errors.map(\.name) == ["ServiceUnavailable"])
    #expect(plan.account.outages[.describeExecution]?.first?.errors.map(\.name) == ["Sfn.SfnException"])
  }

  /// Laws of plain numbers, in inputs and batches.
  @Test func numbersMayBeMixtures() throws {
    let mixture = "mixture: [{ weight: 9, law: 2 }, { weight: 1, law: { uniform: { from: 10, to: 20 } } }]"
    let law = "{ \(mixture) }"
    let load = """
      load:
        - start: Root
          arrivals: { rate: 1/s }
          for: 100s
          batch: \(law)
          input: { price: { $number: { \(mixture), decimals: 1 } }, lines: { $repeat: { times: \(law), of: x } } }

      """
    let read = try Sample.folder().read("region: us-east-1\n" + Sample.machines + load)
    #expect(read.diagnostics.map(\.text) == [])
    let plan = try #require(read.plan)
    #expect(plan.load[0].batch.mean == 0.9 * 2 + 0.1 * 15)
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded > 250 && recording.machines[0].succeeded == recording.machines[0].started)
  }
}
