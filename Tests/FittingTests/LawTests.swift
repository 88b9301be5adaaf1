// FittingTests: laws against golden values and themselves, recordings of every form, and the way from a run to the law
// that it was made with.

import Statistics
import Testing

@testable import Fitting

@Suite struct LawTests {
  /// Ten times, of which the parameters and likelihoods were computed elsewhere (scipy.stats).
  static let ten = LatencySample([0.5, 0.7, 0.8, 1.0, 1.1, 1.3, 1.6, 2.1, 2.9, 4.2].map { LatencySample.Value($0) })

  @Test(arguments: [
    (LatencyLaw.Family.lognormal, [0.279644500, 0.625925126], -12.300585),
    (.gamma, [2.620389, 0.618229], -12.799418),
    (.weibull, [1.608694, 1.824715], -13.218784),
    (.exponential, [1.62], -14.824261),
  ]) func golden(family: LatencyLaw.Family, parameters: [Double], likelihood: Double) throws {
    let law = try #require(LatencyLaw.fit(family, Self.ten))
    for (found, wanted) in zip(law.parameters, parameters) { #expect(abs(found - wanted) < 1e-6) }
    #expect(abs(law.logLikelihood(Self.ten) - likelihood) < 1e-6)
  }
}
