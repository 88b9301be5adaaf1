@preconcurrency import CGSL

/// The adjusted Fisher–Pearson skewness G₁ of the clusters' values.
public struct Skewness: Sendable {
  public let value: Double
  /// Under normality: √(6R(R − 1)/((R − 2)(R + 1)(R + 3))).
  let standardError: Double
  private let clusters: Int

  /// `nil` below three clusters, and where all values are equal.
  public init?(_ values: [Double]) {
    let n = Double(values.count)
    _ = GSLFunctions.ready
    guard values.count > 2, values.allSatisfy(\.isFinite), values.contains(where: { $0 != values[0] }) else {
      return nil
    }
    // GSL divides by s³ with s² over n − 1.
    value = gsl_stats_skew(values, 1, values.count) * n * n / ((n - 1) * (n - 2))
    standardError = (6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3))).squareRoot()
    clusters = values.count
  }

  /// Whether a t interval of these clusters covers less than it says: 25·G₁² > R, and more than chance explains.
  ///
  /// Source: Cochran's rule R > 28 + 25·G₁², as extended to Student's t by Sugden, Smith, Jones, JRSS B 62 (2000).
  public var spoilsStudentT: Bool { 25 * value * value > Double(clusters) && value > 2 * standardError }

  /// So many clusters suffice by Cochran's rule.
  public var clustersNeeded: Int { Int((28 + 25 * value * value).rounded(.up)) }

  /// Below Cochran's 28 the skewness itself is hardly known.
  var isHardlyKnown: Bool { clusters < 28 }
}
