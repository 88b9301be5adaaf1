import Glibc

/// How probable values beyond all that were seen are, by the law of the largest of them. An extrapolation: it rests on
/// the law, which it tests, and on values that depend on each other no more than by chance.
public struct TailEstimate: Sendable {
  public enum Refusal: Error, Equatable, Sendable {
    case fewValues(Int)
    /// So many different values among the largest.
    case discrete(Int)
    /// The test's p value.
    case misfit(Double)
    /// The limit lies among the values that were seen often.
    case notBeyond
    case noFit
  }
  /// Of one value.
  public let probability: Double
  /// By the likelihood's profile, two-sided, 95 %.
  public let interval: Interval
  public let law: GeneralizedPareto
  public let threshold: Double
  /// Values above the threshold, which the law is fitted to, of all.
  public let excesses: Int
  let count: Int
  /// Of Anderson and Darling's test, by a parametric bootstrap.
  public let pValue: Double

  /// The largest twentieth, at least `leastExcesses` of them; more than `mostExcesses` would only take time.
  static let share = 0.05
  static let leastExcesses = 100
  static let mostExcesses = 1_000
  /// So that what is called large is a fifth at most.
  public static let leastCount = 500
  static let leastDistinct = 20
  static let samples = 199
  static let level = 0.05

  /// P(X ≥ limit). `uniform`: in [0, 1), for the bootstrap.
  public init(_ sample: Sample, limit: Int64, uniform: () -> Double) throws(Refusal) {
    count = sample.count
    let wanted = max(Self.leastExcesses, min(Self.mostExcesses, Int(Double(count) * Self.share)))
    guard count >= Self.leastCount else { throw .fewValues(count) }
    let largest = sample.largest(wanted + 1)
    let threshold = Double(largest[0])
    let (limit, above) = (Double(limit), largest.dropFirst().map { Double($0) - threshold }.filter { $0 > 0 })
    let distinct = Set(above).count
    guard distinct >= Self.leastDistinct else { throw .discrete(distinct) }
    guard above.count >= Self.leastExcesses / 2 else { throw .discrete(distinct) }
    guard limit > threshold else { throw .notBeyond }
    guard let law = GeneralizedPareto.fit(above) else { throw .noFit }
    pValue = Self.pValue(law, above, uniform)
    guard pValue >= Self.level else { throw .misfit(pValue) }
    self.law = law
    self.threshold = threshold
    excesses = above.count
    let beyond = Double(above.count) / Double(count)
    let found = law.exceedance(limit - threshold)
    probability = beyond * found
    interval = Self.interval(law, above, distance: limit - threshold, around: found).scaled(by: beyond)
  }

  /// Source: Stute, Manteiga, Quindimil, Metrika 40 (1993): a sample of the fitted law is fitted again.
  private static func pValue(_ law: GeneralizedPareto, _ sorted: [Double], _ uniform: () -> Double) -> Double {
    let observed = law.andersonDarling(sorted)
    var worse = 0
    for _ in 0..<samples {
      let sample = sorted.indices.map { _ in law.value(exceededWith: 1 - uniform()) }.sorted()
      guard let again = GeneralizedPareto.fit(sample) else { continue }
      if again.andersonDarling(sample) >= observed { worse += 1 }
    }
    return Double(1 + worse) / Double(samples + 1)
  }

  /// Half of the 95 % point of χ² with one degree of freedom.
  private static let drop = 3.841_458_820_694_124 / 2

  /// Where the profile likelihood is no more than that below its top.
  private static func interval(
    _ law: GeneralizedPareto, _ excesses: [Double], distance: Double, around found: Double
  ) -> Interval {
    let bound = law.logLikelihood(excesses) - drop
    func isInside(_ log10: Double) -> Bool {
      GeneralizedPareto.profile(excesses, distance, exceededWith: pow(10, log10)) >= bound
    }
    let (least, most) = (-30.0, -1e-9)
    // A law that ends before the limit gives no probability at all: the end of the interval is sought from nothing.
    let centre = found > 0 ? max(least, min(most, log10(found))) : least
    func edge(from inside: Double, to outside: Double) -> Double {
      if isInside(outside) { return outside }
      var (inside, outside) = (inside, outside)
      for _ in 0..<50 {
        let middle = (inside + outside) / 2
        if isInside(middle) { inside = middle } else { outside = middle }
      }
      return inside
    }
    let lower = found > 0 && centre > least ? pow(10, edge(from: centre, to: least)) : 0
    return Interval(lower: lower <= 1e-29 ? 0 : lower, upper: pow(10, edge(from: centre, to: most)))
  }
}
