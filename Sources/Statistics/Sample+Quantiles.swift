extension Sample {
  /// Spares later quantiles the sorting of a copy.
  public mutating func sort() {
    guard !isSorted else { return }
    RadixSort.sort(&values)
    isSorted = true
  }

  /// The least value that at least the fraction `p` of all values do not exceed (nearest rank); nil when empty.
  public func quantile(_ p: Double) -> Int64? { quantiles([p])?[0] }

  /// As `quantile` for each of `ps`, in their order, at the cost of one sorting.
  public func quantiles(_ ps: [Double]) -> [Int64]? {
    guard count > 0 else { return nil }
    let ranks = ps.map { Sample.rank($0, count: count) }
    guard isExact else { return condensedQuantiles(ranks) }
    let sorted = isSorted ? values : RadixSort.sorted(values)
    return ranks.map { sorted[$0 - 1] }
  }

  /// Whether a person may be shown the `p` quantile of `count` values: at least 10 are expected above it, and 10 below.
  ///
  /// The number of values above a quantile is binomial(count, 1 − p). With 10 expected its relative standard error is
  /// 1/√10 = 32 %; the same 10 is the textbook bound for its normal approximation (Moore, McCabe, Craig, "Introduction
  /// to the Practice of Statistics": n·p ≥ 10 and n·(1 − p) ≥ 10). So p50 needs 20 values, p99 1,000, p999 10,000.
  public static func supports(p: Double, count: Int) -> Bool { supports(p: p, count: Double(count)) }

  /// As for whole numbers; effective ones seldom are.
  static func supports(p: Double, count: Double) -> Bool {
    guard p > 0, p < 1, count > 0 else { return false }
    return count * Swift.min(p, 1 - p) >= 10 * (1 - 1e-9)
  }

  /// From 1 to `count`. The tolerance keeps products such as 0.07 × 100 = 7.000000000000001 at their rank.
  static func rank(_ p: Double, count: Int) -> Int {
    guard p > 0 else { return 1 }
    guard p < 1 else { return count }
    let exact = p * Double(count)
    return Swift.min(count, Swift.max(1, Int((exact * (1 - 1e-12)).rounded(.up))))
  }

  /// Of the value of this rank, from 1, clamped; nil when empty.
  func value(rank: Int) -> Int64? {
    guard count > 0 else { return nil }
    let rank = Swift.min(count, Swift.max(1, rank))
    guard isExact else { return condensedQuantiles([rank])[0] }
    return (isSorted ? values : RadixSort.sorted(values))[rank - 1]
  }

  private func condensedQuantiles(_ ranks: [Int]) -> [Int64] {
    var found = ranks.map { $0 <= 1 ? least : greatest }
    let order = ranks.indices.sorted { ranks[$0] < ranks[$1] }[...].drop { ranks[$0] <= 1 }
    var pending = order
    var reached = 0
    condensed[0].forEachBin { value, binCount in
      reached += binCount
      while let next = pending.first, ranks[next] <= reached {
        found[next] = ranks[next] >= count ? greatest : Swift.min(greatest, Swift.max(least, value))
        pending.removeFirst()
      }
    }
    return found
  }
}

extension Sample {
  /// The largest so many, in ascending order.
  func largest(_ limit: Int) -> [Int64] {
    if isExact { return Array((isSorted ? values : RadixSort.sorted(values)).suffix(limit)) }
    var (found, skipped) = ([Int64](), Swift.max(0, count - limit))
    condensed[0].forEachBin { value, binCount in
      let taken = Swift.max(0, binCount - skipped)
      skipped -= Swift.min(skipped, binCount)
      found += repeatElement(value, count: taken)
    }
    return found
  }
}
