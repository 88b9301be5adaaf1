/// The events that the items of a Map cost the execution's history, where nothing fails.
public struct MapEvents: Sendable {
  public let state: String
  /// Of an item at least: its iteration started and succeeded, and its states.
  public let perItem: Int
  /// Of the execution without any of these items, at least.
  public let others: Int
  /// The Tasks of an item: each try of one more costs three events.
  public let tasks: [String]

  /// The most items that a history of so many events has room for, with `retries` of Tasks for each.
  public func mostItems(events: Int, retries: Double = 0) -> Int {
    let each = Double(perItem) + 3 * retries
    return max(0, Int((Double(events - others) / each).rounded(.down)))
  }
}

extension StateMachine {
  /// Of each Map whose items are worked on within the execution, and which no other Map is around.
  public func mapEvents() -> [MapEvents] {
    var lint = Lint(machine: self, source: DefinitionSource(), file: "", settings: LintSettings())
    // The execution's own start and end.
    let all = (lint.fewestEvents(from: start) ?? 0) + 2
    return states.indices.compactMap { index in
      guard case .map(let map) = states[index].action, let first = map.start, !lint.isInMap(index),
        let inner = lint.fewestEvents(from: first)
      else { return nil }
      let known = (lint.items[index]?.count ?? 0) * (inner + 2)
      return MapEvents(
        state: states[index].name, perItem: inner + 2, others: max(6, all - known), tasks: tasks(from: first))
    }
  }

  /// Those that states of a scope come to, with the scopes inside of it.
  private func tasks(from first: StateIndex) -> [String] {
    var (found, seen, pending) = ([String](), Set<StateIndex>(), [first])
    while let index = pending.popLast() {
      guard seen.insert(index).inserted else { continue }
      if case .task = states[index].action { found.append(states[index].name) }
      pending += states[index].orderlySuccessors + scopes(of: index)
    }
    return found.sorted()
  }
}
