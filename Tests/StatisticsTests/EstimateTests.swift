import Prelude
import Testing

@testable import Chance
@testable import Statistics

@Suite struct EstimateTests {
  /// Two-sided 95 % and 99 %. Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  @Test(arguments: [
    (0.975, 1, 12.706), (0.975, 2, 4.303), (0.975, 4, 2.776), (0.975, 9, 2.262), (0.975, 29, 2.045),
    (0.975, 100, 1.984), (0.995, 1, 63.657), (0.995, 9, 3.250), (0.995, 30, 2.750), (0.95, 10, 1.812), (0.9, 5, 1.476),
  ]) func quantilesOfStudentsT(p: Double, degreesOfFreedom: Int, published: Double) {
    #expect(abs(StudentT.quantile(p, degreesOfFreedom: degreesOfFreedom) - published) <= 0.0005001)
  }

  @Test(arguments: [(0, 4), (1, 4), (-1, 4), (.nan, 4), (0.9, 0)]) func badQuantilesAreNaN(p: Double, degrees: Int) {
    #expect(StudentT.quantile(p, degreesOfFreedom: degrees).isNaN)
  }

  @Test func aKnownInterval() throws {
    let estimate = Estimate(replications: [1, 2, 3, 4, 5])
    #expect(abs(estimate.mean - 3) < 1e-12)
    let halfWidth = try #require(estimate.halfWidth)
    #expect(abs(halfWidth - 2.776_445 * 2.5.squareRoot() / 5.0.squareRoot()) < 1e-5)
    #expect(Estimate(replications: [1, 2], confidence: 0.5).halfWidth.map { abs($0 - 0.5) < 1e-12 } == true)
  }

  @Test func oneReplicationHasNoHalfWidth() {
    #expect(Estimate(replications: [3]).mean == 3)
    #expect(Estimate(replications: [3]).halfWidth == nil)
    #expect(Estimate(replications: []).mean.isNaN)
    #expect(Estimate(replications: []).halfWidth == nil)
    #expect(Estimate(replications: [1, 2], confidence: 1).halfWidth == nil)
    #expect(Estimate(replications: [3, 3, 3]).halfWidth == 0)
  }

  /// 2,000 experiments of 8 draws: 95 % ± 4 standard errors (2 %) of the intervals must hold the true mean.
  @Test(arguments: [(0.95, 0.93...0.97), (0.5, 0.455...0.545)])
  func intervalsCoverTheMeanAsOftenAsTheySay(confidence: Double, expected: ClosedRange<Double>) throws {
    let law = try Distribution.gamma(mean: 10, shape: 100)
    let key = StreamKey(seed: 11, replication: 0, purpose: .serviceTime)
    var covered = 0
    for experiment in 0..<2_000 {
      var stream = key.stream(entity: UInt64(experiment))
      let draws = (0..<8).map { _ in law.sample(&stream).seconds }
      let estimate = Estimate(replications: draws, confidence: confidence)
      if abs(estimate.mean - law.mean) <= (estimate.halfWidth ?? 0) { covered += 1 }
    }
    #expect(expected.contains(Double(covered) / 2_000))
  }
}
