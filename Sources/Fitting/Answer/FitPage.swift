import Planning
import Report
import Statistics

extension FitAnswer {
  /// The answer as one HTML file that needs nothing else.
  var page: String {
    let words = check?.weightedError.map { Self.verdict($0) }
    return AnswerPage(
      kind: "fit", eyebrow: "laws fitted to what was recorded", name: name,
      badge: words.map { (style: $0.isGood ? "badge good" : "badge unclear", words: $0.words) }, lead: title + ".",
      subtitle: subtitle, version: version, remarks: remarks,
      origin: "Fitted to recordings by Headroom \(version): the laws are models of what was recorded.",
      sections: [services, laws, checkSection, arrivalSection, choices, overheads].compactMap(\.self)
    ).html
  }

  private func table(_ caption: String, _ heads: [String], texts: Int = 1, _ rows: [[String]]) -> Markup {
    Page.table(caption, heads, texts: texts, rows.map { $0.map { Markup($0) } })
  }

  private var services: Markup? {
    guard !study.services.isEmpty else { return nil }
    let notes = study.services.flatMap { service in
      [Markup("li", Markup("\(service.key): \(service.latency.explanation)."))]
        + service.warnings.map { Markup("li", Markup("\(service.key): \($0).")) }
        + service.errors.map { Markup("li", Markup("\(service.key), error \(Self.words($0)).")) }
    }
    return Page.section(
      "services", "Services", "One law for each, and why it is that one.",
      [table("Services", ["service"] + Self.serviceHead.dropFirst(), serviceRows), Markup("ul", notes)])
  }

  private static let lawHead = [
    "service", "law", "parameters (95 %)", "log-likelihood", "AICc", "BIC", "D", "p", "A²", "p", "p99 (95 %)",
  ]

  private var laws: Markup? {
    let fits =
      study.services.flatMap { service in
        [(service.key, service.latency)] + (service.callback.map { [(service.key + " (answer)", $0)] } ?? [])
      }.filter { !$0.1.candidates.isEmpty }
    guard !fits.isEmpty else { return nil }
    let rows = fits.flatMap { name, fit in fit.candidates.map { cells(name, $0, isChosen: fit.chosen?.law == $0.law) } }
    let charts = fits.filter { !$0.1.quantilePairs().isEmpty }.map { name, fit in
      QuantileChart(
        title: name, caption: "Quantiles of the data against those of \(Self.words(fit)): on the line where it fits.",
        names: ("recorded", "fitted"), points: fit.quantilePairs().map { ($0.p, $0.observed, $0.fitted) }
      ).figure()
    }
    return Page.section(
      "laws", "Laws that were tried",
      "p values by a parametric bootstrap with refitting; a law below .05 by Anderson and Darling is refused.",
      [Page.table("Laws", Self.lawHead, texts: 3, rows)] + charts)
  }

  private func cells(_ name: String, _ candidate: LawFit.Candidate, isChosen: Bool) -> [Markup] {
    let names = candidate.law.family.parameterNames
    let parameters = names.indices.map { index in
      let interval = candidate.intervals[index]
      let range =
        interval.lower.isFinite
        ? " (\(Number.significant(interval.lower, 4)) – \(Number.significant(interval.upper, 4)))" : ""
      return "\(names[index]) \(Number.significant(candidate.law.parameters[index], 4))\(range)"
    }.joined(separator: ", ")
    let p99 = Number.duration(candidate.law.quantile(0.99))
    let range =
      candidate.p99Interval.lower.isFinite
      ? " (\(Number.duration(candidate.p99Interval.lower)) – \(Number.duration(candidate.p99Interval.upper)))" : ""
    let style = isChosen ? "verdict good" : candidate.isPlausible ? "verdict unclear" : "verdict bad"
    return [
      Markup(name), Markup("span", ["class": style], Markup(Self.words(candidate.law))), Markup(parameters),
      Markup(Number.significant(candidate.logLikelihood, 6)), Markup(Number.significant(candidate.aicc, 6)),
      Markup(Number.significant(candidate.bic, 6)), Markup(Number.significant(candidate.goodness.kolmogorovSmirnov, 2)),
      Markup(Number.significant(candidate.kolmogorovSmirnovP, 2)),
      Markup(Number.significant(candidate.goodness.andersonDarling, 3)),
      Markup(Number.significant(candidate.andersonDarlingP, 2)), Page.measured(p99 + range),
    ]
  }

  private var checkSection: Markup? {
    guard let check else { return nil }
    let charts = check.machines.map { machine in
      QuantileChart(
        title: machine.name, caption: "Latency of executions that succeeded: quantiles simulated over those recorded.",
        names: ("recorded", "simulated"), points: machine.quantiles.map { ($0.p, $0.recorded, $0.simulated) }
      ).figure()
    }
    return Page.section(
      "check", "The model against the recording",
      "The recorded starts, simulated with the fitted services, \(check.replications) replications.",
      [table("Execution latency", ["machine"] + Self.checkHead.dropFirst(), check.machines.map(checkCells))]
        + [Markup("ul", checkWords.map { Markup("li", Markup($0 + ".")) })] + charts)
  }

  private var arrivalSection: Markup? {
    guard !study.arrivals.isEmpty else { return nil }
    let rows = study.arrivals.map { arrivals in
      [
        arrivals.machine, arrivalText(arrivals), arrivals.explanation, Number.grouped(arrivals.times.count),
        Number.duration(arrivals.span),
      ]
    }
    return Page.section(
      "arrivals", "Starts from outside", "",
      [table("Starts", ["machine", "arrivals", "why", "starts", "over"], texts: 3, rows)])
  }

  private var choices: Markup? {
    guard !study.forks.isEmpty || !study.items.isEmpty else { return nil }
    var tables: [Markup] = []
    if !forkRows.isEmpty { tables.append(table("Choices", ["choice", "times", "share (95 %)"], forkRows)) }
    if !study.items.isEmpty {
      tables.append(table("Items of Maps", ["Map", "times", "mean", "most"], study.items.map(Self.tallyCells)))
    }
    return Page.section("choices", "Where the data lead", "", tables)
  }

  private var overheads: Markup? {
    guard !study.overheads.isEmpty else { return nil }
    let rows = study.overheads.map { overhead in
      [
        overhead.name, Self.words(overhead.fit), Number.grouped(overhead.fit.sample.count),
        Number.duration(overhead.mean), Number.duration(overhead.fit.quantile(0.99)),
      ]
    }
    return Page.section(
      "overheads", "Step Functions' own time", "Between states, before calls and after them.",
      [table("Overheads", ["overhead", "law", "times", "mean", "p99"], texts: 2, rows)])
  }
}
