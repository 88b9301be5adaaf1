import JSON
package import Report
import Scenario
import Statistics

extension FitAnswer {
  /// The files of its folder.
  package func files() -> [ReportFile] {
    var files = [
      ReportFile("report.html") { page }, jsonFile, ReportFile("fit.csv") { lawTable },
      ReportFile("qq.csv") { quantileTable }, ReportFile("choices.csv") { choiceTable },
      ReportFile("fit.yaml") { blocksText },
    ]
    if let scenarioText { files.append(ReportFile("scenario.yaml") { scenarioText }) }
    for file in scenario.files { files.append(ReportFile(file.name) { file.text }) }
    return files
  }

  package var jsonFile: ReportFile { ReportFile("fit.json") { json.prettyText + "\n" } }

  /// To be put into a scenario.
  var blocksText: String {
    var lines = ["# \(title)", "# \(subtitle)"]
    if !scenario.services.isEmpty { lines += ["services:"] + scenario.services.flatMap(ScenarioEdit.lines(of:)) }
    for block in scenario.blocks { lines += ["\(block.key):"] + block.lines }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Every fit, by the name of what it is of.
  private var fits: [(name: String, part: String, fit: LawFit)] {
    study.services.flatMap { service in
      [(service.key, "latency", service.latency)] + (service.callback.map { [(service.key, "callback", $0)] } ?? [])
    } + study.overheads.map { ($0.name, "overhead", $0.fit) }
  }

  // MARK: CSV

  private static let lawColumns = [
    "service", "part", "n", "censored", "law", "parameters", "shift", "loglik", "aicc", "bic", "ks", "ks_p", "ad",
    "ad_p", "p50", "p99", "p99_lower", "p99_upper", "chosen",
  ]

  private var lawTable: [UInt8] {
    var table = CSVTable(columns: Self.lawColumns)
    for (name, part, fit) in fits {
      let head = [name, part, String(fit.sample.count), String(fit.sample.censoredCount)]
      for candidate in fit.candidates {
        let parameters = zip(candidate.law.family.parameterNames, candidate.law.parameters)
          .map { "\($0)=\(Number.exact($1))" }.joined(separator: " ")
        let isChosen = fit.chosen?.law == candidate.law
        let numbers = [
          candidate.law.shift, candidate.logLikelihood, candidate.aicc, candidate.bic,
          candidate.goodness.kolmogorovSmirnov, candidate.kolmogorovSmirnovP, candidate.goodness.andersonDarling,
          candidate.andersonDarlingP, candidate.law.quantile(0.5), candidate.law.quantile(0.99),
          candidate.p99Interval.lower, candidate.p99Interval.upper,
        ]
        table.add(
          row: head + [candidate.law.family.rawValue, parameters] + numbers.map { Number.exact($0) }
            + [isChosen ? "true" : "false"])
      }
      guard fit.chosen == nil else { continue }
      let blanks = [String](repeating: "", count: 7)
      let quantiles = [fit.quantile(0.5), fit.quantile(0.99)].map { Number.exact($0) }
      table.add(row: head + [Self.kind(fit), "", ""] + blanks + quantiles + ["", "", "true"])
    }
    return table.take()
  }

  private static func kind(_ fit: LawFit) -> String {
    switch fit.choice {
    case .law: "law"
    case .constant: "constant"
    case .empirical: "empirical"
    case .nothing: "nothing"
    }
  }

  private var quantileTable: [UInt8] {
    var table = CSVTable(columns: ["service", "part", "p", "observed_seconds", "fitted_seconds"])
    for (name, part, fit) in fits {
      for pair in fit.quantilePairs() {
        table.add(row: [name, part] + [pair.p, pair.observed, pair.fitted].map { Number.exact($0) })
      }
    }
    for machine in check?.machines ?? [] {
      for pair in machine.quantiles {
        table.add(row: [machine.name, "execution"] + [pair.p, pair.recorded, pair.simulated].map { Number.exact($0) })
      }
    }
    return table.take()
  }

  private var choiceTable: [UInt8] {
    var table = CSVTable(columns: ["machine", "state", "next", "share", "lower", "upper", "n"])
    for fork in study.forks {
      for branch in fork.branches {
        table.add(
          row: [fork.machine ?? "", fork.state, branch.next]
            + [branch.share, branch.interval.lower, branch.interval.upper].map { Number.exact($0) }
            + [String(branch.count)])
      }
    }
    return table.take()
  }

  // MARK: JSON

  static let schemaVersion = 1

  private var json: JSON {
    .object([
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(version), "name": .string(name),
      "source": [
        "files": .integer(source.files), "histories": .integer(source.counts.histories),
        "events": .integer(source.counts.events), "incomplete": .integer(source.counts.incomplete),
        "repeated": .integer(source.counts.repeated), "withoutTime": .integer(source.counts.timeless),
        "rows": .integer(source.counts.rows), "executions": .integer(source.executions),
      ],
      "bootstrap": .integer(options.replicates), "seed": .string(String(options.seed)),
      "services": .array(study.services.map(Self.json)),
      "arrivals": .array(
        study.arrivals.map { arrivals in
          .object([
            "machine": .string(arrivals.machine), "starts": .integer(arrivals.times.count),
            "seconds": JSONExporter.number(arrivals.span), "perSecond": JSONExporter.number(arrivals.rate),
            "lower": JSONExporter.number(arrivals.rateInterval?.lower),
            "upper": JSONExporter.number(arrivals.rateInterval?.upper), "explanation": .string(arrivals.explanation),
          ])
        }),
      "overheads": .array(
        study.overheads.map { overhead in
          .object([
            "name": .string(overhead.name), "meanSeconds": JSONExporter.number(overhead.mean),
            "fit": Self.json(overhead.fit),
          ])
        }),
      "check": check.map(Self.json) ?? .null,
    ])
  }

  private static func json(_ service: ServiceFit) -> JSON {
    .object([
      "service": .string(service.key), "callers": .array(service.callers.map { .string($0) }),
      "attempts": .integer(service.attempts), "latency": json(service.latency),
      "callback": service.callback.map(json) ?? .null, "queueSeconds": JSONExporter.number(service.queue),
      "workers": service.workers.map { .integer($0) } ?? .null,
      "errors": .array(
        service.errors.map { error in
          let interval = error.share.interval()
          return .object([
            "name": .string(error.name), "share": JSONExporter.number(error.share.share),
            "lower": JSONExporter.number(interval?.lower), "upper": JSONExporter.number(interval?.upper),
          ])
        }),
      "warnings": .array(service.warnings.map { .string($0) }),
    ])
  }

  private static func json(_ fit: LawFit) -> JSON {
    .object([
      "n": .integer(fit.sample.count), "censored": .integer(fit.sample.censoredCount), "kind": .string(kind(fit)),
      "law": fit.chosen.map { .string($0.law.family.rawValue) } ?? .null,
      "parameters": fit.chosen.map { parameters($0) } ?? .null, "explanation": .string(fit.explanation),
      "p50": JSONExporter.number(fit.quantile(0.5)), "p99": JSONExporter.number(fit.quantile(0.99)),
    ])
  }

  private static func parameters(_ candidate: LawFit.Candidate) -> JSON {
    let names = candidate.law.family.parameterNames
    return .object(
      JSONObject(
        uniqueMembers: names.indices.map { index in
          let interval = candidate.intervals[index]
          let value: JSON = [
            "value": JSONExporter.number(candidate.law.parameters[index]),
            "lower": JSONExporter.number(interval.lower), "upper": JSONExporter.number(interval.upper),
          ]
          return (key: names[index], value: value)
        }))
  }

  private static func json(_ check: FitCheck) -> JSON {
    .object([
      "replications": .integer(check.replications), "leftOut": .array(check.leftOut.map { .string($0) }),
      "machines": .array(
        check.machines.map { machine in
          .object([
            "machine": .string(machine.name), "recorded": .integer(machine.recorded),
            "simulated": .integer(machine.simulated), "kolmogorovSmirnov": JSONExporter.number(machine.distance),
            "p": JSONExporter.number(machine.p), "meanAbsoluteError": JSONExporter.number(machine.meanError),
            "weightedError": JSONExporter.number(machine.weightedError),
            "failedRecorded": JSONExporter.number(machine.failedShares.recorded),
            "failedSimulated": JSONExporter.number(machine.failedShares.simulated),
          ])
        }),
    ])
  }
}
