import JSON
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// `expect`: lines such as `Root.latency.p99 < 30s`.
struct ExpectationReader {
  /// By their names.
  let machines: [String]
  /// The Tasks of each machine, in the order of its definition.
  var tasks: [[String]] = []
  let lines: Cursor
  let historyEvents: Int?
  /// Where a metric may be asked for in a window.
  var windows: WindowReader?

  func read() -> [Expectation] {
    if lines.node.isNull { return [] }
    if lines.node.text == "default" { return sane(lines) }
    guard let items = lines.items else {
      lines.mismatch(expected: "a list, or default", hint: "- Root.latency.p99 < 30s")
      return []
    }
    return items.flatMap { item -> [Expectation] in
      if item.node.text == "default" { return sane(item) }
      guard let line = item.node.text else {
        item.named(lines.path).mismatch(expected: "a line such as Root.latency.p99 < 30s")
        return []
      }
      return expectation(line, item.named(lines.path)).map { [$0] } ?? []
    }
  }

  /// `default`: nothing failed, nothing was rejected, and no history came near its limit.
  private func sane(_ item: Cursor) -> [Expectation] {
    var all: [Expectation] = []
    for (index, machine) in machines.enumerated() {
      for metric in [Metric.failed, .timedOut, .rejected] {
        all.append(
          Expectation(
            text: "\(machine).\(metric.name) == 0", place: place(of: item), metric: metric, subject: index,
            statistic: nil, comparison: .equal, value: 0))
      }
    }
    guard let historyEvents else { return all }
    let most = historyEvents * 4 / 5
    all.append(
      Expectation(
        text: "largestHistory < \(most)", place: place(of: item), metric: .largestHistory, subject: 0, statistic: nil,
        comparison: .less, value: Double(most)))
    return all
  }

  private func place(of item: Cursor) -> Expectation.Place {
    Expectation.Place(
      file: item.place.file, line: item.place.position.line, column: item.place.position.column)
  }

  func expectation(_ line: String, _ item: Cursor) -> Expectation? {
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
    var value = trimmed(line.dropFirst(name.count + sign.count))
    guard let (target, window) = windowedTarget(trimmed(name), item) else { return nil }
    var share: Double?
    if let word = value.ranges(of: " for ").last {
      guard let given = attainedShare(value[word.upperBound...], of: target, comparison, item) else { return nil }
      share = given
      value = trimmed(value[..<word.lowerBound])
    } else if lacksStatistic(target, trimmed(name), item, hint: "; or a share, as \(trimmed(name)) < 30s for 99%") {
      return nil
    }
    let factor = value.hasPrefix("baseline") ? baselineFactor(value, comparison, share) : nil
    guard let number = factor == nil ? expectedValue(value, of: target, item) : .nan else { return nil }
    var expectation = Expectation(
      text: trimmed(line[...]), place: place(of: item), metric: target.metric, subject: target.subject,
      statistic: target.statistic, share: share, comparison: comparison, value: number)
    expectation.baselineFactor = factor
    expectation.window = window
    return expectation
  }

  /// `baseline`, or `baseline * 1.05`; where it is neither, its text is no value either, which is said.
  private func baselineFactor(_ text: String, _ comparison: Expectation.Comparison, _ share: Double?) -> Double? {
    guard comparison != .equal, share == nil else { return nil }
    if text == "baseline" { return 1 }
    let parts = text.split(separator: "*", maxSplits: 1)
    guard parts.count == 2, trimmed(parts[0]) == "baseline", let factor = Quantity.number(trimmed(parts[1])), factor > 0
    else { return nil }
    return factor
  }

  /// What the left side of an expectation asks for, here without a bound.
  func metric(_ name: String) -> Expectation? {
    guard let (target, window) = windowedTarget(name, lines), !lacksStatistic(target, name, lines) else { return nil }
    var metric = Expectation(
      text: name, metric: target.metric, subject: target.subject, statistic: target.statistic, comparison: .equal,
      value: .nan)
    metric.window = window
    return metric
  }

  private func lacksStatistic(_ target: Target, _ name: String, _ item: Cursor, hint: String = "") -> Bool {
    guard target.statistic == nil, !target.metric.isNumber else { return false }
    item.error(
      .expression, "\(name) is a distribution, expected one of its statistics",
      hint: "one of " + target.metric.statistics.map(\.rawValue).joined(separator: ", ") + hint)
    return true
  }

