// Statistics: numbers in, numbers out. Samples and their quantiles, and estimates over replications. Nothing here
// knows what the numbers stand for.

/// A growing sample of whole numbers: every value up to `exactLimit` of them, an HDR histogram beyond.
///
/// Count, sum, mean, minimum and maximum are always exact. Once `isExact` is false, other quantiles are within 0.1 %,
/// and values below 0 count as 0 there.
public struct Sample: Sendable {
  @inlinable static var exactLimit: Int { 1 << 20 }

  /// Every value while `isExact`, in ascending order where `isSorted`; empty afterwards.
  @usableFromInline var values: [Int64] = []
  /// Empty while `isExact`, then one element: an optional of one word that allocates nothing until it is used.
  @usableFromInline var condensed: [CondensedSample] = []
  @usableFromInline var total: Int128 = 0
  @usableFromInline var least = Int64.max
  @usableFromInline var greatest = Int64.min
  @usableFromInline var valueCount = 0
  // The last field: before those that are aligned it would cost their width.
  @usableFromInline var isSorted = true

  @inlinable public init() {}

  @inlinable public var count: Int { valueCount }
  @inlinable public var isEmpty: Bool { count == 0 }
  @inlinable public var isExact: Bool { condensed.isEmpty }
  @inlinable public var sum: Double { Double(total) }
  /// NaN where there are no values.
  @inlinable public var mean: Double { count == 0 ? .nan : Double(total) / Double(count) }
  @inlinable public var min: Int64? { count == 0 ? nil : least }
  @inlinable public var max: Int64? { count == 0 ? nil : greatest }

  @inlinable public mutating func add(_ value: Int64) {
    valueCount &+= 1
    total &+= Int128(value)
    if value < least { least = value }
    if value > greatest { greatest = value }
    if values.count < Sample.exactLimit, condensed.isEmpty {
      values.append(value)
      isSorted = false
    } else {
      condense()
      condensed[0].record(value)
    }
  }

  /// As adding it so often.
  public mutating func add(_ value: Int64, times: Int) {
    guard times > 0 else { return }
    valueCount &+= times
    total &+= Int128(value) &* Int128(times)
    if value < least { least = value }
    if value > greatest { greatest = value }
    if condensed.isEmpty, times <= Sample.exactLimit - values.count {
      values.append(contentsOf: repeatElement(value, count: times))
      isSorted = false
    } else {
      condense()
      condensed[0].record(value, times: times)
    }
  }

  /// The result depends on the values alone, not on the order of merging.
  public mutating func merge(_ other: Sample) {
    valueCount &+= other.count
    total &+= other.total
    least = Swift.min(least, other.least)
    greatest = Swift.max(greatest, other.greatest)
    if isExact, other.isExact, values.count + other.values.count <= Sample.exactLimit {
      guard !other.values.isEmpty else { return }
      isSorted = values.isEmpty && other.isSorted
      // Both then share one memory, which is copied only where one of them goes on alone.
      if values.isEmpty { values = other.values } else { values.append(contentsOf: other.values) }
      return
    }
    condense()
    for value in other.values { condensed[0].record(value) }
    if let more = other.condensed.first { condensed[0].merge(more) }
  }

  /// Keeps the values of `other` in place of its own where they are the same, so that one memory holds both; no room is
  /// left for more. Large samples stay as they are: those are not kept by the hundred thousand.
  public mutating func share(_ other: Sample) {
    guard values.count <= 64 else { return }
    if values == other.values {
      values = other.values
    } else if values.capacity > values.count {
      values = values.withUnsafeBufferPointer { Array($0) }
    }
  }

  @usableFromInline mutating func condense() {
    guard condensed.isEmpty else { return }
    var bins = CondensedSample()
    for value in values { bins.record(value) }
    condensed = [bins]
    values = []
    isSorted = true
  }
}
