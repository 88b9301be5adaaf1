import Report
import Scenario
import Synchronization

/// How far all replications are, and how long they still take: on a terminal one line, rewritten in place; elsewhere a
/// line now and then, so that the log of a long run shows that it lives.
final class ProgressLine: Sendable {
  enum Place: Sendable {
    case terminal, log

    var interval: Duration { self == .terminal ? .milliseconds(100) : .seconds(30) }
  }

  private struct State {
    /// Done share of each replication, 0 to 1; nil while it cannot be told.
    var shares: [Double?]
    var executions: [Int]
    var shown: ContinuousClock.Instant
    var isVisible = false
  }

  private let state: Mutex<State>
  private let began = ContinuousClock.now
  /// nil: it is not shown.
  private let place: Place?

  init(replications: Int, in place: Place?) {
    self.place = place
    let count = place == nil ? 0 : replications
    state = Mutex(
      State(
        shares: Array(repeating: 0, count: count), executions: Array(repeating: 0, count: count), shown: .now))
  }

  func update(replication: Int, share: Double?, executions: Int) {
    guard let place else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      state.shares[replication] = share
      state.executions[replication] = executions
      guard now - state.shown > place.interval else { return }
      state.shown = now
      let text = Self.text(state.shares, state.executions.reduce(0, +), elapsed: now - began)
      if place == .log { return write(text + "\n") }
      state.isVisible = true
      write("\r" + text + "\u{1B}[K")
    }
  }

  /// Removes the line, so that what follows begins on a clean one.
  func clear() {
    state.withLock { state in
      if state.isVisible { write("\r\u{1B}[K") }
      state.isVisible = false
    }
  }

  static func text(_ shares: [Double?], _ executions: Int, elapsed: Duration) -> String {
    let count = "\(Number.grouped(executions)) executions"
    let share = shares.reduce(0) { $0 + min(1, max(0, $1 ?? 0)) } / Double(max(1, shares.count))
    guard share > 0.001 else { return count }
    let left = (elapsed / .seconds(1)) * (1 - share) / share
    return "\(Int(share * 100)) %  \(count)  about \(Number.span(left.rounded(.up))) left"
  }

  private func write(_ text: String) {
    try? File.write(Array(text.utf8), to: 2, path: "standard error")
  }
}
