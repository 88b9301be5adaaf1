import Prelude
import Report
import Statistics

extension FitAnswer {
  /// One screen.
  package func text(color: Bool, width: Int) -> String {
    var report = TextReport(color: color, width: min(width, 120))
    report.paragraph(title, lead: "", indent: 2, style: .bold)
    report.paragraph(subtitle, lead: "", indent: 2, style: .dim)
    for remark in remarks { report.paragraph(remark + ".", lead: "  ", indent: 2, style: .warning) }
    addServices(&report)
    addParts(&report)
    addCheck(&report)
    return report.text
  }

  static let serviceHead = ["", "calls", "law", "p50", "p99", "errors"]

  func cells(_ key: String, _ calls: Int, _ fit: LawFit, _ errors: String) -> [String] {
    [
      key, Number.grouped(calls), Self.words(fit), Number.duration(fit.quantile(0.5)),
      Number.duration(fit.quantile(0.99)), errors,
    ]
  }

  var serviceRows: [[String]] {
    study.services.flatMap { service in
      [cells(Self.shortName(service.key), service.attempts, service.latency, Self.errorText(service))]
        + (service.callback.map { [cells(Self.shortName(service.key) + " (answer)", $0.sample.count, $0, "")] } ?? [])
    }
  }

  private func addServices(_ report: inout TextReport) {
    guard !study.services.isEmpty else { return }
    report.heading("Services")
    report.table([Self.serviceHead] + serviceRows)
    report.heading("Why these laws")
    for service in study.services {
      report.paragraph("\(service.key): \(service.latency.explanation).", lead: "  ", indent: 4, style: .dim)
      for warning in service.warnings { report.paragraph(warning + ".", lead: "    ! ", indent: 6, style: .warning) }
      for error in service.errors {
        report.paragraph(Self.words(error) + ".", lead: "    ", indent: 6, style: .dim)
      }
    }
  }

  /// Without what all ARNs have in common: a table is narrow.
  static func shortName(_ key: String) -> String {
    guard let arn = ARN(key) else { return key }
    return ["lambda": arn.path.dropFirst().joined(separator: ":"), "states": arn.resource][arn.service] ?? key
  }

  static func words(_ error: ServiceFit.ErrorShare) -> String {
    let range = error.share.interval().map { " (\(Number.percents($0)))" } ?? ""
    return "\(error.name): \(Number.percent(error.share.share))\(range)"
  }

  private func addParts(_ report: inout TextReport) {
    if !study.arrivals.isEmpty {
      report.heading("Starts from outside")
      report.table(
        [["", "starts", "over", "arrivals"]]
          + study.arrivals.map {
            [$0.machine, Number.grouped($0.times.count), Number.duration($0.span), arrivalText($0)]
          })
      for arrivals in study.arrivals {
        report.paragraph("\(arrivals.machine): \(arrivals.explanation).", lead: "  ", indent: 4, style: .dim)
      }
    }
    if !study.overheads.isEmpty {
      report.heading("Step Functions' own time")
      report.table(
        [["", "times", "law", "mean", "p99"]]
          + study.overheads.map {
            [
              $0.name, Number.grouped($0.fit.sample.count), Self.words($0.fit), Number.duration($0.mean),
              Number.duration($0.fit.quantile(0.99)),
            ]
          })
    }
    if !study.forks.isEmpty {
      report.heading("Choices")
      report.table([["", "times", "share"]] + forkRows)
    }
    if !study.items.isEmpty {
      report.heading("Items of Maps")
      report.table([["", "times", "mean", "most"]] + study.items.map(Self.tallyCells))
    }
    let retried = study.attempts.filter { $0.most > 1 }
    if !retried.isEmpty {
      report.heading("Attempts of Tasks")
      report.table([["", "visits", "mean", "most"]] + retried.map(Self.tallyCells))
    }
  }

  static func place(_ machine: String?, _ state: String) -> String { (machine.map { $0 + "." } ?? "") + state }

  static func tallyCells(_ tally: FitStudy.Tally) -> [String] {
    [
      place(tally.machine, tally.state), Number.grouped(tally.count), Number.significant(tally.mean, 4),
      Number.count(tally.most),
    ]
  }

  var forkRows: [[String]] {
    study.forks.flatMap { fork in
      fork.branches.map { branch in
        [
          "\(Self.place(fork.machine, fork.state)) → \(branch.next)", Number.grouped(branch.count),
          "\(Number.percent(branch.share)) (\(Number.percents(branch.interval)))",
        ]
      }
    }
  }

  // MARK: Check

  static let checkHead = ["", "recorded", "simulated", "p50", "p95", "p99", "MAPE", "weighted", "D", "failed"]

  func checkCells(_ machine: FitCheck.Machine) -> [String] {
    func change(_ p: Double) -> String {
      machine.error(at: p).map { ($0 < 0 ? "−" : "+") + Number.percent(abs($0)) } ?? Number.none
    }
    let failed = machine.failedShares
    return [
      machine.name, Number.grouped(machine.recorded), Number.grouped(machine.simulated), change(0.5), change(0.95),
      change(0.99), Number.percent(machine.meanError), Number.percent(machine.weightedError),
      Number.significant(machine.distance, 2),
      "\(Number.percent(failed.recorded)) → \(Number.percent(failed.simulated))",
    ]
  }

  var checkWords: [String] {
    guard let check else { return [] }
    let verdicts = check.machines.map { machine in
      let verdict = Self.verdict(machine.weightedError)
      let p = (machine.p < 1e-4 ? "< " : "") + Number.significant(max(machine.p, 1e-4), 2)
      return "\(machine.name): \(verdict.words); the quantiles of its latency are off by "
        + "\(Number.percent(machine.weightedError)) on average, each weighted by its size "
        + "(Kolmogorov–Smirnov: p \(p), if executions were independent)"
    }
    return verdicts + check.leftOut.map { "left out: " + $0 }
  }

  private func addCheck(_ report: inout TextReport) {
    guard let check else { return }
    report.heading("The model against the recording, \(check.replications) replications")
    if !check.machines.isEmpty { report.table([Self.checkHead] + check.machines.map(checkCells)) }
    for words in checkWords { report.paragraph(words + ".", lead: "  ", indent: 4) }
  }
}
