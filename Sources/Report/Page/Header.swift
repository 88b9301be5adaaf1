import Simulation
import Statistics

/// Whether the expectations were met, what binds, and the numbers that matter most.
struct Header: PageSection {
  let model: ReportModel

  var markup: Markup {
    return Markup(
      "header", Markup("p", ["class": "eyebrow"], "Headroom · simulated load test of AWS Step Functions"),
      Markup("div", ["class": "title"], Markup("h1", Markup(model.plan.name)), badge),
      Markup(
        "p", ["class": "meta"],
        Markup(
          """
          \(model.plan.quotaProfile) · \(model.replicationText) · seed \(model.plan.seed) · overheads \
          \(model.plan.overheadsProfile) · Headroom \(model.version)
          """)),
      Markup(
        "p", ["class": [.damage, .unsteady].contains(model.findings.first?.weight) ? "lead bad" : "lead"],
        Markup(Page.kept(model.findings.first?.text ?? ""))),
      cure, Markup("div", ["class": "tiles"], tiles()))
  }

  /// Of what is lost or held up: what would help.
  private var cure: Markup {
    guard let finding = model.findings.first(where: { $0.weight == .cure }) else { return .none }
    return Markup("p", ["class": "cure"], Markup("b", [:], "What would help: "), Markup(Page.kept(finding.text)))
  }

  private var badge: Markup {
    let all = model.verdicts.count
    func count(_ outcome: Verdict.Outcome) -> Int { model.verdicts.count { $0.outcome == outcome } }
    let (style, words) =
      switch (count(.notMet), count(.undecided)) {
      case (0, 0) where all == 0: ("badge", "no expectations")
      case (0, 0): ("badge good", "✓ all \(all) expectations met")
      case (0, let undecided): ("badge unclear", "? \(undecided) of \(all) expectations undecided")
      case (let failed, _): ("badge bad", "✗ \(failed) of \(all) expectations not met")
      }
    return Markup("span", ["class": style], Markup(words))
  }

  private func tiles() -> [Markup] {
    func tile(_ label: String, _ value: String, _ note: String) -> Markup {
      Markup(
        "div", ["class": "tile"], Markup("span", Markup(label)), Markup("strong", Page.measured(value)),
        Markup("small", Markup(note)))
    }
    var tiles: [Markup] = []
    if let action = model.actions.max(by: { $0.offered.mean < $1.offered.mean }), action.offered.mean > 0 {
      tiles.append(
        tile(
          "Calls refused", Number.percent(action.throttledRatio),
          Number.bracket(action.refusals)
            + "\(Number.count(action.throttled.mean)) of \(Number.count(action.offered.mean)) \(action.name)"
        ))
    }
    let earliest = model.actions.compactMap(\.earliestFinish).max() ?? 0
    tiles.append(
      tile(
        "The run took", Number.duration(model.makespan),
        earliest > 0 ? "the bucket allows \(Number.duration(earliest)) at best" : "until the last execution ended"))
    let loaded = model.plan.load.compactMap {
      model.machines.indices.contains($0.machine) ? model.machines[$0.machine] : nil
    }
    if let machine = loaded.first ?? model.machines.first {
      let shown = machine.latency.percentiles.last { $0.isSupported && $0.name != "p999" }
      let interval = shown?.interval.map { Number.range($0) + ": " } ?? ""
      tiles.append(
        tile(
          "\(machine.name) \(shown?.name ?? "max")",
          Number.duration(shown?.value ?? machine.latency.max ?? .nan), interval + "latency from the first call"))
      tiles.append(
        tile(
          "\(machine.name) failed", Number.percent(machine.failedRatio),
          Number.bracket(machine.failures)
            + "\(Number.count(machine.unsuccessful)) of \(Number.count(machine.started.mean + machine.rejected.mean))"
        ))
    }
    tiles.append(
      tile(
        "Open at most", Number.count(model.peakOpen),
        "\(Number.count(model.peakWaiting.mean)) callers and Tasks backing off at most"))
    return tiles
  }
}
