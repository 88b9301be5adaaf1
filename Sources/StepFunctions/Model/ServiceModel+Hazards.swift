public import Chance
public import Prelude

/// What makes a service slow or unavailable other than its law and its chances.
extension ServiceModel {
  /// A latency that grows with the calls in progress, behind a network. Source: M. Brooker, simple_collapse_sim.
  public struct LoadedLatency: Sendable {
    public var base: Distribution
    /// For each call in progress at the service as one begins there, that one included.
    public var perCall: Span
    /// The way there, and the way back: a call on it is not in progress at the service.
    public var network: Distribution

    public init(base: Distribution, perCall: Span, network: Distribution = .zero) {
      self.base = base
      self.perCall = perCall
      self.network = network
    }
  }

  /// Calls per time that a service takes: an ideal token bucket, full at first.
  public struct RateLimit: Sendable {
    public enum Excess: Hashable, Sendable {
      /// With this error; nil: as the Task's integration names it.
      case refuse(error: String?)
      /// It waits for its token, first come, first served.
      case queue
    }
    public var capacity: Int
    public var refill: Rate
    public var excess: Excess

    public init(capacity: Int, refill: Rate, excess: Excess = .refuse(error: nil)) {
      self.capacity = capacity
      self.refill = refill
      self.excess = excess
    }
  }
  public enum RateRule: Sendable {
    /// AWS's default for the Task's integration, if there is one: all of the account's calls to that share it.
    case integration
    case unlimited
    case limited(RateLimit)
  }

  /// What befalls a share of the calls that begin while it lasts.
  public struct Outage: Sendable {
    public var from: Instant
    public var until: Instant
    /// Of the calls that begin in it, those that meet it.
    public var share: Double
    /// What these fail with, when their time is over; sums to 1, or is empty.
    public var errors: [ErrorChance]
    /// How many times as long they take.
    public var slowdown: Double

    public init(from: Instant, until: Instant, share: Double = 1, errors: [ErrorChance] = [], slowdown: Double = 1) {
      self.from = from
      self.until = until
      self.share = share
      self.errors = errors
      self.slowdown = slowdown
    }

    public var text: String {
      var words = errors.map { $0.probability < 1 ? "\($0.name) (\($0.probability) of them)" : $0.name }
      if slowdown != 1 { words.append("\(slowdown) times as slow") }
      let who = share < 1 ? "\(share) of its calls: " : ""
      return "from \(from.seconds) s to \(until.seconds) s \(who)\(words.joined(separator: ", "))"
    }
  }

  /// What becomes of a call in line when its Task has timed out. One that runs always runs on.
  public enum Abandoned: String, CaseIterable, Sendable {
    case run, drop
  }

  /// How long a call takes, in words.
  public var latencyText: String {
    guard let loaded else { return latency.description }
    let network = loaded.network.isZero ? "" : ", and \(loaded.network.description) of network each way"
    return "\(loaded.base.description) + \(loaded.perCall.seconds) s for each call in progress\(network)"
  }

  /// Whether a call may pass through without a record of its own.
  var isDirect: Bool {
    guard loaded == nil, case .unlimited = concurrency else { return false }
    return if case .limited = rate { false } else { true }
  }
}

extension Instant {
  fileprivate var seconds: Double { (self - .zero).seconds }
}
