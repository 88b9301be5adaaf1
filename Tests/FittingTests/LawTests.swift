// FittingTests: laws against golden values and themselves, recordings of every form, and the way from a run to the law
// that it was made with.

import Chance
import Foundation
import Testing

@testable import Fitting
@testable import Statistics

@Suite struct LawTests {
  /// Ten times, of which the parameters and likelihoods were computed elsewhere (scipy.stats).
  static let ten = LatencySample([0.5, 0.7, 0.8, 1.0, 1.1, 1.3, 1.6, 2.1, 2.9, 4.2].map { LatencySample.Value($0) })

  @Test(arguments: [
    (LatencyLaw.Family.lognormal, [0.279644500, 0.625925126], -12.300585),
    (.gamma, [2.620389, 0.618229], -12.799418),
    (.weibull, [1.608665, 1.824719], -13.218784),
    (.exponential, [1.62], -14.824261),
  ]) func golden(family: LatencyLaw.Family, parameters: [Double], likelihood: Double) throws {
    let law = try #require(LatencyLaw.fit(family, Self.ten))
    for (found, wanted) in zip(law.parameters, parameters) { #expect(abs(found - wanted) < 1e-6) }
    #expect(abs(law.logLikelihood(Self.ten) - likelihood) < 1e-6)
  }

  static let laws = [
    LatencyLaw(.exponential, [1.5]), LatencyLaw(.lognormal, [-0.5, 0.8]), LatencyLaw(.gamma, [2.5, 0.4]),
    LatencyLaw(.gamma, [0.6, 2]), LatencyLaw(.weibull, [1.7, 0.9]), LatencyLaw(.weibull, [0.7, 3]),
    LatencyLaw(.pareto, [0.2, 2.5]), LatencyLaw(.mixture, [0.8, -2, 0.3, 0.5, 0.4]),
    LatencyLaw(.lognormal, [-0.5, 0.8], shift: 0.25),
  ]

  /// Quantiles invert the distribution function, which is what the sampler draws from.
  @Test(arguments: laws) func functions(_ law: LatencyLaw) throws {
    for p in [0.001, 0.1, 0.5, 0.9, 0.999] {
      let time = law.quantile(p)
      #expect(abs(law.cumulative(time) - p) < 1e-7, "\(law) \(p)")
      #expect(abs(law.cumulative(time) + law.survival(time) - 1) < 1e-9)
    }
    var stream = StreamKey(seed: 3, replication: 0, purpose: .bootstrap).stream(entity: 0)
    let source = try #require(law.distribution)
    let drawn = (0..<2_000).map { _ in law.cumulative(source.number(&stream) + law.shift) }
    #expect(KolmogorovSmirnov.pValue(distance: KolmogorovSmirnov.distanceFromUniform(drawn), count: 2_000) > 0.001)
    let mean = (0..<20_000).reduce(0.0) { sum, _ in sum + source.number(&stream) } / 20_000
    #expect(abs(mean + law.shift - law.mean) < 0.05 * law.mean)
  }

  static func drawn(_ law: LatencyLaw, _ count: Int, seed: UInt64, limit: Double = .infinity) -> LatencySample {
    var stream = StreamKey(seed: seed, replication: 0, purpose: .bootstrap).stream(entity: 9)
    guard let source = law.distribution else { return LatencySample([]) }
    return LatencySample(
      (0..<count).map { _ in
        let time = source.number(&stream) + law.shift
        return time > limit
          ? LatencySample.Value(limit, isCensored: true) : LatencySample.Value(time, limit: limit)
      })
  }

  /// 10,000 draws give the parameters back to a few percent, with a tenth of them cut off too.
  @Test(arguments: laws.filter { $0.shift == 0 }, [1, 0.9]) func recovery(_ law: LatencyLaw, seen: Double) throws {
    let limit = seen < 1 ? law.quantile(seen) : .infinity
    let sample = Self.drawn(law, 10_000, seed: 11, limit: limit)
    let found = try #require(LatencyLaw.fit(law.family, sample))
    for (value, truth) in zip(found.parameters, law.parameters) {
      #expect(abs(value - truth) < 0.08 * max(0.5, abs(truth)), "\(found.parameters) of \(law)")
    }
    #expect(found.logLikelihood(sample) >= law.logLikelihood(sample) - 1e-6, "the truth is no more likely")
  }

  /// With censoring the exponential law has a closed form: all the waiting over what ended.
  @Test func censoredExponential() throws {
    let values = [1.0, 2, 3].map { LatencySample.Value($0) } + [LatencySample.Value(4, isCensored: true)]
    let law = try #require(LatencyLaw.fit(.exponential, LatencySample(values)))
    #expect(abs(law.parameters[0] - 10.0 / 3) < 1e-12)
  }

  @Test func shift() throws {
    let sample = Self.drawn(LatencyLaw(.lognormal, [-1, 0.5], shift: 2), 3_000, seed: 4)
    let law = try LatencyLaw.fitShifted(.lognormal, sample)
    #expect(abs(law.shift - 2) < 0.05)
    #expect(abs(law.parameters[1] - 0.5) < 0.08)
    // Below a shape of 1 the likelihood has no top.
    let peaked = Self.drawn(LatencyLaw(.weibull, [0.6, 1], shift: 1), 500, seed: 5)
    #expect(throws: LatencyLaw.ShiftProblem.unbounded) { try LatencyLaw.fitShifted(.weibull, peaked) }
  }

  @Test(arguments: [[], [1], [2, 2, 2], [0, 0]] as [[Double]]) func nothingToFit(_ times: [Double]) {
    let sample = LatencySample(times.map { LatencySample.Value($0) })
    for family in LatencyLaw.Family.allCases { #expect(LatencyLaw.fit(family, sample) == nil) }
  }

  @Test(
    arguments: [([0.1, 0.25], 0.01), ([1, 3], 1), ([0.123, 0.2], 0.001), ([0.1234], nil)] as [([Double], Double?)])
  func resolution(times: [Double], step: Double?) { #expect(LatencySample.resolution(of: times) == step) }
}
