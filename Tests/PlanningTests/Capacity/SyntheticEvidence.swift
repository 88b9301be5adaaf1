import Chance

@testable import Planning
@testable import Report
@testable import Statistics

extension LoadEvidence {
  /// Of one expectation, without chance.
  static func exact(_ outcome: Verdict.Outcome, tested: Double = 0, isConstant: Bool = true) -> LoadEvidence {
    let values = (0..<20).map { tested + (isConstant ? 0 : 0.001 * Double($0 % 5)) }
    return LoadEvidence(judged: [
      JudgedExpectation(
        Verdict(text: "it", outcome: outcome, measured: "", value: tested, interval: nil),
        tested: RatioEstimator(values: values), limit: 1, isShare: false)
    ])
  }

  /// Of the share of `each` executions of a replication that are late, with probability `late`; at most `limit` may be.
  static func late(_ late: Double, of each: Int, limit: Double, _ replications: Int, _ confidence: Double, seed: UInt64)
    -> LoadEvidence
  {
    let hits = (0..<replications).map { replication in
      var random = StreamKey(seed: seed, replication: replication, purpose: .arrivals).stream(entity: 0)
      return (0..<each).count { _ in random.uniform() < late }
    }
    let counts = [Int](repeating: each, count: replications)
    let estimate = ProportionEstimate(hits: hits, counts: counts)
    let bounds = estimate.oneSidedBounds(confidence: confidence)
    let outcome: Verdict.Outcome =
      switch Judgement(bounds, { $0 <= limit }) {
      case .met: .met
      case .notMet: .notMet
      case .undecided: .undecided
      }
    return LoadEvidence(judged: [
      JudgedExpectation(
        Verdict(text: "it", outcome: outcome, measured: "", value: estimate.share, interval: estimate.interval()),
        tested: RatioEstimator(hits, of: counts), limit: limit, isShare: true)
    ])
  }
}
