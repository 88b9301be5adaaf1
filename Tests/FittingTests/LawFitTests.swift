import Chance
import Testing

@testable import Fitting
@testable import Statistics

@Suite struct LawFitTests {
  private func fit(_ sample: LatencySample, replicates: Int = 99) -> LawFit {
    var options = LawFit.Options()
    options.replicates = replicates
    return LawFit(sample, name: 1, options: options)
  }

  /// Of 500 draws the right law is found, and holds the truth.
  @Test(arguments: [
    LatencyLaw(.lognormal, [0, 0.6]), LatencyLaw(.gamma, [3, 0.5]), LatencyLaw(.weibull, [1.8, 1]),
    LatencyLaw(.pareto, [0.5, 3]), LatencyLaw(.mixture, [0.7, -3, 0.3, 1, 0.3]),
  ]) func rightLaw(_ law: LatencyLaw) throws {
    let fit = fit(LawTests.drawn(law, 500, seed: 21))
    let chosen = try #require(fit.chosen, "\(fit.explanation)")
    #expect(chosen.law.family == law.family, "\(fit.explanation)")
    #expect(chosen.p99Interval.contains(law.quantile(0.99)), "\(chosen.p99Interval) \(law.quantile(0.99))")
    for (interval, truth) in zip(chosen.intervals, law.parameters) {
      // Of 95 %, and fixed draws: a little wider holds them all.
      let room = (interval.upper - interval.lower) / 4
      #expect(interval.lower - room <= truth && truth <= interval.upper + room, "\(interval) \(truth)")
    }
  }

  @Test func tooFew() {
    let fit = fit(LawTests.drawn(LatencyLaw(.exponential, [1]), 29, seed: 1))
    #expect(fit.explanation == "29 values do not tell laws apart: 30 may")
    guard case .empirical = fit.choice else {
      Issue.record("29 values have a law")
      return
    }
    #expect(fit.empiricalValues().count == 29)
  }

  @Test func alike() {
    let fit = fit(LatencySample([LatencySample.Value](repeating: LatencySample.Value(0.5), count: 40)))
    guard case .constant(0.5) = fit.choice else {
      Issue.record("\(fit.explanation)")
      return
    }
  }

  /// Three sharp values are no law's.
  @Test func noLaw() {
    let values = (0..<300).map { LatencySample.Value([0.1, 0.2, 5.0][$0 % 3] + Double($0) * 1e-7) }
    let fit = fit(LatencySample(values))
    guard case .empirical = fit.choice else {
      Issue.record("\(fit.explanation)")
      return
    }
    #expect(fit.explanation.hasPrefix("no law fits: the nearest, "))
    #expect(abs(fit.quantile(0.5) - 0.2) < 1e-3)
  }

  /// A clock of milliseconds is no reason to refuse the law that it shows.
  @Test func roundedTimes() throws {
    let exact = LawTests.drawn(LatencyLaw(.lognormal, [-4.2, 0.4]), 800, seed: 8)
    let rounded = LatencySample(exact.values.map { LatencySample.Value(LatencySample.rounded($0.time, to: 0.001)) })
    let fit = fit(rounded)
    let chosen = try #require(fit.chosen, "\(fit.explanation)")
    #expect(abs(chosen.law.quantile(0.99) / 0.038 - 1) < 0.1)
  }

  /// Cut off at a timeout, the tail is found all the same; without censoring it would end there.
  @Test func timeouts() throws {
    let law = LatencyLaw(.lognormal, [0, 0.8])
    let sample = LawTests.drawn(law, 1_000, seed: 2, limit: law.quantile(0.9))
    let fit = fit(sample)
    let chosen = try #require(fit.chosen, "\(fit.explanation)")
    #expect(chosen.p99Interval.contains(law.quantile(0.99)))
    #expect(fit.observedQuantile(0.99) == .infinity)
    #expect(fit.sample.censoredCount > 50)
  }

  @Test func unsteadyTimes() {
    let timings = (0..<400).map { index -> Observations.Timing in
      let time = (index < 200 ? 1.0 : 3.0) + Double(index % 7) / 10
      return Observations.Timing(value: LatencySample.Value(time), start: Int64(index))
    }
    let warnings = Steadiness.warnings(timings)
    #expect(warnings.count == 2)
    #expect(warnings.first?.hasPrefix("not one law: the median is 1.3") == true, "\(warnings)")
    #expect(Steadiness.warnings(timings.shuffled(by: 7)) == [])
  }

  @Test func choicesExplained() {
    let fit = fit(LawTests.drawn(LatencyLaw(.lognormal, [0, 0.6]), 500, seed: 21))
    #expect(fit.explanation.hasPrefix("lowest BIC of "), "\(fit.explanation)")
    #expect(fit.explanation.contains(" by Anderson–Darling, "))
  }
}

extension [Observations.Timing] {
  /// Other starts: the order of the values is mixed.
  func shuffled(by seed: UInt64) -> [Observations.Timing] {
    var stream = StreamKey(seed: seed, replication: 0, purpose: .bootstrap).stream(entity: 0)
    return map { Observations.Timing(value: $0.value, start: Int64(stream.uniform() * 1e9)) }
  }
}
