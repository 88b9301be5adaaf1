extension Rules {
  /// A Map whose iterations, all successful, have more events than an execution may: 4 of its own (entered, started,
  /// succeeded, exited), 2 for each iteration (started, succeeded) and those of the iteration's states; 2 more are the
  /// execution's own.
  static let historyOverflow = Rule<Lint>(
    RuleInfo(
      "history.overflow", .warning, "a Map whose iterations have more events than an execution may",
      source: "service quotas; counts from histories recorded on AWS",
      example: .definition(
        #"{"StartAt":"P","States":{"P":{\#(thousand),"Next":"M"},"M":{\#(map){"StartAt":"N","States":{"#
          + #""N":{\#(thousand),"Next":"I"},"I":{\#(map){"StartAt":"E","States":{"E":{"Type":"Succeed"}}}}}}}}}"#))
  ) { lint in
    lint.ofEachState { lint, index in lint.overflow(of: index) }
  }

  private static let thousand = #""Type":"Pass","Parameters":{"a.$":"States.ArrayRange(1,1000,1)"}"#
  private static let map = #""Type":"Map","ItemsPath":"$.a","End":true,"ItemProcessor":"#
}

extension Lint {
  fileprivate mutating func overflow(of index: StateIndex) -> Finding? {
    let state = machine.states[index]
    guard let limit = settings.historyEvents, case .map(let map) = state.action, let count = items[index]?.count,
      let start = map.start, let each = fewestEvents(from: start)
    else { return nil }
    let (inner, overflow) = count.multipliedReportingOverflow(by: each + 2)
    guard !overflow, inner > limit - 6 else { return nil }
    return finding(
      state, [],
      "\(state.described) must exceed the \(limit) events of an execution: 2 + 4 + \(count) items × (2 + \(each)) = "
        + "\(inner + 6), without a single retry",
      hint: "let the items be worked on by nested executions, a part each, which have histories of their own")
  }

  /// The fewest events from a scope's first state to its successful end; nil where none leads there.
  mutating func fewestEvents(from start: StateIndex) -> Int? {
    if let known = leastEvents[start] { return known }
    var best: [StateIndex: Int] = [:]
    var pending = [(start, 0)]
    var end: Int?
    var place = 0
    while place < pending.count {
      let (index, before) = pending[place]
      place += 1
      guard before < best[index, default: .max], before < end ?? .max else { continue }
      best[index] = before
      guard let own = ownEvents(of: index) else { continue }
      let (after, overflow) = before.addingReportingOverflow(own)
      if overflow { continue }
      if machine.states[index].endsScope { end = min(end ?? .max, after) }
      for next in machine.states[index].orderlySuccessors { pending.append((next, after)) }
    }
    leastEvents[start] = .some(end)
    return end
  }

  /// Nil where the state fails, or where no way through it is known to succeed.
  mutating func ownEvents(of index: StateIndex) -> Int? {
    switch machine.states[index].action {
    case .pass, .choice, .wait, .succeed: return 2
    case .fail: return nil
    case .task(let task): return task.resource.pattern == .requestResponse ? 5 : 6
    case .parallel(let branches):
      var sum = 4
      for branch in branches {
        guard let events = fewestEvents(from: branch) else { return nil }
        sum = min(sum + events, Int(Int32.max))
      }
      return sum
    case .map(let map):
      // A distributed Map's items have histories of their own: MapRunStarted and MapRunSucceeded are all there is.
      guard let start = map.start else { return 6 }
      guard let count = items[index]?.count else { return 4 }
      guard let events = fewestEvents(from: start) else { return nil }
      let (inner, overflow) = count.multipliedReportingOverflow(by: events + 2)
      return overflow ? nil : min(inner, Int(Int32.max)) + 4
    }
  }
}

extension State {
  /// The states that follow when nothing fails.
  var orderlySuccessors: [StateIndex] {
    var following: [StateIndex] = []
    if case .state(let next) = next { following.append(next) }
    if case .choice(let choice) = action {
      following += choice.rules.map(\.next)
      if let fallback = choice.fallback { following.append(fallback) }
    }
    return following
  }

  fileprivate var endsScope: Bool {
    switch action {
    case .choice, .fail: false
    case .pass, .task, .wait, .succeed, .parallel, .map: next == .end
    }
  }
}
