extension Difference {
  /// Of the pooled samples' quantiles, with the jackknife's error: each replication left out in turn, on both sides.
  ///
  /// The p value comes from shares instead: how many of a replication's executions exceed the base's quantile, of the
  /// candidate and of the base. Sources: Efron, "The Jackknife, the Bootstrap and Other Resampling Plans" (1982), 3.
  public init(base: ClusteredSample, candidate: ClusteredSample, p: Double, paired: Bool) {
    let (base, candidate) = (base.sorted(), candidate.sorted())
    let sides = [base, candidate].map { $0.jackknife(p) }
    var given: Double?
    if let limit = base.pooled.quantile(p) {
      let shares = Difference(base: base.share(upTo: limit), candidate: candidate.share(upTo: limit), paired: paired)
      given = shares.pValue
    }
    self.init(sides[0], sides[1], paired: paired, pValue: given)
  }
}

extension ClusteredSample {
  /// The quantile, and how far it moves without each cluster: dᵢ = (R − 1)(θ̄ − θ₍ᵢ₎), so that Σdᵢ²/(R(R − 1)) is the
  /// jackknife's variance (R − 1)/R · Σ(θ₍ᵢ₎ − θ̄)².
  func jackknife(_ p: Double) -> Difference.Side {
    let counting = clusters.indices.filter { !clusters[$0].isEmpty }
    let value = pooled.quantile(p).map { Double($0) } ?? .nan
    guard counting.count > 1 else {
      return Difference.Side(
        value: value, deviations: Array(repeating: 0, count: clusters.count), clusters: counting.count)
    }
    let without = counting.map { Double(quantile(p, without: $0)) }
    let mean = without.reduce(0, +) / Double(without.count)
    var deviations = Array(repeating: 0.0, count: clusters.count)
    for (index, left) in zip(counting, without) { deviations[index] = Double(counting.count - 1) * (mean - left) }
    return Difference.Side(value: value, deviations: deviations, clusters: counting.count)
  }

  /// Without building the sample: its rank among the others lies, among all, at most the left-out ones further on.
  func quantile(_ p: Double, without index: Int) -> Int64 {
    let left = clusters[index]
    let rank = Sample.rank(p, count: pooled.count - left.count)
    guard var low = pooled.value(rank: rank), var high = pooled.value(rank: rank + left.count) else { return 0 }
    while low < high {
      let middle = low + (high - low) / 2
      if pooled.count(upTo: middle) - left.count(upTo: middle) >= rank { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
