/// An Amazon Resource Name: `arn:aws:states:us-east-1:123456789012:stateMachine:Order`. Source: AWS general reference,
/// "Amazon Resource Names".
public struct ARN: Hashable, Sendable {
  public var partition: String
  public var service: String
  /// Empty where the resource belongs to no Region.
  public var region: String
  public var account: String
  /// Everything behind the account; it may have colons.
  public var resource: String

  /// The account that stands for any where nobody names one: AWS's own in its examples.
  public static let exampleAccount = "123456789012"
  public static let exampleRegion = "us-east-1"

  public init(
    partition: String = "aws", service: String, region: String = exampleRegion, account: String = exampleAccount,
    resource: String
  ) {
    self.partition = partition
    self.service = service
    self.region = region
    self.account = account
    self.resource = resource
  }

  /// Nil: the text is none.
  public init?(_ text: some StringProtocol) {
    let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0] == "arn" else { return nil }
    self.init(
      partition: String(fields[1]), service: String(fields[2]), region: String(fields[3]), account: String(fields[4]),
      resource: String(fields[5]))
  }

  public var text: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }

  /// The resource, split at colons: `stateMachine`, `Order`.
  public var path: [Substring] { resource.split(separator: ":", omittingEmptySubsequences: false) }

  /// Another resource of the same service in the same place.
  public func with(resource: String) -> ARN {
    ARN(partition: partition, service: service, region: region, account: account, resource: resource)
  }
}

extension ARN {
  /// A name with a qualifier names a version or an alias.
  public static func stateMachine(
    _ name: some StringProtocol, region: String = exampleRegion, account: String = exampleAccount
  ) -> ARN {
    ARN(service: "states", region: region, account: account, resource: "stateMachine:\(name)")
  }

  public static func function(_ name: some StringProtocol, region: String, account: String) -> ARN {
    ARN(service: "lambda", region: region, account: account, resource: "function:\(name)")
  }

  /// Roles belong to no Region.
  public static func role(_ name: String, account: String) -> ARN {
    ARN(service: "iam", region: "", account: account, resource: "role/\(name)")
  }
}
