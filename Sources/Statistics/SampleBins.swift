/// A sample as counts in bins: of single values, or of values that agree in their leading bits, as in HDR histograms.
public struct SampleBins: Sendable {
  /// Of values from `lower` to `upper`.
  public struct Bin: Sendable, Equatable {
    public let upper: Int64
    public let count: Int

    package init(upper: Int64, count: Int) {
      self.upper = upper
      self.count = count
    }
  }
  /// Ascending.
  public let bins: [Bin]

  /// Significant bits of bins with three and two significant digits: 2^-10 = 0.098 %, and 2^-7 = 0.78 %.
  public static let widths = [11, 8]

  /// - Parameters:
  ///   - bits: significant bits of a bin; where there are none, each value has a bin of its own.
  ///   - most: nil where there would be more bins than these.
  public init?(_ sample: Sample, bits: Int? = nil, most: Int = .max) {
    let upper = { (value: Int64) in bits.map { Self.upper(of: value, bits: $0) } ?? value }
    var before = 0
    bins = sample.cumulativeCounts(upTo: upper, most: most).map { value, count in
      defer { before = count }
      return Bin(upper: value, count: count - before)
    }
    guard before == sample.count else { return nil }
  }

  private static func upper(of value: Int64, bits: Int) -> Int64 { value | (width(of: value, bits: bits) - 1) }

  private static func width(of value: Int64, bits: Int) -> Int64 {
    guard value > 0 else { return 1 }
    return 1 << Int64(max(0, Int64.bitWidth - value.leadingZeroBitCount - bits))
  }
}
