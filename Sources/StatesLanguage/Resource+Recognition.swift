/// What AWS would say about a Task's resource that is well formed.
enum Recognition {
  case known
  /// Nothing decides whether AWS takes it; the reason is a whole sentence's end.
  case undecided(String, hint: String?)
  case unknown(ResourceError)
}

extension Resource {
  /// Whether it calls the AWS SDK; the rest of the service's name is the SDK's.
  var isSDK: Bool { service.hasPrefix(Self.sdkPrefix) }

  static let sdkPrefix = "aws-sdk:"

  /// Whether Step Functions can call it. Source: AWS developer guide, "Integrating optimized services" and "Supported
  /// service integrations", the operations of the AWS SDK.
  var recognition: Recognition {
    guard kind == .integration else { return .known }
    return isSDK ? sdkRecognition : optimizedRecognition
  }

  private var optimizedRecognition: Recognition {
    guard let words = IntegrationTable.optimizedActions(service) else {
      return .unknown(
        ResourceError(
          message: "Step Functions has no optimized integration \(quoted(service))", hint: optimizedServiceHint))
    }
    let wanted = action + pattern.rawValue
    if words.contains(wanted) { return .known }
    if words.contains("?" + wanted) {
      return .undecided(
        "AWS's texts disagree on whether \"\(service):\(action)\" can be called with \"\(pattern.rawValue)\"",
        hint: nil)
    }
    let own = words.filter { !$0.hasPrefix("?") }
    let actions = own.filter { !$0.contains(".") }
    if actions.contains(action) {
      let patterns = own.filter { $0.hasPrefix(action + ".") }.map { String($0.dropFirst(action.count)) }
      return .unknown(
        ResourceError(
          message: "\"\(service):\(action)\" cannot be called with \"\(pattern.rawValue)\"",
          hint: patterns.isEmpty
            ? "it is only called without a pattern" : "it takes no pattern or \(alternatives(patterns))"))
    }
    return .unknown(
      ResourceError(
        message: "the optimized integration \(quoted(service)) has no action \(quoted(action)), only "
          + alternatives(actions), hint: actionHint(actions)))
  }

  private var optimizedServiceHint: String? {
    // The SDK's names and the optimized integrations' differ.
    if IntegrationTable.service(service) != nil || IntegrationTable.alias(service) != nil {
      let name = IntegrationTable.service(service) == nil ? IntegrationTable.alias(service) ?? service : service
      return "the AWS SDK's is called by \"aws-sdk:\(name):\(action)\""
    }
    return suggestion(for: service, among: IntegrationTable.names(in: IntegrationTable.optimized)).map {
      "did you mean \"\($0)\"?"
    }
  }

  private func actionHint(_ actions: [String]) -> String? {
    if let near = suggestion(for: action, among: actions) { return "did you mean \"\(near)\"?" }
    if service == "states" { return "other actions of Step Functions are called by \"aws-sdk:sfn\"" }
    let name = IntegrationTable.alias(service) ?? service
    guard let sdk = IntegrationTable.service(name), sdk.support(of: action).0 == .known else { return nil }
    return "the AWS SDK's is called by \"aws-sdk:\(name):\(action)\""
  }

  private var sdkRecognition: Recognition {
    let name = String(service.dropFirst(Self.sdkPrefix.count))
    if pattern == .sync || pattern == .sync2 {
      let isStart = service == "aws-sdk:sfn" && action == "startExecution"
      return .unknown(
        ResourceError(
          message: "an SDK integration cannot wait by \"\(pattern.rawValue)\"",
          hint: isStart ? "\"arn:aws:states:::states:startExecution\(pattern.rawValue)\" can" : nil))
    }
    guard let known = IntegrationTable.service(name) else {
      let near =
        IntegrationTable.alias(name)
        ?? suggestion(for: name, among: IntegrationTable.names(in: IntegrationTable.sdk))
      return .unknown(
        ResourceError(
          message: "the AWS SDK has no service \(quoted(name))", hint: near.map { "did you mean \"aws-sdk:\($0)\"?" }))
    }
    let (support, standing) = known.support(of: action)
    switch (support, standing) {
    case (.unknown, .unlisted) where action.first?.isLowercase == true,
      (.unknown, .retired) where action.first?.isLowercase == true:
      return .undecided("no list of the SDK's service \(quoted(name)) has the action \(quoted(action))", hint: nil)
    case (.unknown, _):
      return .unknown(
        ResourceError(
          message: "the SDK's service \(quoted(name)) has no action \(quoted(action))",
          hint: suggestion(for: action, among: known.actions).map { "did you mean \"\($0)\"?" }))
    case (.unsupported, _):
      return .unknown(
        ResourceError(message: "Step Functions does not support \"\(service):\(action)\"", hint: nil))
    case (.removed, _):
      return .undecided("AWS has removed \"\(service):\(action)\" from its API", hint: nil)
    case (.doubtful, _):
      return .undecided("no list says that Step Functions supports \"\(service):\(action)\"", hint: nil)
    case (.known, .retired):
      return .undecided("AWS retires, or has retired, the service \(quoted(name))", hint: nil)
    case (.known, .unlisted):
      return .undecided("no list of Step Functions' integrations has the service \(quoted(name))", hint: nil)
    case (.known, .documented): return .known
    }
  }
}
