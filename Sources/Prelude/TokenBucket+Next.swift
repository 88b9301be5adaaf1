extension TokenBucket {
  /// When `take` will find a token, if nobody takes one before; never where nothing refills.
  public mutating func nextToken(at now: Instant) -> Instant {
    advance(to: now)
    if level >= unit { return now }
    if refill == 0 { return .never }
    return now + Span(nanoseconds: (unit &- level &+ refill &- 1) / refill)
  }
}
