import Prelude

/// One SDK client's answer to throttled calls, shared by all calls that go through it.
///
/// Per call: ask `sendDelay` until it is zero and send; then report exactly one of `delay(afterFailure:…)`,
/// `succeeded` and `refused`. Source: botocore 1.43, `retries/standard.py`, `quota.py`, `adaptive.py`, `bucket.py` and
/// `throttling.py`, with their constants; the other SDKs follow the same specification ("Retry behavior", AWS SDKs and
/// Tools Reference Guide).
struct SDKRetry: Sendable {
  enum Mode: Hashable, Sendable {
    /// Up to 3 attempts, exponential backoff with full jitter, a retry quota.
    case standard
    /// As `standard`, and calls are sent no faster than a rate that follows the throttling.
    case adaptive
  }

  private static let maxAttempts = 3
  /// In seconds.
  private static let backoff = Backoff(first: 1, rate: 2, limit: 20)
  private static let fullQuota = 500
  private static let retryCost = 5
  private static let releaseWithoutRetry = 1

  /// What is left of the retry quota; an empty one stops retries, not calls.
  private(set) var quota = SDKRetry.fullQuota
  private var limiter: ClientRateLimiter?

  init(mode: Mode) {
    switch mode {
    case .standard: limiter = nil
    case .adaptive: limiter = ClientRateLimiter()
    }
  }

  /// How long the next call must wait before it asks again; zero: its token is taken, it is sent now.
  ///
  /// Callers that wait form a queue of which only the first asks; a response may shorten its wait, so it asks again.
  mutating func sendDelay(at now: Instant) -> Span { limiter?.acquire(at: now) ?? .zero }

  /// A call was throttled after `k` earlier failures, from 0. Answers the wait before its retry; `nil`: it gives up.
  mutating func delay(afterFailure k: Int, at now: Instant, uniform: Double) -> Span? {
    limiter?.responded(at: now, throttled: true)
    guard k >= 0, k < SDKRetry.maxAttempts - 1, quota >= SDKRetry.retryCost else { return nil }
    quota -= SDKRetry.retryCost
    return Span(seconds: SDKRetry.backoff.delay(k) * uniform)
  }

  /// A call succeeded after `failures` throttled attempts: its last retry's cost returns to the quota.
  mutating func succeeded(at now: Instant, failures: Int) {
    limiter?.responded(at: now, throttled: false)
    let release = failures > 0 ? SDKRetry.retryCost : SDKRetry.releaseWithoutRetry
    quota = min(SDKRetry.fullQuota, quota + release)
  }

  /// A call failed with an error that is never retried, such as ExecutionLimitExceeded: the quota stays as it is.
  mutating func refused(at now: Instant) { limiter?.responded(at: now, throttled: false) }
}
