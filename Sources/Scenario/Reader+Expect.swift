import Prelude
import Simulation

extension Reader {
  private static let percentiles = ["mean", "min", "p50", "p90", "p95", "p99", "p999", "max"]
  private static let distributions = ["latency", "duration", "retriesPerAdmittedCall"]
  private static let counts = [
    "started", "succeeded", "failed", "timedOut", "aborted", "rejected", "running", "waiting",
  ]
  private static let actions = ["StartExecution", "StartExpressExecution", "StartSyncExecution"]
  private static let actionMetrics = ["offered", "admitted", "throttled"]
  private static let runMetrics = ["transitions", "peakOpen", "makespan", "historyEvents"]

  mutating func expectations(_ node: Node) -> [Expectation] {
    if node.isNull { return [] }
    guard case .sequence(let items) = node.content else {
      error(node.place, "expect: found \(node.found), expected a list", hint: "- Root.latency.p99 < 30s")
      return []
    }
    var expectations: [Expectation] = []
    for item in items {
      guard let line = item.text else {
        error(item.place, "expect: found \(item.found), expected a line such as Root.latency.p99 < 30s")
        continue
      }
      if let expectation = expectation(line, item.place) { expectations.append(expectation) }
    }
    return expectations
  }

  private mutating func expectation(_ line: String, _ place: Place) -> Expectation? {
    let signs: Set<Character> = ["<", ">", "=", "!"]
    let name = line.prefix { !signs.contains($0) }
    let sign = line.dropFirst(name.count).prefix { signs.contains($0) }
    let comparisons = Expectation.Comparison.allCases.map(\.rawValue)
    guard let comparison = Expectation.Comparison(rawValue: String(sign)) else {
      let found = sign.isEmpty ? "no comparison" : "\"\(sign)\""
      error(
        place,
        "expect: found \(found) in \"\(Node.excerpt(line))\", expected one of \(comparisons.joined(separator: " "))",
        hint: sign == "=" ? "write ==" : nil)
      return nil
    }
    let value = trimmed(line.dropFirst(name.count + sign.count))
    guard let target = target(trimmed(name), place) else { return nil }
    guard let number = expectedValue(value, of: target, place) else { return nil }
    return Expectation(
      text: trimmed(line[...]), subject: target.subject, metric: target.metric, statistic: target.statistic,
      comparison: comparison, value: number)
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private struct Target {
    /// Empty for a metric of the whole run.
    var subject: String
    var metric: String
    var statistic: String?
    var isTime: Bool { metric == "latency" || metric == "duration" || metric == "makespan" }
  }

  private mutating func target(_ name: String, _ place: Place) -> Target? {
    if Reader.runMetrics.contains(name) { return Target(subject: "", metric: name) }
    let names = machines.map(\.name)
    // A machine's name may have dots: the longest that fits is meant.
    let subject = (names + Reader.actions).filter { name.hasPrefix($0 + ".") }.max { $0.count < $1.count }
    guard let subject else {
      if machines.isEmpty { return nil }
      let first = String(name.prefix { $0 != "." })
      let hint =
        Reader.runMetrics.contains(first)
        ? "\(first) is one number of the whole run: write \(first) alone"
        : Suggestion.hint(for: first, among: names + Reader.actions + Reader.runMetrics)
      error(
        place, "expect: found \"\(Node.excerpt(name))\", expected a machine, an API action or a metric of the run",
        hint: hint)
      return nil
    }
    let rest = name.dropFirst(subject.count + 1)
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let metric = rest[0]
    let isMachine = names.contains(subject)
    let metrics = isMachine ? Reader.distributions + Reader.counts : Reader.actionMetrics
    guard metrics.contains(metric) else {
      error(
        place, "expect: found \"\(Node.excerpt(metric))\", expected a metric of \(subject)",
        hint: Suggestion.hint(for: metric, among: metrics))
      return nil
    }
    var allowed: [String] = []
    if isMachine, Reader.distributions.contains(metric) { allowed = Reader.percentiles }
    if isMachine, metric == "failed" { allowed = ["ratio"] }
    return target(subject, metric, statistics: Array(rest.dropFirst()), of: allowed, place)
  }

  private mutating func target(
    _ subject: String, _ metric: String, statistics: [String], of allowed: [String], _ place: Place
  ) -> Target? {
    if statistics.isEmpty {
      guard allowed.isEmpty || metric == "failed" else {
        error(
          place, "expect: \(subject).\(metric) is a distribution, expected one of its statistics",
          hint: "one of " + allowed.joined(separator: ", "))
        return nil
      }
      return Target(subject: subject, metric: metric)
    }
    let statistic = statistics.joined(separator: ".")
    guard allowed.contains(statistic) else {
      let hint =
        allowed.isEmpty ? "\(subject).\(metric) is a count" : Suggestion.hint(for: statistic, among: allowed)
      error(
        place, "expect: found \"\(Node.excerpt(statistic))\", expected a statistic of \(subject).\(metric)",
        hint: hint)
      return nil
    }
    return Target(subject: subject, metric: metric, statistic: statistic)
  }

  /// Seconds for times, a plain number for everything else.
  private mutating func expectedValue(_ text: String, of target: Target, _ place: Place) -> Double? {
    guard target.isTime else {
      if let number = Quantity.number(text) { return number }
      error(place, "expect: found \"\(Node.excerpt(text))\", expected a number such as 0.001")
      return nil
    }
    do throws(Quantity.Problem) {
      return try Quantity.duration(text).seconds
    } catch {
      self.error(place, "expect: found \"\(Node.excerpt(text))\", expected \(error.expected)", hint: error.hint)
      return nil
    }
  }
}
