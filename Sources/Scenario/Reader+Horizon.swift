import Prelude
import Simulation

extension Reader {
  /// `warmup` and `until`. With a warm-up and no `until` the run ends with the load, so that the end is no cool-down.
  mutating func horizon(_ root: Fields, load: [LoadStream]) -> (warmup: Span, until: Plan.Horizon) {
    let warmup = root["warmup"].flatMap { duration($0, "warmup") } ?? .zero
    let end = load.map(\.end).max() ?? .zero
    var until = warmup > .zero ? Plan.Horizon.at(end) : .drained
    if let node = root["until"] {
      if node.text == "drained" {
        until = .drained
      } else if let span = positiveDuration(node, "until") {
        until = .at(Instant(nanoseconds: span.nanoseconds))
      }
    }
    if let node = root["warmup"], warmup > .zero, !load.isEmpty {
      let start = Instant(nanoseconds: warmup.nanoseconds)
      if load.allSatisfy({ $0.isOver(by: start) }) {
        error(node.place, "warmup: found \(node.found), but the load ends before: nothing would be measured")
      } else if case .at(let instant) = until, instant <= start {
        error(node.place, "warmup: found \(node.found), but the run ends before: nothing would be measured")
      }
    }
    return (warmup, until)
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
