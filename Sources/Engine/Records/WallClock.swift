public import Prelude

/// Virtual time on the calendar.
public struct WallClock: Sendable {
  /// Virtual time zero, nanoseconds since 1970.
  let epoch: Int64

  public func text(of instant: Instant) -> String { timestamp(of: instant).text }

  func timestamp(of instant: Instant) -> Timestamp { Timestamp(nanoseconds: nanoseconds(of: instant)) }

  public func milliseconds(of instant: Instant) -> Int64 { nanoseconds(of: instant) / 1_000_000 }

  /// Stays at the last that 64 bits count, in the year 2262: virtual time goes on beyond it.
  func nanoseconds(of instant: Instant) -> Int64 {
    let (sum, overflow) = epoch.addingReportingOverflow(instant.nanoseconds)
    return overflow ? .max : sum
  }
}
