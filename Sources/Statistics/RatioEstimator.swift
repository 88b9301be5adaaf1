/// Σ sums / Σ counts over clusters: a mean per execution where clusters have different numbers of executions.
///
/// Deviations are those of the linearised ratio, dᵢ = (Sᵢ − R̂·Nᵢ)/N̄, and SE² = Σdᵢ²/(R(R − 1)). Clusters that count
/// nothing say nothing, and are not among the R. Source: Cochran, "Sampling Techniques", 6.4.
public struct RatioEstimator: Sendable {
  /// NaN where nothing was counted.
  let ratio: Double
  /// Of each cluster, in order; 0 of one that counts nothing.
  let deviations: [Double]
  /// What each cluster would say alone; NaN of one that counts nothing.
  public let values: [Double]
  /// Those that count something.
  let clusters: Int
  let count: Double

  var degreesOfFreedom: Int { clusters - 1 }

  public init(sums: [Double], counts: [Double]) {
    let total = sums.reduce(0, +)
    let count = counts.reduce(0, +)
    let clusters = counts.count { $0 > 0 }
    let ratio = count > 0 ? total / count : .nan
    let average = count / Double(max(1, clusters))
    self.ratio = ratio
    self.count = count
    self.clusters = clusters
    values = zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
    deviations = zip(sums, counts).map { $1 > 0 ? ($0 - ratio * $1) / average : 0 }
  }

  /// One value per cluster: the ratio is their mean.
  public init(values: [Double]) { self.init(sums: values, counts: Array(repeating: 1, count: values.count)) }

  /// How many of how many.
  public init(_ hits: [Int], of counts: [Int]) {
    self.init(sums: hits.map { Double($0) }, counts: counts.map { Double($0) })
  }

  /// What the values of samples average to, times `scale`.
  public init(_ samples: [Sample], scale: Double = 1) {
    self.init(sums: samples.map { $0.sum * scale }, counts: samples.map { Double($0.count) })
  }

  /// `nil` where fewer than two clusters count something.
  var standardError: Double? {
    RatioEstimator.standardError(of: deviations, clusters: clusters, scale: abs(ratio))
  }

  /// What is left of equal clusters by rounding is no spread: hence the scale.
  static func standardError(of deviations: [Double], clusters: Int, scale: Double) -> Double? {
    guard clusters > 1 else { return nil }
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let error = (squares / Double(clusters) / Double(clusters - 1)).squareRoot()
    return error <= scale * 1e-14 ? 0 : error
  }
}
