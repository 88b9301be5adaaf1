import Prelude
import Simulation
import StatesLanguage

/// `warmup` and `until`. With a warm-up and no `until` the run ends with the load, so that the end is no cool-down.
struct Horizon {
  let warmup: Span
  let until: Plan.Horizon

  init(_ root: Fields, load: [LoadStream]) {
    warmup = root["warmup"]?.duration() ?? .zero
    let end = load.map(\.end).max() ?? .zero
    var until = warmup > .zero ? Plan.Horizon.at(end) : .drained
    if let node = root["until"] {
      if node.node.text == "drained" {
        until = .drained
      } else if let span = node.positiveDuration() {
        until = .at(Instant(nanoseconds: span.nanoseconds))
      }
    }
    self.until = until
    if let node = root["warmup"], warmup > .zero, !load.isEmpty {
      let start = Instant(nanoseconds: warmup.nanoseconds)
      let found = "found \(node.node.found), but the"
      if load.allSatisfy({ $0.isOver(by: start) }) {
        node.error(.value, "\(found) load ends before: nothing would be measured")
      } else if case .at(let instant) = until, instant <= start {
        node.error(.value, "\(found) run ends before: nothing would be measured")
      }
    }
  }
}

extension LoadStream {
  /// When the stream's last arrival may come.
  var end: Instant {
    switch arrivals {
    case .burst(_, let at): at
    case .constant(_, let length), .poisson(_, let length), .ramp(_, _, let length): .zero + length
    case .trace(let arrivals): arrivals.last?.at ?? .zero
    }
  }

  /// Does nothing arrive at or after `instant`?
  func isOver(by instant: Instant) -> Bool {
    switch arrivals {
    case .burst, .trace: end < instant
    case .constant, .poisson, .ramp: end <= instant
    }
  }
}
