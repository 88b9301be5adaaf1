import Simulation

/// What went wrong, where and why.
struct Errors: PageSection {
  let model: ReportModel
  private static let limit = 50

  var markup: Markup {
    let all = model.errors.byWeight
    guard !all.isEmpty else { return .none }
    let rows = all.prefix(Self.limit).map { row in
      [described(row)] + [row.retried, row.caught, row.fatal, row.lost].map { Markup(Number.count(Double($0))) }
        + [Markup(Number.percent(model.share(of: row)))]
    }
    return Page.section(
      "errors", "Errors",
      """
      Counts of all replications together. A retrier or a catcher took an error, or it was fatal: it ended its scope, \
      and with the outermost one the execution. The share is that of the machine's executions which it ended.
      """,
      [
        Page.table(
          "Errors by state and name",
          ["error", "retried", "caught", "fatal", "executions lost", "share"], rows),
        model.redriveLine.map { Markup("p", ["class": "intro"], Markup($0)) } ?? .none,
        model.replayOfErrors.map { command in
          Markup("p", ["class": "intro"], Markup("The history of one: ") + Markup("code", [:], Markup(command)))
        } ?? .none,
        all.count > Self.limit
          ? Markup("p", ["class": "intro"], Markup("And \(all.count - Self.limit) more in errors.csv.")) : .none,
      ])
  }

  /// The error, and below it where it was, what it came of, and one of its causes.
  private func described(_ row: ErrorRecord) -> Markup {
    let lines = [
      model.described(row.place), row.root.map { "came of \($0.name) in \(model.described($0))" } ?? "", cause(row),
    ]
    return lines.filter { !$0.isEmpty }.reduce(Page.breakable(row.place.name)) { cell, line in
      cell + Markup("small", ["class": "block"], Page.breakable(line))
    }
  }

  private func cause(_ row: ErrorRecord) -> String {
    let cause = model.errors.cause(of: row)
    guard !row.execution.isEmpty else { return cause }
    let place = "execution \(row.execution) of replication \(row.replication)"
    return cause.isEmpty ? place : "\(cause) (\(place))"
  }
}
