import Engine
import Prelude
import StepFunctions

/// What a recorder writes down of a level while the run lasts. Hot: several additions for each execution, to memory
/// that grows with the bins in use.
struct LevelLog {
  /// By bin, and in it by `LevelSeries.Count`.
  private var counts: UnsafeMutablePointer<Int>?
  private var latencies: UnsafeMutablePointer<Int128>?
  private var room = 0
  /// By bin, which is 2^shift bins of the series, and in it by class.
  private var classes: UnsafeMutablePointer<UInt32>?
  private var classRoom = 0
  private var shift = 0
  /// Calls so far, when the last bin was closed.
  private var before = CallCounts()
  /// Of executions that have ended: their events, and the executions that their Tasks started.
  var events = 0
  var open = 0
  var children = 0
  var givenUp = 0
  /// Of the executions whose latency counts, nanoseconds.
  var parts = InlineArray<9, Double>(repeating: 0)

  var isEmpty: Bool { room == 0 }

  func deallocate() {
    counts?.deallocate()
    latencies?.deallocate()
    classes?.deallocate()
  }

  // MARK: Observations

  /// An execution is over, in the bin `end`; `start`: that of its intended start.
  @inline(__always)
  mutating func add(_ status: Execution.Status, latency: Int64, start: Int, end: Int) {
    if end >= room { makeRoom(for: end) }
    let (counts, latencies) = (counts.unsafelyUnwrapped, latencies.unsafelyUnwrapped)
    // The columns of ends are in the order of their statuses: a test holds them together.
    counts[end &* LevelSeries.columns &+ Int(status.rawValue)] &+= 1
    let row = counts + start &* LevelSeries.columns
    guard status == .succeeded else {
      row[LevelSeries.Count.lost.rawValue] &+= 1
      return
    }
    row[LevelSeries.Count.completed.rawValue] &+= 1
    latencies[start] &+= Int128(latency)
    if start &>> shift >= classRoom { makeClassRoom(for: start &>> shift) }
    let place = (start &>> shift) &* LatencySketch.classCount &+ LatencySketch.index(of: latency)
    classes.unsafelyUnwrapped[place] &+= 1
  }

  mutating func addGivenUp(_ count: Int, start: Int, end: Int) {
    if end >= room { makeRoom(for: end) }
    counts?[end * LevelSeries.columns + LevelSeries.Count.rejected.rawValue] += count
    counts?[start * LevelSeries.columns + LevelSeries.Count.lost.rawValue] += count
    givenUp += count
  }

  mutating func addUnfinished(start: Int) {
    if start >= room { makeRoom(for: start) }
    counts?[start * LevelSeries.columns + LevelSeries.Count.unfinished.rawValue] += 1
  }

  /// The calls since the last bin was closed.
  mutating func close(_ bin: Int, _ calls: CallCounts) {
    guard calls != before else { return }
    if bin >= room { makeRoom(for: bin) }
    let more = calls - before
    counts?[bin * LevelSeries.columns + LevelSeries.Count.admitted.rawValue] += more.admitted
    counts?[bin * LevelSeries.columns + LevelSeries.Count.throttled.rawValue] += more.throttled
    before = calls
  }

  // MARK: Memory

  @inline(never)
  private mutating func makeRoom(for bin: Int) {
    let more = max(8, 2 * room, bin + 1)
    counts = Self.grown(counts, from: room * LevelSeries.columns, to: more * LevelSeries.columns)
    latencies = Self.grown(latencies, from: room, to: more)
    room = more
  }

  @inline(never)
  private mutating func makeClassRoom(for bin: Int) {
    var bin = bin
    while bin >= LatencySketch.limit {
      halveClasses()
      bin >>= 1
    }
    guard bin >= classRoom else { return }
    let more = min(LatencySketch.limit, max(2, 2 * classRoom, bin + 1))
    classes = Self.grown(
      classes, from: classRoom * LatencySketch.classCount, to: more * LatencySketch.classCount)
    classRoom = more
  }

  private static func grown<Value: FixedWidthInteger>(
    _ old: UnsafeMutablePointer<Value>?, from count: Int, to more: Int
  ) -> UnsafeMutablePointer<Value> {
    let new = UnsafeMutablePointer<Value>.allocate(capacity: more)
    new.initialize(repeating: 0, count: more)
    if let old {
      new.update(from: old, count: count)
      old.deallocate()
    }
    return new
  }

  // MARK: Halving

  /// Two bins of the series become one.
  mutating func halve() {
    if let counts, let latencies {
      Self.halve(counts, bins: room, columns: LevelSeries.columns)
      Self.halve(latencies, bins: room, columns: 1)
    }
    if shift > 0 { shift -= 1 } else { halveClasses(by: 0) }
  }

  private mutating func halveClasses(by doubling: Int = 1) {
    if let classes { Self.halve(classes, bins: classRoom, columns: LatencySketch.classCount) }
    shift += doubling
  }

  private static func halve<Value: FixedWidthInteger>(
    _ values: UnsafeMutablePointer<Value>, bins: Int, columns: Int
  ) {
    let half = (bins + 1) / 2
    for bin in 0..<half {
      let (sum, first) = (values + bin * columns, values + 2 * bin * columns)
      if 2 * bin + 1 < bins {
        for column in 0..<columns { sum[column] = first[column] &+ first[columns &+ column] }
      } else {
        sum.update(from: first, count: columns)
      }
    }
    (values + half * columns).update(repeating: 0, count: (bins - half) * columns)
  }

  // MARK: Result

  /// Executions that have ended, whatever became of them.
  var ended: Int {
    guard let counts else { return 0 }
    return (0..<room).reduce(0) { sum, bin in
      LevelSeries.Count.ends.reduce(sum) { $0 + counts[bin * LevelSeries.columns + $1.rawValue] }
    }
  }

  /// Up to the last bin in which something happened.
  func series(machine: Int, depth: Int, width: Span) -> LevelSeries? {
    guard let counts, let latencies else { return nil }
    let columns = LevelSeries.columns
    var used = room * columns
    while used > 0, counts[used - 1] == 0 { used -= 1 }
    guard used > 0 else { return nil }
    let bins = (used + columns - 1) / columns
    var usedClasses = classRoom * LatencySketch.classCount
    while usedClasses > 0, classes?[usedClasses - 1] == 0 { usedClasses -= 1 }
    let classBins = (usedClasses + LatencySketch.classCount - 1) / LatencySketch.classCount
    return LevelSeries(
      machine: machine, depth: depth, counts: Array(UnsafeBufferPointer(start: counts, count: bins * columns)),
      latencies: Array(UnsafeBufferPointer(start: latencies, count: bins)),
      sketch: LatencySketch(
        width: width.nanoseconds << Int64(shift),
        counts: Array(UnsafeBufferPointer(start: classes, count: classBins * LatencySketch.classCount))))
  }
}
