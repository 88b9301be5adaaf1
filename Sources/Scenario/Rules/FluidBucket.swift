import Chance

/// A token bucket under flows in place of calls: when it is empty.
struct FluidBucket {
  var capacity: Double
  var refill: Double

  /// Of tokens per second that are asked for over time: the first instant without one, and what is asked for then; nil
  /// where there is none.
  func empties(_ flows: [RateCurve.Line]) -> (at: Double, demand: Double)? {
    var level = capacity
    let times = Set(flows.flatMap { [$0.start, $0.end] }).sorted()
    for (from, to) in zip(times, times.dropFirst()) {
      let active = flows.filter { $0.start <= from && $0.end >= to }
      // Between these a straight line is near enough; a constant flow is one.
      let steps = active.contains { $0.first != $0.last } ? 64 : 1
      let length = (to - from) / Double(steps)
      for step in 0..<steps {
        let time = from + Double(step) * length
        let demand = active.reduce(0) { $0 + $1.rate(at: time + length / 2) }
        let after = level + (refill - demand) * length
        if after < 0, demand > refill { return (time + level / (demand - refill), demand) }
        level = min(capacity, after)
      }
    }
    return nil
  }
}
