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
  public private(set) var bins: [Bin]
  /// Significant bits of a bin; nil: each value has one of its own.
  let bits: Int?

  /// Three and two significant digits: 2^-10 = 0.098 %, and 2^-7 = 0.78 %.
  public static let widths = [11, 8]

  private init(bins: [Bin], bits: Int?) {
    self.bins = bins
    self.bits = bits
  }

  /// Each value by itself.
  public init(_ sample: Sample) {
    var before = 0
    bins = sample.cumulativeCounts().map { value, count in
      defer { before = count }
      return Bin(upper: value, count: count - before)
    }
    bits = nil
  }

  public func folded(bits: Int) -> SampleBins {
    var folded: [Bin] = []
    for bin in bins {
      let upper = Self.upper(of: bin.upper, bits: bits)
      if let last = folded.last, last.upper == upper {
        folded[folded.count - 1] = Bin(upper: upper, count: last.count + bin.count)
      } else {
        folded.append(Bin(upper: upper, count: bin.count))
      }
    }
    return SampleBins(bins: folded, bits: bits)
  }

  private static func upper(of value: Int64, bits: Int) -> Int64 { value | (width(of: value, bits: bits) - 1) }

  private static func width(of value: Int64, bits: Int) -> Int64 {
    guard value > 0 else { return 1 }
    return 1 << Int64(max(0, Int64.bitWidth - value.leadingZeroBitCount - bits))
  }
}
