extension Sample {
  /// How many values do not exceed this one: at once where the sample is sorted.
  public func count(upTo value: Int64) -> Int {
    guard count > 0, value >= least else { return 0 }
    guard value < greatest else { return count }
    guard isExact else {
      var reached = 0
      condensed[0].forEachBin { if $0 <= value { reached += $1 } }
      return reached
    }
    guard isSorted else { return values.reduce(0) { $0 &+ ($1 <= value ? 1 : 0) } }
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many values are below each limit, and how many do not exceed it: in one look at a sample that is not sorted.
  func counts(at limits: [Int64]) -> [(below: Int, upTo: Int)] {
    guard isExact, !isSorted else {
      return limits.map { ($0 == .min ? 0 : count(upTo: $0 - 1), count(upTo: $0)) }
    }
    var found = limits.map { _ in (below: 0, upTo: 0) }
    let ascending = limits.indices.sorted { limits[$0] < limits[$1] }
    // Each limit leaves what it is not above to the next one: of percentiles, that is soon very little.
    var rest = values
    var (dropped, left) = (0, values.count)
    rest.withUnsafeMutableBufferPointer { rest in
      for index in ascending {
        let limit = limits[index]
        var (kept, equal) = (0, 0)
        for place in 0..<left {
          let value = rest[place]
          rest[kept] = value
          kept &+= value >= limit ? 1 : 0
          equal &+= value == limit ? 1 : 0
        }
        dropped += left - kept
        left = kept
        found[index] = (dropped, dropped + equal)
      }
    }
    return found
  }

  /// Whether the values are these, in this order; no where either has more than it keeps.
  public func hasValues(of other: Sample) -> Bool { isExact && other.isExact && values == other.values }

  /// Each value that occurs, ascending, and how many do not exceed it.
  ///
  /// - Parameters:
  ///   - upper: the largest value of the group that a value belongs to; never less for a greater value.
  ///   - most: of groups; those of the greatest values are left out where there are more.
  func cumulativeCounts(
    upTo upper: (Int64) -> Int64 = { $0 }, most: Int = .max
  ) -> [(value: Int64, count: Int)] {
    var found: [(value: Int64, count: Int)] = []
    guard isExact else {
      var reached = 0
      condensed[0].forEachBin {
        reached += $1
        let limit = upper($0)
        if found.last?.value == limit { found.removeLast() }
        if found.count < most { found.append((limit, reached)) }
      }
      return found
    }
    let ascending = isSorted ? values : RadixSort.sorted(values)
    var reached = 0
    while reached < ascending.count, found.count < most {
      let limit = upper(ascending[reached])
      reached = Self.end(of: limit, in: ascending, after: reached)
      found.append((limit, reached))
    }
    return found
  }

  /// The first place with a greater value: by steps that double, as most groups are small.
  private static func end(of limit: Int64, in ascending: [Int64], after start: Int) -> Int {
    var (low, high, step) = (start + 1, start + 1, 1)
    while high < ascending.count, ascending[high] <= limit {
      low = high + 1
      high += step
      step *= 2
    }
    high = Swift.min(high, ascending.count)
    while low < high {
      let middle = (low + high) / 2
      if ascending[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
