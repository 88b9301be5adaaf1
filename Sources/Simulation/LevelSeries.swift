import Prelude

/// A level, which is a machine at a nesting depth, over time: flat arrays of numbers, one row per bin.
package struct LevelSeries: Equatable, Sendable {
  package enum Count: Int, CaseIterable, Sendable {
    /// Calls for the start of its executions, in the bin in which they came.
    case admitted, throttled
    /// Executions in the bin in which they ended; rejected: in which their callers gave up.
    case succeeded, failed, timedOut, aborted, rejected
    /// Executions in the bin of their intended start: those that succeeded, those that came to nothing, and those that
    /// had not ended when the run did.
    case completed, lost, unfinished

    static let ends = [succeeded, failed, timedOut, aborted]
  }

  package internal(set) var machine: Int
  package internal(set) var depth: Int
  /// By bin, and in it by `Count`.
  var counts: [Int]
  /// Nanoseconds from the intended start to the end, of the completed.
  var latencies: [Int128]
  package internal(set) var sketch: LatencySketch
  /// Of several replications; one has none.
  package internal(set) var spread = LatencySpread()

  static let columns = Count.allCases.count

  init(machine: Int, depth: Int, counts: [Int], latencies: [Int128], sketch: LatencySketch) {
    self.machine = machine
    self.depth = depth
    self.counts = counts
    self.latencies = latencies
    self.sketch = sketch
  }

  package var binCount: Int { latencies.count }

  package func count(_ count: Count, inBin bin: Int) -> Int { counts[bin * Self.columns + count.rawValue] }

  /// One number per bin.
  func values(_ count: Count) -> [Double] { (0..<binCount).map { Double(self.count(count, inBin: $0)) } }

  /// Seconds, one sum per bin.
  package var latencySums: [Double] { latencies.map { $0.double * 1e-9 } }

  /// Two bins become one.
  mutating func halve() {
    let half = (binCount + 1) / 2
    var rows = [Int](repeating: 0, count: half * Self.columns)
    var sums = [Int128](repeating: 0, count: half)
    for bin in 0..<binCount {
      for column in 0..<Self.columns { rows[bin / 2 * Self.columns + column] += counts[bin * Self.columns + column] }
      sums[bin / 2] += latencies[bin]
    }
    (counts, latencies) = (rows, sums)
  }

  /// Bins of both have the same width.
  mutating func add(_ other: LevelSeries) {
    if binCount < other.binCount {
      counts += [Int](repeating: 0, count: other.counts.count - counts.count)
      latencies += [Int128](repeating: 0, count: other.latencies.count - latencies.count)
    }
    for index in other.counts.indices { counts[index] += other.counts[index] }
    for index in other.latencies.indices { latencies[index] += other.latencies[index] }
    sketch.add(other.sketch)
  }
}
