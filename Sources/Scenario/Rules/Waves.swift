import Prelude
import StepFunctions

/// A burst of roots against the buckets, in waves of equal callers in place of callers: each wave takes the tokens that
/// there are, the rest comes again after its delay or gives up.
struct Waves {
  /// What became of the calls of a node.
  struct Outcome {
    var admitted = 0.0
    var gaveUp = 0.0
    /// When the first gave up, in seconds.
    var firstAt: Double?
  }

  private struct Wave {
    var node: Int
    var attempt: Int
    var count: Double
  }

  /// In seconds: the times of calls are counted in steps of it.
  private static let step = 0.05
  /// A retry at a random time is as many at equal distances.
  private static let spread = 20
  /// Waves; a burst that takes more is not foretold.
  private static let limit = 400_000

  private let tree: CallTree
  private let buckets: [APIAction: (capacity: Double, refill: Double)]
  private var levels: [APIAction: (tokens: Double, step: Int)] = [:]
  private var waves: [Int: [Wave]] = [:]
  private var agenda = Heap()
  private(set) var outcomes: [Outcome]

  /// Nil where it would take too long to tell.
  init?(_ tree: CallTree, roots: Int, _ quotas: Quotas) {
    self.tree = tree
    outcomes = .init(repeating: Outcome(), count: tree.nodes.count)
    var buckets: [APIAction: (capacity: Double, refill: Double)] = [:]
    for action in APIAction.starts {
      if case .tokens(let capacity, let rate) = quotas[action] {
        buckets[action] = (Double(capacity), rate.perSecond)
      }
    }
    self.buckets = buckets
    push(Wave(node: 0, attempt: 0, count: Double(roots)), at: 0)
    var taken = 0
    while let step = agenda.pop() {
      let due = waves.removeValue(forKey: step) ?? []
      taken += due.count
      if taken > Self.limit { return nil }
      call(due, at: step)
    }
  }

  private mutating func push(_ wave: Wave, at step: Int) {
    if wave.count <= 0 { return }
    guard var due = waves[step] else {
      agenda.push(step)
      waves[step] = [wave]
      return
    }
    if let same = due.firstIndex(where: { $0.node == wave.node && $0.attempt == wave.attempt }) {
      due[same].count += wave.count
    } else {
      due.append(wave)
    }
    waves[step] = due
  }

  private mutating func call(_ due: [Wave], at step: Int) {
    for (action, all) in Dictionary(grouping: due, by: { tree.nodes[$0.node].action }) {
      let asked = all.reduce(0) { $0 + $1.count }
      let share = min(1, take(asked, of: action, at: step) / asked)
      for wave in all { settle(wave, share, at: step) }
    }
  }

  private mutating func take(_ asked: Double, of action: APIAction, at step: Int) -> Double {
    guard let bucket = buckets[action] else { return asked }
    var (tokens, last) = levels[action] ?? (bucket.capacity, step)
    tokens = min(bucket.capacity, tokens + Double(step - last) * Self.step * bucket.refill)
    let taken = min(asked, tokens.rounded(.down))
    levels[action] = (tokens - taken, step)
    return taken
  }

  private mutating func settle(_ wave: Wave, _ share: Double, at step: Int) {
    let (admitted, refused) = (wave.count * share, wave.count * (1 - share))
    outcomes[wave.node].admitted += admitted
    for (index, child) in tree.nodes.enumerated() where child.parent == wave.node {
      // Never at the same step, or a child would come before a caller of the wave.
      let later = max(1, Int((child.offset / Self.step).rounded()))
      push(Wave(node: index, attempt: 0, count: admitted * child.perParent), at: step + later)
    }
    if refused < 1e-6 { return }
    let patience = tree.nodes[wave.node].patience
    guard wave.attempt < patience.attempts else {
      outcomes[wave.node].gaveUp += refused
      if outcomes[wave.node].firstAt == nil { outcomes[wave.node].firstAt = Double(step) * Self.step }
      return
    }
    // Of one that never gives up the attempts need no counting.
    let next = patience.attempts == .max ? 1 : wave.attempt + 1
    let delay = patience.backoff.delay(wave.attempt) / Self.step
    // No number where nothing grows without end: such a caller does not wait.
    let steps = delay.isNaN ? 1 : max(1, Int(min(1e9, delay.rounded())))
    let parts = patience.isJittered ? min(Self.spread, steps) : 1
    for part in 0..<parts {
      let delay = parts == 1 ? steps : max(1, steps * (2 * part + 1) / (2 * parts))
      push(Wave(node: wave.node, attempt: next, count: refused / Double(parts)), at: step + delay)
    }
  }
}

/// Whole numbers, the smallest first.
private struct Heap {
  private var items: [Int] = []

  mutating func push(_ item: Int) {
    items.append(item)
    var child = items.count - 1
    while child > 0, items[(child - 1) / 2] > items[child] {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Int? {
    guard let first = items.first, let last = items.popLast() else { return nil }
    if items.isEmpty { return first }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && items[child] < items[least] {
        least = child
      }
      if least == parent { return first }
      items.swapAt(parent, least)
      parent = least
    }
  }
}
