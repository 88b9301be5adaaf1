import Engine
import Statistics

/// Where the time of executions went.
struct Parts: PageSection {
  let model: ReportModel

  var markup: Markup {
    let shown = model.machines.filter { $0.latency.count > 0 && $0.parts.contains { $0.mean > 0 } }
    guard !shown.isEmpty else { return .none }
    let parts = Part.allCases.map { ($0, $0.color) }
    let present = parts.indices.filter { index in shown.contains { $0.parts[index].mean > 0 } }
    let bars = shown.map { machine in
      let shares = machine.shares.map(\.mean)
      return ShareBar(
        label: machine.name, note: "mean latency \(machine.latency.meanText)",
        shares: parts.indices.map { index in
          ShareBar.Share(
            name: parts[index].0.title, color: parts[index].1, share: shares[index],
            detail: "\(Number.duration(machine.parts[index])), \(Number.percent(machine.shares[index]))")
        }
      ).figure()
    }
    let rows = shown.map { machine in
      [Markup(machine.name)]
        + present.map { index in
          Markup(Number.duration(machine.parts[index])) + Markup("small", Markup(Number.percent(machine.shares[index])))
        }
    }
    let legend = ShareBar.legend(present.map { ("\(parts[$0].0.title): \(parts[$0].0.label)", parts[$0].1) })
    return Page.section(
      "parts", "Where the time went",
      """
      The mean latency of an execution, along its critical path: of parallel branches, the one whose end released the \
      parent. What a nested execution spends counts in its parent too.
      """,
      [
        Markup("figure", ["class": "card"], [legend] + bars),
        Page.table(
          "Mean per execution and share of the latency", ["state machine"] + present.map { parts[$0].0.title }, rows),
      ])
  }
}
