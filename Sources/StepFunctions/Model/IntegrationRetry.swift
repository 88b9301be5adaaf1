public import Prelude

/// Retries that an integration of Step Functions makes by itself. Whether AWS's make any is unknown: their causes tell
/// an `SDK Attempt Count`, and no recording shows one of a throttled call.
public struct IntegrationRetry: Hashable, Sendable {
  /// After the first call.
  public var maxAttempts: Int
  public var interval: Span
  public var rate: Double
  public var maxDelay: Span
  public var fullJitter: Bool

  /// By default what the AWS SDK for Java does about throttling: half a second at first, 20 seconds at most, and full
  /// jitter.
  public init(
    maxAttempts: Int, interval: Span = .milliseconds(500), rate: Double = 2, maxDelay: Span = .seconds(20),
    fullJitter: Bool = true
  ) {
    self.maxAttempts = maxAttempts
    self.interval = interval
    self.rate = rate
    self.maxDelay = maxDelay
    self.fullJitter = fullJitter
  }

  /// Before retry `k`, from 0; `uniform` in [0, 1).
  func delay(_ k: Int, uniform: Double) -> Span {
    let cap = Double(maxDelay.nanoseconds)
    let full = Backoff(first: Double(interval.nanoseconds), rate: rate, limit: cap).delay(k)
    return Span(nanoseconds: Int64((fullJitter ? full * uniform : full).rounded()))
  }
}
