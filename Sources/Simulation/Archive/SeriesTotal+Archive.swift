import Engine
package import Prelude
import StatesLanguage
import StepFunctions

extension SeriesTotal: Archived {
  /// No account nests as deeply.
  static let depthLimit = 1 << 16
  private static let binLimit = 1 << 16

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&hasSquares)
    // The bucket and the number of services are the plan's.
    archive.omit(2)
    try archive.pass(&replications)
    try archive.pass(&width)
    try archive.pass(&bins, of: Bin())
    try archive.pass(&squares, of: SeriesSquares())
    try archive.pass(&services, of: ServiceBin())
    // Their order is that in which replications came in, and says nothing.
    if !archive.isReading { ends.sort(by: End.precedes) }
    try archive.pass(&ends, of: End(length: 0, tokens: 0, open: 0, services: []))
    try archive.pass(&levels, of: LevelSeries(machine: 0, depth: 0, counts: [], latencies: [], sketch: LatencySketch()))
    try archive.pass(&passages, of: Interpreter.Passage())
    try archive.pass(&emptySeconds)
    try archive.pass(&observed)
  }

  /// Whether all that is counted by another thing has its number.
  func isWhole(_ plan: Plan, of count: Int) -> Bool {
    let machines = plan.account.machines.indices
    let order = levels.map { ($0.depth, $0.machine) }
    let states = plan.account.machines.reduce(0) { $0 + $1.definition.states.count }
    return replications == count && passages.count == states && observed == ends.count && observed <= count
      && (observed == 0) == bins.isEmpty
      && Self.isDoubled(width.nanoseconds) && bins.count <= Self.binLimit
      && services.count == bins.count * serviceCount && squares.count == (hasSquares ? bins.count : 0)
      && ends.allSatisfy { (1...bins.count).contains($0.length) && [0, serviceCount].contains($0.services.count) }
      && zip(order, order.dropFirst()).allSatisfy { $0 < $1 }
      && levels.allSatisfy { level in
        machines.contains(level.machine) && level.depth < Self.depthLimit && level.binCount <= Self.binLimit
          && level.counts.count == level.binCount * LevelSeries.columns && level.sketch.isWhole
          && level.spread.isWhole(level.sketch)
      }
  }

  /// Bins begin with a second, and become twice as wide, and again.
  static func isDoubled(_ width: Int64) -> Bool {
    let (seconds, rest) = width.quotientAndRemainder(dividingBy: 1_000_000_000)
    return rest == 0 && seconds > 0 && seconds & (seconds - 1) == 0
  }
}

extension SeriesTotal.Bin: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&calls)
    try archive.pass(&tokens)
    try archive.pass(&open)
    try archive.pass(&transitions)
    try archive.pass(&transitionWait)
  }
}

extension Interpreter.Passage: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&entered)
    try archive.pass(&left)
    try archive.pass(&time)
  }
}

extension SeriesTotal.ServiceBin: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&calls)
    try archive.pass(&busy)
    try archive.pass(&refused)
    try archive.pass(&inProgress)
    try archive.pass(&queued)
    try archive.pass(&coldStarts)
  }
}

extension SeriesTotal.End: Archived {
  mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&length)
    try archive.pass(&tokens)
    try archive.pass(&open)
    try archive.pass(&services, of: TimeSeries.ServiceBin())
  }

  fileprivate static func precedes(_ one: Self, _ other: Self) -> Bool {
    if (one.length, one.tokens, one.open) != (other.length, other.tokens, other.open) {
      return (one.length, one.tokens, one.open) < (other.length, other.tokens, other.open)
    }
    return one.services.lexicographicallyPrecedes(other.services) {
      ($0.inProgress, $0.queued, $0.calls, $0.busy, $0.refused, $0.coldStarts)
        < ($1.inProgress, $1.queued, $1.calls, $1.busy, $1.refused, $1.coldStarts)
    }
  }
}

extension TimeSeries.ServiceBin: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&calls)
    try archive.pass(&busy)
    try archive.pass(&refused)
    try archive.pass(&inProgress)
    try archive.pass(&queued)
    try archive.pass(&coldStarts)
  }
}

extension SeriesSquares: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    for action in APIAction.starts { try archive.pass(&calls[action]) }
    try archive.pass(&tokens)
    try archive.pass(&open)
    try archive.pass(&transitions)
    try archive.pass(&transitionWait)
    try archive.pass(&waitByTransitions)
    try archive.pass(&waited)
    // Three actions are one field.
    archive.omit(1 - APIAction.starts.count)
  }
}

extension SeriesSquares.Calls: Archived {
  mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&offered)
    try archive.pass(&admitted)
    try archive.pass(&throttled)
  }
}

extension LevelSeries: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&machine)
    try archive.pass(&depth)
    try archive.pass(&counts)
    try archive.pass(&latencies, of: 0)
    try archive.pass(&sketch)
    try archive.pass(&spread)
  }
}

extension LatencySpread: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&width)
    try archive.pass(&isKnown)
    try archive.passSparse(&squares, most: .max)
    try archive.passSparse(&products, most: .max)
    try archive.pass(&clusters)
  }

  fileprivate func isWhole(_ sketch: LatencySketch) -> Bool {
    let classes = clusters.count * LatencySketch.classCount
    let hasRoom = squares.count == classes && products.count == classes && clusters.count <= sketch.binCount
    return hasRoom && (clusters.isEmpty || isKnown && width == sketch.width)
  }
}

extension LatencySketch: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&width)
    // Mostly zeros, in runs.
    try archive.passSparse(&counts, most: Int(UInt32.max))
  }

  fileprivate var isWhole: Bool {
    counts.count % Self.classCount == 0 && binCount <= Self.limit && (counts.isEmpty || SeriesTotal.isDoubled(width))
  }
}

extension Archive {
  /// A number up to `most`, and how many zeros follow it.
  fileprivate mutating func passSparse<Number: FixedWidthInteger>(_ numbers: inout [Number], most: Int) throws(Damage) {
    let outer = fields
    var count = numbers.count
    try pass(&count, in: 0...LatencySketch.limit * LatencySketch.classCount)
    if isReading {
      try claim(count, of: MemoryLayout<Number>.size)
      numbers = []
    }
    var place = 0
    while place < count {
      var value = isReading ? 0 : Int(numbers[place])
      var zeros = 0
      if !isReading { while place + zeros + 1 < count, numbers[place + zeros + 1] == 0 { zeros += 1 } }
      try pass(&value, in: 0...most)
      try pass(&zeros, in: 0...count - place - 1)
      if isReading {
        numbers.append(Number(value))
        numbers.append(contentsOf: repeatElement(0, count: zeros))
      }
      place += 1 + zeros
    }
    forget(since: outer)
  }
}
