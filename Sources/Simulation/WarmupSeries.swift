package import Prelude
import Statistics

extension Plan {
  package enum WarmupOrigin: CaseIterable, Sendable {
    case given
    /// By MSER-5, once the executions have been seen.
    case sought
    case found
    /// By MSER-5, which would have liked to delete more than half of what there was.
    case atLimit
  }

  /// The same plan, with the warm-up that the series of a run without one shows.
  package func withWarmup(foundIn series: SeriesTotal) -> Plan {
    var plan = self
    let means = WarmupSeries(plan, series.levels, width: series.width)
    let mser = MSER(means.values)
    plan.warmup = Span(nanoseconds: means.step.nanoseconds * Int64(mser.deleted))
    plan.warmupOrigin = mser.isTooShort ? .atLimit : .found
    return plan
  }
}

/// Mean latencies of outside callers' executions by their intended start, over all replications, in bins that hold five
/// executions or more: what a warm-up is found in.
package struct WarmupSeries: Sendable {
  private static let fewest = 5.0

  /// Seconds.
  package let values: [Double]
  /// Of a value.
  package let step: Span

  package init(_ plan: Plan, _ levels: [LevelSeries], width: Span) {
    // What comes after the end of the load is not of it.
    let end = plan.load.map(\.end).max() ?? .zero
    let bins = width > .zero ? Int((end - .zero).nanoseconds / width.nanoseconds) : 0
    var (counts, sums) = ([Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins))
    for level in levels where level.depth == 0 {
      for (bin, sum) in level.latencySums.prefix(bins).enumerated() { sums[bin] += sum }
      for (bin, count) in level.values(.completed).prefix(bins).enumerated() { counts[bin] += count }
    }
    var group = 1
    var best: [Double] = []
    while bins / group >= 2 {
      let starts = (0..<bins / group).map { $0 * group }
      let grouped = starts.map { counts[$0..<$0 + group].reduce(0, +) }
      if grouped.allSatisfy({ $0 >= Self.fewest }) {
        best = zip(starts, grouped).map { sums[$0..<$0 + group].reduce(0, +) / $1 }
        break
      }
      group += 1
    }
    values = best
    step = Span(nanoseconds: width.nanoseconds * Int64(group))
  }
}
