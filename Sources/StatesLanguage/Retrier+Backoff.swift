public import Prelude

extension Retrier {
  /// Its delays without jitter, in seconds.
  public var backoff: Backoff {
    Backoff(
      first: Double(intervalSeconds), rate: backoffRate, limit: maxDelaySeconds.map { Double($0) } ?? .infinity)
  }
}
