import Planning
import Report
import Synchronization

/// How far all replications of a run are, and how long they still take.
final class ProgressLine: Sendable {
  private struct State {
    /// Done share of each replication, 0 to 1; nil while it cannot be told.
    var shares: [Double?]
    var executions: [Int]
  }

  private let state: Mutex<State>
  private let began = ContinuousClock.now
  private let line: StatusLine

  init(replications: Int, _ output: OutputOptions) {
    line = StatusLine(output)
    let count = line.isShown ? replications : 0
    state = Mutex(State(shares: Array(repeating: 0, count: count), executions: Array(repeating: 0, count: count)))
  }

  func update(replication: Int, share: Double?, executions: Int?) {
    guard line.isShown else { return }
    state.withLock { state in
      state.shares[replication] = share
      if let executions { state.executions[replication] = executions }
      line.update { Self.text(state.shares, state.executions.reduce(0, +), elapsed: .now - began) }
    }
  }

  func clear() { line.clear() }

  static func text(_ shares: [Double?], _ executions: Int, elapsed: Duration) -> String {
    let count = "\(Number.grouped(executions)) executions"
    let share = shares.reduce(0) { $0 + min(1, max(0, $1 ?? 0)) } / Double(max(1, shares.count))
    guard let left = StudyProgress.timeLeft(share, elapsed) else { return count }
    return "\(Int(share * 100)) %  \(count)  \(left)"
  }
}

/// How far a study of many runs is: which step it is at, and how long that still takes.
final class StudyProgress: Sendable {
  private struct State {
    var step: String
    var began = ContinuousClock.now
  }

  private let state: Mutex<State>
  private let line: StatusLine

  /// What is done first: `calibration`.
  init(_ step: String, _ output: OutputOptions) {
    state = Mutex(State(step: step))
    line = StatusLine(output)
  }

  func begin(_ step: String) { state.withLock { $0 = State(step: step) } }

  func update(_ progress: Workers.Progress) {
    guard line.isShown else { return }
    state.withLock { state in
      line.update { Self.text(state.step, progress.done, of: progress.wanted, elapsed: .now - state.began) }
    }
  }

  func clear() { line.clear() }

  static func text(_ step: String, _ done: Int, of wanted: Int, elapsed: Duration) -> String {
    let count = "\(step): \(Number.grouped(done)) of \(Number.grouped(wanted)) replications"
    return [count, timeLeft(Double(done) / Double(max(1, wanted)), elapsed)].compactMap(\.self).joined(separator: "  ")
  }

  /// nil: too little is over to tell.
  static func timeLeft(_ share: Double, _ elapsed: Duration) -> String? {
    guard share > 0.001 else { return nil }
    let left = (elapsed / .seconds(1)) * (1 - share) / share
    return "about \(Number.span(left.rounded(.up))) left"
  }
}
