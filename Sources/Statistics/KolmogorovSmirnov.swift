import Glibc

public enum KolmogorovSmirnov {
  /// The greatest distance of two samples' distribution functions; NaN where one is empty.
  public static func distance(_ one: Sample, _ other: Sample) -> Double {
    guard !one.isEmpty, !other.isEmpty else { return .nan }
    var (one, other) = (one, other)
    // Bins against values would show a distance where there is none.
    if one.isExact != other.isExact {
      one.condense()
      other.condense()
    }
    let (a, b) = (one.cumulativeCounts(), other.cumulativeCounts())
    var (i, j, greatest) = (0, 0, 0.0)
    while i < a.count || j < b.count {
      let value = min(i < a.count ? a[i].value : .max, j < b.count ? b[j].value : .max)
      if i < a.count, a[i].value == value { i += 1 }
      if j < b.count, b[j].value == value { j += 1 }
      let shares = (i == 0 ? 0 : Double(a[i - 1].count), j == 0 ? 0 : Double(b[j - 1].count))
      greatest = max(greatest, abs(shares.0 / Double(one.count) - shares.1 / Double(other.count)))
    }
    return greatest
  }
}

extension KolmogorovSmirnov {
  /// P(√n · D > λ) for large n of a law that was not fitted to the data. Source: Stephens, JRSS B 32 (1970), whose
  /// correction makes it good from a handful of values on.
  ///
  /// `count`: of one sample against a law; of two samples n·m/(n + m).
  package static func pValue(distance: Double, count: Double) -> Double {
    guard distance > 0, count > 0 else { return 1 }
    let root = count.squareRoot()
    let lambda = (root + 0.12 + 0.11 / root) * distance
    if lambda < 0.2 { return 1 }
    var (sum, sign) = (0.0, 1.0)
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * lambda * lambda)
      sum += sign * term
      sign = -sign
      if term < 1e-16 { break }
    }
    return min(1, max(0, 2 * sum))
  }

  /// The greatest distance of the values' distribution function from that of the uniform law on [0, 1]; NaN of none.
  package static func distanceFromUniform(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let count = Double(values.count)
    return values.sorted().enumerated().reduce(0) { greatest, next in
      max(greatest, next.element - Double(next.offset) / count, Double(next.offset + 1) / count - next.element)
    }
  }

  /// The same of two samples that are few enough to be sorted.
  package static func distance(_ one: [Double], _ other: [Double]) -> Double {
    guard !one.isEmpty, !other.isEmpty else { return .nan }
    let (a, b) = (one.sorted(), other.sorted())
    var (i, j, greatest) = (0, 0, 0.0)
    while i < a.count, j < b.count {
      let value = min(a[i], b[j])
      while i < a.count, a[i] == value { i += 1 }
      while j < b.count, b[j] == value { j += 1 }
      greatest = max(greatest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return greatest
  }
}
