import Engine
import Prelude
import Simulation
import Statistics
import StepFunctions

extension ReportModel {
  static let machineColors = ["blue", "amber", "teal", "violet", "pink", "green", "red", "slate"]

  func color(ofMachine index: Int) -> String { Self.machineColors[index % Self.machineColors.count] }

  func expectationSection() -> Markup {
    guard !verdicts.isEmpty else { return .none }
    let rows = (verdicts.filter { !$0.met } + verdicts.filter(\.met)).map { verdict -> [Markup] in
      let mark = Markup(
        "span", ["class": "verdict \(verdict.met ? "good" : "bad")"], Markup(verdict.met ? "✓ met" : "✗ not met"))
      return [Markup("code", Markup(verdict.text)), mark, Markup(verdict.measured)]
    }
    return Page.section(
      "expectations", "Expectations", "What the scenario demands, and what came out.",
      [Page.table("Expectations of the scenario", ["expectation", "verdict", "result"], texts: 3, rows)])
  }

  /// What the first finding, at the top of the page, leaves to say.
  func findingSection() -> Markup {
    guard findings.count > 1 else { return .none }
    let items = findings.dropFirst().map { finding in
      return Markup("li", ["class": finding.weight.rawValue], Markup(Page.kept(finding.text)))
    }
    return Page.section("findings", "What else to know", "", [Markup("ul", ["class": "findings"], items)])
  }

  func timeSection() -> Markup {
    guard !series.bins.isEmpty else { return .none }
    var charts: [Markup] = []
    for (action, isExpress) in zip(actions, [false, true]) where action.offered.mean > 0 || !isExpress {
      charts.append(callChart(action, isExpress).figure())
    }
    if case .tokens(let capacity, let refill) = plan.account.quotas.startExecution {
      charts.append(
        TimeChart(
          title: "Tokens left in the StartExecution bucket",
          caption: "The bucket holds \(Number.count(Double(capacity))) tokens and refills with "
            + "\(Number.count(refill.perSecond)) a second. At zero, every further call is refused.", unit: "tokens",
          lines: [.init(name: "tokens left", color: "teal", isFilled: true, values: series.bins.map(\.tokensLeft))],
          step: series.width, height: 160, warmup: plan.warmup.seconds
        ).figure())
    }
    charts.append(
      TimeChart(
        title: "Open executions", caption: "Executions that have started and not ended, of all state machines.",
        unit: "executions",
        lines: [.init(name: "open", color: "violet", isFilled: true, values: series.bins.map(\.open))],
        step: series.width, height: 160, warmup: plan.warmup.seconds
      ).figure())
    return Page.section(
      "time", "Over time", "Virtual time; each value is the mean over \(replicationText) at that moment.", charts)
  }

  private func callChart(_ action: Action, _ isExpress: Bool) -> TimeChart {
    var reference: (value: Double, label: String)?
    if case .tokens(_, let refill) = action.bucket {
      reference = (refill.perSecond, "refill \(Number.count(refill.perSecond))/s")
    }
    let bins = series.bins
    return TimeChart(
      title: "\(action.name) calls", caption: "Offered calls include retries: admitted plus throttled.",
      unit: "calls per second",
      lines: [
        .init(
          name: "offered", color: "ink", isFilled: false,
          values: bins.map { isExpress ? $0.expressOffered : $0.offered }),
        .init(
          name: "throttled", color: "red", isFilled: true,
          values: bins.map { isExpress ? $0.expressThrottled : $0.throttled }),
        .init(
          name: "admitted", color: "blue", isFilled: true,
          values: bins.map { isExpress ? $0.expressAdmitted : $0.admitted }),
      ], step: series.width, reference: reference, height: 250, warmup: plan.warmup.seconds)
  }

  /// The machines whose executions started those of `machine`, and outside callers where there are some.
  private func startedBy(_ machine: MachineResult) -> String {
    let parents = parents(of: machine)
    let nested = parents.reduce(0) { $0 + $1.count.mean }
    return (parents.map(\.name) + (machine.started.mean > nested + 1e-9 ? ["callers"] : [])).joined(separator: ", ")
  }

