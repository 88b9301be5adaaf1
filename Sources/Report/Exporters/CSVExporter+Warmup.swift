import Prelude
import Simulation
import Statistics

extension CSVExporter {
  /// Welch's plot, of which the page makes a chart; no file where it has none.
  func warmup() -> [ReportFile] {
    guard let series = model.warmupPlot else { return [] }
    return [
      ReportFile("warmup.csv") {
        var table = CSVTable(columns: [
          "seed", "replications", "time_seconds", "width_seconds", "mean_latency_seconds", "moving_average_seconds",
        ])
        for (index, (mean, smooth)) in zip(series.values, WelchPlot.smoothed(series.values)).enumerated() {
          table.add(row: [
            seed, replications, Number.exact(Double(index) * series.step.seconds), Number.exact(series.step.seconds),
            Number.exact(mean), Number.exact(smooth),
          ])
        }
        return table.take()
      }
    ]
  }
}
