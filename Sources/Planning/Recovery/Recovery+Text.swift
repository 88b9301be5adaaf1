import Report

extension Recovery {
  /// One screen of a terminal.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.add(title, .bold)
    report.add(subtitle, .dim)
    report.paragraph(disturbanceText, lead: "", indent: 2, style: .dim)
    report.heading("Recovery")
    for text in conclusions { report.paragraph(text, lead: "  ", indent: 2) }
    report.heading("Runs: time from the disturbance's end, with 95 % intervals")
    let limit = 24
    let heads = axes.map(\.path)
    var rows = [[heads.isEmpty ? "scenario" : heads.joined(separator: ", "), "cell", "not recovered", "median time"]]
    for cell in cells.prefix(limit) { rows.append([cell.name, cell.kind.rawValue, cell.shareText, cell.medianText]) }
    report.table(rows)
    if cells.count > limit { report.add("  and \(cells.count - limit) more in report.html", .dim) }
    return report.text
  }
}
