package import Chance
package import Prelude

extension LoadStream {
  /// Nothing arrives at or after.
  package var end: Instant {
    switch arrivals {
    case .burst(_, let at): start + (at - .zero) + Span(nanoseconds: 1)
    case .constant(_, let length), .curve(_, _, let length), .users(_, _, let length): start + length
    case .timetable(let table): lastOf(table) + Span(nanoseconds: 1)
    }
  }

  /// When the first one comes, about.
  package var firstArrival: Instant {
    switch arrivals {
    case .burst(_, let at): start + (at - .zero)
    case .constant, .curve, .users: start
    case .timetable(let table): table.count > 0 ? start + (table.time(0) - .zero) : start
    }
  }

  /// When the last one comes, about.
  package var lastArrival: Instant {
    switch arrivals {
    case .burst(_, let at): start + (at - .zero)
    case .constant, .curve, .users: end
    case .timetable(let table): lastOf(table)
    }
  }

  private func lastOf(_ table: Timetable) -> Instant {
    table.count > 0 ? start + (table.time(table.count - 1) - .zero) : start
  }

  /// How many executions are wanted, on average; of users, each of whom goes on when it has its own, at least one.
  package var expectedCount: Double {
    let arrivals =
      switch arrivals {
      case .burst(let count, _): Double(count)
      case .constant(let rate, let duration): rate.perSecond * duration.seconds
      case .curve(let curve, _, let duration): CumulativeRate(curve).total(by: duration.seconds)
      case .timetable(let table): Double(table.count)
      case .users(let count, _, _): Double(count)
      }
    return arrivals * batch.mean
  }

  /// Executions wanted per second, as straight lines over time; nil where they come at instants, or when others end.
  package var flow: [RateCurve.Line]? {
    guard let curve = arrivals.curve else { return nil }
    let (start, length) = ((start - .zero).seconds, (end - start).seconds)
    return curve.lines(until: length).map { line in
      RateCurve.Line(
        start: start + line.start, end: start + line.end, first: line.first * batch.mean,
        last: line.last * batch.mean)
    }
  }
}

extension LoadStream.Arrivals {
  /// The same at all times, so that it can go on as it was.
  package var canGoOn: Bool {
    switch self {
    case .constant, .curve(.constant, _, _), .users: true
    case .burst, .curve, .timetable: false
    }
  }

  /// Whether they differ from replication to replication.
  package var areDrawn: Bool {
    switch self {
    case .curve(_, .poisson, _), .users: true
    case .burst, .constant, .curve, .timetable: false
    }
  }

  /// A closed loop.
  var areUsers: Bool { if case .users = self { true } else { false } }

  /// Nil where they come at instants.
  var curve: RateCurve? {
    switch self {
    case .constant(let rate, _): .constant(rate.perSecond)
    case .curve(let curve, _, _): curve
    case .burst, .timetable, .users: nil
    }
  }
}
