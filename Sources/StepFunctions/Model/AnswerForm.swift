public import JSON
public import StatesLanguage

/// How an answer that somebody wrote down stands to what the Task gets. An integration may put an envelope around what
/// it was asked for: `lambda:invoke` the function's result as `Payload`, `http:invoke` a body as `ResponseBody`, a
/// `.sync` start the child's output as `Output`. Either may be written: an object that has the envelope's member, and
/// no member that the envelope has not, is the envelope; all else is what goes into it.
public enum AnswerForm: Sendable {
  /// The integration has no envelope, or it is written down.
  case plain, envelope
  /// It is still to be put into its envelope.
  case payload

  public init(_ value: JSON, of resource: Resource) {
    guard let kind = Kind(resource) else {
      self = .plain
      return
    }
    self = kind.isEnvelope(value) ? .envelope : .payload
  }

  /// The member that holds the payload, if the integration has an envelope.
  public static func member(of resource: Resource) -> String? { Kind(resource)?.member }

  /// What the Task gets. `parameters`: of the call.
  public static func result(_ value: JSON, of resource: Resource, parameters: JSON = .null) -> JSON {
    guard let kind = Kind(resource), !kind.isEnvelope(value) else { return value }
    return kind.envelope(value, parameters: parameters, isTextual: resource.pattern == .sync)
  }

  enum Kind {
    case lambda, lambdaSDK, http, child, syncExecution

    init?(_ resource: Resource) {
      switch (resource.service, resource.action, resource.pattern) {
      case ("lambda", "invoke", .requestResponse): self = .lambda
      case ("aws-sdk:lambda", "invoke", .requestResponse): self = .lambdaSDK
      case ("http", "invoke", .requestResponse), ("apigateway", "invoke", .requestResponse): self = .http
      case ("states", "startExecution", .sync), ("states", "startExecution", .sync2): self = .child
      case ("aws-sdk:sfn", "startSyncExecution", .requestResponse): self = .syncExecution
      default: return nil
      }
    }

    var member: String {
      switch self {
      case .lambda, .lambdaSDK: "Payload"
      case .http: "ResponseBody"
      case .child, .syncExecution: "Output"
      }
    }

    func isEnvelope(_ value: JSON) -> Bool {
      guard case .object(let members) = value, members[member] != nil else { return false }
      return members.allSatisfy { key, _ in keys.contains(key) || key.hasPrefix("Sdk") }
    }

    /// Source: AWS API reference (Invoke, DescribeExecution, StartSyncExecution) and developer guide ("Call HTTPS
    /// APIs"), with the names that Step Functions gives their members.
    private var keys: Set<String> {
      switch self {
      case .lambda, .lambdaSDK: ["ExecutedVersion", "FunctionError", "LogResult", "Payload", "StatusCode"]
      case .http: ["Headers", "ResponseBody", "StatusCode", "StatusText"]
      case .child, .syncExecution:
        [
          "BillingDetails", "Cause", "Error", "ExecutionArn", "Input", "InputDetails", "MapRunArn", "Name", "Output",
          "OutputDetails", "RedriveCount", "RedriveDate", "RedriveStatus", "RedriveStatusReason", "StartDate",
          "StateMachineAliasArn", "StateMachineArn", "StateMachineVersionArn", "Status", "StopDate", "TraceHeader",
        ]
      }
    }

    func envelope(_ payload: JSON, parameters: JSON, isTextual: Bool) -> JSON {
      switch self {
      case .lambda: Envelope.lambda(payload)
      // The SDK hands on the bytes that the function returned.
      case .lambdaSDK: ["ExecutedVersion": "$LATEST", "Payload": .string(payload.text), "StatusCode": 200]
      case .http: Envelope.http(payload)
      case .child:
        Envelope.execution(payload, parameters, isText: isTextual, date: .integer(Int(Account.epoch / 1_000_000)))
      case .syncExecution:
        Envelope.execution(payload, parameters, isText: true, date: .string("2025-01-01T00:00:00Z"))
      }
    }
  }
}
