import StepFunctions
import Testing

@testable import Planning
@testable import Report
@testable import Simulation
@testable import Statistics

@Suite struct LedgerAnswerTests {
  private func answer(
    _ varied: VariedScenario, lifted: LiftedQuotas = .all, jobs: Int = 2
  ) async throws -> LedgerAnswer {
    LedgerAnswer(
      plan: varied.plan, pairs: try await AnswerScenario.pairs(varied, lifted: lifted, jobs: jobs), lifted: lifted,
      version: "test")
  }

  @Test func throttlingIsWhatIsAdded() async throws {
    let answer = try await answer(AnswerScenario.read())
    let calls = try #require(answer.line(.calls))
    let refused = try #require(answer.line(.refused))
    #expect(answer.replications == Array(0..<6) && calls.counterfactual.mean == 11)
    // The same roots make the same starts, and each refusal is a call more.
    #expect(abs(calls.added.value - refused.added.value) < 1e-9 && calls.added.value > 1)
    #expect(calls.amplification.value == calls.actual.mean / 11)
    let interval = try #require(calls.amplification.interval())
    #expect(interval.contains(calls.amplification.value) && interval.lower > 1)
    #expect(try #require(answer.line(.refused)).counterfactual.mean == 0)
  }

  @Test func depthsSumToAll() async throws {
    let answer = try await answer(AnswerScenario.read())
    for quantity in LedgerQuantity.shown {
      let parts = answer.byDepth(quantity).reduce(0) { $0 + $1.actualSums.reduce(0, +) }
      #expect(parts == answer.line(quantity)?.actualSums.reduce(0, +), "\(quantity)")
    }
  }

  @Test func withoutThrottlingNothingIsAdded() async throws {
    let free = ["StartExecution", "StartExpressExecution"].map {
      VariedScenario.Change(path: "quotas.\($0)", value: "unlimited")
    }
    let answer = try await answer(AnswerScenario.read(AnswerScenario.fanOut, free))
    #expect(answer.lines.allSatisfy { $0.isSame && $0.added.value == 0 } && answer.oneSided.isEmpty)
    #expect(answer.title.contains("throttling adds nothing"))
  }

  /// Without the bucket of the leaves alone, roots are refused as before.
  @Test func oneQuotaAlone() async throws {
    let all = try await answer(AnswerScenario.read())
    let one = try await answer(
      AnswerScenario.read(), lifted: .named([.action(.startExpressExecution)]))
    let root = LedgerLevel(depth: 0, machine: 0)
    #expect(one.line(.refused, root)?.counterfactual.mean ?? 0 > 0)
    #expect(all.line(.refused, root)?.counterfactual.mean == 0)
    #expect(one.line(.calls)?.actual == all.line(.calls)?.actual)
  }

  @Test func jobsChangeNothing() async throws {
    let varied = try AnswerScenario.read()
    let texts = [
      try await answer(varied, jobs: 1), try await answer(varied, jobs: 7),
    ].map { answer in answer.files().map { String(decoding: $0.bytes, as: UTF8.self) }.joined() }
    #expect(texts[0] == texts[1])
  }

  @Test func rootsOfOneSideAreListed() async throws {
    let hasty = [VariedScenario.Change(path: "load.0.retry.maxAttempts", value: "0")]
    let answer = try await answer(AnswerScenario.read(AnswerScenario.fanOut, hasty))
    #expect(answer.lost > 0 && answer.oneSided.allSatisfy { $0.root.actual != .succeeded })
    let calls = try #require(answer.line(.calls))
    #expect(calls.counterfactual.mean == 11)
    #expect(answer.line(.calls, LedgerLevel(depth: 0, machine: 0))?.actual.mean == 1)
    let csv = try #require(answer.files().first { $0.name == "ledger-roots.csv" })
    #expect(String(decoding: csv.bytes, as: UTF8.self).split(separator: "\r\n").count == answer.oneSided.count + 1)
  }

  @Test func theHardestRootIsAtItsRank() async throws {
    let answer = try await answer(AnswerScenario.read())
    let hardest = try #require(answer.hardest)
    let pairs = try await AnswerScenario.pairs(AnswerScenario.read())
    let calls = pairs.flatMap(\.roots).map(\.calls).sorted()
    #expect(calls.count == answer.rootCount && calls.count { $0 <= hardest.root.calls } * 100 >= calls.count * 99)
    #expect(calls.count { $0 < hardest.root.calls } * 100 < calls.count * 99)
  }
}
