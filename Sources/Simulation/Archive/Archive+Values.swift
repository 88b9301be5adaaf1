package import Prelude
import Statistics
package import StepFunctions

/// Values of other modules that recordings are made of.
extension Archive {
  mutating func pass(_ span: inout Span) throws(Damage) { try pass(&span.nanoseconds) }

  mutating func pass(_ instant: inout Instant) throws(Damage) {
    // `never` among them.
    try pass(&instant.nanoseconds, in: .min...Int64.max)
  }

  mutating func pass(_ calls: inout PerStart<CallCounts>) throws(Damage) {
    let outer = fields
    for action in APIAction.starts { try pass(&calls[action]) }
    forget(since: outer)
  }

  mutating func pass(_ numbers: inout [Int]) throws(Damage) {
    try pass(&numbers, of: 0)
  }

  /// By the depth, or by the machine.
  mutating func pass(_ samples: inout [Sample], like: [Sample]) throws(Damage) {
    try pass(&samples, of: Sample()) { (value: inout Sample, archive: inout Archive) throws(Damage) in
      try archive.pass(&value, like: like)
    }
  }

  // MARK: Samples

  /// Values ascend, so that the differences are small, and one that occurs again takes no room. A sample that has the
  /// values of one of `like` is that one, and where it is read shares its memory.
  mutating func pass(_ sample: inout Sample, like: [Sample] = []) throws(Damage) {
    let outer = fields
    let twin = isReading ? nil : like.firstIndex { !$0.isEmpty && $0.hasValues(of: sample) }
    var form = twin.map { $0 + 2 } ?? (sample.isExact ? 0 : 1)
    try pass(&form, in: 0...like.count + 1)
    switch form {
    case 0:
      var values: [Int64] = []
      if !isReading, case .exact(let ascending) = sample.contents { values = ascending }
      try passAscending(&values)
      if isReading { sample = Sample(.exact(values)) }
    case 1: try passCondensed(&sample)
    default: sample = like[form - 2]
    }
    forget(since: outer)
  }

  private mutating func passAscending(_ values: inout [Int64]) throws(Damage) {
    var count = values.count
    try pass(&count, in: 0...Sample.mostValues)
    guard isReading else { return try write(ascending: values) }
    try claim(count, of: 8)
    values.reserveCapacity(count)
    var last: Int64 = 0
    while values.count < count {
      var step: UInt64 = 0
      try pass(&step)
      let value = last &+ Int64(step >> 1)
      guard value >= last, value <= Self.spans.upperBound else { throw damage("a value is too large") }
      var times = 1
      if step & 1 == 1 {
        guard count - values.count > 1 else { throw damage("a value occurs more often than there are values") }
        try pass(&times, in: 2...count - values.count)
      }
      values.append(contentsOf: repeatElement(value, count: times))
      last = value
    }
  }

  private mutating func passCondensed(_ sample: inout Sample) throws(Damage) {
    var (bins, total, least, greatest) = ([(value: Int64, count: Int)](), Int128(0), Int64.max, Int64.min)
    if !isReading, case .condensed(let some, let sum, let low, let high) = sample.contents {
      (bins, total, least, greatest) = (some, sum, low, high)
    }
    // The library's table of all bins.
    if isReading { try claim(1, of: 1 << 19) }
    try pass(&bins, of: (0, 0)) { (bin: inout (value: Int64, count: Int), archive: inout Archive) throws(Damage) in
      try archive.pass(&bin.value, in: 0...Self.spans.upperBound)
      try archive.pass(&bin.count, in: 1...Self.counted.upperBound)
    }
    try pass(&total)
    try pass(&least)
    try pass(&greatest)
    guard isReading else { return }
    guard let count = bins.last.map({ _ in bins.reduce(0) { $0 &+ $1.count } }), Self.counted.contains(count),
      least <= greatest
    else { throw damage("a large sample holds nothing, or too much") }
    sample = Sample(.condensed(bins: bins, total: total, least: least, greatest: greatest))
  }
}

extension CallCounts: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&admitted)
    try archive.pass(&throttled)
  }
}

extension FunctionRefusals: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    for limit in FunctionLimit.allCases { try archive.pass(&self[limit]) }
    archive.omit(1 - FunctionLimit.allCases.count)
  }
}

extension Window: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&from)
    try archive.pass(&to)
    try archive.pass(&text)
  }
}
