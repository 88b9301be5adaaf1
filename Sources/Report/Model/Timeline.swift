import Prelude
import Simulation
import Statistics
import StepFunctions

/// What happened when, from the means of all replications: as exact as the bins of the time series are wide.
struct Timeline {
  struct Entry {
    /// Seconds of virtual time.
    let from: Double
    /// nil: a moment.
    let to: Double?
    let text: String
  }

  /// In the order of time.
  private(set) var entries: [Entry] = []
  private let model: ReportModel
  private var series: AverageSeries { model.series }

  /// Stretches of one kind beyond which the longest are told.
  private static let most = 3

  init(_ model: ReportModel) {
    self.model = model
    guard !series.bins.isEmpty else { return }
    addLoad()
    addOutages()
    for action in model.actions { addCalls(action) }
    addTokens()
    addPeaks()
    addLosses()
    addEnds()
    entries = entries.enumerated().sorted { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }.map(\.element)
  }

  private mutating func add(_ from: Double, to: Double? = nil, _ text: String) {
    entries.append(Entry(from: from, to: to, text: text))
  }

  /// What the bins are where something holds, one after the other, as seconds.
  private func stretches(_ holds: (AverageSeries.Bin) -> Bool) -> [(from: Double, to: Double)] {
    var found: [(from: Double, to: Double)] = []
    for (index, bin) in series.bins.enumerated() where holds(bin) {
      let from = Double(index) * series.width
      if let last = found.last, last.to >= from - series.width / 2 {
        found[found.count - 1].to = from + series.width
      } else {
        found.append((from, from + series.width))
      }
    }
    return found
  }

  /// The longest of them, in the order of time.
  private static func longest(_ stretches: [(from: Double, to: Double)]) -> [(from: Double, to: Double)] {
    Array(stretches.sorted { ($1.to - $1.from, $0.from) < ($0.to - $0.from, $1.from) }.prefix(most))
  }

  // MARK: Entries

  private mutating func addLoad() {
    let first = model.plan.load.map { ($0.firstArrival - .zero).seconds }.min() ?? 0
    let last = model.plan.load.map { ($0.lastArrival - .zero).seconds }.max() ?? 0
    if last > first {
      add(first, to: last < series.duration ? last : nil, "Outside callers want executions.")
    } else {
      add(first, "All that outside callers want, they want at once.")
    }
    if model.plan.warmup > .zero {
      add(model.plan.warmup.seconds, "The warm-up is over: executions that are wanted from here on count.")
    }
  }

  private mutating func addOutages() {
    let services = model.plan.account.services.flatMap { service in
      service.outages.map { (Explanations.shortName(ofService: service.name), $0) }
    }
    let actions = APIAction.allCases.flatMap { action in
      (model.plan.account.outages[action] ?? []).map { (action.name, $0) }
    }
    for (name, outage) in services + actions {
      add((outage.from - .zero).seconds, to: (outage.until - .zero).seconds, "Outage of \(name).")
    }
  }

  private mutating func addCalls(_ action: Action) {
    guard action.throttled.mean > 0 else { return }
    let refused = stretches { $0.calls[action.action].throttled > 0 }
    guard let first = refused.first, let last = refused.last else { return }
    let rates = series.bins.map { $0.calls[action.action].throttled }
    let peak = rates.max() ?? 0
    let at = Double(rates.firstIndex(of: peak) ?? 0) * series.width
    add(first.from, "\(action.name) refuses its first call.")
    if peak > 0 {
      add(at, "Most refusals: \(Number.count(peak)) calls a second.")
    }
    add(last.to, "The last refused call of \(action.name).")
  }

  private mutating func addTokens() {
    guard case .tokens(let capacity, _) = model.plan.account.quotas[.startExecution] else { return }
    // As the seconds in which it ran empty are counted: between two refusals it may have had a token.
    let empty = stretches { $0.tokensLeft < 1 || $0.calls[.startExecution].throttled > 0.5 }
    for stretch in Self.longest(empty) {
      add(stretch.from, to: stretch.to, "StartExecution's bucket is empty: whoever calls is refused, and calls again.")
    }
    guard let last = empty.last else { return }
    let index = Int((last.to / series.width).rounded())
    let full = series.bins.indices.first { $0 >= index && series.bins[$0].tokensLeft >= 0.99 * Double(capacity) }
    if let full { add(Double(full + 1) * series.width, "The bucket is full again.") }
  }

  private mutating func addPeaks() {
    let open = series.bins.map(\.open)
    if let most = open.max(), most >= 1, let at = open.firstIndex(of: most) {
      add(Double(at) * series.width, "Most executions are open: \(Number.count(model.peakOpen.mean)).")
    }
    let waits = series.bins.map { $0.transitionWait.isFinite ? $0.transitionWait : 0 }
    if let most = waits.max(), most >= 0.1, let at = waits.firstIndex(of: most) {
      add(
        Double(at) * series.width, "The longest waits for StateTransition tokens: \(Number.duration(most)) on average.")
    }
  }

  private mutating func addLosses() {
    let lost = series.rates(LevelSeries.Count.losses) { $0.depth == 0 }
    guard let first = lost.firstIndex(where: { $0 > 0 }), let last = lost.lastIndex(where: { $0 > 0 }) else { return }
    let count = Number.count(lost.reduce(0, +) * series.width)
    add(
      Double(first) * series.width, to: Double(last + 1) * series.width,
      "Executions that outside callers wanted are lost: \(count).")
  }

  private mutating func addEnds() {
    let ends = model.estimate(.lastRootEnd)
    if ends.mean > 0 { add(ends.mean, "The last outside caller has its outcome.") }
    if model.makespan.mean > ends.mean + series.width { add(model.makespan.mean, "The last execution ends.") }
  }
}
