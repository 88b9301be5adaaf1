import Prelude

/// Whether calls may be made, by how the last ones went. A call's answer comes at once, so that a probe is over before
/// the next caller asks.
struct CircuitBreaker {
  private enum State {
    case closed
    case open(until: Instant)
    /// So many probes in a row have been admitted.
    case halfOpen(admitted: Int)
  }
  private let model: BreakerModel
  private var state = State.closed
  /// While it is closed, the calls of the last `within`.
  private var calls = RecentCalls()
  private(set) var openings = 0

  init(_ model: BreakerModel) { self.model = model }

  /// Half open once its time is over.
  mutating func lets(at now: Instant) -> Bool {
    guard case .open(let until) = state else { return true }
    guard now >= until else { return false }
    state = .halfOpen(admitted: 0)
    return true
  }

  /// Nil where calls may be made.
  var opensAgainAt: Instant? {
    if case .open(let until) = state { return until }
    return nil
  }

  /// A call was made, and this was its answer.
  mutating func saw(refused: Bool, at now: Instant) {
    switch state {
    // Of a caller that was let through before.
    case .open: break
    case .halfOpen(let admitted):
      if refused { return trip(at: now) }
      state = admitted + 1 < model.probes ? .halfOpen(admitted: admitted + 1) : .closed
    case .closed:
      calls.add(refused: refused, at: now, since: Instant(nanoseconds: now.nanoseconds - model.within.nanoseconds))
      if refused, isTripped { trip(at: now) }
    }
  }

  private var isTripped: Bool {
    switch model.trip {
    case .refusals(let limit): calls.refused >= limit
    case .ratio(let share, let enough): calls.count >= enough && Double(calls.refused) >= share * Double(calls.count)
    }
  }

  private mutating func trip(at now: Instant) {
    state = .open(until: now + model.open)
    calls = RecentCalls()
    openings += 1
  }

  /// Calls of a window that moves on.
  private struct RecentCalls {
    private var calls: ContiguousArray<(at: Instant, isRefused: Bool)> = []
    private var head = 0
    private(set) var refused = 0
    var count: Int { calls.count - head }

    mutating func add(refused isRefused: Bool, at now: Instant, since: Instant) {
      calls.append((now, isRefused))
      if isRefused { refused += 1 }
      while head < calls.count, calls[head].at <= since {
        if calls[head].isRefused { refused -= 1 }
        head += 1
      }
      if head > 1_024, 2 * head > calls.count {
        calls.removeFirst(head)
        head = 0
      }
    }
  }
}
