// Prelude: the few words about time and rates that every module shares. Nothing here knows JSON, states or chance.

/// A point in virtual time: whole nanoseconds since the run began.
public struct Instant: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  @inlinable public static var zero: Instant { Instant(nanoseconds: 0) }
  /// Later than every instant of a run.
  @inlinable public static var never: Instant { Instant(nanoseconds: .max) }

  // Written out, because the defaults of Comparable are calls through a witness table from another module.
  @inlinable public static func == (a: Instant, b: Instant) -> Bool { a.nanoseconds == b.nanoseconds }
  @inlinable public static func > (a: Instant, b: Instant) -> Bool { a.nanoseconds > b.nanoseconds }
  @inlinable public static func <= (a: Instant, b: Instant) -> Bool { a.nanoseconds <= b.nanoseconds }
  @inlinable public static func >= (a: Instant, b: Instant) -> Bool { a.nanoseconds >= b.nanoseconds }
  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  /// Saturates at `never`: an absurdly long wait is one that never ends, not a trap.
  @inlinable public static func + (a: Instant, b: Span) -> Instant {
    let (sum, overflow) = a.nanoseconds.addingReportingOverflow(b.nanoseconds)
    return overflow ? Instant(nanoseconds: .max) : Instant(nanoseconds: sum)
  }

  @inlinable public static func - (a: Instant, b: Instant) -> Span {
    Span(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }
}

/// A length of virtual time in whole nanoseconds.
public struct Span: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// `seconds`, rounded once to nanoseconds; NaN and negative values give zero, values past 292 years the longest span.
  @inlinable public init(seconds: Double) {
    let scaled = (seconds * 1e9).rounded()
    nanoseconds = scaled >= 9.2e18 ? .max : (scaled > 0 ? Int64(scaled) : 0)
  }

  @inlinable public static var zero: Span { Span(nanoseconds: 0) }
  @inlinable public static var longest: Span { Span(nanoseconds: .max) }

  @inlinable public static func seconds(_ whole: Int) -> Span {
    let (product, overflow) = Int64(whole).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? Span(nanoseconds: .max) : Span(nanoseconds: product)
  }

  @inlinable public static func milliseconds(_ whole: Int) -> Span { Span(nanoseconds: Int64(whole) * 1_000_000) }

  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

  @inlinable public static func == (a: Span, b: Span) -> Bool { a.nanoseconds == b.nanoseconds }
  @inlinable public static func < (a: Span, b: Span) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func > (a: Span, b: Span) -> Bool { a.nanoseconds > b.nanoseconds }
  /// Saturates at `longest`.
  @inlinable public static func + (a: Span, b: Span) -> Span {
    let (sum, overflow) = a.nanoseconds.addingReportingOverflow(b.nanoseconds)
    return overflow ? .longest : Span(nanoseconds: sum)
  }
  @inlinable static func - (a: Span, b: Span) -> Span { Span(nanoseconds: a.nanoseconds &- b.nanoseconds) }
  @inlinable public static func += (a: inout Span, b: Span) { a = a + b }
}
