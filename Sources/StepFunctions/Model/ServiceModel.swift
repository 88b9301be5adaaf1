public import Chance
public import JSON
public import Prelude

/// A called service: a Lambda function, a queue, any integration that is not a nested execution.
public struct ServiceModel: Sendable {
  public enum Concurrency: Sendable {
    case unlimited
    /// What exceeds `limit` is refused with this error name, as Lambda does.
    case refuse(limit: Int, error: String)
    /// What exceeds `limit` waits, first come, first served.
    case queue(limit: Int)
  }
  public struct ErrorChance: Sendable {
    public var name: String
    public var cause: String?
    public var probability: Double

    public init(name: String, cause: String?, probability: Double) {
      self.name = name
      self.cause = cause
      self.probability = probability
    }
  }
  public enum Result: Sendable {
    case constant(JSON)
    case echo
    /// The n-th answer is the n-th value; the last one repeats.
    case list([JSON], per: Counting = .service)
    case expression(CallExpression)
  }
  /// Over which calls is counted.
  public enum Counting: String, CaseIterable, Sendable {
    case service, execution
  }
  /// What answers the task token of a `.waitForTaskToken` call to this service.
  public struct Callback: Sendable {
    public var after: Distribution
    /// `nil`: success with the service's result.
    public var error: String?

    public init(after: Distribution, error: String?) {
      self.after = after
      self.error = error
    }
  }
  /// Who takes an activity's tasks, in the order in which they were scheduled, and answers them.
  public struct Workers: Sendable {
    public var count: Int
    /// From the worker that is free and the task that is there to the worker that has the task.
    public var poll: Distribution
    /// How often a worker sends heartbeats while it works; never where nil.
    public var heartbeat: Span?
    public var name: String?

    public init(count: Int, poll: Distribution = .zero, heartbeat: Span? = nil, name: String? = nil) {
      self.count = count
      self.poll = poll
      self.heartbeat = heartbeat
      self.name = name
    }
  }
  /// What it answers for, as `ServiceKey` reads it: the resource ARN, the ARN or name of the function that
  /// `lambda:invoke` names, an activity's ARN or name, a state, a pattern, or `*`.
  public var name: String
  public var latency: Distribution
  public var errors: [ErrorChance] = []
  /// In place of `latency` and of `errors`, worked out as each call begins.
  public var latencyExpression: CallExpression?
  public var errorExpression: CallExpression?
  public var concurrency = Concurrency.unlimited
  /// In place of `latency`.
  public var loaded: LoadedLatency?
  public var rate = RateRule.integration
  public var outages: [Outage] = []
  public var abandoned = Abandoned.drop
  public var result = Result.constant(.object([:]))
  public var callback: Callback?
  /// Of an activity; nobody polls where nil.
  public var workers: Workers?

  public init(name: String, latency: Distribution) {
    self.name = name
    self.latency = latency
  }
}

extension ServiceModel {
  var resultExpression: CallExpression? { if case .expression(let expression) = result { expression } else { nil } }

  /// Those that are worked out as each call begins.
  var expressions: [CallExpression] { [latencyExpression, errorExpression, resultExpression].compactMap(\.self) }

  /// Something of its answer depends on the call's parameters.
  var readsRequest: Bool {
    if case .echo = result { true } else { expressions.contains { $0.reads(.request) } }
  }
}
