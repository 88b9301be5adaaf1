import Testing

@testable import Statistics

@Suite struct SkewnessTests {
  /// As `scipy.stats.skew(x, bias=False)`.
  @Test func aKnownSkewness() throws {
    let skewness = try #require(Skewness([1, 2, 2.5, 3, 9]))
    expect(skewness.value, near: 1.927_012_949_165)
    #expect(skewness.isHardlyKnown)
    #expect(skewness.spoilsStudentT)
    #expect(skewness.clustersNeeded == 121)
  }

  @Test(arguments: [[], [1], [1, 2], [4, 4, 4, 4], [1, 2, .nan]] as [[Double]]) func thereIsNone(_ values: [Double]) {
    #expect(Skewness(values) == nil)
  }

  @Test func symmetryIsNoReasonForAWarning() {
    #expect(Skewness([-2, -1, 0, 1, 2])?.spoilsStudentT == false)
    // To the left is as bad for Student's t, but latencies have their tails on the right: the rule asks for G₁ > 0.
    #expect(Skewness([-9, -3, -2.5, -2, -1])?.spoilsStudentT == false)
  }
}
