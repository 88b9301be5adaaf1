/// How latencies were spread, by intended start: for each bin of time, how many fell into each of a few hundred
/// classes, eight to a doubling, so that a quantile is off by no more than 7 %. For a picture; samples have exact ones.
package struct LatencySketch: Equatable, Sendable {
  /// Classes from a microsecond to half a year; what is shorter or longer counts with the first or the last.
  static let classCount = 8 * 44 + 1
  static let limit = 128

  /// Nanoseconds of a bin.
  package internal(set) var width: Int64 = 0
  /// By bin, and in it by class.
  var counts: [UInt32] = []

  package init() {}

  init(width: Int64, counts: [UInt32]) {
    self.width = width
    self.counts = counts
  }

  @inline(__always)
  static func index(of nanoseconds: Int64) -> Int {
    if nanoseconds < 1_024 { return 0 }
    let exponent = 63 &- nanoseconds.leadingZeroBitCount
    let eighth = Int(truncatingIfNeeded: nanoseconds >> Int64(truncatingIfNeeded: exponent &- 3)) & 7
    return min((exponent &- 10) &<< 3 &+ eighth &+ 1, classCount &- 1)
  }

  /// Where a class begins, in seconds.
  private static func start(of index: Int) -> Double {
    guard index > 0 else { return 0 }
    let (octave, eighth) = (index - 1).quotientAndRemainder(dividingBy: 8)
    return Double(1 << (octave + 10)) * (1 + Double(eighth) / 8) * 1e-9
  }

  package var binCount: Int { counts.count / Self.classCount }

  /// Of the executions that should have started in a bin, in seconds; nil where there are none.
  package func quantile(_ p: Double, inBin bin: Int) -> Double? {
    place(of: p, inBin: bin).map { index, share in
      let (low, high) = (Self.start(of: index), Self.start(of: index + 1))
      return low + (high - low) * share
    }
  }

  package func count(inBin bin: Int) -> Int {
    counts[bin * Self.classCount..<(bin + 1) * Self.classCount].reduce(0) { $0 + Int($1) }
  }

  /// The class that a quantile lies in, and how far in it.
  func place(of p: Double, inBin bin: Int) -> (index: Int, share: Double)? {
    let total = count(inBin: bin)
    guard total > 0 else { return nil }
    let rank = max(1, (p * Double(total)).rounded(.up))
    var before = 0.0
    for index in 0..<Self.classCount {
      let count = Double(counts[bin * Self.classCount + index])
      if count > 0, before + count >= rank { return (index, (rank - before - 0.5) / count) }
      before += count
    }
    return nil
  }

  /// Two bins become one.
  mutating func halve() {
    let half = (binCount + 1) / 2
    var halved = [UInt32](repeating: 0, count: half * Self.classCount)
    for bin in 0..<binCount {
      for index in 0..<Self.classCount {
        halved[bin / 2 * Self.classCount + index] &+= counts[bin * Self.classCount + index]
      }
    }
    counts = halved
    width *= 2
  }

  /// Widths are doublings of one another.
  package mutating func add(_ given: LatencySketch) {
    guard !given.counts.isEmpty else { return }
    guard !counts.isEmpty else {
      self = given
      return
    }
    var other = given
    while other.width < width { other.halve() }
    while width < other.width || max(binCount, other.binCount) > Self.limit {
      if width == other.width { other.halve() }
      halve()
    }
    if counts.count < other.counts.count {
      counts += [UInt32](repeating: 0, count: other.counts.count - counts.count)
    }
    for index in other.counts.indices { counts[index] &+= other.counts[index] }
  }
}
