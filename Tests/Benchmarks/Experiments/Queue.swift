import Chance
import Foundation
import Statistics

/// A queue with Poisson arrivals, exponential service and `slots` servers, first come first served, that begins empty.
/// Arrivals and service times come from streams of their own: another service law meets the same arrivals.
struct Queue {
  var slots = 1
  /// Arrivals per second; the mean service time is 1 s times `serviceFactor`.
  var rate = 0.8
  var serviceFactor = 1.0
  /// Seconds.
  var warmup = 500.0
  /// Seconds after the warm-up, and executions that arrive in them: the run ends with what comes first.
  var counted = Double.infinity
  var executions = 4_000

  struct Replication {
    /// Of those who arrive after the warm-up, in nanoseconds.
    var sojourn = Sample()
    var wait = Sample()
    var service = 0.0
    /// How many are inside when the warm-up ends, and at the end.
    var early = 0
    var late = 0
  }

  func run(seed: UInt64, replication: Int) -> Replication {
    var arrivals = StreamKey(seed: seed, replication: replication, purpose: .arrivals).stream(entity: 0)
    var services = StreamKey(seed: seed, replication: replication, purpose: .serviceTime).stream(entity: 0)
    var result = Replication()
    var free = Array(repeating: 0.0, count: slots)
    let end = warmup + counted
    var now = 0.0
    while true {
      now += -log(1 - arrivals.uniform()) / rate
      guard now < end, result.sojourn.count < executions else { return result }
      let service = -log(1 - services.uniform()) * serviceFactor
      var slot = 0
      for other in 1..<max(1, slots) where free[other] < free[slot] { slot = other }
      let start = max(now, free[slot])
      free[slot] = start + service
      if free[slot] > end { result.late += 1 }
      if now >= warmup {
        result.sojourn.add(Int64((free[slot] - now) * 1e9))
        result.wait.add(Int64((start - now) * 1e9))
        result.service += service
      } else if free[slot] > warmup {
        result.early += 1
      }
    }
  }

  func run(seed: UInt64, replications: Int = 20) -> [Replication] {
    (0..<replications).map { run(seed: seed, replication: $0) }
  }
}

extension [Queue.Replication] {
  var sojourns: [Sample] { map(\.sojourn) }
}
