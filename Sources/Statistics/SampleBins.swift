/// A sample as counts in bins: of single values, or of values that agree in their leading bits, as in HDR histograms.
public struct SampleBins: Sendable {
  /// Of values from `lower` to `upper`.
  public struct Bin: Sendable, Equatable {
    public let upper: Int64
    public let count: Int

    public init(upper: Int64, count: Int) {
      self.upper = upper
      self.count = count
    }
  }
  /// Ascending.
  public private(set) var bins: [Bin]
  /// Significant bits of a bin; nil: each value has one of its own.
  public let bits: Int?

  /// Three and two significant digits: 2^-10 = 0.098 %, and 2^-7 = 0.78 %.
  public static let widths = [11, 8]

  /// How much of a value the bins of so many bits are wide, at most.
  public static func relativeWidth(bits: Int?) -> Double {
    bits.map { Double(sign: .plus, exponent: 1 - $0, significand: 1) } ?? 0
  }

  public init(bins: [Bin], bits: Int?) {
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

  /// Values as the bins have them, spread evenly over each: `phase`, from 0 to 1, shifts them, so that clusters whose
  /// bins hold one value each are spread over it together.
  public func sample(phase: Double) -> Sample {
    var sample = Sample()
    for bin in bins {
      let width = bits.map { Self.width(of: bin.upper, bits: $0) } ?? 1
      let steps = width == 1 ? 1 : min(bin.count, Self.mostSteps)
      let lower = bin.upper - (width - 1)
      for step in 0..<steps {
        let place = Int64(Double(width) * (Double(step) + phase) / Double(steps))
        sample.add(
          min(bin.upper, lower + place), times: bin.count * (step + 1) / steps - bin.count * step / steps)
      }
    }
    sample.sort()
    return sample
  }

  /// Finer steps within a bin no percentile shows.
  private static let mostSteps = 64

  private static func upper(of value: Int64, bits: Int) -> Int64 { value | (width(of: value, bits: bits) - 1) }

  private static func width(of value: Int64, bits: Int) -> Int64 {
    guard value > 0 else { return 1 }
    return 1 << Int64(max(0, Int64.bitWidth - value.leadingZeroBitCount - bits))
  }
}
