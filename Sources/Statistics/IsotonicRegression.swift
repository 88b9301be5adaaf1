/// Values that should not fall, as near to the given ones as can be (weighted least squares): neighbours of which the
/// later is lower are pooled, until no pool is lower than the one before.
///
/// Source: Ayer, Brunk, Ewing, Reid, Silverman, Ann. Math. Stat. 26 (1955): pool adjacent violators.
public enum IsotonicRegression {
  public struct Pool: Equatable, Sendable {
    /// Of the values that it is made of.
    public let indices: Range<Int>
    public let value: Double
    let weight: Double
  }

  /// In order; one for each value where none falls. Weights are positive, and as many as the values.
  public static func pools(_ values: [Double], weights: [Double]) -> [Pool] {
    var pools: [Pool] = []
    for (index, value) in values.enumerated() {
      var pool = Pool(indices: index..<index + 1, value: value, weight: weights[index])
      while let last = pools.last, last.value > pool.value {
        pools.removeLast()
        let weight = last.weight + pool.weight
        pool = Pool(
          indices: last.indices.lowerBound..<pool.indices.upperBound,
          value: (last.value * last.weight + pool.value * pool.weight) / weight, weight: weight)
      }
      pools.append(pool)
    }
    return pools
  }
}
