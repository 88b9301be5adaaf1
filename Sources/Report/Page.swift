import Simulation
import Statistics

extension ReportModel {
  /// One file that needs nothing else: style, drawings and the few lines of script are in it.
  func html() -> String {
    let sections = [
      expectationSection(), findingSection(), timeSection(), executionSection(), partSection(), throttlingSection(),
      billSection(), assumptionSection(), honestySection(), glossarySection(),
    ]
    let head = Markup(
      "head", Markup("meta", ["charset": "utf-8"]),
      Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      Markup("meta", ["name": "color-scheme", "content": "light dark"]),
      Markup("meta", ["name": "generator", "content": "Headroom \(version)"]),
      Markup("title", Markup("\(plan.name): Headroom report")), Markup("style", Markup(raw: Page.style)))
    let body = Markup(
      "body", pageHeader(), Markup("main", sections), pageFooter(), Markup("div", ["id": "tip", "hidden": ""]),
      Markup("script", Markup(raw: Page.script)))
    return "<!doctype html>\n" + Markup("html", ["lang": "en"], head, body).html + "\n"
  }

  private func pageHeader() -> Markup {
    let failed = verdicts.count { !$0.met }
    let badge: Markup
    if verdicts.isEmpty {
      badge = Markup("span", ["class": "badge"], "no expectations")
    } else if failed == 0 {
      badge = Markup("span", ["class": "badge good"], Markup("✓ all \(verdicts.count) expectations met"))
    } else {
      badge = Markup("span", ["class": "badge bad"], Markup("✗ \(failed) of \(verdicts.count) expectations not met"))
    }
    return Markup(
      "header", Markup("p", ["class": "eyebrow"], "Headroom · simulated load test of AWS Step Functions"),
      Markup("div", ["class": "title"], Markup("h1", Markup(plan.name)), badge),
      Markup(
        "p", ["class": "meta"],
        Markup(
          "\(plan.quotaProfile) · \(replicationText) · seed \(plan.seed) · overheads \(plan.overheadsProfile) · "
            + "Headroom \(version)")), Markup("p", ["class": "lead"], Markup(Page.kept(findings.first?.text ?? ""))),
      Markup("div", ["class": "tiles"], tiles()))
  }

  var replicationText: String {
    recordings.count == 1 ? "1 replication" : "\(Number.count(Double(recordings.count))) replications"
  }

  private func tiles() -> [Markup] {
    func tile(_ label: String, _ value: String, _ note: String) -> Markup {
      Markup(
        "div", ["class": "tile"], Markup("span", Markup(label)), Markup("strong", Markup(value)),
        Markup("small", Markup(note)))
    }
    var tiles: [Markup] = []
    if let action = actions.max(by: { $0.offered.mean < $1.offered.mean }), action.offered.mean > 0 {
      tiles.append(
        tile(
          "Calls refused", Number.percent(action.throttledRatio),
          "\(Number.count(action.throttled.mean)) of \(Number.count(action.offered.mean)) \(action.name)"))
    }
    let earliest = actions.compactMap(\.earliestFinish).max() ?? 0
    tiles.append(
      tile(
        "The run took", Number.duration(makespan.mean),
        earliest > 0 ? "the bucket allows \(Number.duration(earliest)) at best" : "until the last execution ended"))
    let loaded = plan.load.compactMap { machines.indices.contains($0.machine) ? machines[$0.machine] : nil }
    if let machine = loaded.first ?? machines.first {
      let (name, value) =
        ["p99", "p95", "p90", "p50"].lazy.compactMap { name in machine.latency.shown(name).map { (name, $0) } }.first
        ?? ("max", machine.latency.max ?? .nan)
      tiles.append(tile("\(machine.name) \(name)", Number.duration(value), "latency from the first call"))
      tiles.append(
        tile(
          "\(machine.name) failed", Number.percent(machine.failedRatio),
          "\(Number.count(machine.unsuccessful)) of \(Number.count(machine.started.mean + machine.rejected.mean))"))
    }
    tiles.append(
      tile(
        "Open at most", Number.count(peakOpen.mean),
        "\(Number.count(peakWaiting.mean)) callers waiting to retry at most"))
    return tiles
  }

  private func pageFooter() -> Markup {
    Markup(
      "footer",
      Markup(
        "p",
        Markup(
          "Modelled by Headroom \(version) from \(plan.name), seed \(plan.seed), \(replicationText), quota profile "
            + "\(plan.quotaProfile). The same scenario, seed and version give the same bytes. "
            + "No number here was measured on AWS.")))
  }
}

/// The page's parts that never change, and its building blocks.
enum Page {
  static func section(_ id: String, _ title: String, _ intro: String, _ content: [Markup]) -> Markup {
    Markup(
      "section", ["id": id],
      [Markup("h2", Markup(title))] + (intro.isEmpty ? [] : [Markup("p", ["class": "intro"], Markup(intro))]) + content)
  }

  /// Keeps a number and its unit on one line.
  static func kept(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    var kept = ""
    for (index, word) in words.enumerated() {
      let isUnit = ["%", "s", "ms", "m", "h", "s;", "%;", "s."].contains(word)
      let follows = index > 0 && words[index - 1].last?.isNumber == true
      kept += (index == 0 ? "" : isUnit && follows ? "\u{A0}" : " ") + word
    }
    return kept
  }

  /// The first `texts` columns hold words, the others numbers.
  static func table(_ caption: String, _ heads: [String], texts: Int = 1, _ rows: [[Markup]]) -> Markup {
    let head = Markup(
      "tr",
      heads.enumerated().map { index, head in
        Markup("th", ["scope": "col", index < texts ? "" : "class": "number"], Markup(head))
      })
    let body = rows.map { row in
      Markup(
        "tr",
        row.enumerated().map { index, cell in
          index == 0
            ? Markup("th", ["scope": "row"], cell) : Markup("td", [index < texts ? "" : "class": "number"], cell)
        })
    }
    let table = Markup("table", ["aria-label": caption], Markup("thead", head), Markup("tbody", body))
    return Markup(
      "div", ["class": "card table"], Markup("p", ["class": "caption"], Markup(caption)),
      Markup("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption], table))
  }

  static func definitions(_ entries: [(String, String)]) -> Markup {
    Markup("dl", ["class": "card"], entries.flatMap { [Markup("dt", Markup($0.0)), Markup("dd", Markup($0.1))] })
  }
}
