import Prelude
import Simulation
import Statistics
import StepFunctions

/// Calls, tokens and open executions over virtual time.
struct OverTime: PageSection {
  let model: ReportModel

  var markup: Markup {
    guard !model.series.bins.isEmpty else { return .none }
    var charts: [Markup] = []
    for action in model.actions where action.offered.mean > 0 || action.action == .startExecution {
      charts.append(callChart(action).figure())
    }
    if case .tokens(let capacity, let refill) = model.plan.account.quotas[.startExecution] {
      charts.append(
        TimeChart(
          title: "Tokens left in the StartExecution bucket",
          caption: """
            The bucket holds \(Number.count(Double(capacity))) tokens and refills with \
            \(Number.count(refill.perSecond)) a second. At zero, every further call is refused.
            """, unit: "tokens",
          lines: [
            .init(
              name: "tokens left", color: "teal", isFilled: true, values: model.series.bins.map(\.tokensLeft),
              halfWidths: halfWidths(-4))
          ],
          step: model.series.width, height: 160, warmup: model.plan.warmup.seconds
        ).figure())
    }
    charts.append(
      TimeChart(
        title: "Open executions", caption: "Executions that have started and not ended, of all state machines.",
        unit: "executions",
        lines: [
          .init(
            name: "open", color: "violet", isFilled: true, values: model.series.bins.map(\.open),
            halfWidths: halfWidths(-3))
        ],
        step: model.series.width, height: 160, warmup: model.plan.warmup.seconds
      ).figure())
    charts += depthCharts + [outcomeChart] + latencyCharts + [warmupChart] + serviceCharts + [transitionChart]
    return Page.section(
      "time", "Over time",
      """
      Virtual time; each value is the mean over \(model.replicationText) at that moment, and areas around lines are 95 % \
      intervals. Dragging over a chart shows that stretch in all of them, a double click or Escape the whole; a name in \
      a legend hides its line.
      """, [Markup("button", ["class": "unzoom", "type": "button", "hidden": ""], "Show all of the time")] + charts)
  }

  /// As the bins have them: three of each action, and four more, counted from the end.
  private func halfWidths(_ place: Int) -> [Double] {
    let all = model.series.bins.map(\.halfWidths)
    guard let count = all.first?.count, count > 0, all.allSatisfy({ $0.count == count }) else { return [] }
    return all.map { $0[place < 0 ? count + place : place] }
  }

  private func callChart(_ action: Action) -> TimeChart {
    var reference: (value: Double, label: String)?
    if case .tokens(_, let refill) = action.bucket {
      reference = (refill.perSecond, "refill \(Number.count(refill.perSecond))/s")
    }
    let rates = model.series.bins.map { $0.calls[action.action] }
    return TimeChart(
      title: "\(action.name) calls", caption: "Offered calls include retries: admitted plus throttled.",
      unit: "calls per second",
      lines: [
        .init(
          name: "offered", color: "ink", isFilled: false, values: rates.map(\.offered),
          halfWidths: halfWidths(3 * (model.actions.firstIndex { $0.action == action.action } ?? 0))),
        .init(name: "throttled", color: "red", isFilled: true, values: rates.map(\.throttled)),
        .init(name: "admitted", color: "blue", isFilled: true, values: rates.map(\.admitted)),
      ], step: model.series.width, reference: reference, height: 250, warmup: model.plan.warmup.seconds)
  }
}
