import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// Who starts whom how often, and how long each caller tries: what a burst of roots makes of the buckets.
struct CallTree {
  /// The calls that start one machine from another one; the first node's are the outside callers'.
  struct Node {
    var machine: Int
    var action: APIAction
    /// Nil of the outside callers.
    var parent: Int?
    /// Calls per execution of the parent.
    var perParent: Double
    /// From the parent's admission to its calls, in seconds.
    var offset: Double
    var patience: Patience
    /// Where a Task stands that makes these calls: its machine, its state and which of its retriers counts.
    var site: (machine: Int, state: State, retrier: Int)?
    /// Whether the burst fails with these calls, and nothing else has been said of them.
    var isReported: Bool
  }

  /// The retries of a refused call.
  struct Patience {
    var backoff: Backoff
    var attempts: Int
    var isJittered: Bool

    /// All delays, without jitter.
    var seconds: Double {
      let sum = backoff.sum(attempts)
      return sum.isNaN ? 0 : sum
    }

    static let endless = Patience(backoff: Backoff(first: 1, rate: 2, limit: 1), attempts: .max, isJittered: true)
  }

  private(set) var nodes: [Node] = []

  /// Nil where the tree is not known: machines that start each other in circles, or the SDKs' adaptive callers.
  init?(_ stream: LoadStream, _ trial: Trial, _ account: AccountModel) {
    guard let patience = Patience(stream.retry) else { return nil }
    let syncs = trial.total(.startSyncExecution) - (stream.isSync ? 1 : 0)
    if syncs > 0, trial.total(.startExpressExecution) > 0 { return nil }
    func action(_ machine: Int) -> APIAction {
      let action = account.machines[machine].kind.startAction
      return action == .startExpressExecution && syncs > 0 ? .startSyncExecution : action
    }
    nodes.append(
      Node(
        machine: stream.machine, action: stream.isSync ? .startSyncExecution : action(stream.machine), parent: nil,
        perParent: 1, offset: 0, patience: patience, isReported: true))
    var path: [[Int]] = [[stream.machine]]
    var place = 0
    while place < nodes.count {
      let (parent, around) = (nodes[place].machine, path[place])
      let own = trial.starts.filter { $0.machine == parent }
      let (count, seconds) = own.reduce((0.0, 0.0)) { ($0.0 + $1.count, $0.1 + $1.secondsOfAll) }
      for calls in trial.starts where calls.parent == parent {
        let machine = calls.machine
        if around.contains(machine) || nodes.count > 100 { return nil }
        var node = Node(
          machine: machine, action: action(machine), parent: place,
          perParent: calls.count / count,
          offset: max(0, calls.secondsOfAll / calls.count - seconds / count), patience: .endless, isReported: false)
        // Map Runs start their children themselves, and try for as long as it takes.
        if account.machines[machine].owner == nil { node.find(from: parent, account) }
        nodes.append(node)
        path.append(around + [machine])
      }
      place += 1
    }
  }

  /// Calls of each node per root.
  var perRoot: [Double] {
    var counts: [Double] = []
    for node in nodes { counts.append((node.parent.map { counts[$0] } ?? 1) * node.perParent) }
    return counts
  }
}

extension CallTree.Patience {
  /// Nil of callers whose delays depend on how others fare.
  init?(_ retry: CallerRetry) {
    switch retry {
    case .none: self.init(backoff: Backoff(first: 0, rate: 1), attempts: 0, isJittered: false)
    case .standard: self.init(backoff: Backoff(first: 1, rate: 2, limit: 20), attempts: 2, isJittered: true)
    case .adaptive: return nil
    case .policy(let policy):
      self.init(
        backoff: Backoff(
          first: policy.interval.seconds, rate: policy.rate, limit: policy.maxDelay?.seconds ?? .infinity),
        attempts: policy.maxAttempts, isJittered: policy.fullJitter)
    }
  }
}

extension CallTree.Node {
  /// The Task of the parent that starts the machine; of several the one that tries for the longest time.
  fileprivate mutating func find(from parent: Int, _ account: AccountModel) {
    let definition = account.machines[parent].definition
    let directory = AccountDirectory(account)
    let base = account.machines[machine].arn
    var longest = -1.0
    for (index, state) in definition.states.enumerated() {
      guard case .task(let task) = state.action, task.resource.isStartExecution else { continue }
      let arn = state.machineARN.map { arn in
        directory.machineIndex(arn: arn).map { account.machines[$0].arn } ?? arn
      }
      guard arn == nil || arn == base else { continue }
      let error = task.resource.service == "states" ? account.throttleError : ErrorName.throttledSDKStart
      let retrier = state.retriers.firstIndex { $0.errorEquals.contains { ErrorName.matches($0, error) } }
      let isTaken = definition.takes(error, around: index)
      // A start that is not retried at all is another rule's.
      guard !isTaken, let retrier, state.retriers[retrier].maxAttempts > 0 else {
        (patience, isReported, longest) = (.endless, false, .infinity)
        continue
      }
      let policy = state.retriers[retrier]
      let own = CallTree.Patience(
        backoff: policy.backoff, attempts: policy.maxAttempts, isJittered: policy.jitter == .full)
      if own.seconds > longest {
        (patience, isReported, longest, site) = (own, true, own.seconds, (parent, state, retrier))
      }
    }
  }
}

extension StateMachine {
  /// Whether a Catch of the state, or a Retry or Catch of what is around it, takes the error.
  fileprivate func takes(_ error: String, around index: StateIndex) -> Bool {
    func matches(_ names: [String]) -> Bool { names.contains { ErrorName.matches($0, error) } }
    if states[index].catchers.contains(where: { matches($0.errorEquals) }) { return true }
    return containers(of: index).contains { container in
      states[container].catchers.contains { matches($0.errorEquals) }
        || states[container].retriers.contains { $0.maxAttempts > 0 && matches($0.errorEquals) }
    }
  }
}
