import Simulation
import Statistics

/// `histograms.csv`: latencies of each machine and replication, and what else is expected by a percentile or a share of
/// times. For whoever draws them; the file is bounded by replications, and by rows of a distribution.
struct HistogramExporter {
  private static let mostReplications = 500
  /// Single values of one distribution, over all replications: to write one takes a tenth of what it takes to simulate
  /// an execution. Where there are more, bins of three digits are taken, whose number grows no more with the load.
  private static let mostValues = 1 << 12
  /// Of bins of three digits, about 4 MB; where they are more, two digits are taken.
  private static let mostBins = 1 << 17

  static func files(_ model: ReportModel) -> [ReportFile] {
    [ReportFile("histograms.csv") { body in try HistogramExporter(model).write(body) }]
  }

  private let run: ComparedRun
  private let sides: ComparedSides

  private init(_ model: ReportModel) {
    run = ComparedRun(model).prefix(Self.mostReplications)
    sides = ComparedSides(base: run, candidate: run)
  }

  private func write(_ body: ([UInt8]) throws -> Void) rethrows {
    var table = CSVTable(columns: ["machine", "distribution", "replication", "upper_seconds", "count"])
    var seen: Set<String> = []
    for what in metrics where what.metric.unit == .seconds && seen.insert(what.distributionKey).inserted {
      guard let samples = run.values.samples(what, at: what.base, withLosses: false) else { continue }
      for (replication, bins) in Self.bounded(samples).enumerated() {
        let lead = CSVTable.Piece([what.subject, what.distribution, String(replication)])
        for bin in bins.bins {
          table.add(lead)
          table.add(nanoseconds: bin.upper)
          table.add(bin.count)
          table.endRow()
        }
        if table.isLong { try body(table.take()) }
      }
    }
    try body(table.take())
  }

  private var metrics: [ComparedMetric] {
    let expected = run.facts.expectations.filter { $0.statistic?.percentile != nil || $0.share != nil }
    return run.facts.machines.indices.map { ComparedMetric(.latency, .p50, of: $0, sides) }
      + expected.map { ComparedMetric($0, sides) }
  }

  /// Of all replications, by value.
  static func pooled(_ samples: [Sample]) -> [SampleBins.Bin] {
    let all = bounded(samples).flatMap(\.bins).sorted { $0.upper < $1.upper }
    var pooled: [SampleBins.Bin] = []
    for bin in all {
      if let last = pooled.last, last.upper == bin.upper {
        pooled[pooled.count - 1] = SampleBins.Bin(upper: bin.upper, count: last.count + bin.count)
      } else {
        pooled.append(bin)
      }
    }
    return pooled
  }

  /// In bins as narrow as their number allows.
  private static func bounded(_ samples: [Sample]) -> [SampleBins] {
    let widths: [(bits: Int?, most: Int)] = [(nil, mostValues), (SampleBins.widths[0], mostBins)]
    for (bits, most) in widths {
      var (bins, left) = ([SampleBins](), most)
      for sample in samples {
        guard let next = SampleBins(sample, bits: bits, most: left) else { break }
        left -= next.bins.count
        bins.append(next)
      }
      if bins.count == samples.count { return bins }
    }
    return samples.compactMap { SampleBins($0, bits: SampleBins.widths[1]) }
  }
}
