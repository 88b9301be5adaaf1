extension Sample {
  /// All that a sample knows, to be kept elsewhere.
  package enum Contents: Sendable {
    /// Ascending.
    case exact([Int64])
    /// By the highest value of a bin; the sum, the least and the greatest value are exact.
    case condensed(bins: [(value: Int64, count: Int)], total: Int128, least: Int64, greatest: Int64)
  }

  /// The most that one keeps.
  package static var mostValues: Int { exactLimit }

  package var contents: Contents {
    guard isExact else {
      var bins: [(value: Int64, count: Int)] = []
      condensed[0].forEachBin { bins.append(($0, $1)) }
      return .condensed(bins: bins, total: total, least: least, greatest: greatest)
    }
    return .exact(isSorted ? values : RadixSort.sorted(values))
  }

  package init(_ contents: Contents) {
    self.init()
    switch contents {
    case .exact(let ascending):
      values = ascending
      valueCount = ascending.count
      total = ascending.reduce(0) { $0 + Int128($1) }
      (least, greatest) = (ascending.first ?? .max, ascending.last ?? .min)
    case .condensed(let bins, let total, let least, let greatest):
      condense()
      for bin in bins {
        condensed[0].record(bin.value, times: bin.count)
        valueCount += bin.count
      }
      (self.total, self.least, self.greatest) = (total, least, greatest)
    }
  }
}
