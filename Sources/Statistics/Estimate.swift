/// A mean over independent replications, with the half-width of its confidence interval.
///
/// Source: Law, "Simulation Modeling and Analysis", the replication method: t(n − 1, 1 − α/2) · s/√n.
public struct Estimate: Hashable, Sendable {
  public let mean: Double
  /// `nil` where one replication, or none, says nothing about the spread.
  public let halfWidth: Double?

  /// The mean of none is NaN. Confidences outside 0 < c < 1 have no half-width.
  public init(replications: [Double], confidence: Double = 0.95) {
    let count = Double(replications.count)
    // From the first one, so that equal values have their value as their mean, to the last bit.
    let first = replications.first ?? .nan
    let mean = replications.reduce(first) { $0 + ($1 - first) / count }
    self.mean = mean
    guard replications.count > 1, confidence > 0, confidence < 1 else {
      halfWidth = nil
      return
    }
    let squares = replications.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    let t = StudentT.quantile((1 + confidence) / 2, degreesOfFreedom: replications.count - 1)
    halfWidth = error == 0 ? 0 : t * error
  }
}
