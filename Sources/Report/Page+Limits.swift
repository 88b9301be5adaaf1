import Chance
import Prelude
import Simulation
import Statistics
import StepFunctions

extension ReportModel {
  func throttlingSection() -> Markup {
    var content = [quotaTable()]
    let called = machines.filter { $0.retries.count > 0 }
    if called.contains(where: { ($0.retries.max ?? 0) > 0 }) {
      let groups: [(name: String, range: ClosedRange<Int64>)] = [
        ("at the first call", 0...0), ("after 1 refusal", 1...1), ("2", 2...2), ("3 or 4", 3...4), ("5 to 9", 5...9),
        ("10 or more", 10...Int64.max),
      ]
      let bars = called.map { machine in
        let occurrences = machine.retries.occurrences()
        return ShareBar(
          label: machine.name, note: "\(Number.count(machine.retries.mean ?? .nan)) refusals per admitted call",
          shares: groups.enumerated().map { index, group in
            let count = occurrences.reduce(0) { $0 + (group.range.contains($1.value) ? $1.count : 0) }
            let share = Double(count) / Double(machine.retries.count)
            return ShareBar.Share(name: group.name, color: "step\(index)", share: share, detail: Number.percent(share))
          }
        ).markup()
      }
      let legend = ShareBar.legend(groups.enumerated().map { ($1.name, "step\($0)") })
      let title = Markup(
        "figcaption", Markup("h3", "How often a call was refused before it was admitted"),
        Markup("p", "Share of the StartExecution calls of each state machine that were admitted in the end."))
      content.append(Markup("figure", ["class": "card"], [title, legend] + bars))
    }
    if !tasks.isEmpty { content.append(taskTable()) }
    return Page.section(
      "throttling", "Quotas, throttling and retries",
      "A call that finds no token in its bucket is refused at once; whoever made it backs off and calls again.", content
    )
  }

  private func quotaTable() -> Markup {
    let quotas = plan.account.quotas
    func row(_ name: String, _ cells: [String]) -> [Markup] { ([name] + cells).map { Markup($0) } }
    var rows: [[Markup]] = []
    for action in actions where action.offered.mean > 0 || action.name == "StartExecution" {
      rows.append(
        row(
          action.name,
          [
            action.bucket.text, Number.count(action.offered), Number.count(action.admitted),
            Number.count(action.throttled), Number.percent(action.throttledRatio),
            action.emptySeconds.map { Number.duration($0) } ?? Number.none,
            action.earliestFinish.map { Number.duration($0) } ?? Number.none,
          ]))
    }
    let earliest = Action.earliestFinish(transitions.mean, quotas.stateTransition)
    rows.append(
      row(
        "StateTransition",
        [
          quotas.stateTransition.text, Number.count(transitions), Number.count(transitions), "0", "0 %", Number.none,
          earliest.map { Number.duration($0) } ?? Number.none,
        ]))
    let peak = Double(recordings.map(\.peakOpen).max() ?? 0)
    let limits: [(String, Int?, Double)] = [
      ("Open executions", quotas.openExecutions, peak),
      ("History events of one execution", quotas.historyEvents, Double(largestHistory)),
    ]
    let used = limits.map { name, limit, peak in
      let share = limit.map { Number.percent(peak / Double(max(1, $0))) } ?? Number.none
      return row(name, [limit.map { Number.count(Double($0)) } ?? "unlimited", Number.count(peak), share])
    }
    return Page.table(
      "Token buckets, mean per replication. Earliest finish: (admitted − bucket) / refill, which no retry "
        + "policy can beat. StateTransition delays, it never refuses",
      ["quota", "bucket + refill", "offered", "admitted", "throttled", "", "ran empty in", "earliest finish"], rows)
      + Page.table("Limits, and the most that any replication used", ["limit", "allowed", "most used", ""], used)
  }

