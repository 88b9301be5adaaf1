import Glibc
import Prelude
import Report
import Statistics

/// Whether times in the order in which they came are draws of one law, one independent of the other.
enum Steadiness {
  /// Beyond chance: of so many groups at once a level of .05 would warn of one in twenty.
  private static let level = 0.001
  /// What is weaker changes no result that anybody looks at.
  private static let leastCorrelation = 0.1
  private static let leastShift = 0.1

  /// Words on what is not.
  static func warnings(_ timings: [Observations.Timing]) -> [String] {
    let ordered = timings.filter { !$0.value.isCensored && $0.start != nil }
      .sorted { ($0.start ?? 0, $0.value.time) < ($1.start ?? 0, $1.value.time) }.map(\.value.time)
    guard ordered.count >= 50 else { return [] }
    return [drift(ordered), correlation(ordered)].compactMap(\.self)
  }

  private static func drift(_ times: [Double]) -> String? {
    let half = times.count / 2
    let (early, late) = (Array(times[..<half]), Array(times[half...]))
    let distance = KolmogorovSmirnov.distance(early, late)
    let count = Double(early.count * late.count) / Double(times.count)
    guard KolmogorovSmirnov.pValue(distance: distance, count: count) < level else { return nil }
    let (first, second) = (early.sorted()[early.count / 2], late.sorted()[late.count / 2])
    guard abs(second - first) > leastShift * first else { return nil }
    return "not one law: the median is \(Number.duration(first)) in the first half, "
      + "\(Number.duration(second)) in the second"
  }

  private static func correlation(_ times: [Double]) -> String? {
    let logs = times.map { log(max($0, 1e-9)) }
    let mean = logs.reduce(0, +) / Double(logs.count)
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // Times that are alike differ by how they are rounded.
    guard variance > 1e-9 * Double(logs.count) else { return nil }
    let products = zip(logs, logs.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    let correlation = products / variance
    // Of independent ones it is normal with the variance 1/n; 3.29 is its two-sided level of .001.
    guard correlation > leastCorrelation, correlation * Double(logs.count).squareRoot() > 3.29 else { return nil }
    return "successive calls are alike (lag-1 correlation \(Number.significant(correlation, 2))): a slow spell is "
      + "modelled as slow calls here and there"
  }
}
