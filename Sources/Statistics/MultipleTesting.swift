/// Several comparisons that are to err with at most one level altogether.
public enum MultipleTesting {
  /// Bonferroni's confidence of each of `count` intervals.
  public static func confidence(_ confidence: Double = 0.95, of count: Int) -> Double {
    1 - (1 - confidence) / Double(max(1, count))
  }

  /// Holm's adjusted p values, in the order given: each may be compared with the level itself. Source: Holm, Scand. J.
  /// Stat. 6 (1979).
  public static func holm(_ pValues: [Double]) -> [Double] {
    let ascending = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var adjusted = pValues
    var greatest = 0.0
    for (position, index) in ascending.enumerated() {
      greatest = max(greatest, min(1, Double(pValues.count - position) * pValues[index]))
      adjusted[index] = greatest
    }
    return adjusted
  }
}
