package import Chance
package import Prelude

/// What stands between the arrivals of a stream and their calls: a what-if about the design in front of the account.
package struct Admission: Sendable {
  package enum Kind: Sendable {
    /// Callers are let go as tokens come: one after the other where a bucket holds one, or as many at once as it holds.
    /// `paysForRetries`: each call takes a token, and not only a caller's first.
    case paced(capacity: Int, refill: Rate, paysForRetries: Bool)
    /// So many at once, each from its first call until its execution has ended or it has given up.
    case semaphore(limit: Int)
    case breaker(BreakerModel)
    case eventSource(EventSource)
  }
  package var kind: Kind
  /// How many may wait, of those that come; nil: any number.
  package var length: Int?

  package init(_ kind: Kind, length: Int? = nil) {
    self.kind = kind
    self.length = length
  }
}

/// When a circuit breaker opens, and how it closes again.
package struct BreakerModel: Sendable {
  package enum Trip: Sendable {
    /// So many refused calls.
    case refusals(Int)
    /// So large a share of the calls, once there are enough of them.
    case ratio(Double, calls: Int)
  }
  package var trip: Trip
  /// The stretch of time in which calls are looked at.
  package var within = Span.seconds(10)
  /// How long it stays open.
  package var open: Span
  /// Half open, so many calls in a row have to be admitted before it closes.
  package var probes = 1

  package init(trip: Trip, open: Span) {
    self.trip = trip
    self.open = open
  }
}

/// An SQS queue whose messages a Lambda function takes, which starts one execution for each.
///
/// The figures are those of AWS's documentation of Lambda's event source for SQS; how fast pollers are given up again,
/// and what a receipt takes, it does not say.
package struct EventSource: Sendable {
  /// Messages of one invocation, at most.
  package var batch = 10
  /// At first, and how many more while messages wait.
  package var pollers = 5
  package var scaling = Rate(count: 300, per: .seconds(60))
  package var invocationsPerPoller = 10
  /// Invocations at once, at most.
  package var concurrency = 1_000
  /// From a message's place in front to its invocation.
  package var receive: Distribution
  /// What the function does before its calls.
  package var latency: Distribution
  /// Of an invocation.
  package var timeout = Span.seconds(3)
  /// From the receipt of a message that was not taken care of until it can be received once more.
  package var visibility = Span.seconds(30)
  /// A message that has been received so often goes to the dead-letter queue; nil: never.
  package var maxReceives: Int? = 5

  package init(receive: Distribution, latency: Distribution) {
    self.receive = receive
    self.latency = latency
  }
}

extension Plan {
  /// The streams that have an admission, by their place in the load.
  package var admissions: [Int] { load.indices.filter { load[$0].admission != nil } }
}
