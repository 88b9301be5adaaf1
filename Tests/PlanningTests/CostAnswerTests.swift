import Prelude
import StepFunctions
import Testing

@testable import Planning
@testable import Report
@testable import Simulation
@testable import Statistics

@Suite struct CostAnswerTests {
  private func answer(
    _ sets: [VariedScenario.Change] = [], every: Span? = nil, freeTier: Bool = false
  ) async throws -> CostAnswer {
    let varied = try AnswerScenario.read(AnswerScenario.fanOut, sets)
    var observed = CostObservations()
    let pairs = try await AnswerScenario.pairs(varied) { actual, _ in observed.add(actual) }
    return CostAnswer(
      plan: varied.plan, pairs: pairs, rate: CostRate(plan: varied.plan, every: every), observed: observed,
      version: "test", freeTier: freeTier)
  }

  @Test func linesSumToTheTotal() async throws {
    let answer = try await answer()
    #expect(answer.lines.map(\.item) == [.transitions, .requests, .memory])
    #expect(answer.lines.reduce(Money.zero) { $0 + $1.dollars } == answer.total && answer.total > .zero)
    // What a root costs, as often as there are roots: rounding apart.
    let product = answer.perExecution.mean * Double(answer.monthlyRoots)
    #expect(abs(product / answer.total.dollars - 1) < 1e-6)
    #expect(answer.perMonth.interval()?.contains(answer.total.dollars) == true)
  }

  @Test func retriesAreThrottlings() async throws {
    let answer = try await answer()
    let transitions = answer.lines[0]
    #expect(transitions.ofThrottling > .zero && transitions.ofThrottling < transitions.dollars)
    #expect(answer.lines[1].ofThrottling >= .zero && answer.throttlingShare > 0 && answer.throttlingShare < 1)
  }

  /// The load lasts a minute: twice as often is twice as much.
  @Test func aMonthIsTheLoadAgainAndAgain() async throws {
    let (once, twice) = (try await answer(), try await answer(every: .seconds(30)))
    // A little less, since gigabyte-hours become cheaper.
    #expect((1.9...2).contains(twice.total.dollars / once.total.dollars))
    let daily = try await answer(every: .seconds(86_400), freeTier: true)
    #expect(daily.free > .zero && daily.free <= Money(dollars: 0.1))
    #expect(daily.total + daily.free == daily.lines.reduce(Money.zero) { $0 + $1.dollars })
  }

  @Test func pricesAreTheScenarios() async throws {
    let plain = try await answer()
    let dear = try await answer([VariedScenario.Change(path: "prices.transition", value: "0.00005")])
    #expect(dear.lines[0].dollars == plain.lines[0].dollars + plain.lines[0].dollars)
    let starts = try await answer([VariedScenario.Change(path: "prices.transitionsPerStart", value: "1")])
    #expect(starts.lines[0].quantity > plain.lines[0].quantity)
  }

  @Test func bothTypesStandSideBySide() async throws {
    let answer = try await answer()
    #expect(answer.choices.map(\.isExpress) == [false, true] && answer.choices.allSatisfy { $0.obstacle == nil })
    #expect(answer.choices[1].express == answer.lines[1].dollars + answer.lines[2].dollars)
    #expect(answer.choices[0].standard == answer.lines[0].dollars)
    #expect(answer.choices.allSatisfy { $0.standard > .zero && $0.express > .zero })
  }

  @Test func infracostHasItsKeys() async throws {
    let text = String(decoding: try await answer().infracostFile.bytes, as: UTF8.self)
    for key in [
      "version: 0.1", "resource_usage:", "aws_sfn_state_machine.Root:", "monthly_transitions: ",
      "aws_sfn_state_machine.Leaf:", "monthly_requests: ", "workflow_duration_ms: ", "memory_mb: 64",
    ] { #expect(text.contains(key)) }
  }
}
