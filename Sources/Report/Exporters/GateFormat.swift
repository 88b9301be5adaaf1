import StepFunctions

/// The result as one file for a program that gates a change: each a known interface of CI systems and dashboards.
package enum GateFormat: Sendable {
  /// `summary.json`.
  case summary
  /// A test case for each expectation.
  case junit
  /// For a comment on a pull request, or the summary of a job.
  case markdown
  case openMetrics
  /// `customSmallerIsBetter` of github-action-benchmark.
  case benchmark
  /// The executions that are kept, as traces of OpenTelemetry.
  case openTelemetry
}

extension ReportModel {
  package func file(_ name: String, as format: GateFormat) -> ReportFile {
    switch format {
    case .summary: ReportFile(name) { JSONExporter(model: self).text }
    case .junit: ReportFile(name) { JUnitExporter(model: self).text }
    case .markdown: ReportFile(name) { MarkdownExporter(model: self).text }
    case .openMetrics: ReportFile(name) { OpenMetricsExporter(model: self).text }
    case .benchmark: ReportFile(name) { BenchmarkExporter(model: self).text }
    case .openTelemetry:
      ReportFile(name) { OpenTelemetryTrace.text(traced, epoch: Account.epoch, version: version) }
    }
  }
}
