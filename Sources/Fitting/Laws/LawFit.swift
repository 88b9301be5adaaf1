import Chance
import Glibc
package import Statistics

/// The laws that were tried on one sample, and the one that is taken.
package struct LawFit: Sendable {
  package struct Candidate: Sendable {
    package let law: LatencyLaw
    let logLikelihood: Double
    let aicc: Double
    let bic: Double
    let goodness: GoodnessOfFit
    let kolmogorovSmirnovP: Double
    let andersonDarlingP: Double
    /// Of each parameter, 95 %.
    let intervals: [Interval]
    let p99Interval: Interval

    /// By the statistic that weighs the tails, where capacity is decided.
    var isPlausible: Bool { andersonDarlingP >= LawFit.leastP }
  }

  package enum Choice: Sendable {
    /// Index into the candidates.
    case law(Int)
    /// All times are alike.
    case constant(Double)
    /// The data themselves.
    case empirical
    /// There is nothing to fit.
    case nothing
  }

  /// How laws are tried.
  package struct Options: Sendable {
    package var families = LatencyLaw.Family.allCases
    package var replicates = 999
    package var fitsShift = false
    package var seed: UInt64 = 1
    /// Asked now and then: what is fitted after that is of no use.
    package var isCancelled: @Sendable () -> Bool = { false }

    package init() {}
  }

  /// By BIC, the best first.
  var candidates: [Candidate] = []
  var choice = Choice.nothing
  /// Why it is that one.
  var explanation = ""
  /// What speaks against taking the data for draws of one law.
  var warnings: [String] = []
  let sample: LatencySample
  /// Where some times are censored: the data's own distribution function.
  let curve: [KaplanMeier.Step]
  let resolution: Double?
  let options: Options

  /// A law with a lower p value is refused.
  static let leastP = 0.05
  /// Fewer do not tell laws apart.
  static let fewest = 30
  /// So many of the data are tested: with ever more of them every law is refused, for differences that do not matter.
  private static let mostTested = 1_000
  /// Criteria that differ by less say nothing. Source: Kass, Raftery, JASA 90 (1995).
  static let tie = 2.0

  package init(_ sample: LatencySample, name: UInt64, options: Options) {
    resolution = LatencySample.resolution(of: sample.times)
    // What a clock showed as no time at all.
    let resolution = resolution ?? 0.001
    self.sample =
      sample.times.first == 0 && sample.times.last != 0
      ? LatencySample(
        sample.values.map {
          LatencySample.Value(
            $0.time > 0 ? $0.time : resolution / 4, isCensored: $0.isCensored, limit: $0.limit)
        }) : sample
    self.options = options
    curve =
      self.sample.censoredCount == 0
      ? []
      : KaplanMeier(self.sample.values.map { KaplanMeier.Observation(time: $0.time, isCensored: $0.isCensored) }).steps
    tryLaws(name)
  }

  private mutating func tryLaws(_ name: UInt64) {
    guard let first = sample.times.first, let last = sample.times.last else {
      explanation = sample.count == 0 ? "nothing was recorded" : "none of \(sample.count) came to its end"
      return
    }
    guard first < last else {
      choice = .constant(first)
      explanation = "all \(sample.times.count) are alike"
      return
    }
    guard sample.times.count >= Self.fewest else {
      choice = .empirical
      explanation = "\(sample.times.count) values do not tell laws apart: \(Self.fewest) may"
      return
    }
    let tested = thinned
    let single = options.families.filter { $0 != .mixture }
    candidates = single.compactMap { candidate($0, tested, name) }
    // Two laws are only asked for where one does not do.
    if options.families.contains(.mixture), !candidates.contains(where: \.isPlausible),
      let mixture = candidate(.mixture, tested, name)
    {
      candidates.append(mixture)
    }
    candidates.sort { $0.bic < $1.bic }
    choose()
  }

  /// Every so manieth, in the order in which they came.
  private var thinned: LatencySample {
    guard sample.count > Self.mostTested else { return sample }
    let step = Double(sample.count) / Double(Self.mostTested)
    return LatencySample((0..<Self.mostTested).map { sample.values[Int(Double($0) * step)] })
  }

  private func candidate(_ family: LatencyLaw.Family, _ tested: LatencySample, _ name: UInt64) -> Candidate? {
    guard let law = fitted(family, sample), let near = fitted(family, tested) else { return nil }
    let number = UInt64(LatencyLaw.Family.allCases.firstIndex(of: family) ?? 0)
    var stream = StreamKey(seed: options.seed, replication: Int(number), purpose: .bootstrap).stream(entity: name)
    let bootstrap = Bootstrap(
      replicates: options.replicates, resolution: resolution, isCancelled: options.isCancelled)
    guard let result = bootstrap.run(near, tested, &stream) else { return nil }
    let likelihood = law.logLikelihood(sample)
    guard likelihood.isFinite else { return nil }
    // What is known from all is narrower than what is known from those that were tested.
    let narrower = (Double(tested.count) / Double(sample.count)).squareRoot()
    let intervals = law.parameters.indices.map { index in
      Self.interval(
        around: law.parameters[index], near.parameters[index], result.laws.map { $0.parameters[index] }, narrower)
    }
    let (p99, nearP99) = (law.quantile(0.99), near.quantile(0.99))
    return Candidate(
      law: law, logLikelihood: likelihood,
      aicc: LatencyLaw.aicc(likelihood, parameters: law.parameterCount, sample),
      bic: LatencyLaw.bic(likelihood, parameters: law.parameterCount, sample),
      goodness: GoodnessOfFit(near, tested, resolution: resolution), kolmogorovSmirnovP: result.kolmogorovSmirnovP,
      andersonDarlingP: result.andersonDarlingP, intervals: intervals,
      p99Interval: Self.interval(around: p99, nearP99, result.laws.map { $0.quantile(0.99) }, narrower))
  }

  private func fitted(_ family: LatencyLaw.Family, _ sample: LatencySample) -> LatencyLaw? {
    let plain = LatencyLaw.fit(family, sample)
    guard options.fitsShift, let shifted = try? LatencyLaw.fitShifted(family, sample) else { return plain }
    guard let plain else { return shifted }
    func bic(_ law: LatencyLaw) -> Double {
      LatencyLaw.bic(law.logLikelihood(sample), parameters: law.parameterCount, sample)
    }
    return bic(shifted) < bic(plain) ? shifted : plain
  }

  /// The basic bootstrap's: as far as draws lie above what they were drawn from, the truth lies below what was found.
  /// Of what cannot be negative by its logarithm. Source: Davison, Hinkley, "Bootstrap Methods and their Application",
  /// 5.2. `near`: what was drawn from.
  private static func interval(
    around value: Double, _ near: Double, _ drawn: [Double], _ narrower: Double
  ) -> Interval {
    guard drawn.count >= 40 else { return Interval(lower: -.infinity, upper: .infinity) }
    let isPositive = value > 0 && near > 0 && drawn.allSatisfy { $0 > 0 }
    let deviations = drawn.map { (isPositive ? log($0 / near) : $0 - near) * narrower }.sorted()
    let tail = Int(0.025 * Double(deviations.count))
    let (low, high) = (deviations[tail], deviations[deviations.count - 1 - tail])
    return isPositive
      ? Interval(lower: value * exp(-high), upper: value * exp(-low))
      : Interval(lower: value - high, upper: value - low)
  }
}
