import StatesLanguage
import StepFunctions

/// Services that are Lambda functions, and services with state between calls.
extension Rules {
  static let noFunction = Rule<CallCheck>(
    RuleInfo(
      "call.no-function", .error, "a service with `lambda` that is called as no function",
      source: "AWS guide, \"Lambda\": only functions have execution environments",
      example: .task(
        #""Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q"}"#,
        services: #""arn:aws:states:::sqs:sendMessage": { latency: 1s, lambda: { coldStart: 1s } }"#))
  ) { check in
    check.serviceCalls.compactMap { call in
      let resource = call.task.resource
      guard let index = call.service, check.services[index].model.function != nil, !resource.callsFunction
      else { return nil }
      return call.finding(
        ["Resource"],
        "\(Node.excerpt(check.services[index].name)) has lambda, and is called by a Task that calls no function",
        hint: "use concurrency: in place of lambda:")
    }
  }

  static let idleLock = Rule<CallCheck>(
    RuleInfo(
      "service.idle-lock", .warning, "a lock that is acquired and never released, or the reverse",
      source: "most likely its name is misspelt",
      example: .task(
        #""Resource":"arn:aws:states:::dynamodb:updateItem","Parameters":{"TableName":"t"}"#,
        services: #""arn:aws:states:::dynamodb:updateItem": { latency: 1s, lock: { acquire: L, limit: 1 } }"#))
  ) { check in
    if check.hasErrors { return [] }
    let uses = check.services.map(\.model.lockUse)
    let acquired = Set(uses.compactMap { $0?.isAcquired == true ? $0?.name : nil })
    let released = Set(uses.compactMap { $0?.isAcquired == false ? $0?.name : nil })
    return check.services.indices.compactMap { index in
      guard let use = uses[index] else { return nil }
      let others = use.isAcquired ? released : acquired
      if others.contains(use.name) { return nil }
      let service = check.services[index]
      return Finding(
        service.place,
        "services.\(Node.excerpt(service.name)): no service \(use.isAcquired ? "releases" : "acquires") the lock "
          + "\"\(Node.excerpt(use.name))\"", hint: Suggestion.hint(for: use.name, among: others.sorted()))
    }
  }
}

extension Resource {
  /// By its ARN, or by one of the two integrations.
  fileprivate var callsFunction: Bool { kind == .lambdaFunction || service == "lambda" || service == "aws-sdk:lambda" }
}

extension ServiceModel {
  /// Of a service that acquires or releases a lock.
  fileprivate var lockUse: (name: String, isAcquired: Bool)? {
    guard case .lock(let use)? = shared else { return nil }
    return switch use.action {
    case .acquire: (use.name, true)
    case .release: (use.name, false)
    case .read: nil
    }
  }
}
