import Prelude

/// Why a text is not the `Resource` of a Task.
struct ResourceError: Error {
  var message: String
  var hint: String?
}

extension Resource {
  /// The last part of an activity's ARN.
  public var activityName: String { ARN(arn)?.path.last.map(String.init) ?? arn }

  /// An ARN without the region and account that an integration's may name; any other text as it is.
  public static func placeless(_ arn: String) -> String {
    guard arn.contains(":states:"), let resource = try? Resource(parsing: arn), resource.kind == .integration else {
      return arn
    }
    return resource.arn
  }

  /// Whether the Task starts an execution, by the optimized integration or by the SDK's.
  public var isStartExecution: Bool {
    action == "startExecution" && (service == "states" || service == "aws-sdk:sfn") || isStartSyncExecution
  }

  /// Whether the Task starts an Express execution and gets its outcome as the answer of the call.
  public var isStartSyncExecution: Bool { action == "startSyncExecution" && service == "aws-sdk:sfn" }

  /// Whether the Task answers the token of another one.
  public var isTokenAnswer: Bool {
    service == "aws-sdk:sfn" && ["sendTaskSuccess", "sendTaskFailure", "sendTaskHeartbeat"].contains(action)
  }

  /// Whether the Task looks at executions.
  public var isExecutionRead: Bool {
    service == "aws-sdk:sfn" && ["describeExecution", "listExecutions"].contains(action)
  }

  /// Whether it is `lambda:invoke`, which names its function in the Parameters.
  public var isLambdaInvoke: Bool { service == "lambda" && action == "invoke" }

  /// Partitions of AWS. Source: AWS general reference, "AWS partitions"; the SDK's endpoints.
  private static let partitions = [
    "aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f",
  ]

  /// The ARN's second part.
  var partition: String { ARN(arn)?.partition ?? "" }

  /// Whether it is a function's ARN that leaves out region and account; templates have such ARNs, and nothing says what
  /// becomes of them.
  var lacksPlace: Bool { kind == .lambdaFunction && ARN(arn)?.region == "" }

  /// Parses a function ARN, an activity ARN or `arn:aws:states:::service:action` with its pattern. An integration's ARN
  /// may name a region and an account; it stands for the form without them, which `arn` then is.
  init(parsing text: String) throws(ResourceError) {
    let forms = "a Lambda function's ARN, an activity's ARN or \"arn:aws:states:::service:action\""
    guard let arn = ARN(text) else {
      let hint = text.contains("${") ? "replace ${...} by its value first, as a deployment would" : nil
      throw ResourceError(message: "expected \(forms)", hint: hint)
    }
    guard Self.partitions.contains(arn.partition) else {
      let hint = arn.partition.contains("${") ? "replace ${...} by its value first, as a deployment would" : nil
      throw ResourceError(
        message: "the partition \(quoted(arn.partition)) must be \(alternatives(Self.partitions))", hint: hint)
    }
    let path = arn.path.map(String.init)
    switch (arn.service, path[0]) {
    case ("lambda", "function"):
      let isPlaced = arn.region.isEmpty == arn.account.isEmpty
      guard path.count == 2 || path.count == 3, isPlaced, !path.contains("") else {
        throw ResourceError(
          message: "a function's ARN reads arn:aws:lambda:REGION:ACCOUNT:function:NAME, with or without a qualifier")
      }
      self.init(arn: text, kind: .lambdaFunction, service: "lambda", action: "", pattern: .requestResponse)
    case ("states", "activity"):
      guard path.count == 2, !arn.region.isEmpty, !arn.account.isEmpty, !path.contains("") else {
        throw ResourceError(message: "an activity's ARN reads arn:aws:states:REGION:ACCOUNT:activity:NAME")
      }
      self.init(arn: text, kind: .activity, service: "activity", action: "", pattern: .requestResponse)
    case ("states", "stateMachine"):
      throw ResourceError(
        message: "a state machine is not a resource of a Task",
        hint:
          "use \"arn:\(arn.partition):states:::states:startExecution\" and name the machine in \"StateMachineArn\" of "
          + "\"Parameters\"")
    case ("states", _):
      let placeless = ARN(
        partition: arn.partition, service: arn.service, region: "", account: "", resource: arn.resource)
      try self.init(integration: placeless.text, parts: path)
    default:
      throw ResourceError(message: "expected \(forms)", hint: nil)
    }
  }

  /// `parts`: what follows `:::`, split at colons, one of which may belong to `.sync:2`.
  private init(integration arn: String, parts: [String]) throws(ResourceError) {
    var words = parts
    if words.count > 2, words[words.count - 2].hasSuffix(".sync") {
      let version = words.removeLast()
      words[words.count - 1] += ":" + version
    }
    let isSDK = words.first == "aws-sdk"
    guard words.count == (isSDK ? 3 : 2), let last = words.last, words.allSatisfy({ !$0.isEmpty }) else {
      throw ResourceError(
        message: isSDK
          ? "an SDK integration reads arn:aws:states:::aws-sdk:service:action"
          : "a service integration reads arn:aws:states:::service:action")
    }
    let dot = last.firstIndex(of: ".") ?? last.endIndex
    let action = String(last[..<dot])
    let service = words.dropLast().joined(separator: ":")
    guard let pattern = Pattern(rawValue: String(last[dot...])), !action.isEmpty else {
      let patterns = [Pattern.sync, .sync2, .waitForTaskToken].map(\.rawValue)
      let near = suggestion(for: String(last[dot...]), among: patterns)
      throw ResourceError(
        message: "unknown pattern \(quoted(String(last[dot...]))), expected nothing or \(alternatives(patterns))",
        hint: near.map { "did you mean \"\($0)\"?" })
    }
    self.init(arn: arn, kind: .integration, service: service, action: action, pattern: pattern)
  }
}
