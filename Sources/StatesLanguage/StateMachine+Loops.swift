extension StateMachine {
  /// The states that one path of control may enter more than once, and few others: all but those that no loop leads to,
  /// and those that lead to none.
  public var statesInLoops: [StateIndex] {
    var forward = states.map(\.successors)
    var backward = [[StateIndex]](repeating: [], count: states.count)
    for (from, targets) in forward.enumerated() {
      for target in targets { backward[target].append(from) }
    }
    var isInLoop = [Bool](repeating: true, count: states.count)
    for _ in 0..<2 {
      var sources = backward.map(\.count)
      var pending = states.indices.filter { sources[$0] == 0 }
      while let next = pending.popLast() {
        isInLoop[next] = false
        for target in forward[next] {
          sources[target] -= 1
          if sources[target] == 0 { pending.append(target) }
        }
      }
      swap(&forward, &backward)
    }
    return states.indices.filter { isInLoop[$0] }
  }
}
