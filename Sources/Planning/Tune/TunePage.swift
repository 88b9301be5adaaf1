import Report
import Simulation
import Statistics

/// The answer as one HTML file that needs nothing else.
struct TunePage {
  let answer: TuneAnswer
  let patch: TunePatch

  var html: String {
    AnswerPage(
      kind: "tune", eyebrow: "search for a policy", name: answer.tuner.scenario.plan.name,
      badge: answer.isAdopted ? ("badge good", "✓ a better policy") : ("badge", "keep yours"),
      lead: answer.title + ".", subtitle: answer.goalText + "; " + answer.subtitle, version: answer.version,
      sections: [change, confirmation, finalists, front].compactMap(\.self)
    ).html
  }

  private var change: Markup? {
    guard answer.isAdopted else { return nil }
    var blocks: [Markup] = []
    if !patch.files.isEmpty {
      blocks.append(
        Markup("div", ["class": "card"], Markup("pre", ["class": "scroll"], Markup(patch.diff))))
    }
    if !patch.sets.isEmpty {
      blocks.append(Page.definitions(patch.sets.map { ("--set", $0) }))
    }
    return Page.section(
      "change", "The change",
      "For patch -p0; tune.diff and patch.json (RFC 6902) have it too. " + patch.notes.joined(separator: ". "), blocks)
  }

  private var confirmation: Markup? {
    guard let confirmation = answer.confirmation else { return nil }
    return Page.section(
      "confirmation", "Confirmation",
      """
      Both with seed \(confirmation.seed), by which neither was chosen: the best of many was lucky with its own. \
      \(confirmation.replications) replications, paired, 95 % intervals, each by itself.
      """,
      [
        Page.table(
          "Today's policy and the new one", ["metric", "today", "new", "change (95 %)"],
          confirmation.rows.map { row in
            [Markup("code", Markup(row.name)), Markup(row.todayText), Markup(row.tunedText)]
              + [Page.measured(row.changeText)]
          })
      ])
  }

  private var heads: [String] { ["policy"] + answer.tuner.space.dimensions.map(\.name) }

  private func cells(_ index: Int) -> [Markup] {
    let candidate = answer.candidates[index]
    let name = candidate.origin == .search ? String(index) : "\(index), \(candidate.origin.rawValue)"
    return [Markup(name)] + candidate.values.map { Markup(TuneAnswer.value($0)) }
  }

  private var finalists: Markup {
    Page.section(
      "finalists", "Finalists",
      """
      Those that the screening left and that are sure to meet what has to hold, compared by Kim and Nelson's \
      procedure: the best is the best with a probability of 95 %, or within \
      \(answer.tuner.goal.text(answer.selection.indifference)) of it.
      """,
      [
        Page.table(
          "Policies", heads + [answer.tuner.goal.name, "replications", "fate"], paths: true,
          answer.shown.map { index in
            let candidate = answer.candidates[index]
            return cells(index) + [
              Markup(answer.tuner.goal.text(candidate.value)), Markup(String(candidate.replications)),
              Markup(answer.fate(index)),
            ]
          })
      ])
  }

  private var front: Markup? {
    guard answer.front.count > 1 else { return nil }
    return Page.section(
      "front", "Trade-offs",
      """
      No other policy is better in one of the three without being worse in another: by the replications that each has \
      had, which are few for those that were screened out. All of them are in pareto.csv.
      """,
      [
        Page.table(
          "Latency, cost and failures", heads + ["p99", "cost", "failed"], paths: true,
          answer.front.prefix(20).map { index in
            let aside = answer.candidates[index].aside
            return cells(index) + [
              Markup(aside.map { $0.p99.isFinite ? Number.duration($0.p99) : "not reached" } ?? Number.none),
              Markup(aside.map { "$" + Number.significant($0.cost, 4) } ?? Number.none),
              Markup(aside.map { Number.percent($0.failed) } ?? Number.none),
            ]
          })
      ])
  }
}
