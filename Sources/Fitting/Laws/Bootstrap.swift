package import Chance
import Glibc
package import Statistics

/// How far from its own data a law lies that made them: data are drawn from the fitted law, the law is fitted to them
/// again, and its distance is taken. Without the refitting a true law would hardly ever be refused. What data of the
/// kind were cut off or rounded by, is done to the drawn ones too.
///
/// Source: Stute, Manteiga, Quindimil, Metrika 40 (1993); Babu, Rao, Sankhyā 66 (2004).
package struct Bootstrap {
  package struct Result: Sendable {
    /// (1 + draws that lie as far or farther)/(B + 1).
    package let kolmogorovSmirnovP: Double
    package let andersonDarlingP: Double
    /// Of each draw that could be fitted.
    let laws: [LatencyLaw]
  }

  let replicates: Int
  /// Of the clock that the data were read off; nil: there is none.
  let resolution: Double?
  private let isCancelled: @Sendable () -> Bool

  package init(replicates: Int, resolution: Double?, isCancelled: @escaping @Sendable () -> Bool = { false }) {
    self.replicates = replicates
    self.resolution = resolution
    self.isCancelled = isCancelled
  }

  /// `law`: fitted to `sample`. nil where the law cannot be drawn from.
  package func run(_ law: LatencyLaw, _ sample: LatencySample, _ stream: inout RandomStream) -> Result? {
    guard let source = law.distribution else { return nil }
    let found = GoodnessOfFit(law, sample, resolution: resolution)
    var (farther, heavier) = (0, 0)
    var laws: [LatencyLaw] = []
    for _ in 0..<replicates where !isCancelled() {
      let drawn = draw(source, law.shift, like: sample, &stream)
      // Draws that have no law of the family, all alike, say nothing against it.
      guard let refitted = law.refit(drawn) else { continue }
      laws.append(refitted)
      let distance = GoodnessOfFit(refitted, drawn, resolution: resolution)
      if distance.kolmogorovSmirnov >= found.kolmogorovSmirnov { farther += 1 }
      if distance.andersonDarling >= found.andersonDarling { heavier += 1 }
    }
    let count = Double(laws.count + 1)
    return Result(
      kolmogorovSmirnovP: Double(farther + 1) / count, andersonDarlingP: Double(heavier + 1) / count, laws: laws)
  }

  private func draw(
    _ source: Distribution, _ shift: Double, like sample: LatencySample, _ stream: inout RandomStream
  ) -> LatencySample {
    LatencySample(
      sample.values.map { value in
        let time = LatencySample.rounded(source.number(&stream) + shift, to: resolution)
        return time > value.limit
          ? LatencySample.Value(value.limit, isCensored: true) : LatencySample.Value(time, limit: value.limit)
      })
  }
}

extension LatencyLaw {
  /// Without the shift; nil where its parameters are beyond what can be drawn.
  package var distribution: Distribution? {
    let p = parameters
    switch family {
    case .exponential: return try? .exponential(mean: p[0])
    case .lognormal: return try? .lognormal(mean: exp(p[0] + p[1] * p[1] / 2), sigma: p[1])
    case .gamma: return try? .gamma(mean: p[0] * p[1], shape: p[0])
    case .weibull: return try? .weibull(scale: p[1], shape: p[0])
    case .pareto: return try? .pareto(scale: p[0], shape: p[1])
    case .mixture:
      guard let first = LatencyLaw(.lognormal, [p[1], p[2]]).distribution,
        let second = LatencyLaw(.lognormal, [p[3], p[4]]).distribution
      else { return nil }
      return try? .mixture([(p[0], first), (1 - p[0], second)])
    }
  }
}
