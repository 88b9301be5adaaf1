import Prelude

/// The adaptive mode's client-side limit: a token bucket whose rate follows CUBIC.
///
/// Source: botocore 1.43, `retries/adaptive.py`, `bucket.py`, `throttling.py`. Its clock begins at virtual time zero.
struct ClientRateLimiter: Sendable {
  private static let smoothing = 0.8
  private static let measurePeriod = 0.5
  private static let minRate = 0.5
  private static let maxRateFactor = 2.0
  private static let cubicScale = 0.4
  private static let cubicBeta = 0.7

  /// The first throttled response turns the limit on, for good.
  private var isOn = false

  private var measuredRate = 0.0
  private var measuredUntil = 0.0
  private var responses = 0.0

  private var wMax = 0.0
  private var zeroPoint = 0.0
  private var lastThrottled = Instant.zero

  private var fillRate = 1.0
  private var capacity = 1.0
  private var level = 0.0
  private var filledUntil = Instant.zero

  /// Takes a token and answers zero, or takes nothing and answers when one will be there at today's rate.
  mutating func acquire(at now: Instant) -> Span {
    guard isOn else { return .zero }
    refill(at: now)
    if level >= 1 {
      level -= 1
      return .zero
    }
    return max(Span(nanoseconds: 1), Span(seconds: ((1 - level) / fillRate * 1e9).rounded(.up) / 1e9))
  }

  mutating func responded(at now: Instant, throttled: Bool) {
    measure(at: now)
    if throttled {
      let rate = isOn ? min(measuredRate, fillRate) : measuredRate
      wMax = rate
      zeroPoint = ClientRateLimiter.cubeRoot(rate * (1 - ClientRateLimiter.cubicBeta) / ClientRateLimiter.cubicScale)
      lastThrottled = now
      isOn = true
      setRate(rate * ClientRateLimiter.cubicBeta, at: now)
    } else {
      let distance = (now - lastThrottled).seconds - zeroPoint
      setRate(ClientRateLimiter.cubicScale * distance * distance * distance + wMax, at: now)
    }
  }

  /// The rate of responses, smoothed, over periods of half a second.
  private mutating func measure(at now: Instant) {
    let period =
      (Span(nanoseconds: now.nanoseconds).seconds / ClientRateLimiter.measurePeriod).rounded(.down)
      * ClientRateLimiter.measurePeriod
    responses += 1
    guard period > measuredUntil else { return }
    let rate = responses / (period - measuredUntil)
    measuredRate = rate * ClientRateLimiter.smoothing + measuredRate * (1 - ClientRateLimiter.smoothing)
    responses = 0
    measuredUntil = period
  }

  private mutating func setRate(_ wanted: Double, at now: Instant) {
    let rate = min(wanted, ClientRateLimiter.maxRateFactor * measuredRate)
    refill(at: now)
    fillRate = max(rate, ClientRateLimiter.minRate)
    capacity = max(rate, 1)
    level = min(level, capacity)
  }

  private mutating func refill(at now: Instant) {
    level = min(capacity, level + (now - filledUntil).seconds * fillRate)
    filledUntil = now
  }

  /// Newton's method: the mathematics library is not for modules below the scenario, and a rate is at least 0.
  private static func cubeRoot(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    var root = Double(sign: .plus, exponent: value.exponent / 3 + 1, significand: 1)
    while true {
      let next = (2 * root + value / (root * root)) / 3
      guard next < root else { return root }
      root = next
    }
  }
}
