package import Chance
package import JSON
package import Prelude

/// One stream of outside callers that start one machine.
package struct LoadStream: Sendable {
  /// When they come, counted from the stream's start.
  package enum Arrivals: Sendable {
    case burst(count: Int, at: Instant)
    /// Evenly spaced, the first at the start, while before `duration`.
    case constant(Rate, duration: Span)
    /// At a rate that may change, while before `duration`.
    case curve(RateCurve, Spacing, duration: Span)
    case timetable(Timetable)
    /// A closed loop: each of them thinks, starts an execution, waits for its end, and thinks again, until `duration`.
    case users(count: Int, think: Distribution, duration: Span)

    package static func poisson(perSecond: Double, duration: Span) -> Self {
      .curve(.constant(perSecond), .poisson, duration: duration)
    }

    static func ramp(fromPerSecond from: Double, toPerSecond to: Double, duration: Span) -> Self {
      .curve(.ramp(from: from, to: to, over: duration), .poisson, duration: duration)
    }

    /// Instants in ascending order, each with its own input or the stream's.
    static func trace(_ rows: [(at: Instant, input: JSON?)]) -> Self {
      .timetable(Timetable(rows.map { Timetable.Row(at: $0.at, input: $0.input) }))
    }
  }

  package enum Spacing: String, CaseIterable, Sendable {
    /// A Poisson process of the rate.
    case poisson
    /// One arrival whenever the rate has come to another whole one.
    case even
  }

  /// Index into `AccountModel.machines`.
  package var machine: Int
  /// When the stream begins.
  package var start = Instant.zero
  package var arrivals: Arrivals
  /// Executions that each arrival starts at once, as a batch of messages does, or a file of rows.
  package var batch = WholeLaw.constant(1)
  package var input: LoadInput
  package var retry: CallerRetry
  /// Callers call StartSyncExecution, in place of StartExecution.
  package var isSync = false
  /// What the callers pass before they call; nil: nothing.
  package var admission: Admission?
  /// Nil: what fails stays as it is.
  package var redrive: Redrive?
  /// Given by the scenario; see `names`.
  package var name: String?

  package init(machine: Int, arrivals: Arrivals, input: JSON, retry: CallerRetry) {
    self.machine = machine
    self.arrivals = arrivals
    self.input = .constant(input)
    self.retry = retry
  }
}

/// Arrivals whose instants are known: those of a file, or of a schedule.
package struct Timetable: Sendable {
  package struct Row: Sendable {
    package var at: Instant
    /// Nil: the stream's.
    package var input: JSON?

    package init(at: Instant, input: JSON? = nil) {
      self.at = at
      self.input = input
    }
  }
  /// In the order of time.
  package var rows: [Row]
  /// Nil: a file; else what the scenario says.
  package var schedule: String?
  /// How many times as fast the rows come.
  package var scale = 1.0
  /// How often they come in all, and how long after each other; not scaled.
  package var times = 1
  package var every = Span.zero

  package init(_ rows: [Row]) { self.rows = rows }

  package var count: Int { rows.count * times }

  func row(_ arrival: Int) -> Row { rows[arrival % rows.count] }

  package func time(_ arrival: Int) -> Instant {
    let at = (row(arrival).at - .zero).nanoseconds
    let scaled = scale == 1 ? Span(nanoseconds: at) : Span(seconds: Double(at) / 1e9 / scale)
    let (offset, overflow) = every.nanoseconds.multipliedReportingOverflow(by: Int64(arrival / rows.count))
    return .zero + scaled + (overflow ? .longest : Span(nanoseconds: offset))
  }
}
