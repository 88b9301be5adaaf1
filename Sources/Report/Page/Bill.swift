import Statistics
import StepFunctions

/// What AWS would bill for, as quantities.
struct Bill: PageSection {
  let model: ReportModel

  var markup: Markup {
    let express = model.machines.filter { $0.kind == .express }
    var content = [
      Page.table(
        "Standard workflows, mean per replication", ["what is billed", "amount"],
        [
          [Markup("state transitions: states entered and retries"), Markup(Number.count(model.transitions))],
          [
            Markup("of which retries"),
            Markup(Number.count(model.retries)) + Markup("small", Markup(" " + Number.percent(model.retriesRatio))),
          ],
        ])
    ]
    if !express.isEmpty {
      content.append(
        Page.table(
          "Express workflows, mean per replication; durations rounded up to 100 ms, memory to 64 MB",
          ["state machine", "requests", "billed duration", "GB-seconds"],
          express.map { machine in
            let gigabyteSeconds = machine.billedMegabyteMilliseconds.mean / 1024 / 1000
            return [
              machine.name, Number.count(machine.requests), Number.duration(machine.billedMilliseconds.mean / 1000),
              Number.count(gigabyteSeconds),
            ].map { Markup($0) }
          }))
    }
    return Page.section(
      "bill", "What would be billed", "Quantities only: prices differ by Region and by the month's total.", content)
  }
}
