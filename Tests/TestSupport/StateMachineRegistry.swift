import Prelude
import StatesLanguage

/// What AWS answers to the calls that create and change state machines: for what was recorded of its validation.
///
/// Source of codes and texts: recorded on AWS. The order in which AWS looks at several faults of one call is not known;
/// here the request's own fields come first, then names, then the definition.
public struct StateMachineRegistry: Sendable {
  /// An error of the API: `code` as in its `Code`, `message` as in its `Message`.
  public struct Refusal: Error, Hashable, Sendable {
    public var code: String
    public var message: String
  }

  /// The parameters of CreateStateMachine and UpdateStateMachine that can be refused.
  public struct Request: Hashable, Sendable {
    public var definition: [UInt8]
    public var isExpress = false
    public var publish = false
    public var versionDescription: String?
    /// The log groups of `loggingConfiguration`; nil where there is none.
    public var logDestinations: [String]?

    public init(definition: [UInt8]) { self.definition = definition }
  }

  /// The ARNs of the log groups that exist.
  public var logGroups: Set<String> = []
  private let prefix: String
  private var machines: [String: Request] = [:]

  public init(region: String, accountID: String) {
    prefix = ARN.stateMachine("", region: region, account: accountID).text
  }

  /// Answers the new machine's ARN. The same request again is no error: the call is idempotent.
  public mutating func create(name: String, _ request: Request) throws(Refusal) -> String {
    try check(request)
    let arn = prefix + name
    if let known = machines[arn] {
      if known == request { return arn }
      throw Refusal(code: "StateMachineAlreadyExists", message: "State Machine Already Exists: '\(arn)'")
    }
    try check(request.definition, arn, isExpress: request.isExpress)
    machines[arn] = request
    return arn
  }

  /// Changes a machine. The ARN of a version names nothing that could be changed.
  public mutating func update(arn: String, _ request: Request) throws(Refusal) {
    try check(request)
    guard let kind = machines[arn]?.isExpress else {
      throw Refusal(code: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'")
    }
    try check(request.definition, arn, isExpress: kind)
    machines[arn]?.definition = request.definition
  }

  private func check(_ request: Request) throws(Refusal) {
    if request.versionDescription != nil, !request.publish {
      throw Refusal(code: "ValidationException", message: "Version description can only be set when publish is true")
    }
    guard let destinations = request.logDestinations else { return }
    let code = "InvalidLoggingConfiguration"
    guard destinations.count == 1 else {
      throw Refusal(code: code, message: "Invalid Logging Configuration: Must specify exactly one Log Destination.")
    }
    guard logGroups.contains(destinations[0]) else {
      throw Refusal(code: code, message: "Invalid Logging Configuration: Log Destination not found.")
    }
  }

  private func check(_ definition: [UInt8], _ file: String, isExpress: Bool) throws(Refusal) {
    let found = StateMachine.validate(definition, file: file, isExpress: isExpress).diagnostics
    if let refusal = AWSValidation(found).refusal { throw Refusal(code: "InvalidDefinition", message: refusal) }
  }
}
