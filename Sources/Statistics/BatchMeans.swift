/// One long run cut into batches that stand for replications.
///
/// Batches are far enough apart in time to be independent, or not: the von Neumann ratio Σ(bᵢ₊₁ − bᵢ)²/Σ(bᵢ − b̄)² is
/// near 2 where they are. Sources: von Neumann, Ann. Math. Stat. 12 (1941); Fishman, "Principles of Discrete Event
/// Simulation" (1978), 5.
public struct BatchMeans: Sendable {
  public let means: [Double]
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

  /// Bins that each of `numbers` divides into as many batches.
  public static let bins = 60
  private static let numbers = [30, 20, 10]
  /// Executions that a batch holds at least.
  private static let fewest = 5.0

  /// As many batches of 30, 20, 10 as pass for independent; `nil` where not even ten do: the run is too short.
  static func independent(_ series: [Double], confidence: Double = 0.95) -> BatchMeans? {
    numbers.lazy.compactMap { BatchMeans(series, batches: $0, confidence: confidence) }.first { !$0.areDependent }
  }

  /// The same of executions in bins of time, by their sum and number in each: then batches have means per execution.
  /// Each holds a few of them.
  public static func independent(sums: [Double], counts: [Double]) -> BatchMeans? {
    for batches in numbers where sums.count >= batches {
      let size = sums.count / batches
      let groups = (0..<batches).map { $0 * size..<($0 + 1) * size }
      let held = groups.map { counts[$0].reduce(0, +) }
      guard held.allSatisfy({ $0 >= fewest }) else { continue }
      let means = zip(groups, held).map { sums[$0].reduce(0, +) / $1 }
      if let found = BatchMeans(means, batches: batches), !found.areDependent { return found }
    }
    return nil
  }
}
