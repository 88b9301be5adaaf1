import TestSupport
import Testing

@testable import Statistics

@Suite struct KimNelsonTests {
  @Test(arguments: [(2, 10, 0.334050), (5, 10, 0.634967)]) func constants(_ systems: Int, _ first: Int, _ eta: Double) {
    expect(KimNelson.eta(systems: systems, first: first, alpha: 0.05), near: eta, within: 2e-6)
  }

  @Test func theConstantOfTenAndTwenty() {
    expect(KimNelson.eta(systems: 10, first: 20, alpha: 0.05), near: 0.302934, within: 2e-6)
    #expect(KimNelson.eta(systems: 1, first: 20, alpha: 0.05) == 0)
  }

  /// One is better than nine equal ones by just the indifference, which is 0.3 of their spread.
  @Test(arguments: [(0.0, 500...1_600), (0.9, 100...260)]) func slippage(
    _ correlation: Double, _ effort: ClosedRange<Int>
  ) {
    var random = SplitMix64(seed: 11)
    var (correct, samples) = (0, 0)
    let runs = 200
    for _ in 0..<runs {
      let shared = correlation.squareRoot()
      let own = (1 - correlation).squareRoot()
      func round(_ count: Int) -> [Double] {
        let common = Self.normal(&random)
        return (0..<count).map { _ in shared * common + own * Self.normal(&random) }
      }
      let first = (0..<10).map { _ in round(10) }
      var sums = (0..<10).map { system in first.reduce(0) { $0 + $1[system] } + (system == 3 ? 3 : 0) }
      var procedure = KimNelson(
        (0..<10).map { system in KimNelson.First(values: first.map { $0[system] + (system == 3 ? 0.3 : 0) }) },
        indifference: 0.3, alpha: 0.05)
      samples += 100
      while !procedure.isOver {
        let next = round(10)
        for system in procedure.survivors { sums[system] += next[system] + (system == 3 ? 0.3 : 0) }
        samples += procedure.survivors.count
        let rounds = procedure.rounds + 1
        procedure.look(procedure.survivors.map { sums[$0] / Double(rounds) }, rounds: rounds)
      }
      if procedure.best == 3 { correct += 1 }
    }
    #expect(correct >= 184)
    #expect(effort ~= samples / runs)
  }

  @Test func equalSystemsWithoutSpreadAreOverAtOnce() {
    let same = KimNelson.First(values: [5, 5, 5])
    let procedure = KimNelson([same, same], indifference: 0.1, alpha: 0.05)
    #expect(procedure.isOver && procedure.survivors == [0, 1] && procedure.best == 0)
  }

  @Test func whatIsNotANumberLoses() {
    let procedure = KimNelson(
      [.init(values: [.nan, .nan]), .init(values: [1, 1])], indifference: 0.1, alpha: 0.05)
    #expect(procedure.best == 1)
  }

  /// By twelve uniform numbers, of which the mean is taken off.
  private static func normal(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double(random.below(1 << 30)) * 0x1p-30 }
  }
}

@Suite struct SuccessiveHalvingTests {
  @Test func roundsHalveTheRest() {
    let rounds = SuccessiveHalving.rounds(candidates: 66, replications: 5, keep: 8)
    #expect(rounds.map(\.candidates) == [66, 33, 17, 9])
    #expect(rounds.map(\.replications) == [5, 10, 20, 40])
    #expect(SuccessiveHalving.rounds(candidates: 8, replications: 5, keep: 8).isEmpty)
  }

  @Test func violationsComeBeforeCosts() {
    let candidates = [(0, 0.0, 5.0), (1, 0.1, 1.0), (2, 0.0, 3.0), (3, .nan, 0.0), (4, 0.0, .nan)]
      .map { (id: $0.0, violation: $0.1, cost: $0.2) }
    #expect(SuccessiveHalving.best(2, of: candidates) == [0, 2])
    #expect(SuccessiveHalving.best(3, of: candidates) == [0, 2, 4])
    #expect(SuccessiveHalving.best(9, of: candidates) == [0, 1, 2, 3, 4])
  }
}
