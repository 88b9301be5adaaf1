import Chance
import Engine
import Prelude

/// Outages of the API's own actions. A call that meets one takes no token.
extension AccountCore {
  /// The error of the outage that a call meets now. Every attempt of a caller draws anew whether it does.
  @inline(never)
  mutating func outage(of action: APIAction, _ key: UInt64, attempt: Int) -> String? {
    let entity = Interpreter.mix(key, UInt64(action.rawValue) &+ 1)
    for (index, outage) in (model.outages[action] ?? []).enumerated() where outage.from <= now && now < outage.until {
      let counter = UInt64(truncatingIfNeeded: attempt) << 16 | UInt64(truncatingIfNeeded: index)
      if streams.outage.uniform(entity: entity, counter: counter) < outage.share { return outage.errors.first?.name }
    }
    return nil
  }
}

extension Refusal {
  /// A caller may try again, as after a throttle.
  static func outage(_ error: String) -> Refusal {
    Refusal(name: error, message: outageCause, isTransient: true)
  }

  static var outageCause: String { "The service is unavailable." }
}
