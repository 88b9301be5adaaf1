import Prelude
import Simulation
import Statistics
import StepFunctions

/// Calls, tokens and open executions over virtual time.
struct OverTime: PageSection {
  let model: ReportModel

  /// Of the time axes; what comes after is the same for ever.
  private let end: Double

  init(model: ReportModel) {
    self.model = model
    end = model.series.shownEnd
  }

  var markup: Markup {
    guard !model.series.bins.isEmpty else { return .none }
    var charts = model.actions.filter { $0.offered.mean > 0 || $0.action == .startExecution }.map(callChart)
    charts += depthCharts + waitingCharts + bucketCharts
    charts.append(
      chart(
        "Open executions", "Executions that have started and not ended, of all state machines.", unit: "executions",
        [
          .init(
            name: "open", color: "violet", isFilled: true, values: model.series.bins.map(\.open),
            intervals: intervals(-3, \.open))
        ], height: 160))
    charts += outcomeCharts + latencyCharts + warmupCharts + serviceCharts + transitionCharts
    let cut = model.series.cutText.map { " " + $0 } ?? ""
    return Page.timeSection(
      "time", "Over time",
      """
      Virtual time; each value is the mean over \(model.replicationText) at that moment, and areas around lines are \
      95 % intervals.\(cut)
      """, charts.map { $0.figure() })
  }

  /// One in the width of the time series' bins, unless `step` has another.
  func chart(
    _ title: String, _ caption: String, unit: String, _ lines: [TimeChart.Line], height: Double = 190,
    step: Double? = nil, reference: (value: Double, label: String)? = nil, isTime: Bool = false
  ) -> TimeChart {
    let step = step ?? model.series.width
    let shown = Int((end / step).rounded(.up))
    let cut = lines.map { line in
      TimeChart.Line(
        name: line.name, color: line.color, isFilled: line.isFilled, values: Array(line.values.prefix(shown)),
        intervals: Array(line.intervals.prefix(shown)))
    }
    return TimeChart(
      title: title, caption: caption, unit: unit, lines: cut, step: step, reference: reference, height: height,
      warmup: min(end, model.plan.warmup.seconds), isTime: isTime, end: end)
  }

  /// As the bins have them: three of each action, and four more, counted from the end.
  private func intervals(_ place: Int, _ value: (AverageSeries.Bin) -> Double) -> [Interval] {
    let bins = model.series.bins
    guard let count = bins.first?.halfWidths.count, count > 0, bins.allSatisfy({ $0.halfWidths.count == count }) else {
      return []
    }
    return bins.map { bin in
      let half = bin.halfWidths[place < 0 ? count + place : place]
      let (value, width) = (value(bin), half.isFinite ? half : 0)
      return Interval(lower: max(0, value - width), upper: value + width)
    }
  }

  private func callChart(_ action: Action) -> TimeChart {
    var reference: (value: Double, label: String)?
    if case .tokens(_, let refill) = action.bucket {
      reference = (refill.perSecond, "refill \(Number.count(refill.perSecond))/s")
    }
    let kind = action.action
    let rates = model.series.bins.map { $0.calls[kind] }
    return chart(
      "\(action.name) calls", "Offered calls include retries: admitted plus throttled.", unit: "calls per second",
      [
        .init(
          name: "offered", color: "ink", isFilled: false, values: rates.map(\.offered),
          intervals: intervals(3 * (model.actions.firstIndex { $0.action == kind } ?? 0)) { $0.calls[kind].offered }),
        .init(name: "throttled", color: "red", isFilled: true, values: rates.map(\.throttled)),
        .init(name: "admitted", color: "blue", isFilled: true, values: rates.map(\.admitted)),
      ], height: 250, reference: reference)
  }

  private var bucketCharts: [TimeChart] {
    guard case .tokens(let capacity, let refill) = model.plan.account.quotas[.startExecution] else { return [] }
    return [
      chart(
        "Tokens left in the StartExecution bucket",
        """
        The bucket holds \(Number.count(Double(capacity))) tokens and refills with \(Number.count(refill.perSecond)) a \
        second. At zero, every further call is refused.
        """, unit: "tokens",
        [
          .init(
            name: "tokens left", color: "teal", isFilled: true, values: model.series.bins.map(\.tokensLeft),
            intervals: intervals(-4, \.tokensLeft))
        ], height: 160)
    ]
  }
}