  /// `99%` or `0.99`, behind a bound for a distribution.
  private func attainedShare(
    _ text: Substring, of target: Target, _ comparison: Expectation.Comparison, _ item: Cursor
  ) -> Double? {
    guard target.statistic == nil, !target.metric.isNumber else {
      item.error(.expression, "only a distribution holds for a share", hint: "Root.latency < 30s for 99%")
      return nil
    }
    guard comparison == .less || comparison == .lessOrEqual else {
      item.error(.expression, "found \"\(comparison.rawValue)\", expected < or <= where a share is given")
      return nil
    }
    let text = trimmed(text)
    let isPercent = text.hasSuffix("%")
    let number = Quantity.number(isPercent ? String(text.dropLast()) : text).map { isPercent ? $0 / 100 : $0 }
    guard let number, number > 0, number < 1 else {
      item.error(.value, "found \"\(Node.excerpt(text))\", expected a share such as 99% or 0.99")
      return nil
    }
    return number
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  struct Target {
    var metric: Metric
    var subject: Int
    var statistic: Metric.Statistic?
  }

  /// `Root.latency.p99 in [2m, 10m)`, or without a window.
  private func windowedTarget(_ name: String, _ item: Cursor) -> (target: Target, window: Window?)? {
    let (metric, text) = WindowReader.split(name[...])
    guard let text, let windows else { return target(name, item).map { ($0, nil) } }
    guard let target = target(trimmed(metric), item), let window = windows.read(text, of: target, item) else {
      return nil
    }
    return (target, window)
  }

  func target(_ name: String, _ item: Cursor) -> Target? {
    if let metric = Metric.askedOfRun.first(where: { $0.name == name }) { return Target(metric: metric, subject: 0) }
    if name.hasPrefix("depth(") { return depthTarget(name, item) }
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
      if let task = task(rest, of: machine) {
        return target(task.rest, of: "\(subject).\(task.name)", task.index, among: Metric.askedOfTask, item)
      }
      return target(rest, of: subject, machine, among: Metric.askedOfMachine, item)
    }
    return target(rest, of: subject, actions.firstIndex(of: subject) ?? 0, among: Metric.ofAction, item)
  }

  /// `depth(2).latency.p99`: of executions two levels below those of outside callers.
  private func depthTarget(_ name: String, _ item: Cursor) -> Target? {
    let inner = name.dropFirst("depth(".count).prefix { $0 != ")" }
    let rest = name.dropFirst("depth(".count + inner.count)
    guard let depth = Int(inner), (0..<100).contains(depth), rest.hasPrefix(").") else {
      item.error(
        .expression, "found \"\(Node.excerpt(name))\", expected a depth such as depth(1).latency.p99",
        hint: "outside callers start executions of depth 0")
      return nil
    }
    return target(String(rest.dropFirst(2)), of: "depth(\(depth))", depth, among: Metric.askedOfDepth, item)
  }

  /// A Task's name, in double quotes or not, before a dot; one that is called like a metric needs them.
  private func task(_ rest: String, of machine: Int) -> (name: String, index: Int, rest: String)? {
    guard tasks.indices.contains(machine) else { return nil }
    let before = tasks[..<machine].reduce(0) { $0 + $1.count }
    let isMetric = (Metric.askedOfMachine.map(\.name) + ["errors"]).contains { rest == $0 || rest.hasPrefix($0 + ".") }
    let found = tasks[machine].enumerated().compactMap { index, name -> (name: String, index: Int, rest: String)? in
      for written in ["\"\(name)\"."] + (isMetric ? [] : [name + "."]) where rest.hasPrefix(written) {
        return (name, before + index, String(rest.dropFirst(written.count)))
      }
      return nil
    }
    return found.max { $0.name.count < $1.name.count }
  }

  /// `rest` is the name of a metric, and maybe of a statistic behind a dot.
  private func target(
    _ rest: String, of subject: String, _ index: Int, among metrics: [Metric], _ item: Cursor
  ) -> Target? {
    if metrics.contains(where: { $0.scope == .machine }), rest.hasPrefix("errors."), rest != "errors." {
      return Target(metric: .errors(named: String(rest.dropFirst(7))), subject: index)
    }
    let named = metrics.filter { rest == $0.name || rest.hasPrefix($0.name + ".") }
    guard let metric = named.max(by: { $0.name.count < $1.name.count }) else {
      let word = String(rest.prefix { $0 != "." })
      item.error(
        .unknownName, "found \"\(Node.excerpt(word))\", expected a metric of \(subject)",
        hint: Suggestion.hint(for: word, among: metrics.map(\.name)))
      return nil
    }
    guard rest != metric.name else {
      return Target(metric: metric, subject: index)
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

  /// Seconds for times, a plain number for everything else; of ratios percents too.
  private func expectedValue(_ text: String, of target: Target, _ item: Cursor) -> Double? {
    guard target.metric.unit == .seconds else {
      if let number = Quantity.number(text) { return number }
      let isRatio = target.statistic == .ratio || target.metric.unit == .ratio
      if isRatio, text.hasSuffix("%"), let percents = Quantity.number(String(text.dropLast())) { return percents / 100 }
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
