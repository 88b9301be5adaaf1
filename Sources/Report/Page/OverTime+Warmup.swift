import Prelude
import Simulation
import Statistics

extension OverTime {
  /// The plot by which a person judges the warm-up, of a study of a steady state.
  var warmupCharts: [TimeChart] {
    guard let series = model.warmupPlot else { return [] }
    let step = Number.span(series.step.seconds)
    return [
      chart(
        "Warm-up",
        """
        Welch's plot: the mean latency of outside callers' executions by their intended start, in steps of \(step), \
        and its moving average. After the warm-up it should neither rise nor fall.
        """, unit: "latency",
        [
          .init(name: "mean", color: "slate", isFilled: false, values: series.values),
          .init(name: "moving average", color: "blue", isFilled: false, values: WelchPlot.smoothed(series.values)),
        ], step: series.step.seconds, isTime: true)
    ]
  }
}

extension ReportModel {
  /// Of a study of a steady state, where there is enough to plot.
  var warmupPlot: WarmupSeries? {
    guard plan.study == .steadyState else { return nil }
    let series = WarmupSeries(plan, series.levels, width: .nanoseconds(of: series.width))
    return series.values.count > 10 ? series : nil
  }
}

extension Span {
  fileprivate static func nanoseconds(of seconds: Double) -> Span {
    Span(nanoseconds: Int64((seconds * 1e9).rounded()))
  }
}
