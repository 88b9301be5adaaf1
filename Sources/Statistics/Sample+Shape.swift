import Glibc

extension Sample {
  /// Counts between the minimum and the maximum, in at most `bins` intervals of equal width on a logarithmic scale.
  ///
  /// Lower ≤ value < upper, but the last interval takes the maximum too. Values below 1 share the first interval, whose
  /// lower bound is then the minimum. Empty intervals are kept; a single value is one interval of no width.
  public func histogram(bins: Int) -> [(lower: Double, upper: Double, count: Int)] {
    guard count > 0, bins > 0 else { return [] }
    guard least < greatest, bins > 1 else { return [(Double(least), Double(greatest), count)] }
    let bounds = Sample.logarithmicBounds(from: least, to: greatest, bins: bins)
    var counts = [Int](repeating: 0, count: bounds.count - 1)
    var bin = 0
    forEachAscending { value, valueCount in
      while bin + 1 < counts.count, Double(value) >= bounds[bin + 1] { bin += 1 }
      counts[bin] += valueCount
    }
    return counts.indices.map { (bounds[$0], bounds[$0 + 1], counts[$0]) }
  }

  /// At most `points` points of the empirical distribution function, of equal steps in probability, the last (max, 1).
  public func ecdf(points: Int) -> [(value: Int64, fraction: Double)] {
    guard count > 0, points > 0 else { return [] }
    let number = Swift.min(points, count)
    let fractions = (1...number).map { Double($0) / Double(number) }
    guard let found = quantiles(fractions) else { return [] }
    return zip(found, fractions).map { ($0, $1) }
  }

  private static func logarithmicBounds(from least: Int64, to greatest: Int64, bins: Int) -> [Double] {
    let top = Double(greatest)
    let bottom = Swift.max(1, Double(least))
    guard top > bottom else { return [Double(least), top] }
    let ratio = log(top / bottom)
    var bounds = (0...bins).map { snapped(bottom * exp(ratio * Double($0) / Double(bins))) }
    bounds[0] = Double(least)
    bounds[bins] = top
    return bounds
  }

  /// A bound that is whole but for its last digits becomes whole, lest a value that equals it fall below it.
  private static func snapped(_ bound: Double) -> Double {
    abs(bound - bound.rounded()) <= bound * 1e-12 ? bound.rounded() : bound
  }

  /// Distinct bins or single values in ascending order, within the minimum and the maximum.
  private func forEachAscending(_ body: (_ value: Int64, _ count: Int) -> Void) {
    guard isExact else {
      return condensed[0].forEachBin { body(Swift.min(greatest, Swift.max(least, $0)), $1) }
    }
    for value in isSorted ? values : RadixSort.sorted(values) { body(value, 1) }
  }
}
