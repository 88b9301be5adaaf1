import Histogram

/// Counts in bins of 3 significant digits: what a sample too large to keep becomes.
@usableFromInline struct CondensedSample: Sendable {
  private var bins = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  /// Values below 0 count as 0.
  @usableFromInline mutating func record(_ value: Int64) { bins.record(UInt64(clamping: value)) }

  mutating func record(_ value: Int64, times: Int) { bins.record(UInt64(clamping: value), count: UInt64(times)) }

  mutating func merge(_ other: CondensedSample) { bins.add(other.bins) }

  /// Non-empty bins in ascending order, each by its highest value.
  ///
  /// The library's iterators also add up all values, and trap once that exceeds 64 bits: hence this walk.
  func forEachBin(_ body: (_ value: Int64, _ count: Int) -> Void) {
    var lowest: UInt64 = 0
    while lowest <= bins.maxRecorded {
      let count = bins.countForValue(lowest)
      if count > 0 { body(Int64(clamping: bins.highestEquivalentForValue(lowest)), Int(clamping: count)) }
      let next = bins.nextNonEquivalentForValue(lowest)
      guard next > lowest else { return }
      lowest = next
    }
  }
}
