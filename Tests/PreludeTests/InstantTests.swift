import Testing

@testable import Prelude

@Suite struct InstantTests {
  @Test(
    arguments: [
      (0, 0), (1, 1_000_000_000), (0.0005, 500_000), (0.000_000_000_4, 0), (0.000_000_000_6, 1), (-3, 0), (.nan, 0),
      (.infinity, .max), (-.infinity, 0), (1e300, .max), (9_300_000_000, .max),
    ] as [(Double, Int64)])
  func spanOfSecondsIsRoundedOnceAndNeverTraps(seconds: Double, nanoseconds: Int64) {
    #expect(Span(seconds: seconds).nanoseconds == nanoseconds)
  }

  @Test func wholeSecondsSaturate() {
    #expect(Span.seconds(3).nanoseconds == 3_000_000_000)
    #expect(Span.seconds(.max) == .longest)
    #expect(Span.milliseconds(1500).seconds == 1.5)
  }

  @Test func sumsSaturateAtNever() {
    #expect(Instant.zero + .seconds(2) == Instant(nanoseconds: 2_000_000_000))
    #expect(Instant(nanoseconds: .max - 1) + .seconds(2) == .never)
    #expect(Instant.never + .zero == .never)
    #expect(Instant.never - .never == .zero)
    #expect(Instant(nanoseconds: 5) - Instant(nanoseconds: 7) == Span(nanoseconds: -2))
  }

  @Test func instantsAndSpansOrder() {
    #expect(Instant.zero < .never)
    #expect(Span.zero < .longest)
    var span = Span.seconds(1)
    span += .seconds(2)
    #expect(span == .seconds(3))
    #expect(span - .seconds(1) == .seconds(2))
  }
}
