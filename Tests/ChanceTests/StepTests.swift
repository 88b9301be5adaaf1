import Prelude
import Testing

@testable import Chance

/// Common random numbers reach into a law only where its draws keep their order when its parameters change.
@Suite struct StepTests {
  static func pairs() throws -> [(Distribution, Distribution)] {
    [
      (try .uniform(from: 0, to: 1), try .uniform(from: 2, to: 9)),
      (try .exponential(mean: 1), try .exponential(mean: 3)),
      (try .lognormal(mean: 1, sigma: 0.5), try .lognormal(mean: 2, sigma: 1.5)),
      (try .weibull(scale: 1, shape: 0.7), try .weibull(scale: 2, shape: 3)),
      (try .pareto(scale: 1, shape: 2), try .pareto(scale: 2, shape: 3)),
      (try .empirical([1, 2, 3, 4]), try .empirical([5, 6, 7, 8, 9, 10, 11])),
      (try .gamma(mean: 1, shape: 0.6), try .gamma(mean: 1, shape: 2)),
    ]
  }

  @Test(arguments: try pairs().indices)
  func aLawIsSynchronisedWhereItsDrawsKeepTheirOrder(index: Int) throws {
    let (one, other) = try Self.pairs()[index]
    let key = StreamKey(seed: 1, replication: 0, purpose: .serviceTime)
    let draws = (0..<2_000).map { (entity: UInt64) -> (Span, Span) in
      var (first, second) = (key.stream(entity: entity), key.stream(entity: entity))
      return (one.sample(&first), other.sample(&second))
    }
    let ordered = draws.sorted { $0.0 < $1.0 }
    let keepsOrder = zip(ordered, ordered.dropFirst()).allSatisfy { $0.0 == $1.0 || $0.1 <= $1.1 }
    #expect(keepsOrder == one.isSynchronised && one.isSynchronised == other.isSynchronised)
  }
}
