import Statistics

extension TextExporter {
  /// Where the scenario has Lambda functions with their environments.
  func addFunctions(to report: inout TextReport) {
    let functions = model.functions
    guard !functions.isEmpty else { return }
    report.heading("Functions: mean per replication, whole run")
    let limit = 6
    let rows = functions.prefix(limit).map { function in
      [
        function.name, Number.count(function.calls.mean), Number.count(function.coldStarts.mean),
        function.coldShare.map { Number.percent($0) } ?? Number.none, Number.count(function.refused.mean),
        function.refusedShare.map { Number.percent($0) } ?? Number.none,
      ]
    }
    report.table([["function", "calls", "cold starts", "", "refused", ""]] + rows)
    if functions.count > limit { report.add("  and \(functions.count - limit) more in report.html", .dim) }
  }
}
