import Prelude
import Testing

/// Buckets whose tokens come in steps, and whose refusals come late.
@Suite struct BucketTimingTests {
  /// A reference, so that `#expect` may call what changes it.
  private final class Bucket {
    private var bucket: TokenBucket
    private let timing: BucketTiming?

    /// Nil: the ideal bucket by itself.
    init(_ capacity: Int, _ perSecond: Int, _ timing: BucketTiming?) {
      bucket = TokenBucket(capacity: capacity, rate: .perSecond(perSecond))
      self.timing = timing
    }

    func take(at now: Instant) -> Bool {
      if let timing { bucket.take(at: now, timing) } else { bucket.take(at: now) }
    }

    func hasToken(at now: Instant) -> Bool {
      if let timing { bucket.hasToken(at: now, timing) } else { bucket.hasToken(at: now) }
    }

    func reserve(at now: Instant) -> Span {
      if let timing { bucket.reserve(at: now, timing) } else { bucket.reserve(at: now) }
    }

    func tokens(at now: Instant) -> Double { bucket.tokens(at: now) }
  }

  private static func at(_ milliseconds: Int) -> Instant { .zero + .milliseconds(milliseconds) }

  /// Calls of one instant each: how many of them are admitted.
  private static func admitted(_ bucket: Bucket, _ calls: Int, at milliseconds: Int) -> Int {
    (0..<calls).count { _ in bucket.take(at: at(milliseconds)) }
  }

  @Test(arguments: [(0, 10), (999, 0), (1_000, 5), (1_500, 0), (4_999, 10), (5_000, 5)])
  func tokensComeTogetherAtWholeSteps(milliseconds: Int, count: Int) {
    // Each row goes on from the one before: refilled by 5 a second, and never beyond 10.
    let timing = BucketTiming(stepMilliseconds: 1_000)
    let bucket = Bucket(10, 5, timing)
    for (time, expected) in [(0, 10), (999, 0), (1_000, 5), (1_500, 0), (4_999, 10), (5_000, 5)] {
      let found = Self.admitted(bucket, 20, at: time)
      #expect(found == expected)
      if time == milliseconds { #expect(found == count) }
    }
  }

  @Test func anIdealTimingIsTheIdealBucket() {
    let (timed, ideal) = (Bucket(7, 3, .ideal), Bucket(7, 3, nil))
    for millisecond in stride(from: 0, to: 20_000, by: 37) {
      #expect(timed.hasToken(at: Self.at(millisecond)) == ideal.hasToken(at: Self.at(millisecond)))
      #expect(timed.take(at: Self.at(millisecond)) == ideal.take(at: Self.at(millisecond)))
    }
    for millisecond in stride(from: 20_000, to: 30_000, by: 111) {
      #expect(timed.reserve(at: Self.at(millisecond)) == ideal.reserve(at: Self.at(millisecond)))
    }
  }

  /// 100 calls a second at a bucket of 100 with 1/s, as was recorded of another action: all are let through until two
  /// seconds after the bucket is empty, and nothing before what they took too much is refilled.
  @Test func whatIsLetThroughIsOwed() {
    let timing = BucketTiming(lagMilliseconds: 2_000)
    let bucket = Bucket(100, 1, timing)
    var (admitted, firstRefusal) = (0, 0)
    for call in 0..<500 {
      if bucket.take(at: Self.at(call * 10)) {
        admitted += 1
      } else if firstRefusal == 0 {
        firstRefusal = call * 10
      }
    }
    // 100 tokens and one of refill last until 1.01 s; the refusals come 2 s after that.
    #expect(firstRefusal == 3_010)
    #expect(admitted == 301)
    let owed = Double(admitted) - 100 - 4.99
    #expect(abs(bucket.tokens(at: Self.at(4_990)) + owed) < 1e-6)
    // 296 calls too many are paid for 196 s later, and one more is there a second after that.
    #expect(!bucket.take(at: Self.at(201_990)))
    #expect(bucket.take(at: Self.at(202_000)))
  }

  /// Whatever the lag, nobody gets more than the bucket and the refill in the long run, and what one lag lets through.
  @Test(arguments: [0, 250, 1_000, 2_000])
  func theLongRunIsTheRefill(lag: Int) {
    let timing = BucketTiming(stepMilliseconds: 500, lagMilliseconds: UInt32(lag))
    let bucket = Bucket(10, 20, timing)
    let count = (0..<60_000).count { bucket.take(at: Self.at($0 * 10)) }
    let ideal = 10 + 20 * 600
    #expect(count >= ideal - 20 && count <= ideal + lag / 10 + 1)
  }

  @Test func aCallerThatWaitsGetsItsTokenAtAStep() {
    let timing = BucketTiming(stepMilliseconds: 1_000)
    let bucket = Bucket(1, 2, timing)
    #expect(bucket.reserve(at: Self.at(100)) == .zero)
    let waits = (0..<3).map { _ in bucket.reserve(at: Self.at(100)) }
    #expect(waits == [.milliseconds(900), .milliseconds(900), .milliseconds(1_900)])
  }

  @Test func nobodyWaitsWhileRefusalsAreLate() {
    let timing = BucketTiming(lagMilliseconds: 1_000)
    let bucket = Bucket(1, 1, timing)
    let waits = [0, 0, 500, 1_000].map { bucket.reserve(at: Self.at($0)) }
    // Three were let through with one token; the fourth waits for what they owe and for its own.
    #expect(waits == [.zero, .zero, .zero, .milliseconds(2_000)])
  }

  @Test func withoutRefillDebtsArePaidNever() {
    let timing = BucketTiming(lagMilliseconds: 10)
    let bucket = Bucket(0, 0, timing)
    #expect(bucket.take(at: .zero))
    #expect(!bucket.take(at: Self.at(1_000_000)))
    #expect(bucket.reserve(at: Self.at(1_000_000)) == .longest)
  }
}
