package import Prelude

/// What an outside caller does when its StartExecution is refused.
package enum CallerRetry: Sendable {
  case none
  /// The AWS SDKs' standard mode: 3 attempts in all, a retry quota shared by the stream's callers.
  case standard
  /// Standard mode and a client-side rate limit that follows CUBIC.
  case adaptive
  case policy(RetryPolicy)
}

/// Exponential backoff: the k-th retry, k from 0, waits min(maxDelay, interval × rate^k), times a uniform draw with
/// FULL.
package struct RetryPolicy: Sendable {
  package var interval: Span
  package var rate: Double
  /// Retries after the first call.
  package var maxAttempts: Int
  package var maxDelay: Span?
  package var fullJitter: Bool

  package init(interval: Span, rate: Double, maxAttempts: Int, maxDelay: Span?, fullJitter: Bool) {
    self.interval = interval
    self.rate = rate
    self.maxAttempts = maxAttempts
    self.maxDelay = maxDelay
    self.fullJitter = fullJitter
  }
}
