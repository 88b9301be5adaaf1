import Histogram

/// Counts in bins of 3 significant digits: what a sample too large to keep becomes.
@usableFromInline struct CondensedSample: Sendable {
  private var bins: Histogram<UInt64>

  init() {
    bins = Histogram(numberOfSignificantValueDigits: .three)
    bins.autoResize = true
  }

  @usableFromInline mutating func record(_ value: Int64) { bins.record(UInt64(clamping: value)) }

  mutating func merge(_ other: CondensedSample) { bins.add(other.bins) }

  /// Non-empty bins in ascending order, each by its highest value.
  func forEachBin(_ body: (_ value: Int64, _ count: Int) -> Void) {
    for bin in bins.recordedValues() {
      body(Int64(clamping: bin.value), Int(clamping: bin.countAddedInThisIterationStep))
    }
  }
}
