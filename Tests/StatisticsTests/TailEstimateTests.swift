import Foundation
import Prelude
import Testing

@testable import Statistics

@Suite struct TailEstimateTests {
  /// Numbers of one generator in their order.
  private final class Uniforms {
    private var position: UInt64

    init(_ seed: UInt64) { position = Mix64.mix(seed) }

    func next() -> Double {
      position &+= Mix64.golden
      return Mix64.unit(Mix64.mix(position))
    }
  }

  private func sample(_ law: GeneralizedPareto, _ count: Int, seed: UInt64) -> [Double] {
    let uniforms = Uniforms(seed)
    return (0..<count).map { _ in law.value(exceededWith: 1 - uniforms.next()) }
  }

  /// As nanoseconds are.
  private func tail(_ values: [Double], limit: Double) throws -> TailEstimate {
    var sample = Sample()
    for value in values { sample.add(Int64(value * 1e9)) }
    return try TailEstimate(sample, limit: Int64(limit * 1e9), uniform: Uniforms(1).next)
  }

  @Test(arguments: [(0.2, 1.0), (0.0, 3.0), (-0.3, 2.0)])
  func aLawIsFoundAgain(shape: Double, scale: Double) throws {
    let law = GeneralizedPareto(shape: shape, scale: scale)
    let found = try #require(GeneralizedPareto.fit(sample(law, 20_000, seed: 7)))
    #expect(abs(found.shape - shape) < 0.04 && abs(found.scale / scale - 1) < 0.04)
    for p in [0.5, 0.01, 1e-4] { #expect(abs(law.exceedance(law.value(exceededWith: p)) - p) < 1e-9) }
  }

  /// No neighbour is more likely.
  @Test func theFitIsATop() throws {
    let excesses = sample(GeneralizedPareto(shape: 0.2, scale: 1), 500, seed: 3)
    let found = try #require(GeneralizedPareto.fit(excesses))
    for (shape, scale) in [(1e-3, 0.0), (-1e-3, 0), (0, 1e-3), (0, -1e-3)] {
      let near = GeneralizedPareto(shape: found.shape + shape, scale: found.scale + scale)
      #expect(near.logLikelihood(excesses) < found.logLikelihood(excesses))
    }
  }

  @Test func theProfileTouchesTheLikelihood() throws {
    let excesses = sample(GeneralizedPareto(shape: 0.1, scale: 1), 400, seed: 5)
    let found = try #require(GeneralizedPareto.fit(excesses))
    let top = GeneralizedPareto.profile(excesses, 12, exceededWith: found.exceedance(12))
    #expect(abs(top - found.logLikelihood(excesses)) < 1e-4)
    #expect(GeneralizedPareto.profile(excesses, 12, exceededWith: 0.1) < top)
  }

  @Test func anExponentialTailIsExtrapolated() throws {
    let values = sample(GeneralizedPareto(shape: 0, scale: 1), 10_000, seed: 11)
    let estimate = try tail(values, limit: 12)
    // e⁻¹²
    #expect(estimate.interval.contains(6.14e-6) && estimate.interval.contains(estimate.probability))
    #expect(estimate.excesses == 500 && estimate.pValue > 0.05)
  }

  /// Of a law with an end, nothing is beyond it.
  @Test func whatHasAnEndIsNotBeyondIt() throws {
    let values = sample(GeneralizedPareto(shape: -0.3, scale: 1), 5_000, seed: 2)
    let estimate = try tail(values, limit: 5)
    #expect(estimate.probability == 0 && estimate.interval.lower == 0 && estimate.interval.upper < 1e-4)
  }

  @Test func whatCannotBeExtrapolatedIsRefused() {
    #expect(throws: TailEstimate.Refusal.fewValues(100)) {
      try tail((0..<100).map(Double.init), limit: 1e6)
    }
    let steps: [Double] = (0..<10_000).map { number in Double(number % 7) + (number % 400 == 0 ? 3 : 0) }
    #expect(throws: TailEstimate.Refusal.self) { try tail(steps, limit: 50) }
    // Two heaps are no tail.
    var heaps = sample(GeneralizedPareto(shape: 0, scale: 0.01), 10_000, seed: 4)
    for index in stride(from: 0, to: heaps.count, by: 40) { heaps[index] += 10 }
    #expect(throws: TailEstimate.Refusal.self) { try tail(heaps, limit: 50) }
  }

  @Test func theQuotientOfPairsIsNarrow() throws {
    let counts = [100.0, 100, 100, 100]
    let one = RatioEstimator(sums: [300, 330, 270, 360], counts: counts)
    let other = RatioEstimator(sums: [100, 110, 90, 120], counts: counts)
    let times = Quotient(one, over: other)
    #expect(times.value == 3)
    let interval = try #require(times.interval())
    #expect(interval.upper - interval.lower < 1e-9)
    let loose = try #require(Quotient(one, over: RatioEstimator(sums: [120, 90, 110, 100], counts: counts)).interval())
    #expect(loose.upper - loose.lower > 1)
    #expect(Quotient(one, over: RatioEstimator(sums: [0, 0, 0, 0], counts: counts)).value.isNaN)
  }
}
