import Simulation
import Statistics

/// What a result has to say about one expectation.
struct Evidence {
  /// What a person is shown; nil where there is none.
  var value: Double?
  /// Of the value, with 95 % confidence.
  var interval: Interval?
  var text: String
  /// What is held against `limit`: the value itself, or of a percentile the share that exceeds its bound.
  var tested: Double
  var limit: Double
  var comparison: Expectation.Comparison
  var basis: Basis
  /// `tested`, replication by replication; nil where it is no mean of theirs.
  var clusters: RatioEstimator?
  /// `tested` is a share of executions, of calls or the like.
  var isShare = false

  enum Basis {
    /// Counts, extremes, equalities: the value alone decides.
    case point
    /// Each end holds by itself with 95 % confidence; nil where the spread is not known.
    case bounds(Interval?)
  }

  /// Nothing to judge by, and why.
  struct Missing: Error {
    var reason: String
  }

  /// `lack`: why nothing is known of the spread, where that is so; `isBatched`: clusters are batches of one run.
  func verdict(on expectation: Expectation, clusters: Int, lack: String, isBatched: Bool) -> Verdict {
    func verdict(_ outcome: Verdict.Outcome, _ text: String, needs: Int? = nil) -> Verdict {
      Verdict(
        text: expectation.text, place: expectation.place, outcome: outcome, measured: text, value: value,
        interval: interval, replicationsNeeded: needs)
    }
    guard case .bounds(let bounds) = basis else {
      return verdict(comparison.holds(tested, limit) ? .met : .notMet, text)
    }
    guard let bounds else {
      return verdict(.undecided, "\(text); \(lack)")
    }
    switch Judgement(bounds, { comparison.holds($0, limit) }) {
    case .met: return verdict(.met, text)
    case .notMet: return verdict(.notMet, text)
    case .undecided:
      let halfWidth = max(tested - bounds.lower, bounds.upper - tested)
      let needed = Judgement.replicationsNeeded(
        max(1, clusters), halfWidth: halfWidth, distance: tested - limit, isNone: tested == 0)
      guard let needed, clusters > 1, needed > clusters, needed <= 100_000 else {
        return verdict(.undecided, text)
      }
      if isBatched {
        let times = Number.significant(Double(needed) / Double(clusters), 2)
        return verdict(.undecided, text + "; needs a load ≈ \(times) times as long")
      }
      return verdict(.undecided, text + "; needs ≈ \(Number.count(Double(needed))) replications", needs: needed)
    }
  }
}
