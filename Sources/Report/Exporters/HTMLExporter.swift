/// The page: one file that needs nothing else, with its style, its drawings and the few lines of its script in it.
enum HTMLExporter {
  static func files(_ model: ReportModel) -> [ReportFile] { [ReportFile("report.html") { Page(model: model).html }] }
}
