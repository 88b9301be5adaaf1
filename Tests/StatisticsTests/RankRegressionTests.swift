import TestSupport
import Testing

@testable import Statistics

@Suite struct RankRegressionTests {
  @Test(arguments: [
    ([3.0, 1, 2], [3.0, 1, 2]), ([5.0, 5, 1], [2.5, 2.5, 1]), ([7.0, 7, 7, 7], [2.5, 2.5, 2.5, 2.5]), ([], []),
  ]) func equalValuesShareRanks(_ values: [Double], _ ranks: [Double]) {
    #expect(RankRegression.ranks(values) == ranks)
  }

  /// Against the definition: the correlation of what is left of the ranks of either after the other inputs.
  @Test func partialCorrelationsAreThoseOfResiduals() throws {
    let first: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    let second: [Double] = [3, 1, 4, 10, 5, 9, 2, 6, 8, 7]
    let response: [Double] = [2, 1, 5, 9, 3, 10, 4, 6, 7, 8]
    let found = try #require(RankRegression(inputs: zip(first, second).map { [$0, $1] }, response: response))
    func correlation(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + ($1.0 - 5.5) * ($1.1 - 5.5) } / 82.5
    }
    let (fs, fr, sr) = (
      correlation(first, second), correlation(first, response), correlation(second, response)
    )
    let partial = { (r: Double, other: Double) in
      (r - other * fs) / ((1 - other * other) * (1 - fs * fs)).squareRoot()
    }
    expect(found.coefficients[0]?.correlation, near: partial(fr, sr), within: 1e-9)
    expect(found.coefficients[1]?.correlation, near: partial(sr, fr), within: 1e-9)
    expect(
      found.determination, near: (fr * fr + sr * sr - 2 * fr * sr * fs) / (1 - fs * fs), within: 1e-9)
    let interval = try #require(found.coefficients[1]?.interval)
    #expect(interval.lower < partial(sr, fr) && partial(sr, fr) < interval.upper && interval.upper < 1)
  }

  @Test func aMonotoneResponseIsAllOfOneInput() throws {
    let inputs = (0..<20).map { [Double($0), Double($0 * 7 % 20)] }
    let found = try #require(RankRegression(inputs: inputs, response: inputs.map { -$0[0] * $0[0] * $0[0] }))
    expect(found.coefficients[0]?.correlation, near: -1, within: 1e-6)
    expect(found.determination, near: 1)
  }

  @Test func whatDoesNotVaryHasNoCoefficient() throws {
    let inputs = (0..<10).map { [Double($0), 4, Double($0 * 3 % 10)] }
    let found = try #require(RankRegression(inputs: inputs, response: (0..<10).map { Double($0 * 3 % 10 + $0) }))
    #expect(found.coefficients[0] != nil && found.coefficients[1] == nil && found.coefficients[2] != nil)
    #expect(RankRegression(inputs: inputs, response: Array(repeating: 1, count: 10)) == nil)
    #expect(RankRegression(inputs: Array(inputs.prefix(4)), response: [1, 2, 3, 4]) == nil)
  }

  /// One input says what the other does: neither can be told apart.
  @Test func whatTheOthersDetermineHasNone() throws {
    let inputs = (0..<10).map { [Double($0), Double(2 * $0)] }
    let found = try #require(RankRegression(inputs: inputs, response: (0..<10).map { Double($0 * 3 % 10) }))
    #expect(found.coefficients == [nil, nil])
  }

  /// Independent of the response: the interval holds 0 in about 95 of 100 designs.
  @Test func intervalsCoverNothing() {
    var random = SplitMix64(seed: 5)
    var covered = 0
    for _ in 0..<400 {
      let inputs = (0..<64).map { _ in [Double(random.below(1 << 30)), Double(random.below(1 << 30))] }
      let response = (0..<64).map { _ in Double(random.below(1 << 30)) }
      let found = RankRegression(inputs: inputs, response: response)?.coefficients[0]
      if found?.interval.contains(0) == true { covered += 1 }
    }
    #expect(366...394 ~= covered)
  }
}
