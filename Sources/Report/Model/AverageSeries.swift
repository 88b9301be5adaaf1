import Prelude
import Simulation
import StepFunctions

/// The time series of all replications as one: each bin is the mean over the replications.
struct AverageSeries {
  /// Calls per second.
  struct Rates {
    var admitted = 0.0
    var throttled = 0.0
    var offered: Double { admitted + throttled }
  }
  struct Bin {
    var calls = PerStart(repeating: Rates())
    /// Of StartExecution, at the end of the bin.
    var tokensLeft = 0.0
    var open = 0.0
    /// StateTransition tokens per second, and the mean wait for one in seconds; NaN where none was taken.
    var transitions = 0.0
    var transitionWait = Double.nan
    /// Halves of 95 % intervals, of the same in this order; empty where nothing is known of the spread.
    var halfWidths: [Double] = []
  }
  /// Of a service.
  struct ServiceBin {
    /// Calls that began, per second.
    var calls = 0.0
    /// Their mean latency in seconds; NaN where there was none.
    var latency = Double.nan
    /// Calls that were turned away, per second.
    var refused = 0.0
    /// At the end of the bin, where slots are limited.
    var inProgress = 0.0
    var queued = 0.0
    /// Cold starts per second.
    var coldStarts = 0.0
  }
  /// Seconds.
  let width: Double
  let bins: [Bin]
  /// By service of the account.
  let services: [[ServiceBin]]
  /// Sums over the replications.
  let levels: [LevelSeries]
  let replications: Int
  var duration: Double { width * Double(bins.count) }

  /// A replication that ended earlier stays as it was: no calls, the bucket refilling, open executions unchanged.
  /// `actions`: whose calls have intervals.
  init(_ total: SeriesTotal, serviceCount: Int, actions: [APIAction]) {
    width = total.width.seconds
    replications = max(1, total.replications)
    levels = total.levels
    let share = 1 / Double(max(1, total.observed))
    let perSecond = share / width
    let (bins, squares, services) = total.filled()
    let called = actions
    let student = total.student
    let width = width
    self.bins = bins.enumerated().map { index, bin in
      var mean = Bin()
      for action in APIAction.starts {
        mean.calls[action].admitted = Double(bin.calls[action].admitted) * perSecond
        mean.calls[action].throttled = Double(bin.calls[action].throttled) * perSecond
      }
      mean.tokensLeft = bin.tokensLeft * share
      mean.open = Double(bin.open) * share
      mean.transitions = Double(bin.transitions) * perSecond
      mean.transitionWait = bin.transitionWait.double * 1e-9 / Double(bin.transitions)
      guard !squares.isEmpty else { return mean }
      let spread = SeriesSpread(bin, squares[index], of: total, student: student)
      guard spread.isKnown else { return mean }
      mean.halfWidths =
        called.flatMap { [spread.offered($0), spread.admitted($0), spread.throttled($0)].map { $0 / width } }
        + [spread.tokensLeft, spread.open, spread.transitions / width, spread.transitionWait]
      return mean
    }
    self.services = (0..<serviceCount).map { service in
      bins.indices.map { bin in
        let sum = services[bin * serviceCount + service]
        return ServiceBin(
          calls: Double(sum.calls) * perSecond, latency: sum.busy.double * 1e-9 / Double(sum.calls),
          refused: Double(sum.refused) * perSecond,
          inProgress: Double(sum.inProgress) * share, queued: Double(sum.queued) * share,
          coldStarts: Double(sum.coldStarts) * perSecond)
      }
    }
  }
}

extension AverageSeries {
  /// Rows of the levels that `isMeant`, added up, per second of one replication.
  func rates(_ counts: [LevelSeries.Count], _ isMeant: (LevelSeries) -> Bool) -> [Double] {
    let perSecond = 1 / (width * Double(replications))
    var sums = [Double](repeating: 0, count: bins.count)
    for level in levels where isMeant(level) {
      for bin in 0..<min(level.binCount, sums.count) {
        for count in counts { sums[bin] += Double(level.count(count, inBin: bin)) * perSecond }
      }
    }
    return sums
  }
}

extension AverageSeries {
  /// Callers and Tasks at the end of each bin that want an execution at the depth and have neither had a call admitted
  /// nor given up; children of Map Runs, which wait for slots, are not among them.
  func waiting(atDepth depth: Int, _ plan: Plan) -> [Double] {
    levels.reduce(into: [Double](repeating: 0, count: bins.count)) { sums, level in
      guard level.depth == depth else { return }
      for (bin, value) in waiting(for: level, plan).enumerated() { sums[bin] += value }
    }
  }

  /// The same for the executions of a level.
  func waiting(for level: LevelSeries, _ plan: Plan) -> [Double] {
    guard plan.account.machines.indices.contains(level.machine), plan.account.machines[level.machine].owner == nil
    else {
      return []
    }
    var sum = 0
    return bins.indices.map { bin in
      if bin < level.binCount {
        let wanted = [.completed, .lost, .unfinished].reduce(0) { $0 + level.count($1, inBin: bin) }
        sum += wanted - level.count(.admitted, inBin: bin) - level.count(.rejected, inBin: bin)
      }
      return Double(max(0, sum)) / Double(replications)
    }
  }

  /// Of calls, states, the successes of each machine at each depth, and calls of each service, as many come after the
  /// charts' end.
  static let unshown = 0.001

  /// Where charts may end, in seconds: a little after the last bin in which anything happens but the rarest stragglers,
  /// if that is early. No loss is among those.
  var shownEnd: Double { end(leaving: Self.unshown) }

  /// What comes after that, in words; nil: the charts have all.
  var cutText: String? {
    let end = shownEnd
    return end < duration ? Self.cutText(end, of: duration, isAll: self.end(leaving: 0) <= end) : nil
  }

  /// `isAll`: nothing happens after that.
  static func cutText(_ end: Double, of whole: Double, isAll: Bool) -> String {
    let after = isAll ? "nothing happens after" : "less than \(Number.percent(unshown)) of what happens comes after"
    return "Shown are the first \(Number.span(end)) of \(Number.span(whole)): \(after)."
  }

  private func end(leaving share: Double) -> Double {
    var last = [
      Self.last(bins.map(\.transitions), leaving: share),
      Self.last(rates(LevelSeries.Count.losses) { _ in true }, leaving: 0),
    ]
    last += levels.map { level in
      let ended = (0..<min(level.binCount, bins.count)).map { Double(level.count(.succeeded, inBin: $0)) }
      return Self.last(ended, leaving: share)
    }
    last += APIAction.starts.map { action in Self.last(bins.map { $0.calls[action].offered }, leaving: share) }
    last += services.map { service in Self.last(service.map { $0.calls + $0.refused }, leaving: share) }
    let busy = Double((last.compactMap(\.self).max() ?? bins.count - 1) + 1)
    return busy < 0.85 * Double(bins.count) ? max(1, (1.05 * busy).rounded(.up)) * width : duration
  }

  /// The last bin that is needed to leave out no more of the sum than that; nil: there is nothing.
  private static func last(_ counts: [Double], leaving share: Double) -> Int? {
    let most = share * counts.reduce(0, +)
    var rest = 0.0
    return counts.indices.last { bin in
      rest += counts[bin]
      return rest > most
    }
  }
}

extension LevelSeries.Count {
  /// How an execution that somebody wanted may come to nothing.
  static let losses: [Self] = [.failed, .timedOut, .aborted, .rejected]
}
