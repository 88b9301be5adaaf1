import Prelude
import Testing

/// A bucket behind a reference, since `#expect` takes no mutating calls.
private final class Bucket {
  private var bucket: TokenBucket

  init(capacity: Int, rate: Rate) { bucket = TokenBucket(capacity: capacity, rate: rate) }

  func take(at now: Instant) -> Bool { bucket.take(at: now) }
  func reserve(at now: Instant) -> Span { bucket.reserve(at: now) }
  func tokens(at now: Instant) -> Double { bucket.tokens(at: now) }
}

@Suite struct TokenBucketTests {
  /// One line, one law: a burst at each instant (in milliseconds), and how many of it are admitted.
  @Test(
    arguments: [
      (1300, 300, [(0, 2000)], [1300]),
      (1300, 300, [(0, 2000), (1000, 2000), (3000, 2000), (7000, 2000)], [1300, 300, 600, 1200]),
      (1300, 300, [(0, 9999), (5000, 9999), (60_000, 9999)], [1300, 1300, 1300]),
      (5, 1, [(0, 9), (999, 1), (1000, 1), (1001, 1)], [5, 0, 1, 0]),
      (0, 10, [(0, 1), (1000, 1)], [0, 0]),
      (3, 0, [(0, 2), (1_000_000, 5)], [2, 1]),
      (1, 1, [(0, 1), (0, 1), (2500, 2), (3499, 1), (3500, 1)], [1, 0, 1, 0, 1]),
      (2, 3, [(0, 2), (333, 1), (334, 1)], [2, 0, 1]),
    ] as [(Int, Int, [(Int, Int)], [Int])])
  func admits(capacity: Int, perSecond: Int, bursts: [(Int, Int)], admitted: [Int]) {
    let bucket = Bucket(capacity: capacity, rate: .perSecond(perSecond))
    var counts: [Int] = []
    for (milliseconds, calls) in bursts {
      let now = Instant.zero + .milliseconds(milliseconds)
      counts.append((0..<calls).count { _ in bucket.take(at: now) })
    }
    #expect(counts == admitted)
  }

  @Test func refusedCallsCostNothing() {
    let bucket = Bucket(capacity: 1, rate: .perSecond(1))
    #expect(bucket.take(at: .zero))
    for millisecond in 1..<1000 { #expect(!bucket.take(at: .zero + .milliseconds(millisecond))) }
    #expect(bucket.take(at: .zero + .seconds(1)))
  }

  @Test func reservationsAreServedInOrderAtTheRate() {
    let bucket = Bucket(capacity: 2, rate: .perSecond(4))
    let waits = (0..<6).map { _ in bucket.reserve(at: .zero).nanoseconds / 1_000_000 }
    #expect(waits == [0, 0, 250, 500, 750, 1000])
    #expect(bucket.tokens(at: .zero) == -4)
    #expect(!bucket.take(at: .zero + .seconds(1)))
    #expect(bucket.reserve(at: .zero + .seconds(1)) == .milliseconds(250))
    #expect(bucket.tokens(at: .zero + .seconds(60)) == 2)
  }

  @Test func withoutRefillAReservationNeverComes() {
    let bucket = Bucket(capacity: 1, rate: .perSecond(0))
    #expect(bucket.reserve(at: .zero) == .zero)
    #expect(bucket.reserve(at: .zero) == .longest)
  }

  @Test func aThirdOfATokenIsNeverLost() {
    let bucket = Bucket(capacity: 1, rate: Rate(count: 1, per: .seconds(3)))
    #expect(bucket.take(at: .zero))
    for second in 1...300 {
      #expect(bucket.take(at: .zero + .seconds(second)) == (second % 3 == 0))
    }
  }

  @Test func overACenturyTheArithmeticDoesNotOverflow() {
    let bucket = Bucket(capacity: 1000, rate: .perSecond(1_000_000))
    #expect(bucket.take(at: .zero))
    #expect(bucket.tokens(at: .zero + .seconds(3_000_000_000)) == 1000)
    #expect(bucket.take(at: .zero + .seconds(3_000_000_000)))
  }

  /// Capacity plus refill is all that a window can pass, and a caller that never stops gets exactly that.
  @Test(arguments: [1, 7, 50, 300])
  func noWindowPassesMoreThanCapacityAndRefill(perSecond: Int) {
    let bucket = Bucket(capacity: 10, rate: .perSecond(perSecond))
    var admitted = 0
    for millisecond in 0...10_000 {
      while bucket.take(at: .zero + .milliseconds(millisecond)) { admitted += 1 }
      #expect(admitted <= 10 + perSecond * millisecond / 1000)
    }
    #expect(admitted == 10 + perSecond * 10)
  }

  @Test func ratesReadPerSecond() {
    #expect(Rate.perSecond(300).perSecond == 300)
    #expect(Rate(count: 1, per: .seconds(4)).perSecond == 0.25)
  }
}
