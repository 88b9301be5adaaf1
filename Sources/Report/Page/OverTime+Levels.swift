import Prelude
import Simulation
import Statistics
import StepFunctions

/// What depths, machines and services did over virtual time.
extension OverTime {
  private var series: AverageSeries { model.series }

  // MARK: Calls by depth

  /// One line a depth is enough where there are several: of one depth, all calls are its.
  var depthCharts: [TimeChart] {
    let depths = Set(series.levels.map(\.depth)).sorted().prefix(Page.colors.count)
    guard depths.count > 1 else { return [] }
    func lines(_ counts: [LevelSeries.Count]) -> [TimeChart.Line] {
      depths.map { depth in line(ofDepth: depth, series.rates(counts) { $0.depth == depth }) }
    }
    var charts = [
      chart(
        "Calls offered by depth", "Calls for the start of executions at each nesting depth, retries among them.",
        unit: "calls per second", lines([.admitted, .throttled]))
    ]
    let refused = lines([.throttled])
    if refused.contains(where: { $0.values.contains { $0 > 0 } }) {
      charts.append(chart("Calls refused by depth", "Of these, the throttled.", unit: "calls per second", refused))
    }
    return charts
  }

  private func line(ofDepth depth: Int, _ values: [Double]) -> TimeChart.Line {
    TimeChart.Line(
      name: depth == 0 ? "depth 0, outside callers" : "depth \(depth)", color: Page.colors[depth % 8], isFilled: false,
      values: values)
  }

  /// Where anybody waits.
  var waitingCharts: [TimeChart] {
    let depths = Set(series.levels.map(\.depth)).sorted().prefix(Page.colors.count)
    let lines = depths.map { line(ofDepth: $0, series.waiting(atDepth: $0, model.plan)) }
    guard lines.contains(where: { $0.values.contains { $0 >= 0.5 } }) else { return [] }
    return [
      chart(
        "Retries waiting", "Callers and Tasks that want an execution and have been refused so far, by its depth.",
        unit: "calls to come", lines)
    ]
  }

  // MARK: Ends

  var outcomeCharts: [TimeChart] {
    let lost = series.rates(LevelSeries.Count.losses) { $0.depth == 0 }
    let succeeded = series.rates([.succeeded]) { $0.depth == 0 }
    guard succeeded.contains(where: { $0 > 0 }) || lost.contains(where: { $0 > 0 }) else { return [] }
    return [
      chart(
        "Goodput and failures",
        """
        Executions that outside callers wanted, when they ended: succeeded, and failed, timed out, aborted or given up \
        before they began.
        """, unit: "executions per second",
        [
          .init(name: "succeeded", color: "green", isFilled: true, values: succeeded),
          .init(name: "lost", color: "red", isFilled: true, values: lost),
        ])
    ]
  }

  // MARK: Latency

  /// Of machines whose executions were wanted at several moments.
  var latencyCharts: [TimeChart] {
    let colors = ["blue", "amber", "red"]
    var charts: [TimeChart] = []
    for machine in model.machines.indices where charts.count < 4 {
      guard let latencies = LatencyOverTime(model, machine: machine) else { continue }
      let lines = zip(latencies.curves, colors).map { curve, color in
        let filled = Self.filled(curve.values)
        let intervals = zip(curve.intervals, filled).map { $0 ?? Interval(lower: $1, upper: $1) }
        return TimeChart.Line(
          name: curve.name, color: color, isFilled: false, values: filled, intervals: intervals)
      }
      charts.append(
        chart(
          "Latency of \(latencies.name)",
          """
          Of executions that succeeded, by their intended start; within 7 %, and where too few were wanted as before: \
          p50 takes 2 of them, p95 20, p99 100.
          """, unit: "latency", lines, step: latencies.width, isTime: true))
    }
    return charts
  }

  /// What is not known stays as it was.
  private static func filled(_ values: [Double?]) -> [Double] {
    var last = values.lazy.compactMap { $0 }.first ?? 0
    return values.map { value in
      last = value ?? last
      return last
    }
  }

  // MARK: Services and transitions

  /// Of services that are limited or grow slower with their load, those that had most in line.
  var serviceCharts: [TimeChart] {
    let limited = model.plan.account.services.indices.filter { model.plan.account.services[$0].hasLevels }
    let used = limited.filter { $0 < series.services.count && series.services[$0].contains { $0.inProgress > 0 } }
    func most(_ service: Int) -> Double { series.services[service].reduce(0) { max($0, $1.queued) } }
    let shown = used.sorted { (-most($0), $0) < (-most($1), $1) }.prefix(3)
    return shown.map { service in
      let model = model.plan.account.services[service]
      let reference = model.slots.map { (Double($0), "\(Number.count(Double($0))) at once") }
      let bins = series.services[service]
      return chart(
        "Calls at \(Explanations.shortName(ofService: model.name))",
        "In progress, and waiting in line, at the end of each \(Number.span(series.width)).", unit: "calls",
        [
          .init(name: "in progress", color: "blue", isFilled: true, values: bins.map(\.inProgress)),
          .init(name: "in line", color: "amber", isFilled: false, values: bins.map(\.queued)),
        ], reference: reference)
    }
  }

  var transitionCharts: [TimeChart] {
    let waits = series.bins.map { $0.transitionWait.isFinite ? $0.transitionWait : 0 }
    guard waits.contains(where: { $0 > 0 }) else { return [] }
    return [
      chart(
        "Wait for a StateTransition token", "The mean over the states entered and retries of that time.", unit: "wait",
        [.init(name: "wait", color: "violet", isFilled: true, values: waits)], height: 160, isTime: true)
    ]
  }
}
