/// Why a text is not the `Resource` of a Task.
struct ResourceError: Error {
  var message: String
  var hint: String?
}

extension Resource {
  /// The last part of an activity's ARN.
  public var activityName: String { arn.split(separator: ":").last.map(String.init) ?? arn }

  /// Whether the Task starts an execution, by the optimized integration or by the SDK's.
  public var isStartExecution: Bool {
    action == "startExecution" && (service == "states" || service == "aws-sdk:sfn") || isStartSyncExecution
  }

  /// Whether the Task starts an Express execution and gets its outcome as the answer of the call.
  public var isStartSyncExecution: Bool { action == "startSyncExecution" && service == "aws-sdk:sfn" }

  /// Parses a function ARN, an activity ARN or `arn:aws:states:::service:action` with its pattern.
  init(parsing text: String) throws(ResourceError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let forms = "a Lambda function's ARN, an activity's ARN or \"arn:aws:states:::service:action\""
    guard parts.count >= 6, parts[0] == "arn" else {
      let hint = text.contains("${") ? "replace ${...} by its value first, as a deployment would" : nil
      throw ResourceError(message: "expected \(forms)", hint: hint)
    }
    guard ["aws", "aws-cn", "aws-us-gov"].contains(parts[1]) else {
      throw ResourceError(message: "the partition \(quoted(parts[1])) must be \"aws\", \"aws-cn\" or \"aws-us-gov\"")
    }
    switch (parts[2], parts[5]) {
    case ("lambda", "function"):
      guard parts.count == 7 || parts.count == 8, !parts[3].isEmpty, !parts[4].isEmpty, !parts[6].isEmpty,
        parts.last != ""
      else {
        throw ResourceError(
          message: "a function's ARN reads arn:aws:lambda:REGION:ACCOUNT:function:NAME, with or without a qualifier")
      }
      self.init(arn: text, kind: .lambdaFunction, service: "lambda", action: "", pattern: .requestResponse)
    case ("states", "activity"):
      guard parts.count == 7, !parts[3].isEmpty, !parts[4].isEmpty, !parts[6].isEmpty else {
        throw ResourceError(message: "an activity's ARN reads arn:aws:states:REGION:ACCOUNT:activity:NAME")
      }
      self.init(arn: text, kind: .activity, service: "activity", action: "", pattern: .requestResponse)
    case ("states", "stateMachine"):
      throw ResourceError(
        message: "a state machine is not a resource of a Task",
        hint: "use \"arn:\(parts[1]):states:::states:startExecution\" and name the machine in \"StateMachineArn\" of "
          + "\"Parameters\"")
    case ("states", _) where parts[3].isEmpty && parts[4].isEmpty:
      try self.init(integration: text, parts: Array(parts.dropFirst(5)))
    case ("states", _):
      throw ResourceError(
        message: "region and account must be empty in the ARN of a service integration",
        hint: "write \"arn:\(parts[1]):states:::\(parts.dropFirst(5).joined(separator: ":"))\"")
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
    if service == "states", action != "startExecution" {
      throw ResourceError(
        message: "the optimized integration \"states\" has no action \(quoted(action)), only \"startExecution\"",
        hint: suggestion(for: action, among: ["startExecution"]).map { "did you mean \"\($0)\"?" }
          ?? "other actions of Step Functions are called by \"aws-sdk:sfn\"")
    }
    if isSDK, pattern == .sync || pattern == .sync2 {
      throw ResourceError(
        message: "an SDK integration cannot wait by \"\(pattern.rawValue)\"",
        hint: action == "startExecution" && service == "aws-sdk:sfn"
          ? "\"arn:aws:states:::states:startExecution\(pattern.rawValue)\" can" : nil)
    }
    self.init(arn: arn, kind: .integration, service: service, action: action, pattern: pattern)
  }
}
