import Chance
import Glibc
import Prelude
import Report
import Statistics

/// When executions of a machine were started from outside.
package struct ArrivalFit: Sendable {
  package enum Form: Equatable, Sendable {
    /// Executions a second.
    case poisson(Double)
    /// Of the 24 hours of a day, UTC.
    case hourly([Double])
    /// As they were recorded.
    case trace
    /// All at once.
    case burst
  }

  let machine: String
  /// Seconds since the first, ascending.
  let times: [Double]
  /// Texts, as far as they are known: of each of `times`.
  let inputs: [String?]
  let form: Form
  let explanation: String
  /// Of a mean rate, executions a second, 95 %.
  let rateInterval: Interval?

  var span: Double { times.last ?? 0 }
  var rate: Double { span > 0 ? Double(times.count - 1) / span : 0 }

  /// Microseconds since 1970.
  init(machine: String, _ starts: [(time: Int64, input: String?)], _ options: LawFit.Options) {
    self.machine = machine
    let sorted = starts.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
    let first = sorted.first?.time ?? 0
    times = sorted.map { Double($0.time - first) / 1e6 }
    inputs = sorted.map(\.input)
    let count = Double(times.count - 1)
    let span = times.last ?? 0
    // Of a Poisson process of n events in T: χ² quantiles over 2T (Garwood, Biometrika 28 (1936)).
    rateInterval =
      span > 0
      ? Interval(
        lower: LatencyLaw(.gamma, [max(count, 0.5), 1]).quantile(0.025) / span,
        upper: LatencyLaw(.gamma, [count + 1, 1]).quantile(0.975) / span) : nil
    (form, explanation) = Self.form(times, first, options, Mix64.hash("arrivals of " + machine))
  }

  private static func form(
    _ times: [Double], _ first: Int64, _ options: LawFit.Options, _ name: UInt64
  ) -> (Form, String) {
    let span = times.last ?? 0
    guard span > 0 else { return (.burst, times.count == 1 ? "one start" : "all at one time") }
    let rate = Double(times.count - 1) / span
    guard times.count >= LawFit.fewest else {
      return (.trace, "\(times.count) starts do not tell a process: as they were recorded")
    }
    if let hours = hourly(times, first) {
      return (.hourly(hours), "the hours of the day differ (χ², p < .01)")
    }
    let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
    var onlyExponential = options
    onlyExponential.families = [.exponential]
    let fit = LawFit(LatencySample(gaps.map { LatencySample.Value($0) }), name: name, options: onlyExponential)
    guard let candidate = fit.candidates.first, candidate.isPlausible else {
      let p = fit.candidates.first.map { ", p \(Number.significant($0.andersonDarlingP, 2))" } ?? ""
      return (.trace, "the gaps are not those of a Poisson process\(p): as they were recorded")
    }
    return (
      .poisson(rate), "the gaps are those of a Poisson process (p \(Number.significant(candidate.andersonDarlingP, 2)))"
    )
  }

  /// The rates of the hours of a day, where two days or more show that they differ; nil: they do not, or too little is
  /// known of each.
  private static func hourly(_ times: [Double], _ first: Int64) -> [Double]? {
    let span = times.last ?? 0
    guard span >= 2 * 86_400, times.count >= 240 else { return nil }
    let offset = Double((first / 1_000_000) % 86_400)
    var counts = [Double](repeating: 0, count: 24)
    for time in times { counts[Int((offset + time) / 3_600) % 24] += 1 }
    // Seconds of each hour that the recording has.
    var seconds = [Double](repeating: 0, count: 24)
    var now = offset
    while now < offset + span {
      let next = min(offset + span, ((now / 3_600).rounded(.down) + 1) * 3_600)
      seconds[Int(now / 3_600) % 24] += next - now
      now = next
    }
    let mean = Double(times.count) / span
    let distance = zip(counts, seconds).reduce(0) { sum, hour in
      let expected = mean * hour.1
      return expected > 0 ? sum + (hour.0 - expected) * (hour.0 - expected) / expected : sum
    }
    // 41.64 is exceeded by χ² with 23 degrees of freedom in 1 % (tables of the distribution).
    guard distance > 41.64 else { return nil }
    return zip(counts, seconds).map { $1 > 0 ? $0 / $1 : mean }
  }
}
