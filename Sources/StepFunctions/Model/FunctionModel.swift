public import Chance
public import Prelude

/// Of a service that is a Lambda function: its execution environments, each of which has one call at a time.
///
/// Source: AWS Lambda developer guide, "Lambda scaling behavior" and "Understanding function scaling", August 2026.
public struct FunctionModel: Sendable {
  /// What a call takes more where no environment is warm.
  public var coldStart: Distribution
  /// How long an environment without a call is kept. AWS does not say; five minutes are what many have measured.
  public var keepAlive = Span.seconds(300)
  /// Concurrency that the function alone has, and no more; nil: what others have not reserved, together with the rest.
  public var reserved: Int?
  /// New environments of the function: 1,000 every 10 seconds, refilled continuously and not saved up.
  public var scaling = Quotas.Bucket.tokens(capacity: 1_000, refill: .perSecond(100))
  /// Of calls that find no concurrency, no request and no new environment left.
  public var error = Self.throttled

  public static let throttled = "Lambda.TooManyRequestsException"
  /// Requests per second that an environment serves at most.
  static let requestsPerEnvironment = 10
  /// Of the account's concurrency so much cannot be reserved.
  public static let leastUnreserved = 100

  public init(coldStart: Distribution) { self.coldStart = coldStart }
}

/// What a call of a function is refused by.
public enum FunctionLimit: Int, CaseIterable, Sendable {
  case concurrency, requests, newEnvironments
}

/// Calls refused, by the limit that refused them.
public struct FunctionRefusals: Equatable, Sendable {
  private var counts = SIMD4<Int>()

  public init() {}

  public subscript(limit: FunctionLimit) -> Int {
    get { counts[limit.rawValue] }
    set { counts[limit.rawValue] = newValue }
  }
}

/// Lambda's limits on an account.
public struct FunctionQuotas: Sendable {
  /// Calls in progress of all functions.
  public var concurrency: Int? = 1_000
  /// Of functions without reserved concurrency together; nil: 10 times their concurrency per second, and in a burst.
  public var requests: Quotas.Bucket?

  public init() {}

  /// That of the functions without reserved concurrency, where others have reserved so much.
  public func requestBucket(reserved: Int = 0) -> Quotas.Bucket {
    requests ?? concurrency.map { Self.requests(of: max(0, $0 - reserved)) } ?? .unlimited
  }

  /// What `concurrency` environments can serve of requests.
  public static func requests(of concurrency: Int) -> Quotas.Bucket {
    let count = concurrency * FunctionModel.requestsPerEnvironment
    return .tokens(capacity: count, refill: .perSecond(count))
  }
}
