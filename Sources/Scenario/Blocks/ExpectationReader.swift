import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// `expect`: lines such as `Root.latency.p99 < 30s`.
struct ExpectationReader {
  /// By their names.
  let machines: [String]
  let lines: Cursor
  let historyEvents: Int?

  func read() -> [Expectation] {
    if lines.node.isNull { return [] }
    if lines.node.text == "default" { return sane }
    guard let items = lines.items else {
      lines.mismatch(expected: "a list, or default", hint: "- Root.latency.p99 < 30s")
      return []
    }
    return items.flatMap { item -> [Expectation] in
      if item.node.text == "default" { return sane }
      guard let line = item.node.text else {
        item.named(lines.path).mismatch(expected: "a line such as Root.latency.p99 < 30s")
        return []
      }
      return expectation(line, item.named(lines.path)).map { [$0] } ?? []
    }
  }

  /// `default`: nothing failed, nothing was rejected, and no history came near its limit.
  private var sane: [Expectation] {
    var all: [Expectation] = []
    for (index, machine) in machines.enumerated() {
      for metric in [Metric.failed, .timedOut, .rejected] {
        all.append(
          Expectation(
            text: "\(machine).\(metric.name) == 0", metric: metric, subject: index, statistic: nil, comparison: .equal,
            value: 0))
      }
    }
    guard let historyEvents else { return all }
    let most = historyEvents * 4 / 5
    all.append(
      Expectation(
        text: "largestHistory < \(most)", metric: .largestHistory, subject: 0, statistic: nil, comparison: .less,
        value: Double(most)))
    return all
  }

  private func expectation(_ line: String, _ item: Cursor) -> Expectation? {
    let signs: Set<Character> = ["<", ">", "=", "!"]
    let name = line.prefix { !signs.contains($0) }
    let sign = line.dropFirst(name.count).prefix { signs.contains($0) }
    let comparisons = Expectation.Comparison.allCases.map(\.rawValue)
    guard let comparison = Expectation.Comparison(rawValue: String(sign)) else {
      let found = sign.isEmpty ? "no comparison" : "\"\(sign)\""
      item.error(
        .expression,
        "found \(found) in \"\(Node.excerpt(line))\", expected one of \(comparisons.joined(separator: " "))",
        hint: sign == "=" ? "write ==" : nil)
      return nil
    }
    let value = trimmed(line.dropFirst(name.count + sign.count))
    guard let target = target(trimmed(name), item) else { return nil }
    guard let number = expectedValue(value, of: target, item) else { return nil }
    return Expectation(
      text: trimmed(line[...]), metric: target.metric, subject: target.subject, statistic: target.statistic,
      comparison: comparison, value: number)
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private struct Target {
    var metric: Metric
    var subject: Int
    var statistic: Metric.Statistic?
  }

  private func target(_ name: String, _ item: Cursor) -> Target? {
    if let metric = Metric.askedOfRun.first(where: { $0.name == name }) { return Target(metric: metric, subject: 0) }
    let actions = APIAction.starts.map(\.name)
    // A machine's name may have dots: the longest that fits is meant.
    let subject = (machines + actions).filter { name.hasPrefix($0 + ".") }.max { $0.count < $1.count }
    guard let subject else {
      if machines.isEmpty { return nil }
      let first = String(name.prefix { $0 != "." })
      let ofRun = Metric.askedOfRun.map(\.name)
      let hint =
        ofRun.contains(first)
        ? "\(first) is one number of the whole run: write \(first) alone"
        : Suggestion.hint(for: first, among: machines + actions + ofRun)
      item.error(
        .unknownName, "found \"\(Node.excerpt(name))\", expected a machine, an API action or a metric of the run",
        hint: hint)
      return nil
    }
    let rest = String(name.dropFirst(subject.count + 1))
    if let machine = machines.firstIndex(of: subject) {
      return target(rest, of: subject, machine, among: Metric.ofMachine, item)
    }
    return target(rest, of: subject, actions.firstIndex(of: subject) ?? 0, among: Metric.ofAction, item)
  }

  /// `rest` is the name of a metric, and maybe of a statistic behind a dot.
  private func target(
    _ rest: String, of subject: String, _ index: Int, among metrics: [Metric], _ item: Cursor
  ) -> Target? {
    if metrics.contains(where: { $0.scope == .machine }), rest.hasPrefix("errors."), rest != "errors." {
      return Target(metric: .errors(named: String(rest.dropFirst(7))), subject: index)
    }
    let named = metrics.first { rest == $0.name } ?? metrics.first { rest.hasPrefix($0.name + ".") }
    guard let metric = named else {
      let word = String(rest.prefix { $0 != "." })
      item.error(
        .unknownName, "found \"\(Node.excerpt(word))\", expected a metric of \(subject)",
        hint: Suggestion.hint(for: word, among: metrics.map(\.name)))
      return nil
    }
    guard rest != metric.name else {
      if metric.isNumber { return Target(metric: metric, subject: index) }
      item.error(
        .expression, "\(subject).\(metric.name) is a distribution, expected one of its statistics",
        hint: "one of " + metric.statistics.map(\.rawValue).joined(separator: ", "))
      return nil
    }
    let word = String(rest.dropFirst(metric.name.count + 1))
    guard let statistic = metric.statistics.first(where: { $0.rawValue == word }) else {
      let hint =
        metric.statistics.isEmpty
        ? "\(subject).\(metric.name) is a count" : Suggestion.hint(for: word, among: metric.statistics.map(\.rawValue))
      item.error(
        .unknownName, "found \"\(Node.excerpt(word))\", expected a statistic of \(subject).\(metric.name)",
        hint: hint)
      return nil
    }
    return Target(metric: metric, subject: index, statistic: statistic)
  }

  /// Seconds for times, a plain number for everything else.
  private func expectedValue(_ text: String, of target: Target, _ item: Cursor) -> Double? {
    guard target.metric.unit == .seconds else {
      if let number = Quantity.number(text) { return number }
      item.error(.type, "found \"\(Node.excerpt(text))\", expected a number such as 0.001")
      return nil
    }
    do throws(Quantity.Problem) {
      return try Quantity.duration(text).seconds
    } catch {
      item.error(.value, "found \"\(Node.excerpt(text))\", expected \(error.expected)", hint: error.hint)
      return nil
    }
  }
}
