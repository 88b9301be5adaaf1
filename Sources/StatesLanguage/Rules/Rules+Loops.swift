import JSON
import JSONPath
import Prelude

extension Rules {
  /// What an execution cannot leave as long as nothing fails: the data that its Choices look at stay as they are.
  static let endlessLoop = Rule<Lint>(
    RuleInfo(
      "history.endless-loop", .warning, "a loop that changes nothing its `Choice` looks at",
      source: "service quotas: an execution fails at 25,000 events",
      example: .definition(
        #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"C"},"C":{"Type":"Choice","Choices":"#
          + #"[{"Variable":"$.done","BooleanEquals":true,"Next":"E"}],"Default":"W"},"E":{"Type":"Succeed"}}}"#))
  ) { lint in
    lint.loops.compactMap { lint.finding($0, isEndless: true) }
  }

  /// Polling that only a Task's answer ends, at intervals that use a history up before long.
  static let pollingLoop = Rule<Lint>(
    RuleInfo(
      "history.polling-loop", .warning, "polling without a bound that uses up the history within an hour",
      source: "service quotas: an execution fails at 25,000 events",
      example: .definition(
        #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"T"},"T":{"Type":"Task","Resource":"#
          + #""arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"Next":"C"},"C":{"Type":"Choice","#
          + #""Choices":[{"Variable":"$.done","BooleanEquals":true,"Next":"E"}],"Default":"W"},"#
          + #""E":{"Type":"Succeed"}}}"#))
  ) { lint in
    lint.loops.compactMap { lint.finding($0, isEndless: false) }
  }
}

/// States that follow one another in a circle, which only Choices lead out of.
struct Loop {
  var states: [StateIndex]
  /// Of one round, all successful.
  var events: Int
  /// The least time that the Waits of a round take, in seconds; nil where it is not known.
  var seconds: Int?
}

extension Lint {
  /// Polling loops that last longer are not warned of: few jobs take more.
  private static let hour = 3_600

  /// Circles without a way around inside of them: how many events a round of the others has is not known.
  fileprivate var loops: [Loop] {
    mutating get {
      circles.compactMap { line(through: $0) }.compactMap { loop($0) }
    }
  }

  /// The states of each circle, by Kosaraju's algorithm: as fast as the transitions are many.
  private var circles: [Set<StateIndex>] {
    let next = machine.states.map(\.orderlySuccessors)
    var before = [[StateIndex]](repeating: [], count: next.count)
    for (from, all) in next.enumerated() { for to in all { before[to].append(from) } }
    var circles: [Set<StateIndex>] = []
    var isTaken = [Bool](repeating: false, count: next.count)
    for root in Self.finishingOrder(next).reversed() where !isTaken[root] {
      var members: Set<StateIndex> = []
      var pending = [root]
      while let index = pending.popLast() {
        if isTaken[index] { continue }
        isTaken[index] = true
        members.insert(index)
        pending += before[index]
      }
      if members.count > 1 || next[root].contains(root) { circles.append(members) }
    }
    return circles
  }

  private static func finishingOrder(_ next: [[StateIndex]]) -> [StateIndex] {
    var order: [StateIndex] = []
    var isSeen = [Bool](repeating: false, count: next.count)
    for root in next.indices where !isSeen[root] {
      isSeen[root] = true
      var path = [(index: root, place: 0)]
      while let (index, place) = path.last {
        if place == next[index].count {
          order.append(index)
          path.removeLast()
          continue
        }
        path[path.count - 1].place += 1
        let to = next[index][place]
        if !isSeen[to] {
          isSeen[to] = true
          path.append((to, 0))
        }
      }
    }
    return order
  }

  private func line(through members: Set<StateIndex>) -> [StateIndex]? {
    guard var index = members.min() else { return nil }
    var states: [StateIndex] = []
    repeat {
      let next = Set(machine.states[index].orderlySuccessors).intersection(members)
      guard next.count == 1, let only = next.first else { return nil }
      states.append(index)
      index = only
    } while index != states[0]
    return states
  }

  private mutating func loop(_ states: [StateIndex]) -> Loop? {
    var loop = Loop(states: states, events: 0, seconds: 0)
    var hasExit = false
    for index in states {
      guard let events = ownEvents(of: index) else { return nil }
      loop.events += events
      switch machine.states[index].action {
      case .choice: hasExit = true
      case .wait(let wait):
        // As long as a Wait may be; longer ones fail.
        if case .seconds(let seconds) = wait.duration, seconds <= Int32.max, let sum = loop.seconds {
          loop.seconds = sum + seconds
        } else {
          loop.seconds = nil
        }
      case .pass, .task, .succeed, .fail, .parallel, .map: break
      }
    }
    return hasExit ? loop : nil
  }

  fileprivate func finding(_ loop: Loop, isEndless: Bool) -> Finding? {
    guard let limit = settings.historyEvents, loop.events > 0 else { return nil }
    let rounds = (limit - 1) / loop.events
    let seconds = loop.seconds.map { $0.multipliedReportingOverflow(by: rounds) }
    let time = seconds.flatMap { $0.overflow ? nil : $0.partialValue }
    if let timeout = machine.timeoutSeconds, timeout <= time ?? .max { return nil }
    let states = loop.states.map { machine.states[$0] }
    let keepsAll = states.allSatisfy(\.keepsData)
    let tasks = states.filter { if case .task = $0.action { true } else { false } }
    if isEndless {
      guard keepsAll else { return nil }
    } else {
      guard !keepsAll, !tasks.isEmpty, let time, time > 0, time <= Self.hour,
        states.allSatisfy({ $0.keepsData || $0.isPlainTask })
      else { return nil }
    }
    let first = states.first { if case .choice = $0.action { true } else { false } } ?? states[0]
    let names = states.map { quoted($0.name) }.joined(separator: " → ")
    let what =
      isEndless
      ? "never ends once it is begun\(tasks.isEmpty ? "" : ", unless a Task fails"): nothing in it changes what its "
        + "Choice looks at; it"
      : "has no bound but the answer of \(tasks.map { quoted($0.name) }.joined(separator: ", ")), and"
    let after = time.map { $0 > 0 ? ", which is \(Self.duration($0))" : "" } ?? ""
    return finding(
      first, [],
      "the loop \(names) \(what) costs \(loop.events) events a round: the execution fails at \(limit) events, after "
        + "\(rounds) rounds\(after)",
      hint: isEndless
        ? "a Task's answer must reach the Choice: look at \"ResultPath\" and \"Variable\""
        : "wait longer, count the rounds, use .sync or .waitForTaskToken, or go on in a new execution")
  }

  private static func duration(_ seconds: Int) -> String {
    let (value, unit) =
      seconds < 600
      ? (Double(seconds), "s")
      : seconds < 7_200
        ? (Double(seconds) / 60, "minutes")
        : seconds < 864_000 ? (Double(seconds) / 3_600, "hours") : (Double(seconds) / 86_400, "days")
    return "\(rounded(value)) \(unit)"
  }
}

extension State {
  /// Whether its output is its input, and every variable as it was. A Choice has an outcome of its own for each time
  /// where it looks at the context, at the clock or at chance.
  fileprivate var keepsData: Bool {
    guard dataFlow.assign == nil, dataFlow.output == nil, dataFlow.outputPath.isWhole else { return false }
    switch action {
    case .wait, .succeed: return dataFlow.inputPath.isWhole
    case .choice(let choice): return dataFlow.inputPath.isWhole && choice.rules.allSatisfy(\.isOfData)
    case .pass(nil): return dataFlow.parameters == nil && dataFlow.inputPath.isWhole || dataFlow.resultPath.isDiscard
    case .pass, .task, .map, .parallel: return dataFlow.resultPath.isDiscard && language == .jsonPath
    case .fail: return false
    }
  }

  /// A Task that changes data by its answer alone.
  fileprivate var isPlainTask: Bool {
    guard case .task(let task) = action else { return false }
    return dataFlow.assign == nil && task.resource.pattern == .requestResponse
  }
}

extension Choice.Rule {
  fileprivate var isOfData: Bool {
    if usesContext || extras?.assign != nil || extras?.output != nil { return false }
    guard let condition = extras?.condition else { return true }
    // What the clock and chance say is new in each round.
    return condition.contextUse == .nothing
      && condition.expressions.allSatisfy { expression in
        !["$now", "$millis", "$random", "$uuid"].contains { expression.text.contains($0) }
      }
  }
}

extension Selection {
  fileprivate var isWhole: Bool { if case .whole = self { true } else { false } }
}

extension ResultPlacement {
  fileprivate var isDiscard: Bool { if case .discard = self { true } else { false } }
}
