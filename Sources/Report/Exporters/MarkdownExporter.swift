import Prelude
import Simulation
import Statistics

/// The result for a pull request or the summary of a job: the damage, the expectations, the machines, what binds.
/// GitHub Flavored Markdown.
struct MarkdownExporter {
  let model: ReportModel

  var text: String {
    var blocks = [title]
    if let headline = model.headline { blocks.append("> **" + Self.plain(headline) + "**") }
    if let text = model.unsteadyText { blocks.append("> **" + Self.plain(text) + "**") }
    blocks += [expectations, machines].compactMap(\.self)
    let binding = model.findings.filter { [.binding, .cause, .cure].contains($0.weight) }.prefix(5)
    if !binding.isEmpty { blocks.append(binding.map { "- " + Self.plain($0.text) }.joined(separator: "\n")) }
    blocks.append(
      Self.plain("\(model.replicationText), seed \(model.plan.seed), modelled with \(model.plan.quotaProfile)")
        + " · headroom " + Self.plain(model.version))
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var title: String {
    let count = model.verdicts.count
    let (failed, undecided) = (
      model.verdicts.count { $0.outcome == .notMet }, model.verdicts.count { $0.outcome == .undecided }
    )
    let verdict =
      count == 0
      ? "nothing is expected of it"
      : failed > 0
        ? "❌ \(failed) of \(count) expectations not met"
        : undecided > 0
          ? "⚠️ \(undecided) of \(count) expectations undecided"
          : count == 1 ? "✅ its expectation is met" : "✅ all \(count) expectations met"
    return "### " + Self.plain(model.plan.name) + ": " + verdict
  }

  private var expectations: String? {
    if model.verdicts.isEmpty { return nil }
    let rows = Verdict.gravestFirst(model.verdicts).map { verdict in
      let mark =
        switch verdict.outcome {
        case .met: "✅ met"
        case .notMet: "❌ not met"
        case .undecided: "⚠️ undecided"
        }
      return [Self.code(verdict.text), mark, Self.plain(verdict.measured)]
    }
    return Self.table(["expectation", "verdict", "result"], rows, texts: 3)
  }

  private var machines: String? {
    if model.machines.isEmpty { return nil }
    let rows = model.machines.map { machine in
      let lost = machine.failed.mean + machine.timedOut.mean + machine.rejected.mean
      let latency = machine.latency
      let times = [latency.shown("p50"), latency.shown("p99"), latency.max].map { latency.text($0) }
      return [Self.code(machine.name)] + [machine.started.mean, machine.succeeded.mean, lost].map { Number.count($0) }
        + times
    }
    return Self.table(["machine", "started", "succeeded", "failed or rejected", "p50", "p99", "max"], rows, texts: 1)
  }

  /// The first `texts` columns are to the left, the others to the right.
  static func table(_ head: [String], _ rows: [[String]], texts: Int) -> String {
    let rule = head.indices.map { $0 < texts ? "---" : "---:" }
    return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  /// As text, whatever it holds: neither markup nor the end of a cell.
  static func plain(_ text: String) -> String {
    var plain = ""
    for character in text.escapingControls() {
      if #"\`*_{}[]<>#|~&@"#.contains(character) { plain += "\\" }
      plain.append(character)
    }
    return plain
  }

  /// As code: the fence is longer than any row of backticks within.
  static func code(_ text: String) -> String {
    let text = text.escapingControls().replacing("|", with: "\\|")
    let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    let gap = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
    return fence + gap + text + gap + fence
  }
}
