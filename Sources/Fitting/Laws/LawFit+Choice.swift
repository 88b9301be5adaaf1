import Report
import Statistics

extension LawFit {
  package var chosen: Candidate? { if case .law(let index) = choice { candidates[index] } else { nil } }

  /// Of those that the data do not refuse, the one with the least BIC; of those that come as near, the one with the
  /// heaviest tail, since tails are what is asked for.
  mutating func choose() {
    let plausible = candidates.indices.filter { candidates[$0].isPlausible }
    guard let best = plausible.first else {
      choice = .empirical
      let nearest = candidates.max { $0.andersonDarlingP < $1.andersonDarlingP }
      explanation =
        nearest.map { "no law fits: the nearest, \($0.law.family.rawValue), has \(Self.words($0))" }
        ?? "none of the laws has a most likely form"
      return
    }
    let tied = plausible.filter { candidates[$0].bic - candidates[best].bic < Self.tie }
    let heaviest =
      tied.max { candidates[$0].law.quantile(0.999) < candidates[$1].law.quantile(0.999) } ?? best
    choice = .law(heaviest)
    let chosen = candidates[heaviest]
    explanation = "lowest BIC of \(plausible.count == 1 ? "the one law" : "\(plausible.count) laws") with p ≥ .05"
    if heaviest != best {
      let other = candidates[best]
      explanation =
        "as near by BIC as \(other.law.family.rawValue) (p99 \(Number.duration(other.law.quantile(0.99)))), "
        + "with the heavier tail (p99 \(Number.duration(chosen.law.quantile(0.99))))"
    } else if tied.count > 1, let other = tied.first(where: { $0 != heaviest }) {
      let alike = candidates[other].law
      explanation +=
        ", and of those as near the heavier tail (p99 \(Number.duration(chosen.law.quantile(0.99))); "
        + "\(alike.family.rawValue) \(Number.duration(alike.quantile(0.99))))"
    }
    explanation += ": \(Self.words(chosen))"
    let refused = candidates.filter { !$0.isPlausible && $0.bic < chosen.bic }
    if let first = refused.first { explanation += "; \(first.law.family.rawValue) is refused, \(Self.words(first))" }
  }

  static func words(_ candidate: Candidate) -> String {
    "p \(Number.significant(candidate.andersonDarlingP, 2)) by Anderson–Darling, "
      + "\(Number.significant(candidate.kolmogorovSmirnovP, 2)) by Kolmogorov–Smirnov"
  }

  /// Seconds; of data by their own, censored ones by Kaplan and Meier. NaN where nothing is known.
  func quantile(_ p: Double) -> Double {
    switch choice {
    case .law(let index): candidates[index].law.quantile(p)
    case .constant(let value): value
    case .empirical: observedQuantile(p)
    case .nothing: .nan
    }
  }

  /// Of the data; infinite where it lies beyond all that came to its end.
  func observedQuantile(_ p: Double) -> Double {
    guard !sample.times.isEmpty else { return .nan }
    if sample.censoredCount == 0 {
      return sample.times[min(sample.times.count - 1, max(0, Int((p * Double(sample.times.count)).rounded(.up)) - 1))]
    }
    return curve.first { 1 - $0.survival >= p }?.time ?? .infinity
  }

  /// What is drawn from where no law fits: at most so many values, evenly chosen. What was not waited for has twice the
  /// longest time that was: it is too long by all that is known.
  func empiricalValues(most: Int = 2_000) -> [Double] {
    guard let last = sample.times.last else { return [] }
    let count = min(most, sample.count)
    let longest = max(last, sample.censored.last?.time ?? 0)
    return (0..<count).map { index in
      let p = (Double(index) + 0.5) / Double(count)
      if curve.isEmpty { return observedQuantile(p) }
      return curve.first { 1 - $0.survival >= p }?.time ?? 2 * longest
    }
  }

  /// Quantiles of the data and of the law that is taken.
  func quantilePairs(_ most: Int = 200) -> [(p: Double, observed: Double, fitted: Double)] {
    let count = min(most, sample.count)
    return (0..<count).compactMap { index in
      let p = (Double(index) + 0.5) / Double(count)
      let (observed, fitted) = (observedQuantile(p), quantile(p))
      return observed.isFinite && fitted.isFinite && observed > 0 && fitted > 0 ? (p, observed, fitted) : nil
    }
  }
}
