import Prelude
import Simulation
import StatesLanguage
import StepFunctions

extension Rules {
  static let impatientBurst = Rule<LoadCheck>(
    RuleInfo(
      "load.impatient", .warning, "a burst whose calls are given up before the bucket has had a token for each",
      source: "arithmetic of the bucket, through all levels: calls, tokens, refill and delays",
      example: .load("arrivals: { burst: 2000 }"))
  ) { check in
    zip(check.plan.load, check.trials).enumerated().flatMap { index, pair -> [Finding] in
      // An admission makes other arrivals of the burst.
      guard case .burst(let count, _) = pair.0.arrivals, pair.0.admission == nil, let trial = pair.1 else { return [] }
      return check.impatient(index, count, trial)
    }
  }
}

extension LoadCheck {
  fileprivate func impatient(_ index: Int, _ roots: Int, _ trial: Trial) -> [Finding] {
    let account = plan.account
    guard let tree = CallTree(plan.load[index], trial, account) else { return [] }
    let perRoot = tree.perRoot
    var needs: [APIAction: Need] = [:]
    for action in APIAction.starts {
      guard case .tokens(let capacity, let rate) = account.quotas[action] else { continue }
      let each = tree.nodes.indices.filter { tree.nodes[$0].action == action }.reduce(0) { $0 + perRoot[$1] }
      let need = Need(calls: each * Double(roots), perRoot: each, capacity: capacity, refill: rate.perSecond)
      if need.calls > Double(capacity) { needs[action] = need }
    }
    // Callers who are this patient find their tokens, however the waves fall.
    let longest = needs.values.map(\.seconds).max() ?? 0
    let isPatient = tree.nodes.allSatisfy {
      needs[$0.action] == nil || !$0.isReported || ($0.patience.isJittered && $0.patience.seconds > 20 * longest + 60)
    }
    guard !needs.isEmpty, !isPatient, let waves = Waves(tree, roots: roots, account.quotas) else { return [] }
    return tree.nodes.indices.compactMap { place in
      let (node, outcome) = (tree.nodes[place], waves.outcomes[place])
      guard node.isReported, let need = needs[node.action], Self.isSure(outcome, node.patience),
        Self.isReached(place, tree, waves)
      else { return nil }
      return finding(index, roots, trial, node, need, outcome)
    }
  }

  /// Whether most of what leads to the calls comes through: of the rest the waves, which are of equal callers, say too
  /// little.
  private static func isReached(_ place: Int, _ tree: CallTree, _ waves: Waves) -> Bool {
    let above = sequence(first: place) { tree.nodes[$0].parent }.dropFirst().map { waves.outcomes[$0] }
    return above.reduce(1) { $0 * $1.admitted / ($1.admitted + $1.gaveUp) } > 0.55
  }

  /// Whether some give up for all that chance may do: it decides where there is jitter, and hardly elsewhere.
  private static func isSure(_ outcome: Waves.Outcome, _ patience: CallTree.Patience) -> Bool {
    let share = outcome.gaveUp / (outcome.admitted + outcome.gaveUp)
    if patience.isJittered, outcome.gaveUp >= 10 { return share > 0.001 }
    return outcome.gaveUp >= 1 && share > (patience.isJittered ? 0.2 : 0.01)
  }

  private struct Need {
    var calls: Double
    var perRoot: Double
    var capacity: Int
    var refill: Double
    var seconds: Double { (calls - Double(capacity)) / refill }
  }

  private func finding(
    _ index: Int, _ roots: Int, _ trial: Trial, _ node: CallTree.Node, _ need: Need, _ outcome: Waves.Outcome
  ) -> Finding {
    let stream = plan.load[index]
    let (calls, refill) = (Self.rounded(need.calls), "\(Self.rounded(need.refill, 2))/s")
    let tree = callsPerRoot(node.action, trial)
    let each = "\(Self.rounded(need.perRoot)) \(node.action.name) \(need.perRoot == 1 ? "call" : "calls")"
    let sum = "\(roots) × \(each)" + (tree.contains(",") ? " (\(tree))" : "")
    // Of a fan-out the first that gives up ends the others, most often.
    let share =
      node.perParent > 1
      ? "" : " \(Self.rounded(100 * outcome.gaveUp / (outcome.admitted + outcome.gaveUp), 0)) %"
    let who = node.site.map { "\($0.state.name) of \(plan.account.machines[$0.machine].name)" } ?? "the outside callers"
    let patience =
      node.patience.attempts == 0
      ? "\(who) do not call again"
      : "the last retry of \(who) comes after \(Self.rounded(node.patience.seconds)) s"
        + (node.patience.isJittered ? ", on average after half of that" : "")
    let last =
      need.seconds.isFinite
      ? "needs (\(calls) - \(need.capacity)) / \(refill) = \(Self.rounded(need.seconds)) s" : "never has one"
    let message =
      "the burst of \(name(stream)) makes \(sum) = \(calls) calls; with \(need.capacity) tokens and \(refill) more the "
      + "last \(last), and \(patience): some\(share) of \(node.site == nil ? "them" : "its calls") give up"
    let place = node.site.map { site in
      draft(of: site.machine).place(of: ["Retry", "\(site.retrier)"], in: site.state)
    }
    return Finding(
      place ?? places[index], message,
      hint: node.site == nil
        ? "a retry: that outlasts it, with jitter: FULL, or starts that do not come at once"
        : "more attempts, a larger \"MaxDelaySeconds\" and \"JitterStrategy\": \"FULL\" outlast it")
  }
}
