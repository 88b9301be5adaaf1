import Prelude
import Simulation
import Statistics
import StepFunctions

/// What AWS would bill for, as quantities and in money.
struct Bill: PageSection {
  let model: ReportModel
  private var prices: Prices { model.plan.prices }

  var markup: Markup {
    let express = model.machines.filter { $0.kind == .express }
    let request = express.isEmpty ? "" : ", an Express request \(Number.dollars(prices.request))"
    return Page.section(
      "bill", "What it costs",
      """
      Step Functions alone, at its prices of \(Prices.date) in \(model.plan.account.region): a transition costs \
      \(Number.dollars(prices.transition))\(request). Without the free tier, and without what the services cost that \
      are called.
      """,
      [totals(hasExpress: !express.isEmpty)] + (express.isEmpty ? [] : [expressTable(express)]))
  }

  private func totals(hasExpress: Bool) -> Markup {
    func dollars(_ price: Money, _ count: (Recording) -> Int) -> String {
      Number.dollars(Estimate(replications: model.recordings.map { (price * count($0)).dollars }))
    }
    var rows = [
      [
        "state transitions: states entered and retries", Number.count(model.transitions),
        dollars(prices.transition, \.transitions),
      ],
      [
        "of which retries, \(Number.percent(model.retriesRatio))", Number.count(model.retries),
        dollars(prices.transition) { $0.retries() },
      ],
    ]
    if hasExpress {
      let memory = model.recordings.map { recording in
        let use = BilledQuantities(megabyteMilliseconds: recording.billed.megabyteMilliseconds)
        return (amount: Double(use.megabyteMilliseconds) / 1_024_000, dollars: prices.bill(use).total.dollars)
      }
      rows += [
        ["Express requests", Number.count(model.requests), dollars(prices.request) { $0.billed.requests }],
        [
          "Express GB-seconds", Number.count(Estimate(replications: memory.map(\.amount))),
          Number.dollars(Estimate(replications: memory.map(\.dollars))),
        ],
      ]
    }
    rows.append(["all of one run", "", Number.dollars(model.cost)])
    rows.append([
      "one execution that outside callers started, with all that it started", "",
      Number.dollars(model.estimate(.costPerExecution)),
    ])
    if let period = model.plan.billedPeriod {
      let months = model.recordings.map { $0.costPerMonth(prices, period: period) }
      rows.append([
        "a month in which this load of \(Number.span(period.seconds)) comes again and again", "",
        Number.dollars(Estimate(replications: months)),
      ])
    }
    return Page.table(
      "Mean per replication",
      ["what is billed", "amount", "dollars"], rows.map { $0.map(Page.measured) })
  }

  private func expressTable(_ express: [MachineResult]) -> Markup {
    Page.table(
      "Express workflows, mean per replication; durations rounded up to 100 ms, memory to 64 MB",
      ["state machine", "requests", "billed duration", "GB-seconds"],
      express.map { machine in
        let gigabyteSeconds = machine.billedMegabyteMilliseconds.mean / 1024 / 1000
        return [
          machine.name, Number.count(machine.requests), Number.duration(machine.billedMilliseconds.mean / 1000),
          Number.count(gigabyteSeconds),
        ].map { Markup($0) }
      })
  }
}
