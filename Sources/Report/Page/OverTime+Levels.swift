import Prelude
import Simulation
import StepFunctions

/// What depths, machines and services did over virtual time.
extension OverTime {
  private static let colors = ["blue", "amber", "teal", "violet", "pink", "green", "red", "slate"]
  private var series: AverageSeries { model.series }

  private func chart(
    _ title: String, _ caption: String, unit: String, _ lines: [TimeChart.Line], height: Double = 190
  ) -> Markup {
    TimeChart(
      title: title, caption: caption, unit: unit, lines: lines, step: series.width, height: height,
      warmup: model.plan.warmup.seconds
    ).figure()
  }

  // MARK: Calls by depth

  /// One line a depth is enough where there are several: of one depth, all calls are its.
  var depthCharts: [Markup] {
    let depths = Set(series.levels.map(\.depth)).sorted().prefix(Self.colors.count)
    guard depths.count > 1 else { return [] }
    func lines(_ counts: [LevelSeries.Count]) -> [TimeChart.Line] {
      depths.map { depth in
        TimeChart.Line(
          name: depth == 0 ? "depth 0, outside callers" : "depth \(depth)", color: Self.colors[depth % 8],
          isFilled: false, values: series.rates(counts) { $0.depth == depth })
      }
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

  // MARK: Ends

  var outcomeChart: Markup {
    let lost = series.rates(LevelSeries.Count.losses) { $0.depth == 0 }
    let succeeded = series.rates([.succeeded]) { $0.depth == 0 }
    guard succeeded.contains(where: { $0 > 0 }) || lost.contains(where: { $0 > 0 }) else { return .none }
    return chart(
      "Goodput and failures",
      """
      Executions that outside callers wanted, when they ended: succeeded, and failed, timed out, aborted or given up \
      before they began.
      """, unit: "executions per second",
      [
        .init(name: "succeeded", color: "green", isFilled: true, values: succeeded),
        .init(name: "lost", color: "red", isFilled: true, values: lost),
      ])
  }

  // MARK: Latency

  /// Of machines whose executions were wanted at several moments.
  var latencyCharts: [Markup] {
    var charts: [Markup] = []
    for (index, machine) in model.machines.enumerated() where charts.count < 4 {
      var sketch = LatencySketch()
      for level in series.levels where level.machine == index { sketch.add(level.sketch) }
      let p50 = (0..<sketch.binCount).map { sketch.quantile(0.5, inBin: $0) }
      let p95 = (0..<sketch.binCount).map { sketch.quantile(0.95, inBin: $0) }
      guard p50.count(where: { $0 != nil }) > 2 else { continue }
      let lines = [("p50", "blue", p50), ("p95", "amber", p95)].map { name, color, values in
        TimeChart.Line(name: name, color: color, isFilled: false, values: Self.filled(values))
      }
      charts.append(
        TimeChart(
          title: "Latency of \(machine.name)",
          caption: """
            Of executions that succeeded, by their intended start; within 7 %, and where none was wanted as before.
            """, unit: "seconds", lines: lines, step: Double(sketch.width) * 1e-9, height: 190,
          warmup: model.plan.warmup.seconds, isCount: false
        ).figure())
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
  var serviceCharts: [Markup] {
    let limited = model.plan.account.services.indices.filter { model.plan.account.services[$0].hasLevels }
    let used = limited.filter { $0 < series.services.count && series.services[$0].contains { $0.inProgress > 0 } }
    func most(_ service: Int) -> Double { series.services[service].reduce(0) { max($0, $1.queued) } }
    let shown = used.sorted { (-most($0), $0) < (-most($1), $1) }.prefix(3)
    return shown.map { service in
      let model = model.plan.account.services[service]
      let reference = model.slots.map { (Double($0), "\(Number.count(Double($0))) at once") }
      let bins = series.services[service]
      return TimeChart(
        title: "Calls at \(Explanations.shortName(ofService: model.name))",
        caption: "In progress, and waiting in line, at the end of each \(Number.span(series.width)).", unit: "calls",
        lines: [
          .init(name: "in progress", color: "blue", isFilled: true, values: bins.map(\.inProgress)),
          .init(name: "in line", color: "amber", isFilled: false, values: bins.map(\.queued)),
        ], step: series.width, reference: reference, height: 190,
        warmup: self.model.plan.warmup.seconds
      ).figure()
    }
  }

  var transitionChart: Markup {
    let waits = series.bins.map { $0.transitionWait.isFinite ? $0.transitionWait : 0 }
    guard waits.contains(where: { $0 > 0 }) else { return .none }
    return TimeChart(
      title: "Wait for a StateTransition token", caption: "The mean over the states entered and retries of that time.",
      unit: "seconds", lines: [.init(name: "wait", color: "violet", isFilled: true, values: waits)],
      step: series.width, height: 160, warmup: model.plan.warmup.seconds, isCount: false
    ).figure()
  }
}
