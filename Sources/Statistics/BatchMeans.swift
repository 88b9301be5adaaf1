/// One long run cut into batches that stand for replications.
///
/// Batches are far enough apart in time to be independent, or not: the von Neumann ratio Σ(bᵢ₊₁ − bᵢ)²/Σ(bᵢ − b̄)² is
/// near 2 where they are. Sources: von Neumann, Ann. Math. Stat. 12 (1941); Fishman, "Principles of Discrete Event
/// Simulation" (1978), 5.
public struct BatchMeans: Sendable {
  let means: [Double]
  /// Values of each batch; what is left over at the end is in none.
  let batchSize: Int
  public let estimate: Estimate
  public let vonNeumannRatio: Double

  /// `nil` where a batch would be empty, or there are fewer than three.
  public init?(_ series: [Double], batches: Int, confidence: Double = 0.95) {
    guard batches > 2, series.count >= batches else { return nil }
    let size = series.count / batches
    batchSize = size
    means = (0..<batches).map { series[($0 * size)..<(($0 + 1) * size)].reduce(0, +) / Double(size) }
    estimate = Estimate(replications: means, confidence: confidence)
    vonNeumannRatio = BatchMeans.vonNeumannRatio(means)
  }

  /// NaN where all are equal.
  static func vonNeumannRatio(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let steps = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    return steps / squares
  }

  /// Whether independence is rejected at 5 %. One-sided: only positive correlation makes the interval too narrow.
  var areDependent: Bool {
    let k = Double(means.count)
    let z = (vonNeumannRatio / 2 - 1) * ((k * k - 1) / (k - 2)).squareRoot()
    return z < GSLFunctions.normalQuantile(0.05)
  }

  /// As many batches of 30, 20, 10 as pass for independent; `nil` where not even ten do: the run is too short.
  static func independent(_ series: [Double], confidence: Double = 0.95) -> BatchMeans? {
    for batches in [30, 20, 10] {
      if let found = BatchMeans(series, batches: batches, confidence: confidence), !found.areDependent { return found }
    }
    return nil
  }
}
