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
