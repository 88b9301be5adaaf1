import Simulation
import Statistics
import StepFunctions

/// Quotas, how much of them was used, and what it cost in retries.
struct Throttling: PageSection {
  let model: ReportModel

  var markup: Markup {
    var content = [quotaTable(), carryingTable()]
    let called = model.machines.filter { $0.retries.count > 0 }
    if called.contains(where: { ($0.retries.max ?? 0) > 0 }) {
      let groups: [(name: String, range: ClosedRange<Int64>)] = [
        ("at the first call", 0...0), ("after 1 refusal", 1...1), ("2", 2...2), ("3 or 4", 3...4), ("5 to 9", 5...9),
        ("10 or more", 10...Int64.max),
      ]
      let bars = called.map { machine in
        let occurrences = machine.retries.occurrences()
        let never = machine.rejected.mean * Double(model.recordings.count)
        let all = Double(machine.retries.count) + never
        func share(_ name: String, _ color: String, _ count: Double) -> ShareBar.Share {
          ShareBar.Share(name: name, color: color, share: count / all, detail: Number.percent(count / all))
        }
        let shares = groups.enumerated().map { index, group in
          let count = occurrences.reduce(0) { $0 + (group.range.contains($1.value) ? $1.count : 0) }
          return share(group.name, "step\(index)", Double(count))
        }
        return ShareBar(
          label: machine.name, note: "\(Number.count(machine.retries.mean ?? .nan)) refusals per admitted call",
          shares: shares + [share("never admitted", "ink", never)]
        ).figure()
      }
      let isLost = called.contains { $0.rejected.mean > 0 }
      let legend = ShareBar.legend(
        groups.enumerated().map { ($1.name, "step\($0)") } + (isLost ? [("never admitted", "ink")] : []))
      let title = Markup(
        "figcaption", Markup("h3", "How often a call was refused before it was admitted"),
        Markup("p", "Share of the starts of each state machine that somebody wanted."))
      content.append(Markup("figure", ["class": "card"], [title, legend] + bars))
    }
    content.append(depthTable())
    if !model.functions.isEmpty { content.append(functionTable()) }
    if !model.tasks.isEmpty { content.append(taskTable()) }
    return Page.section(
      "throttling", "Quotas, throttling and retries",
      "A call that finds no token in its bucket is refused at once; whoever made it backs off and calls again.", content
    )
  }

  private func quotaTable() -> Markup {
    let quotas = model.plan.account.quotas
    func row(_ name: String, _ cells: [String]) -> [Markup] { ([name] + cells).map(Page.measured) }
    var rows: [[Markup]] = []
    for action in model.actions where action.offered.mean > 0 || action.action == .startExecution {
      rows.append(
        row(
          action.name,
          [
            action.bucket.text, Number.count(action.offered), Number.count(action.admitted),
            Number.count(action.throttled), Number.percent(action.refusals),
            action.emptySeconds.map { Number.duration($0) } ?? Number.none,
            action.earliestFinish.map { Number.duration($0) } ?? Number.none,
          ]))
    }
    let earliest = Action.earliestFinish(model.transitions.mean, quotas[.stateTransition])
    rows.append(
      row(
        "StateTransition",
        [
          quotas[.stateTransition].text, Number.count(model.transitions), Number.count(model.transitions), "0", "0 %",
          Number.none,
          earliest.map { Number.duration($0) } ?? Number.none,
        ]))
    let peak = Double(model.recordings.map(\.peakOpen).max() ?? 0)
    let limits: [(String, Int?, Double)] = [
      ("Open executions", quotas.openExecutions, peak),
      ("History events of one execution", quotas.historyEvents, Double(model.largestHistory)),
    ]
    let used = limits.map { name, limit, peak in
      let share = limit.map { Number.percent(peak / Double(max(1, $0))) } ?? Number.none
      return row(name, [limit.map { Number.count(Double($0)) } ?? "unlimited", Number.count(peak), share])
    }
    return Page.table(
      """
      Token buckets, mean per replication. Earliest finish: (admitted − bucket) / refill, which no retry policy can \
      beat. StateTransition delays, it never refuses
      """,
      [
        "quota", "bucket + refill", "offered", "admitted", "throttled", "of offered", "ran empty in", "earliest finish",
      ], rows)
      + Page.table("Limits, and the most that any replication used", ["limit", "allowed", "most used", "share"], used)
  }

  /// What each limit can carry of the load.
  private func carryingTable() -> Markup {
    let carrying = model.carrying
    guard !carrying.limits.isEmpty else { return .none }
    let offered = carrying.offered.map { "; the load offers \(Number.count($0)) a second" } ?? ""
    return Page.table(
      """
      Calls that one \(carrying.root) leads to, and how many of them a second each limit can carry for ever, the \
      tightest first\(offered)
      """,
      ["limit", "calls each", "one takes", "supply", "carried per second", "used"],
      carrying.limits.map { limit in
        [
          limit.name, Number.count(limit.perRoot), limit.seconds.map { Number.duration($0) } ?? Number.none,
          limit.seconds == nil ? "\(Number.count(limit.supply))/s" : "\(Number.count(limit.supply)) at once",
          limit.carried.map { Number.count($0) } ?? "unlimited",
          limit.used(carrying.offered).map { Number.percent($0) } ?? Number.none,
        ].map { Markup($0) }
      })
  }

  /// How many calls become of the starts that are wanted, where there are several depths or any retries.
  private func depthTable() -> Markup {
    let depths = CallsByDepth.all(model.recordings)
    guard depths.contains(where: { $0.throttled.mean > 0 }) else { return .none }
    let rows = depths.map { depth in
      let name = depth.depth == 0 ? "depth 0, outside callers" : "depth \(depth.depth)"
      let counts = [depth.wanted, depth.calls, depth.throttled, depth.givenUp, depth.perWanted, depth.perRoot]
      return [Markup(name)] + counts.map { Page.measured(Number.count($0)) }
    }
    return Page.table(
      "How calls multiply, whole run, mean per replication: a start that is refused is called for again",
      ["nesting depth", "starts wanted", "calls", "refused", "given up", "calls per start", "calls per root"], rows)
  }

  private func functionTable() -> Markup {
    Page.table(
      "Lambda functions, mean per replication: calls that ran, calls that no environment was warm for, calls refused",
      ["function", "calls", "cold starts", "of calls", "refused", "of all"],
      model.functions.map { function in
        [
          function.name, Number.count(function.calls), Number.count(function.coldStarts),
          function.coldShare.map { Number.percent($0) } ?? Number.none, Number.count(function.refused),
          function.refusedShare.map { Number.percent($0) } ?? Number.none,
        ].map(Page.measured)
      })
  }

  private func taskTable() -> Markup {
    Page.table(
      "Attempts per visit of a Task state, 1 where nothing was retried; errors and throttled calls per replication",
      ["Task", "visits", "mean", "p50", "p99", "max", "errors", "throttled"],
      model.tasks.map { task in
        let spread = task.attempts
        let name =
          Markup("\(task.machine) · \(task.state)") + Markup("small", ["class": "block"], Markup(task.resource))
        let texts = [
          Number.count(Double(spread.count)), spread.meanText, spread.shownText("p50"), spread.shownText("p99"),
          spread.text(spread.max), Number.count(task.errors),
          Number.count(task.throttled),
        ]
        return [name] + texts.map(Page.measured)
      })
  }
}
