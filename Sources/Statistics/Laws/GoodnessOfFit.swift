import Glibc

/// How far a law is from data: their distribution function, by Kaplan and Meier where some were not waited for to the
/// end, against the law's. No p value comes of these alone, since the law was fitted to the same data.
package struct GoodnessOfFit: Hashable, Sendable {
  /// Kolmogorov's and Smirnov's D: the greatest distance.
  package let kolmogorovSmirnov: Double
  /// A², which weighs the tails. Source: Anderson, Darling, JASA 49 (1954).
  package let andersonDarling: Double

  /// `resolution`: of the clock that the times were read off; nil: it is fine enough.
  package init(_ law: LatencyLaw, _ sample: LatencySample, resolution: Double? = nil) {
    let steps = Self.steps(sample)
    let (distance, area) =
      resolution.map { Self.ofCells(law, sample.times, steps, $0) } ?? Self.ofTimes(law, sample.times, steps)
    kolmogorovSmirnov = distance
    andersonDarling = Double(sample.count) * area
  }

  private static func ofTimes(
    _ law: LatencyLaw, _ times: [Double], _ steps: [Double]
  ) -> (distance: Double, area: Double) {
    // What the law thinks impossible is as bad as can be said.
    let levels = law.cumulatives(times).map { min(1 - 1e-15, max(1e-300, $0)) }
    var (distance, area, share, level) = (0.0, 0.0, 0.0, 0.0)
    for (step, next) in zip(steps, levels) {
      area += Self.area(share, from: level, to: next)
      distance = max(distance, abs(next - share), abs(step - next))
      (share, level) = (step, next)
    }
    // Up to where all have ended; beyond the last that did, nothing is known of the others.
    if share >= 1 - 1e-12 { area += Self.area(1, from: level, to: 1) }
    return (distance, area)
  }

  /// A time stands for all that the clock shows so: the two functions meet where it would show the next. Source:
  /// Choulakian, Lockhart, Stephens, Canadian Journal of Statistics 22 (1994), on A² of cells.
  private static func ofCells(
    _ law: LatencyLaw, _ times: [Double], _ steps: [Double], _ resolution: Double
  ) -> (distance: Double, area: Double) {
    let levels = law.cumulatives(times.map { $0 + resolution / 2 }).map { min(1 - 1e-12, max(1e-12, $0)) }
    var (distance, sum, before) = (0.0, 0.0, 0.0)
    for index in times.indices where index + 1 == times.count || times[index + 1] > times[index] {
      let gap = steps[index] - levels[index]
      distance = max(distance, abs(gap))
      sum += gap * gap * (levels[index] - before) / (levels[index] * (1 - levels[index]))
      before = levels[index]
    }
    return (distance, sum)
  }

  /// The share that has ended by each time, those that stand together included one after the other.
  private static func steps(_ sample: LatencySample) -> [Double] {
    let count = sample.times.count
    if sample.censored.isEmpty { return (1...max(1, count)).map { Double($0) / Double(count) } }
    var (survival, lost, next) = (1.0, 0.0, 0)
    return sample.times.enumerated().map { index, time in
      while next < sample.censored.count, sample.censored[next].time < time {
        lost += sample.censored[next].count
        next += 1
      }
      let atRisk = Double(sample.count) - lost - Double(index)
      survival *= 1 - 1 / atRisk
      return 1 - survival
    }
  }

  /// ∫ (a − u)²/(u(1 − u)) du = a² ln u − (1 − a)² ln(1 − u) − u.
  private static func area(_ a: Double, from low: Double, to high: Double) -> Double {
    func integral(_ u: Double) -> Double {
      (a > 0 ? a * a * log(u) : 0) - (a < 1 ? (1 - a) * (1 - a) * log1p(-u) : 0) - u
    }
    return high > low ? integral(high) - integral(low) : 0
  }
}
