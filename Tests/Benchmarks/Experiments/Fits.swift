import Chance
import Fitting
import Statistics

/// Laws of which the truth is known: a true law must be refused no more often than its p value says, found among the
/// others, and found behind timeouts.
extension Experiments {
  private static let fittedLaws: [(name: String, law: LatencyLaw)] = [
    ("exponential", LatencyLaw(.exponential, [1])), ("lognormal .6", LatencyLaw(.lognormal, [0, 0.6])),
    ("gamma 3", LatencyLaw(.gamma, [3, 1])), ("Weibull 1.8", LatencyLaw(.weibull, [1.8, 1])),
  ]

  static func fits(_ size: Size) -> [Finding] {
    fittedLaws.flatMap { name, law in
      [uniformity(name, law, size(1_000)), choice(name, law, size(60)), censoring(name, law, size(1_000))]
    }
  }

  private static func drawn(_ law: LatencyLaw, _ count: Int, _ seed: Int, limit: Double = .infinity) -> LatencySample {
    var stream = StreamKey(seed: UInt64(seed), replication: 0, purpose: .bootstrap).stream(entity: 15)
    guard let source = law.distribution else { return LatencySample([]) }
    return LatencySample(
      (0..<count).map { _ in
        let time = source.number(&stream)
        return time > limit ? LatencySample.Value(limit, isCensored: true) : LatencySample.Value(time, limit: limit)
      })
  }

  /// Were the law not fitted again to each draw, p would hardly ever be small.
  private static func uniformity(_ name: String, _ law: LatencyLaw, _ sets: Int) -> Finding {
    let found = concurrently(sets) { seed -> (Double, Double)? in
      let sample = drawn(law, 200, seed)
      var stream = StreamKey(seed: UInt64(seed), replication: 1, purpose: .bootstrap).stream(entity: 15)
      guard let fitted = LatencyLaw.fit(law.family, sample),
        let result = Bootstrap(replicates: 99, resolution: nil).run(fitted, sample, &stream)
      else { return nil }
      return (result.kolmogorovSmirnovP, result.andersonDarlingP)
    }.compactMap(\.self)
    // One of B + 1 values: in the middle of their steps.
    let p = [found.map { $0.0 - 0.005 }, found.map { $0.1 - 0.005 }].map { values in
      KolmogorovSmirnov.pValue(
        distance: KolmogorovSmirnov.distanceFromUniform(values), count: Double(values.count))
    }
    let refused = Double(found.count { $0.1 < 0.05 }) / Double(max(1, found.count))
    return Finding(
      "\(name), \(sets) sets of 200: bootstrap p of D and A² are uniform with p \(p[0].formatted(3)) and "
        + "\(p[1].formatted(3)) (reach .01 each), refused \(refused.formatted(3))",
      found.count == sets && p.allSatisfy { $0 > 0.01 })
  }

  private static func choice(_ name: String, _ law: LatencyLaw, _ sets: Int) -> Finding {
    let right = concurrently(sets) { seed -> Bool in
      var options = LawFit.Options()
      options.replicates = 99
      let fit = LawFit(drawn(law, 500, 5_000 + seed), name: UInt64(seed), options: options)
      return fit.chosen?.law.family == law.family
    }.count { $0 }
    return Finding("\(name), sets of 500: it is chosen in", right, of: sets, in: 0.85...1)
  }

  private static func censoring(_ name: String, _ law: LatencyLaw, _ sets: Int) -> Finding {
    let (limit, truth) = (law.quantile(0.9), law.quantile(0.99))
    let found = concurrently(sets) { seed in
      LatencyLaw.fit(law.family, drawn(law, 200, 9_000 + seed, limit: limit))?.quantile(0.99) ?? .nan
    }
    let bias = found.reduce(0, +) / Double(sets) / truth - 1
    return Finding(
      "\(name), 10 % censored, \(sets) sets of 200: bias of p99 \((100 * bias).formatted(2)) % (reach 3 %)",
      abs(bias) < 0.03)
  }
}
