import StatesLanguage

/// Loops of states, and the events that a round of one costs: entered and exited for each state; scheduled, started,
/// succeeded of a Task, and submitted where it waits for a job; started and succeeded of a Map or Parallel, besides
/// those of its branches. Counts from histories recorded on AWS.
struct Rounds {
  let machine: StateMachine

  /// Of the cheapest round through the state; nil where it lies in none.
  func events(around start: StateIndex) -> Int? {
    var costs: [StateIndex: Int] = [:]
    var pending = [(start, 0)]
    var place = 0
    var best: Int?
    while place < pending.count {
      let (index, before) = pending[place]
      place += 1
      let after = before + ownEvents(of: index)
      for next in successors(of: index) {
        if next == start {
          best = min(best ?? .max, after)
        } else if after < costs[next, default: .max] {
          costs[next] = after
          pending.append((next, after))
        }
      }
    }
    return best
  }

  private func successors(of index: StateIndex) -> [StateIndex] {
    let state = machine.states[index]
    var following = state.catchers.map(\.next)
    if case .state(let next) = state.next { following.append(next) }
    if case .choice(let choice) = state.action {
      following += choice.rules.map(\.next)
      if let fallback = choice.fallback { following.append(fallback) }
    }
    return following
  }

  private func ownEvents(of index: StateIndex) -> Int {
    switch machine.states[index].action {
    case .pass, .choice, .wait, .succeed, .fail: 2
    case .task(let task): task.resource.pattern == .requestResponse ? 5 : 6
    case .map, .parallel: 4
    }
  }
}
