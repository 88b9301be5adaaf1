import Chance
import Engine
import Prelude

/// Outages and brown-outs: who meets one is drawn from the call's own key, by numbers that nothing else draws.
extension ServiceDesk {
  /// What a call that begins now meets.
  struct Fate {
    var failure: Failure?
    var slowdown = 1.0
  }

  mutating func fate(_ key: UInt64, _ service: Int32, _ core: inout AccountCore) -> Fate {
    let state = services + Int(service)
    var fate = Fate()
    for (index, outage) in state.pointee.model.outages.enumerated()
    where outage.from <= core.now && core.now < outage.until {
      let uniform = core.streams.outage.uniform(entity: key, counter: UInt64(index))
      guard uniform < outage.share else { continue }
      fate.slowdown *= outage.slowdown
      if fate.failure == nil, !outage.errors.isEmpty {
        fate.failure = Self.failure(among: outage.errors, uniform / outage.share)
      }
    }
    return fate
  }

  private static func failure(among errors: [ServiceModel.ErrorChance], _ uniform: Double) -> Failure {
    var rest = uniform
    for error in errors.dropLast() {
      if rest < error.probability { return failure(error) }
      rest -= error.probability
    }
    return failure(errors[errors.count - 1])
  }

  private static func failure(_ error: ServiceModel.ErrorChance) -> Failure {
    Failure(error: error.name, cause: error.cause.map(Cause.text) ?? .none)
  }

  func slowed(_ span: Span, _ factor: Double) -> Span {
    factor == 1 ? span : Span(seconds: span.seconds * factor)
  }
}
