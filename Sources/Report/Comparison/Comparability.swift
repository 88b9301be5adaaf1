import Prelude

/// Whether two runs ask the same question, so that a difference of their answers is one of what is compared.
package enum Comparability {
  /// Why not, in words. What the paths in `named` change is meant to differ.
  package static func reasons(base: RunFacts, candidate: RunFacts, named: [String]) -> [String] {
    let keys = Set(named.map { String($0.prefix { $0 != "." }) })
    var reasons: [String] = []
    if !keys.contains("load") { reasons += load(base, candidate) }
    if !keys.contains("region"), base.quotaProfile != candidate.quotaProfile {
      reasons.append("quotas of \(base.quotaProfile) against those of \(candidate.quotaProfile)")
    }
    if keys.isDisjoint(with: ["load", "until", "warmup"]) {
      if base.warmup != candidate.warmup {
        reasons.append("a warm-up of \(Number.span(base.warmup)) against \(Number.span(candidate.warmup))")
      }
      if base.horizonKey != candidate.horizonKey {
        reasons.append("runs that end \(base.horizon) against \(candidate.horizon)")
      }
    }
    if !keys.contains("replications"), base.replications != candidate.replications {
      reasons.append("replications: \(base.replications) against \(candidate.replications)")
    }
    return reasons
  }

  private static func load(_ base: RunFacts, _ candidate: RunFacts) -> [String] {
    guard base.load.count == candidate.load.count else {
      return ["\(base.load.count) streams of load against \(candidate.load.count)"]
    }
    return base.load.indices.compactMap { index in
      let (one, other) = (base.load[index], candidate.load[index])
      if one.machine != other.machine || one.isSync != other.isSync {
        return "load.\(index) starts \(one.machine)\(one.isSync ? " by StartSyncExecution" : "")"
          + " against \(other.machine)\(other.isSync ? " by StartSyncExecution" : "")"
      }
      if one.key != other.key { return "load.\(index) has \(one.arrivals), against \(other.arrivals)" }
      return one.input == other.input ? nil : "load.\(index) has other inputs"
    }
  }
}
