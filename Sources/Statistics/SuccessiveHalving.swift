/// Gives most replications to what looks best: all candidates get a few, the better half twice as many, and so on,
/// until no more than `keep` are left. Source: Jamieson, Talwalkar, AISTATS 2016; Karnin, Koren, Somekh, ICML 2013.
public enum SuccessiveHalving {
  public struct Round: Sendable, Equatable {
    public let candidates: Int
    /// That each of them has after it, those of the rounds before among them.
    public let replications: Int
  }

  public static func rounds(candidates: Int, replications: Int, keep: Int) -> [Round] {
    var rounds: [Round] = []
    var (left, each) = (candidates, replications)
    while left > max(1, keep) {
      rounds.append(Round(candidates: left, replications: each))
      left = max(keep, (left + 1) / 2)
      each *= 2
    }
    return rounds
  }

  /// The best of `candidates`, in their order: those that violate least what must hold, then those with the least cost.
  public static func best<ID>(
    _ count: Int, of candidates: [(id: ID, violation: Double, cost: Double)]
  ) -> [ID] {
    func rank(_ index: Int) -> (Double, Double, Int) {
      let (violation, cost) = (candidates[index].violation, candidates[index].cost)
      return (violation.isNaN ? .infinity : violation, cost.isNaN ? .infinity : cost, index)
    }
    return candidates.indices.sorted { rank($0) < rank($1) }.prefix(count).sorted().map { candidates[$0].id }
  }
}
