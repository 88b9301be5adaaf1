import Glibc

/// Times of which some were not waited for to the end (right-censored), ready for whoever fits laws to them.
package struct LatencySample: Sendable {
  package struct Value: Hashable, Sendable {
    /// Seconds.
    package var time: Double
    /// It lasted longer than `time`.
    package var isCensored: Bool
    /// It would not have been waited for longer than this; infinite where that is not known.
    package var limit: Double

    package init(_ time: Double, isCensored: Bool = false, limit: Double = .infinity) {
      self.time = time
      self.isCensored = isCensored
      self.limit = isCensored ? time : limit
    }
  }

  /// Times that were not over, alike ones together.
  package struct Censoring: Sendable {
    package let time: Double
    let count: Double
  }

  /// As given.
  package let values: [Value]
  /// What was seen to end, ascending, and the logarithms.
  package let times: [Double]
  let logs: [Double]
  package let censored: [Censoring]
  let sum: Double
  let logSum: Double
  let logSquares: Double

  package init(_ values: [Value]) {
    self.values = values
    times = values.filter { !$0.isCensored }.map(\.time).sorted()
    logs = times.map { log($0) }
    var counts: [Double: Double] = [:]
    for value in values where value.isCensored { counts[value.time, default: 0] += 1 }
    censored = counts.map { Censoring(time: $0.key, count: $0.value) }.sorted { $0.time < $1.time }
    sum = times.reduce(0, +)
    logSum = logs.reduce(0, +)
    let mean = logSum / Double(times.count)
    logSquares = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  package var count: Int { values.count }
  package var censoredCount: Int { values.count - times.count }
  /// As a number to calculate with: of those that were seen to end.
  var ended: Double { Double(times.count) }
  var logMean: Double { logSum / ended }

  /// Whether laws can be told apart by them: two times that differ, all of them positive.
  var varies: Bool {
    guard let first = times.first, let last = times.last else { return false }
    return first > 0 && last > first && last.isFinite
  }

  /// With all times less by `shift`.
  func shifted(by shift: Double) -> LatencySample {
    LatencySample(
      values.map { Value($0.time - shift, isCensored: $0.isCensored, limit: $0.limit - shift) })
  }

  // MARK: Resolution

  /// The coarsest clock, of 1 s, 0.1 s, … 1 ms, that all times can have been read off; nil: none of them.
  package static func resolution(of times: [Double]) -> Double? {
    guard times.contains(where: { $0 > 0 }) else { return nil }
    return [1, 0.1, 0.01, 0.001].first { step in
      times.allSatisfy { abs($0 / step - ($0 / step).rounded()) < 1e-6 }
    }
  }

  /// As such a clock shows it. What it shows as nothing lasted between nothing and a half of its step: a quarter.
  package static func rounded(_ time: Double, to resolution: Double?) -> Double {
    guard let resolution else { return time }
    let steps = (time / resolution).rounded()
    return steps == 0 ? resolution / 4 : steps * resolution
  }
}
