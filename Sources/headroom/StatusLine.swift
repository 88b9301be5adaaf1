import Scenario
import Synchronization

/// What a command is doing: on a terminal one line, rewritten in place; elsewhere a line now and then, so that the log
/// of a long run shows that it lives.
final class StatusLine: Sendable {
  private enum Place: Sendable {
    case terminal, log

    var interval: Duration { self == .terminal ? .milliseconds(100) : .seconds(30) }
  }

  private struct State {
    var shown = ContinuousClock.now
    var isVisible = false
  }

  private let state = Mutex(State())
  /// nil: it is not shown.
  private let place: Place?

  init(_ output: OutputOptions) { place = output.quiet ? nil : Terminal.showsProgress ? .terminal : .log }

  var isShown: Bool { place != nil }

  /// `text` is asked for where it is time to show something.
  func update(_ text: () -> String) {
    guard let place else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      guard now - state.shown > place.interval else { return }
      state.shown = now
      if place == .log { return write(text() + "\n") }
      state.isVisible = true
      write("\r" + text() + "\u{1B}[K")
    }
  }

  /// Removes the line, so that what follows begins on a clean one.
  func clear() {
    state.withLock { state in
      if state.isVisible { write("\r\u{1B}[K") }
      state.isVisible = false
    }
  }

  private func write(_ text: String) {
    try? File.write(Array(text.utf8), to: 2, path: "standard error")
  }
}
