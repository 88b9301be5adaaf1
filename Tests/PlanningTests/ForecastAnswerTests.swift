import JSON
import StatesLanguage
import StepFunctions
import Testing

@testable import Planning
@testable import Simulation
@testable import Statistics

@Suite struct ForecastAnswerTests {
  private func point(_ sets: [VariedScenario.Change]) async throws -> ForecastAnswer.Point {
    let varied = try AnswerScenario.read(AnswerScenario.fanOut, sets)
    var (actual, without) = (ForecastSamples(varied.plan), ForecastSamples(varied.plan))
    _ = try await AnswerScenario.pairs(varied) { one, other in
      actual.add(one)
      without.add(other)
    }
    return ForecastAnswer.point([], actual: actual, without: without, seed: varied.plan.seed)
  }

  private func row(
    _ quantity: ForecastQuantity, _ machine: Int?, _ sets: [VariedScenario.Change] = []
  ) async throws -> ForecastAnswer.Row {
    try #require(try await point(sets).rows.first { $0.quantity == quantity && $0.machine == machine })
  }

  @Test func whatHasHappenedOftenIsSeen() async throws {
    let row = try await row(.historyEvents, 0, [.init(path: "quotas.HistoryEvents", value: "80")])
    guard case .observed(let estimate) = row.probability else {
      Issue.record("not observed: \(row.probability)")
      return
    }
    #expect(row.hits >= 10 && estimate.share == Double(row.hits) / Double(row.count) && row.largest == 80)
  }

  @Test func durationsAreExtrapolated() async throws {
    let row = try await row(.duration, 1)
    // An exponential law of 2 s: e⁻¹⁵⁰.
    guard case .extrapolated(let tail) = row.probability else {
      Issue.record("not extrapolated: \(row.probability)")
      return
    }
    #expect(row.hits == 0 && tail.probability < 1e-9 && tail.interval.lower <= tail.probability)
  }

  @Test func fewDifferentValuesAreNotExtrapolated() async throws {
    let row = try await row(.payload, 1)
    guard case .unknown(_, let refusal) = row.probability else {
      Issue.record("not refused: \(row.probability)")
      return
    }
    #expect(refusal == .discrete(0))
  }

  @Test func throttlingMovesTheHistory() async throws {
    let row = try await row(.historyEvents, 0)
    let without = try #require(row.p99Without)
    // Ten items, each an iteration and a Task: 6 + 10 × 7.
    #expect(without == 76 && row.p99 > without && (row.p99 - without) % 3 == 0)
  }

  @Test func aMapHasRoomForSoManyItems() async throws {
    let events = try #require(AnswerScenario.read().plan.account.machines[0].definition.mapEvents().first)
    #expect(events.perItem == 7 && events.others == 6 && events.tasks == ["Start"])
    #expect(events.mostItems(events: 25_000) == 3_570 && events.mostItems(events: 25_000, retries: 1) == 2_499)
    // As it runs: 76 events are needed, and 75 are too few.
    let free = ["StartExecution", "StartExpressExecution"].map {
      VariedScenario.Change(path: "quotas.\($0)", value: "unlimited")
    }
    for (limit, hits) in [(77, false), (76, true), (75, true)] {
      let row = try await row(.historyEvents, 0, free + [.init(path: "quotas.HistoryEvents", value: "\(limit)")])
      #expect((row.hits > 0) == hits)
    }
    #expect(events.mostItems(events: 76) == 10 && events.mostItems(events: 75) == 9)
  }
}
