import Chance
import Glibc
import Prelude
import Simulation
import StepFunctions

/// The load of a scenario that has one stream: the place that says how much it is.
struct VariedLoad: Sendable {
  let path: String
  /// As it is.
  let value: Double
  let unit: String
  let isWhole: Bool

  struct Unknown: Error {
    let message: String
    let hint: String
  }

  init(_ plan: Plan) throws(Unknown) {
    let hint = "name what is to be varied, as --vary load.0.arrivals.poisson=0.5/s..6/s"
    guard plan.load.count == 1, let stream = plan.load.first else {
      throw Unknown(message: "the load has \(plan.load.count) streams: it cannot be told which is to grow", hint: hint)
    }
    let (key, value, isWhole): (String, Double, Bool)
    switch stream.arrivals {
    case .burst(let count, _): (key, value, isWhole) = ("burst", Double(count), true)
    case .users(let count, _, _): (key, value, isWhole) = ("users.count", Double(count), true)
    case .constant(let rate, _): (key, value, isWhole) = ("rate", rate.perSecond, false)
    case .curve(.constant(let rate), _, _): (key, value, isWhole) = ("poisson", rate, false)
    case .curve(.ramp(_, let to, _), _, _): (key, value, isWhole) = ("ramp.to", to, false)
    case .curve(.spike(_, let peak, _, _), _, _): (key, value, isWhole) = ("spike.peak", peak, false)
    case .curve(.sine(let mean, _, _, _), _, _): (key, value, isWhole) = ("sine.mean", mean, false)
    case .curve(.steps, _, _), .timetable:
      throw Unknown(message: "the load has no single number that says how much it is", hint: hint)
    }
    path = "load.0.arrivals." + key
    self.value = value
    self.isWhole = isWhole
    unit = isWhole ? "" : "/s"
  }

  /// Far enough around: from an eighth to twice of `bound`, which is what demand and supply allow, and of what it is
  /// now.
  func scale(bound: Double?) -> Variation.Scale {
    var (low, high) = (min(value, bound ?? value) / 8, bound.map { max(value, $0) * 2 } ?? value * 8)
    if isWhole { (low, high) = (max(1, low.rounded(.down)), max(2, high.rounded(.up))) }
    func digits(_ value: Double) -> Double {
      let step = pow(10, log10(value).rounded(.down) - 1)
      return (value / step).rounded() * step
    }
    return Variation.Scale(
      low: isWhole ? low : digits(low), high: isWhole ? high : digits(high), unit: unit, isWhole: isWhole,
      isLogarithmic: true)
  }
}
