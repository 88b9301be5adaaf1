import Report

/// The answer as one HTML file that needs nothing else.
struct RecoveryPage {
  let recovery: Recovery

  var html: String {
    AnswerPage(
      kind: "recover", eyebrow: "recovery after a disturbance", name: recovery.name, lead: recovery.title,
      subtitle: recovery.subtitle, version: recovery.version, sections: [conclusions, map, cells, goodput]
    ).html
  }

  private var conclusions: Markup {
    Page.section(
      "recovery", "Recovery", recovery.disturbanceText,
      [Markup("ul", ["class": "findings"], recovery.conclusions.map { Markup("li", Markup($0)) })])
  }

  /// Of two axes: rows of the first one's values, columns of the second one's.
  private var map: Markup {
    guard recovery.axes.count == 2, let first = recovery.cells.first?.changes.first?.value else { return .none }
    let columns = recovery.cells.prefix { $0.changes.first?.value == first }
    guard columns.count > 1 else { return .none }
    let heads = columns.compactMap { $0.changes.last?.value }
    let rows = stride(from: 0, to: recovery.cells.count, by: columns.count).map { start in
      let row = recovery.cells[start..<min(start + columns.count, recovery.cells.count)]
      return [Markup(row.first?.changes.first?.value ?? "")] + row.map { badge($0) }
    }
    return Page.section(
      "map", "Map", "\(recovery.axes[0].path) downwards, \(recovery.axes[1].path) to the right.",
      [Page.table("Class of each cell", [""] + heads, rows)])
  }

  private func badge(_ cell: RecoveryCell) -> Markup {
    let look =
      switch cell.kind {
      case .stable: "badge good"
      case .vulnerable: "badge unclear"
      case .metastable, .overloaded: "badge bad"
      }
    return Markup("span", ["class": look, "title": cell.shareText], Markup(cell.kind.rawValue))
  }

  private var cells: Markup {
    let rows = recovery.cells.map { cell in
      [Markup(cell.name), badge(cell), Page.measured(cell.shareText), Page.measured(cell.medianText)]
    }
    let heads = recovery.axes.map(\.path).joined(separator: ", ")
    return Page.section(
      "cells", "Runs",
      """
      Recovered: the backlog of the disturbed run stays within 5 % of its twin's, or 1, for 30 s and ten median \
      latencies. Stable: fewer than 5 % do not recover; metastable: more than half; overloaded: the backlog grows \
      without a disturbance.
      """,
      [
        Page.table(
          "Share that does not recover, and the median time from the disturbance's end",
          [heads.isEmpty ? "scenario" : heads, "cell", "not recovered", "median time"], texts: 2, rows)
      ])
  }

  /// One chart a class, of the first cell that has it.
  private var goodput: Markup {
    let shown = RecoveryCell.Class.allCases.compactMap { kind in recovery.cells.first { $0.kind == kind } }
    return Page.timeSection(
      "goodput", "Goodput", "Executions of outside callers that succeeded, mean over the replications.",
      shown.map { cell in
        GoodputChart.figure(
          "\(cell.name): \(cell.kind.rawValue)", recovery.disturbanceText,
          undisturbed: cell.undisturbedGoodput, disturbed: cell.disturbedGoodput, step: cell.step)
      })
  }
}
