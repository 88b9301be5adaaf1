/// A token bucket under flows in place of calls: when it is empty.
struct FluidBucket {
  /// Tokens per second that are asked for, in a straight line from `first` at `start` to `last` at `end`, in seconds.
  struct Flow {
    var start: Double
    var end: Double
    var first: Double
    var last: Double

    func rate(at time: Double) -> Double {
      guard time >= start, time <= end else { return 0 }
      return end > start ? first + (last - first) * (time - start) / (end - start) : 0
    }
  }

  var capacity: Double
  var refill: Double

  /// The first instant without a token, and what is asked for then; nil where there is none.
  func empties(_ flows: [Flow]) -> (at: Double, demand: Double)? {
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
