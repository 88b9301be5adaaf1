public import JSON

/// What the lint of a definition may know of the account and of the load. The defaults are AWS's own limits.
public struct LintSettings: Sendable {
  /// A token bucket: full at first, `refill` in tokens per second.
  public struct Bucket: Sendable {
    public var capacity: Int
    var refill: Double

    public init(capacity: Int, refill: Double) {
      self.capacity = capacity
      self.refill = refill
    }
  }

  /// Executions of the machine that begin with the same input; `count` of them begin at the same instant.
  public struct Start: Sendable {
    var input: JSON
    var count: Int

    public init(input: JSON, count: Int) {
      self.input = input
      self.count = count
    }
  }

  /// What a Task sees when its StartExecution is throttled.
  public var throttleError = ErrorName.throttledStart
  /// What it sees where the account has all the open executions that it may have.
  public var openExecutionsError = ErrorName.tooManyOpen
  public var inlineMapConcurrency: Int? = Defaults.inlineMapConcurrency
  /// Nil: no limit, as for Express executions.
  public var historyEvents: Int? = Defaults.historyEvents
  public var payloadBytes: Int? = Defaults.payloadBytes
  /// The bucket that a start of a machine takes its token from, by the machine's ARN; where it is known.
  public var buckets: [String: Bucket] = [:]
  /// The ARNs of machines that are known to be Express.
  public var expressMachines: Set<String> = []
  /// Empty where nothing is known of the input.
  public var starts: [Start] = []

  public init() {}
}
