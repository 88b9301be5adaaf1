import Prelude
import Report
import Simulation

/// Executions of outside callers as they depend on the load, and what they ask of a limit: as of a fluid, without
/// chance. What demand and supply alone say bounds what any system can do.
struct FluidModel: Sendable {
  /// a + b·load.
  private struct Line: Sendable {
    let start: Double
    let slope: Double

    init?(_ low: (load: Double, value: Double), _ high: (load: Double, value: Double)) {
      slope = (high.value - low.value) / (high.load - low.load)
      start = low.value - slope * low.load
      guard slope > 0, slope.isFinite else { return nil }
    }

    func callAsFunction(_ load: Double) -> Double { start + slope * load }
    func load(of value: Double) -> Double { (value - start) / slope }
  }

  /// In all; nil: the load does not change it.
  private let count: Line?
  /// At the height of the load.
  private let perSecond: Line?
  private let isSteady: Bool
  /// From the first arrival to the last, and what an execution may take after that.
  private let seconds: Double

  /// `low` and `high`: two loads, and the plans under them. `grace`: how long an execution may take.
  init(low: (load: Double, plan: Plan), high: (load: Double, plan: Plan), grace: Double) {
    func count(_ plan: Plan) -> Double { plan.load.reduce(0) { $0 + $1.expectedCount } }
    self.count = Line((low.load, count(low.plan)), (high.load, count(high.plan)))
    let rates = (Carrying(low.plan, []).offered, Carrying(high.plan, []).offered)
    if let first = rates.0, let last = rates.1 {
      perSecond = Line((low.load, first), (high.load, last))
    } else {
      perSecond = nil
    }
    isSteady = low.plan.study == .steadyState
    let last = low.plan.load.map { ($0.lastArrival - .zero).seconds }.max() ?? 0
    seconds = last + grace
  }

  /// Tokens, calls or slots' worth of calls that there are: a second, and in all.
  private func supply(_ limit: LimitLoad) -> (perSecond: Double, inAll: Double) {
    let perSecond = limit.seconds.map { $0 > 0 ? limit.supply / $0 : .infinity } ?? limit.supply
    return (perSecond, (limit.burst ?? 0) + perSecond * seconds)
  }

  /// The share of a limit that a load asks for; nil: it cannot be told.
  func used(_ limit: LimitLoad, at load: Double) -> Double? {
    let supply = supply(limit)
    if isSteady { return perSecond.map { $0(load) * limit.perRoot / supply.perSecond } }
    guard let count, supply.inAll > 0 else { return nil }
    return count(load) * limit.perRoot / supply.inAll
  }

  /// The load at which demand comes to supply.
  func bound(_ limit: LimitLoad) -> Double? {
    guard limit.perRoot > 0 else { return nil }
    let supply = supply(limit)
    let bound =
      isSteady
      ? perSecond?.load(of: supply.perSecond / limit.perRoot)
      : supply.inAll > 0 ? count?.load(of: supply.inAll / limit.perRoot) : nil
    return bound.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
  }
}

/// A limit, and the load at which it is asked for all that it gives.
struct FluidBound: Sendable {
  let limit: LimitLoad
  /// nil: it does not depend on the load, or not so that it can be told.
  let load: Double?
}
