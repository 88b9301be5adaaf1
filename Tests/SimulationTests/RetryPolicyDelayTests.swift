import Prelude
import Testing

@testable import Simulation

@Suite struct RetryPolicyDelayTests {
  static func policy(_ interval: Span, _ rate: Double, cap: Span? = nil, jitter: Bool = false) -> RetryPolicy {
    RetryPolicy(interval: interval, rate: rate, maxAttempts: 100, maxDelay: cap, fullJitter: jitter)
  }

  @Test func delaysDoubleExactlyUpToTheCap() {
    let policy = Self.policy(.seconds(1), 2, cap: .seconds(60))
    let delays = (0..<9).map { policy.delay(retry: $0, uniform: 0.25) }
    #expect(delays == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { Span.seconds($0) })
  }

  @Test(
    arguments: [
      (1_000_000_000, 1.5, 4, 5_062_500_000), (1_000_000_000, 1.1, 1, 1_100_000_000), (7, 1, 1 << 40, 7),
      (3_000_000_000, 3, 3, 81_000_000_000), (0, 2, 5_000, 0), (1, 1.5, 1, 2), (1_000_000_000, 2, -1, 1_000_000_000),
      (1_000_000_000, .nan, 1, 0), (1_000_000_000, -2, 1, 0), (1_000_000_000, 0.5, 2, 250_000_000),
    ] as [(Int64, Double, Int, Int64)]) func delays(interval: Int64, rate: Double, k: Int, expected: Int64)
  {
    let policy = Self.policy(Span(nanoseconds: interval), rate)
    #expect(policy.delay(retry: k, uniform: 0.5) == Span(nanoseconds: expected))
  }

  @Test func anUncappedDelaySaturates() {
    #expect(Self.policy(.seconds(1), 2).delay(retry: 62, uniform: 0) == .longest)
    #expect(Self.policy(.seconds(1), 10).delay(retry: .max, uniform: 0) == .longest)
    let year = Span.seconds(31_622_400)
    #expect(Self.policy(.seconds(1), 10, cap: year).delay(retry: .max, uniform: 0) == year)
  }

  @Test func fullJitterTakesAFractionOfTheCappedDelay() {
    let policy = Self.policy(.seconds(1), 2, cap: .seconds(60), jitter: true)
    #expect(policy.delay(retry: 2, uniform: 0) == .zero)
    #expect(policy.delay(retry: 2, uniform: 0.375) == .milliseconds(1_500))
    #expect(policy.delay(retry: 10, uniform: 0.5) == .seconds(30))
    #expect(policy.delay(retry: 10, uniform: 1 - 0x1p-53) <= .seconds(60))
  }
}
