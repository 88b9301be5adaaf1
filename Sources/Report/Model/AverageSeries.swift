import Prelude
import Simulation
import StepFunctions

/// The time series of all replications as one: bins of a common width, each the mean over the replications.
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
  }
  /// Seconds.
  let width: Double
  private(set) var bins: [Bin]
  var duration: Double { width * Double(bins.count) }

  /// A replication that ended earlier stays as it was: no calls, the bucket refilling, open executions unchanged.
  init(_ series: [TimeSeries], bucket: Quotas.Bucket, startingAt width: Span = .seconds(1)) {
    let common = series.map(\.width.nanoseconds).max() ?? width.nanoseconds
    let coarse = series.map { AverageSeries.rebinned($0, width: Swift.max(1, common)) }
    let length = coarse.map(\.count).max() ?? 0
    self.width = Double(Swift.max(1, common)) / 1e9
    bins = Array(repeating: Bin(), count: length)
    let share = 1 / Double(Swift.max(1, coarse.count))
    let perSecond = share / self.width
    for replication in coarse {
      for (index, bin) in replication.enumerated() {
        for action in APIAction.starts {
          bins[index].calls[action].admitted += Double(bin.calls[action].admitted) * perSecond
          bins[index].calls[action].throttled += Double(bin.calls[action].throttled) * perSecond
        }
        bins[index].tokensLeft += bin.tokensLeft * share
        bins[index].open += Double(bin.open) * share
      }
      guard let last = replication.last else { continue }
      for index in replication.count..<length {
        let later = Double(index - replication.count + 1) * self.width
        bins[index].tokensLeft += AverageSeries.refilled(last.tokensLeft, after: later, in: bucket) * share
        bins[index].open += Double(last.open) * share
      }
    }
  }

  private static func refilled(_ tokens: Double, after seconds: Double, in bucket: Quotas.Bucket) -> Double {
    guard case .tokens(let capacity, let refill) = bucket else { return tokens }
    return Swift.min(Double(capacity), tokens + refill.perSecond * seconds)
  }

  private static func rebinned(_ series: TimeSeries, width: Int64) -> [TimeSeries.Bin] {
    guard series.width.nanoseconds < width, series.width.nanoseconds > 0 else { return series.bins }
    let ratio = Int((width + series.width.nanoseconds - 1) / series.width.nanoseconds)
    var coarse: [TimeSeries.Bin] = []
    for (index, bin) in series.bins.enumerated() {
      if index % ratio == 0 { coarse.append(TimeSeries.Bin()) }
      let sum = coarse[coarse.count - 1].calls
      for action in APIAction.starts {
        coarse[coarse.count - 1].calls[action] = sum[action] + bin.calls[action]
      }
      coarse[coarse.count - 1].tokensLeft = bin.tokensLeft
      coarse[coarse.count - 1].open = bin.open
    }
    return coarse
  }
}
