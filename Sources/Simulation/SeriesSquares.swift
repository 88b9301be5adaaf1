import Prelude
import Statistics
package import StepFunctions

/// Sums of squares over the replications, of what a bin of the time series has: how much they differ there. Whole
/// numbers, so that they do not depend on the order of adding.
package struct SeriesSquares: Sendable {
  struct Calls: Sendable {
    var offered: Int128 = 0
    var admitted: Int128 = 0
    var throttled: Int128 = 0
  }

  var calls = PerStart(repeating: Calls())
  var tokens: Int128 = 0
  var open: Int128 = 0
  var transitions: Int128 = 0
  var transitionWait: Int128 = 0
  /// Of what a wait was by how many transitions waited: their covariance.
  var waitByTransitions: Int128 = 0
  /// Replications with transitions here.
  var waited = 0

  init() {}

  init(_ bin: TimeSeries.Bin, tokens: Int128) {
    for action in APIAction.starts {
      let counts = bin.calls[action]
      calls[action] = Calls(
        offered: Self.square(Int128(counts.offered)), admitted: Self.square(Int128(counts.admitted)),
        throttled: Self.square(Int128(counts.throttled)))
    }
    self.tokens = Self.square(tokens)
    open = Self.square(Int128(bin.open))
    transitions = Self.square(Int128(bin.transitions))
    transitionWait = Self.square(Int128(bin.transitionWait))
    waitByTransitions = Self.limited(Int128(bin.transitionWait)) * Self.limited(Int128(bin.transitions))
    waited = bin.transitions > 0 ? 1 : 0
  }

  mutating func add(_ other: Self) {
    for action in APIAction.starts {
      calls[action].offered += other.calls[action].offered
      calls[action].admitted += other.calls[action].admitted
      calls[action].throttled += other.calls[action].throttled
    }
    tokens += other.tokens
    open += other.open
    transitions += other.transitions
    transitionWait += other.transitionWait
    waitByTransitions += other.waitByTransitions
    waited += other.waited
  }

  /// A hundred thousand of them have to fit into 127 bits.
  static func square(_ value: Int128) -> Int128 { limited(value) * limited(value) }

  private static func limited(_ value: Int128) -> Int128 { min(max(value, -(1 << 54)), 1 << 54) }
}

extension SeriesTotal {
  /// Of a 95 % interval over all replications.
  package var student: Double { observed > 1 ? StudentT.quantile(0.975, degreesOfFreedom: observed - 1) : .nan }
}

/// How far the means over replications reach, each of a bin: half of a 95 % interval, NaN where nothing is known of it.
package struct SeriesSpread {
  private let count: Double
  private let bin: SeriesTotal.Bin
  private let squares: SeriesSquares
  /// Student's t of all replications; not of use where there is one.
  private let student: Double
  /// False where there is one replication.
  package let isKnown: Bool

  /// `student`: as `SeriesTotal.student` gives it, which takes longer than all that is done with it.
  package init(_ bin: SeriesTotal.Bin, _ squares: SeriesSquares, of total: SeriesTotal, student: Double) {
    self.student = student
    self.bin = bin
    self.squares = squares
    count = Double(total.observed)
    isKnown = total.observed > 1
  }

  package func offered(_ action: APIAction) -> Double {
    halfWidth(Int128(bin.calls[action].offered), squares.calls[action].offered)
  }

  package func admitted(_ action: APIAction) -> Double {
    halfWidth(Int128(bin.calls[action].admitted), squares.calls[action].admitted)
  }

  package func throttled(_ action: APIAction) -> Double {
    halfWidth(Int128(bin.calls[action].throttled), squares.calls[action].throttled)
  }

  package var tokensLeft: Double { halfWidth(bin.tokens, squares.tokens) * 1e-6 }
  package var open: Double { halfWidth(Int128(bin.open), squares.open) }
  package var transitions: Double { halfWidth(Int128(bin.transitions), squares.transitions) }

  /// Of the mean wait of a transition, in seconds: a ratio.
  package var transitionWait: Double {
    let clusters = Double(squares.waited)
    guard isKnown, clusters > 1 else { return .nan }
    let ratio = bin.transitionWait.double / Double(bin.transitions)
    let squares =
      squares.transitionWait.double - 2 * ratio * squares.waitByTransitions.double
      + ratio * ratio * squares.transitions.double
    let error = (max(0, squares) / clusters / (clusters - 1)).squareRoot() * clusters / Double(bin.transitions)
    let t = clusters == count ? student : StudentT.quantile(0.975, degreesOfFreedom: Int(clusters) - 1)
    return t * error * 1e-9
  }

  private func halfWidth(_ sum: Int128, _ squares: Int128) -> Double {
    guard isKnown else { return .nan }
    let n = Int128(count)
    // The product has room in 127 bits then.
    let isExact = sum.magnitude < 1 << 62 && squares < 1 << 109
    let scaled = isExact ? (n * squares - sum * sum).double : count * squares.double - sum.double * sum.double
    let error = (max(0, scaled) / (count - 1)).squareRoot() / count
    return student * error
  }
}
