import Chance
import Prelude

/// When the arrivals of one stream come, one after the other.
struct ArrivalClock {
  private let arrivals: LoadStream.Arrivals
  private let start: Instant
  /// None comes at or after.
  private let end: Instant
  /// Unit-rate times are put through it.
  private let rate: CumulativeRate?
  private var random: RandomStream
  /// The last arrival's unit-rate time.
  private var unit = 0.0
  /// How often the clock was asked: the number of the next arrival, from 0.
  private var asked = 0
  /// The number of the last arrival that it told.
  var count: Int { asked - 1 }

  init(_ stream: LoadStream, end: Instant, random: RandomStream) {
    arrivals = stream.arrivals
    start = stream.start
    self.end = end
    self.random = random
    rate = if case .curve(let curve, _, _) = stream.arrivals { CumulativeRate(curve) } else { nil }
  }

  /// The next one; nil where none comes any more. A burst is one.
  mutating func next() -> Instant? {
    defer { asked += 1 }
    return switch arrivals {
    case .burst(let size, let at): asked == 0 && size > 0 ? start + (at - .zero) : nil
    case .constant(let rate, _): evenly(rate)
    case .curve(_, let spacing, _): nextOnCurve(spacing)
    case .timetable(let table): nextListed(table)
    case .users: nil
    }
  }

  private mutating func nextOnCurve(_ spacing: LoadStream.Spacing) -> Instant? {
    guard let rate else { return nil }
    if spacing == .poisson { unit += random.unitExponential() }
    let seconds = rate.time(of: spacing == .poisson ? unit : Double(asked))
    guard seconds.isFinite else { return nil }
    let at = start + Span(seconds: seconds)
    return at < end ? at : nil
  }

  /// In whole numbers, so that no error adds up.
  private func evenly(_ rate: Rate) -> Instant? {
    guard rate.count > 0 else { return nil }
    let product = UInt64(asked).multipliedFullWidth(by: UInt64(rate.period.nanoseconds))
    guard product.high < UInt64(rate.count) else { return nil }
    let quotient = UInt64(rate.count).dividingFullWidth(product).quotient
    guard quotient < UInt64(max(0, (end - start).nanoseconds)) else { return nil }
    return start + Span(nanoseconds: Int64(quotient))
  }

  private func nextListed(_ table: Timetable) -> Instant? {
    guard asked < table.count else { return nil }
    let at = start + (table.time(asked) - .zero)
    return at < end ? at : nil
  }
}
