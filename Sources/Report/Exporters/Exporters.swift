extension ReportModel {
  /// One for each format, in the order in which a reader wants their files.
  private static let exporters: [@Sendable (ReportModel) -> [ReportFile]] = [
    HTMLExporter.files, JSONExporter.files, CSVExporter.files,
  ]

  /// The files of a results folder; `recording`: with what stands beside a recording.
  package func files(recording: Bool = false) -> [ReportFile] {
    let beside = [HistogramExporter.files, PercentileExporter.files, TraceExporter.files]
    return (Self.exporters + (recording ? beside : [])).flatMap { $0(self) }
  }
}