  private func taskTable() -> Markup {
    Page.table(
      "Attempts per visit of a Task state, 1 where nothing was retried; errors and throttled calls per replication",
      ["Task", "visits", "mean", "p50", "p99", "max", "errors", "throttled"],
      tasks.map { task in
        let spread = task.attempts
        let name =
          Markup("\(task.machine) · \(task.state)") + Markup("small", ["class": "block"], Markup(task.resource))
        let texts = [
          Number.count(Double(spread.count)), spread.text(spread.mean), spread.text(spread.shown("p50")),
          spread.text(spread.shown("p99")), spread.text(spread.max), Number.count(task.errors),
          Number.count(task.throttled),
        ]
        return [name] + texts.map { Markup($0) }
      })
  }

  func billSection() -> Markup {
    let express = machines.filter { $0.kind == .express }
    var content = [
      Page.table(
        "Standard workflows, mean per replication", ["what is billed", "amount"],
        [[Markup("state transitions: states entered and retries"), Markup(Number.count(transitions))]])
    ]
    if !express.isEmpty {
      content.append(
        Page.table(
          "Express workflows, mean per replication; durations rounded up to 100 ms, memory to 64 MB",
          ["state machine", "requests", "billed duration", "GB-seconds"],
          express.map { machine in
            let gigabyteSeconds = machine.billedMegabyteMilliseconds.mean / 1024 / 1000
            return [
              machine.name, Number.count(machine.requests), Number.duration(machine.billedMilliseconds.mean / 1000),
              Number.count(gigabyteSeconds),
            ].map { Markup($0) }
          }))
    }
    return Page.section(
      "bill", "What would be billed", "Quantities only: prices differ by Region and by the month's total.", content)
  }

  func assumptionSection() -> Markup {
    var entries: [(String, String)] = plan.load.map { stream in
      let name = machines.indices.contains(stream.machine) ? machines[stream.machine].name : "?"
      return ("Load on \(name)", "\(stream.arrivals.text); \(stream.retry.text)")
    }
    entries += plan.account.services.map { service in
      var text = "latency \(service.latency.description)"
      for error in service.errors {
        text += "; \(error.name) with probability \(Number.significant(error.probability, 6))"
      }
      switch service.concurrency {
      case .unlimited: break
      case .refuse(let limit, let error):
        text += "; \(Number.count(Double(limit))) at once, more are refused with \(error)"
      case .queue(let limit): text += "; \(Number.count(Double(limit))) at once, more wait in line"
      }
      return (service.name, text)
    }
    entries.append(("Step Functions' own latencies", plan.overheadsProfile))
    entries.append(("What a Task sees when throttled", plan.account.throttleError))
    if !plan.account.stopChildren { entries.append(("What if", "a failing parent does not stop its children")) }
    return Page.section("assumptions", "What went in", "", [Page.definitions(entries)])
  }
}

extension LoadStream.Arrivals {
  var text: String {
    switch self {
    case .burst(let count, let at): "\(Number.count(Double(count))) at once, at \(Number.span((at - .zero).seconds))"
    case .constant(let rate, let duration):
      "\(Number.count(rate.perSecond)) a second, evenly spaced, for \(Number.span(duration.seconds))"
    case .poisson(let perSecond, let duration):
      "Poisson, \(Number.significant(perSecond, 4)) a second, for \(Number.span(duration.seconds))"
    case .ramp(let from, let to, let duration):
      "Poisson, from \(Number.significant(from, 4)) to \(Number.significant(to, 4)) a second, "
        + "over \(Number.span(duration.seconds))"
    case .trace(let arrivals): "\(Number.count(Double(arrivals.count))) arrivals from a file"
    }
  }
}

extension CallerRetry {
  var text: String {
    switch self {
    case .none: return "a refused caller gives up"
    case .standard: return "a refused caller retries as the AWS SDKs do in standard mode"
    case .adaptive: return "a refused caller retries as the AWS SDKs do in adaptive mode"
    case .policy(let policy):
      let most = policy.maxDelay.map { ", at most \(Number.span($0.seconds))" } ?? ""
      return "a refused caller retries up to \(Number.count(Double(policy.maxAttempts))) times after "
        + "\(Number.span(policy.interval.seconds)) × \(Number.significant(policy.rate, 4))^k\(most), "
        + (policy.fullJitter ? "full jitter" : "no jitter")
    }
  }
}
