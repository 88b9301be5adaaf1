import Report
import Scenario
import Synchronization

/// One line on standard error, rewritten in place: how far all replications are, and how long they still take.
final class ProgressLine: Sendable {
  private struct State {
    /// Done share of each replication, 0 to 1; nil while it cannot be told.
    var shares: [Double?]
    var executions: [Int]
    var shown: ContinuousClock.Instant
    var isVisible = false
  }

  private let state: Mutex<State>
  private let began = ContinuousClock.now
  private let isShown: Bool

  init(replications: Int, isShown: Bool) {
    self.isShown = isShown
    state = Mutex(
      State(
        shares: Array(repeating: 0, count: isShown ? replications : 0),
        executions: Array(repeating: 0, count: isShown ? replications : 0), shown: .now))
  }

  func update(replication: Int, share: Double?, executions: Int) {
    guard isShown else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      state.shares[replication] = share
      state.executions[replication] = executions
      guard now - state.shown > .milliseconds(100) else { return }
      state.shown = now
      state.isVisible = true
      write("\r" + Self.text(state.shares, state.executions.reduce(0, +), elapsed: now - began) + "\u{1B}[K")
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
