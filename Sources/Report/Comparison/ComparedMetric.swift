import Prelude
import Simulation
import Statistics
import StepFunctions

/// What is compared: a metric, or a statistic of it, of what has the same name on both sides.
struct ComparedMetric: Sendable {
  /// A machine, an action, a Task, a depth; empty for the run.
  let subject: String
  let metric: Metric
  let statistic: Metric.Statistic?
  /// The share of a distribution up to a bound, in its unit.
  private(set) var bound: (value: Double, text: String)?
  /// The subject's index on each side; nil where it has none of this name.
  let base: Int
  let candidate: Int?
  /// The stretch of the run that it is about.
  private(set) var window: Window?
  private(set) var higherIsWorse: Bool
  /// Where the scenario expects something of it.
  private(set) var place: Expectation.Place?

  init(_ metric: Metric, _ statistic: Metric.Statistic? = nil, of index: Int = 0, _ sides: ComparedSides) {
    self.metric = metric
    self.statistic = statistic
    base = index
    subject = sides.subject(metric.scope, index)
    candidate = sides.candidateIndex(metric.scope, index)
    higherIsWorse = !Self.better.contains(metric.name)
  }

  /// What an expectation asks for.
  init(_ expectation: Expectation, _ sides: ComparedSides) {
    self.init(expectation.metric, expectation.statistic, of: expectation.subject, sides)
    place = expectation.place
    window = expectation.window
    if expectation.share != nil {
      let text = expectation.text.split(separator: " for ").first.map(String.init) ?? expectation.text
      bound = (expectation.value, text.hasPrefix(subject + ".") ? String(text.dropFirst(subject.count + 1)) : text)
      higherIsWorse = false
    }
  }

  /// The same of one run, whose names nobody needs.
  init(of expectation: Expectation) {
    metric = expectation.metric
    statistic = expectation.statistic
    (base, candidate, subject) = (expectation.subject, expectation.subject, "")
    window = expectation.window
    higherIsWorse = false
    if expectation.share != nil { bound = (expectation.value, expectation.text) }
  }

  /// Counts of what went well.
  private static let better: Set = [Metric.started, .succeeded, .admitted].reduce(into: Set<String>()) {
    $0.insert($1.name)
  }

  /// `latency.p99`, `failed.ratio`, `latency < 30s`.
  var quantity: String {
    bound?.text ?? metric.name + (statistic.map { "." + $0.rawValue } ?? "") + (window.map { " in " + $0.text } ?? "")
  }

  /// As expectations have it: `Root.latency.p99`.
  var name: String { ofSubject(quantity) }

  /// Of the same metric the same, however its window is written.
  var key: String {
    bound == nil ? ofSubject(metric.name + (statistic.map { "." + $0.rawValue } ?? "") + stretch) : name
  }

  /// What a percentile or a share is read from: `latency`, or `latency in [120s, 600s)`.
  var distribution: String { metric.name + stretch }

  /// Likewise, of which subject.
  var distributionKey: String { ofSubject(distribution) }

  private var stretch: String { window.map { " in " + $0.key } ?? "" }

  private func ofSubject(_ quantity: String) -> String { subject.isEmpty ? quantity : subject + "." + quantity }

  /// The same of a stretch of the run.
  func within(_ window: Window) -> ComparedMetric {
    var what = self
    what.window = window
    return what
  }

  var percentile: Double? { statistic?.percentile }

  /// What a person reads a value of it as.
  enum Reading: String {
    case seconds = "s"
    case share = "ratio"
    case count = "1"
  }

  var reading: Reading {
    if bound != nil || statistic == .ratio || metric.unit == .ratio { return .share }
    return metric.unit == .seconds ? .seconds : .count
  }

  /// Nanoseconds are shown as seconds.
  var scale: Double { metric.unit == .seconds ? 1e-9 : 1 }
}

extension Window {
  /// As a recording has it: `[120s, 600s)`, though it was written with minutes.
  fileprivate var key: String {
    let ends = [from, to].map { end in
      let nanoseconds = (end - .zero).nanoseconds
      return nanoseconds.isMultiple(of: 1_000_000_000) ? "\(nanoseconds / 1_000_000_000)s" : "\(nanoseconds)ns"
    }
    return "[\(ends[0]), \(ends[1]))"
  }
}

/// The two runs, base first.
struct ComparedSides: Sendable {
  let base: ComparedRun
  let candidate: ComparedRun

  /// The same random numbers for the same things.
  var isPaired: Bool {
    base.facts.seed == candidate.facts.seed && base.facts.drawing == candidate.facts.drawing
      && base.values.count == candidate.values.count
  }

  func subject(_ scope: Metric.Scope, _ index: Int) -> String {
    switch scope {
    case .run: ""
    case .action: APIAction.starts[index].name
    case .machine: base.facts.machines[index].name
    case .task: base.facts.tasks[index]
    case .depth: "depth(\(index))"
    }
  }

  func candidateIndex(_ scope: Metric.Scope, _ index: Int) -> Int? {
    switch scope {
    case .run, .action, .depth: index
    case .machine: candidate.facts.machines.firstIndex { $0.name == subject(scope, index) }
    case .task: candidate.facts.tasks.firstIndex(of: subject(scope, index))
    }
  }
}
