import Chance
import Engine
import Prelude

/// Outages of the API's own actions. A call that meets one takes no token: a Task's fails, outside callers and workers
/// try again, and an execution that was to be stopped with its parent runs on.
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

  // MARK: Other actions than those that start executions

  /// The same of a call that is told from its caller's others by its time.
  @inline(never)
  mutating func otherOutage(of action: APIAction, _ key: UInt64, at time: Instant) -> String? {
    let entity = Interpreter.mix(
      Interpreter.mix(key, UInt64(action.rawValue) &+ 1), UInt64(bitPattern: time.nanoseconds))
    for (index, outage) in (model.outages[action] ?? []).enumerated() where outage.from <= time && time < outage.until {
      if streams.outage.uniform(entity: entity, counter: UInt64(index)) < outage.share {
        return outage.errors.first?.name
      }
    }
    return nil
  }

  /// Of a caller that waits until it may call, as workers do: how long it does for outages, in which it tries again
  /// every second. Asked again when the wait is over, the answer is that there is none.
  @inline(__always)
  mutating func outageWait(_ action: APIAction, _ key: UInt64) -> Span {
    hasOtherOutages ? waitThroughOutages(action, key) : .zero
  }

  @inline(never)
  private mutating func waitThroughOutages(_ action: APIAction, _ key: UInt64) -> Span {
    guard let outages = model.outages[action] else { return .zero }
    var time = now
    while otherOutage(of: action, key, at: time) != nil {
      // Nothing else can come of it before a whole outage is over.
      let whole = outages.filter { $0.share == 1 && $0.from <= time && time < $0.until }.map(\.until).max()
      let seconds = whole.map { max(1, ($0 - time).nanoseconds.dividedUp(by: 1_000_000_000)) } ?? 1
      time = time + .seconds(Int(seconds))
    }
    return time - now
  }
}

extension Int64 {
  fileprivate func dividedUp(by divisor: Int64) -> Int64 { self / divisor + (self % divisor > 0 ? 1 : 0) }
}

extension Refusal {
  /// A caller may try again, as after a throttle.
  static func outage(_ error: String) -> Refusal {
    Refusal(name: error, message: outageCause, isTransient: true)
  }

  static var outageCause: String { "The service is unavailable." }
}