  func executionSection() -> Markup {
    let counts = machines.map { machine in
      [
        Markup(machine.name) + Markup("small", Markup(" " + machine.kind.rawValue)),
        Markup(startedBy(machine)),
      ]
        + [
          machine.started, machine.succeeded, machine.failed, machine.timedOut, machine.aborted, machine.rejected,
          machine.running,
        ].map { Markup(Number.count($0)) } + [Markup(Number.percent(machine.failedRatio))]
    }
    let curves = machines.enumerated().map { index, machine in
      CurveChart.Curve(name: machine.name, color: color(ofMachine: index), spread: machine.latency)
    }
    return Page.section(
      "executions", "Executions",
      "Counts are means per replication; ± is the half-width of a 95 % confidence interval.",
      [
        Page.table(
          "Executions by state machine, mean per replication",
          [
            "state machine", "started by", "started", "succeeded", "failed", "timed out", "aborted", "rejected",
            "still running",
            "failed ratio",
          ], counts),
        CurveChart(
          title: "Latency distribution by state machine",
          caption: "How many executions took at most so long. Dots mark p50, p90, p95, p99 and p99.9, as far as the "
            + "number of executions supports them; the curves end there too.", curves: curves
        ).figure(),
        spreadTable(
          "Latency from the first call, and duration from admission, of executions that succeeded",
          machines.flatMap { [($0.name + " latency", $0.latency), ($0.name + " duration", $0.duration)] }),
        depths.count > 1
          ? spreadTable(
            "Latency by nesting depth, 0 for executions that outside callers start",
            depths.enumerated().map { ("depth \($0)", $1) }) : .none,
      ])
  }

  private func spreadTable(_ caption: String, _ rows: [(String, Spread)]) -> Markup {
    Page.table(
      caption, ["", "count", "mean", "min", "p50", "p90", "p95", "p99", "p99.9", "max"],
      rows.map { name, spread in
        let first = Markup(name + (spread.isExact ? "" : " (percentiles within 0.1 %)"))
        let texts = [Number.count(Double(spread.count)), spread.meanText, spread.text(spread.min)]
        let shown = spread.percentiles.map { spread.text($0.isSupported ? $0.value : nil) }
        return [first] + (texts + shown + [spread.text(spread.max)]).map { Markup($0) }
      })
  }

  func partSection() -> Markup {
    let shown = machines.filter { $0.latency.count > 0 && $0.parts.contains { $0 > 0 } }
    guard !shown.isEmpty else { return .none }
    let colors = ["violet", "red", "amber", "pink", "blue", "teal", "slate", "ink"]
    let parts = Array(zip(Part.allCases, colors))
    let present = parts.indices.filter { index in shown.contains { $0.parts[index] > 0 } }
    let bars = shown.map { machine in
      let shares = machine.shares
      return ShareBar(
        label: machine.name, note: "mean latency \(machine.latency.text(machine.latency.mean))",
        shares: parts.indices.map { index in
          ShareBar.Share(
            name: parts[index].0.title, color: parts[index].1, share: shares[index],
            detail: "\(Number.duration(machine.parts[index])), \(Number.percent(shares[index]))")
        }
      ).markup()
    }
    let rows = shown.map { machine in
      [Markup(machine.name)]
        + present.map { index in
          Markup(Number.duration(machine.parts[index])) + Markup("small", Markup(Number.percent(machine.shares[index])))
        }
    }
    let legend = ShareBar.legend(present.map { ("\(parts[$0].0.title): \(parts[$0].0.label)", parts[$0].1) })
    return Page.section(
      "parts", "Where the time went",
      "The mean latency of an execution, along its critical path: of parallel branches, the one whose end released the "
        + "parent. What a nested execution spends counts in its parent too.",
      [
        Markup("figure", ["class": "card"], [legend] + bars),
        Page.table(
          "Mean per execution and share of the latency", ["state machine"] + present.map { parts[$0].0.title }, rows),
      ])
  }
}
