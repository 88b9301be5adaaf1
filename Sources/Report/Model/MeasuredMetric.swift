package import Simulation
package import Statistics
import StepFunctions

/// One number of a run, as whoever runs many of them keeps it.
package struct MeasuredValue: Sendable, Equatable {
  /// Not a number where nothing was measured; infinite where a percentile lies beyond what succeeded.
  package let value: Double
  /// With 95 % confidence.
  package let interval: Interval?
  /// nil: nothing is expected of it.
  package let outcome: Verdict.Outcome?
  /// Replications that it comes from.
  package let count: Int

  package init(value: Double, interval: Interval?, outcome: Verdict.Outcome?, count: Int) {
    self.value = value
    self.interval = interval
    self.outcome = outcome
    self.count = count
  }
}

/// What is measured of each of many runs: what the scenario expects, what is asked for besides, and what tells runs
/// apart anyway.
package struct MeasuredMetric: Sendable {
  /// As expectations name it: `Root.latency.p99`; the share that is below a bound has the bound too.
  package let name: String
  package let expectation: Expectation
  /// It comes with a verdict.
  package let isExpected: Bool
  /// By the scenario or an option: somebody wants to see it.
  package let isAsked: Bool
  package let higherIsBetter: Bool

  /// `asked`: named by an option, without a bound.
  package static func all(of plan: Plan, asked: [Expectation]) -> [MeasuredMetric] {
    var metrics: [MeasuredMetric] = []
    func add(_ expectation: Expectation, isExpected: Bool = false, isAsked: Bool = true) {
      let name = name(of: expectation)
      let isTaken = metrics.contains { $0.name == name }
      guard !isTaken || isExpected else { return }
      metrics.append(
        MeasuredMetric(
          name: isTaken ? expectation.text : name, expectation: expectation, isExpected: isExpected, isAsked: isAsked,
          higherIsBetter: isExpected
            ? !(expectation.comparison.isUpperBound && expectation.share == nil)
            : better.contains(expectation.metric.name)))
    }
    for expectation in plan.expectations where expectation.baselineFactor == nil { add(expectation, isExpected: true) }
    for expectation in asked { add(expectation) }
    for expectation in defaultExpectations(of: plan) { add(expectation, isAsked: false) }
    return metrics
  }

  /// Asked for without a bound.
  package init(asked expectation: Expectation) {
    self.init(
      name: Self.name(of: expectation), expectation: expectation, isExpected: false, isAsked: true,
      higherIsBetter: Self.better.contains(expectation.metric.name))
  }

  /// That has to hold.
  package init(expected expectation: Expectation) {
    self.init(
      name: expectation.text, expectation: expectation, isExpected: true, isAsked: true,
      higherIsBetter: !(expectation.comparison.isUpperBound && expectation.share == nil))
  }

  private init(name: String, expectation: Expectation, isExpected: Bool, isAsked: Bool, higherIsBetter: Bool) {
    self.name = name
    self.expectation = expectation
    self.isExpected = isExpected
    self.isAsked = isAsked
    self.higherIsBetter = higherIsBetter
  }

  private static let better: Set = ["started", "succeeded", "admitted"]

  /// Those that tell runs apart, whatever they are of.
  package static func defaults(of plan: Plan) -> [MeasuredMetric] {
    defaultExpectations(of: plan).map { MeasuredMetric(asked: $0) }
  }

  /// Latencies and failures of what outside callers start, and what it costs the account.
  private static func defaultExpectations(of plan: Plan) -> [Expectation] {
    func metric(_ name: String, _ metric: Metric, _ statistic: Metric.Statistic?, of subject: Int = 0) -> Expectation {
      Expectation(
        text: name, metric: metric, subject: subject, statistic: statistic, comparison: .less, value: .infinity)
    }
    var found: [Expectation] = []
    for machine in Set(plan.load.map(\.machine)).sorted() {
      let name = plan.account.machines[machine].name
      found.append(metric("\(name).latency.mean", .latency, .mean, of: machine))
      found.append(metric("\(name).latency.p99", .latency, .p99, of: machine))
      found.append(metric("\(name).failed.ratio", .failed, .ratio, of: machine))
    }
    let start = APIAction.starts.firstIndex(of: .startExecution) ?? 0
    let action = APIAction.starts[start].name
    return found + [
      metric("\(action).offered", .offered, nil, of: start),
      metric("\(action).throttled.ratio", .throttled, .ratio, of: start), metric("transitions", .transitions, nil),
    ]
  }

  /// Without its bound.
  private static func name(of expectation: Expectation) -> String {
    let text = expectation.text
    if expectation.share != nil { return text.split(separator: " for ").first.map(String.init) ?? text }
    let end = text.firstIndex { "<>=".contains($0) } ?? text.endIndex
    let name = text[..<end]
    return String(name[..<(name.lastIndex { $0 != " " }.map { name.index(after: $0) } ?? name.startIndex)])
  }

  /// As a person reads a value of it.
  package func text(_ value: Double) -> String {
    if value == .infinity { return "not reached" }
    guard value.isFinite else { return Number.none }
    let metric = expectation.metric
    if expectation.share != nil || expectation.statistic == .ratio || metric.unit == .ratio {
      return Number.percent(value)
    }
    return metric.unit == .seconds ? Number.duration(value) : Number.count(value)
  }

  /// With its interval in brackets.
  package func text(_ measured: MeasuredValue) -> String {
    guard let interval = measured.interval, measured.value.isFinite, interval.lower < interval.upper else {
      return text(measured.value)
    }
    let ends = [interval.lower, interval.upper].map { $0.isFinite ? text($0) : "…" }
    if ends[0] == ends[1] { return text(measured.value) }
    return "\(text(measured.value)) (\(ends[0]) – \(ends[1]))"
  }

  /// Of all replications of a run whose plan was asked to record these.
  /// `confidence`: one side's, of the verdicts.
  package static func measure(
    _ metrics: [MeasuredMetric], _ plan: Plan, _ result: RunResult, confidence: Double = 0.95
  ) -> [MeasuredValue] {
    let recordings = result.recordings
    let clusters = Clusters(plan, recordings)
    var judge = Judge(
      plan: plan, clusters: clusters, steadiness: Steadiness(plan, recordings, Carrying(plan, recordings)))
    judge.ownConfidence = confidence
    return metrics.map { metric in
      let evidence = judge.evidence(on: metric.expectation)
      return MeasuredValue(
        value: evidence.map { $0.value ?? .infinity } ?? .nan, interval: evidence?.interval,
        outcome: metric.isExpected ? judge.verdict(on: metric.expectation).outcome : nil, count: recordings.count)
    }
  }
}
