extension Lint {
  /// Names in `ErrorEquals` that can never match, and names that an earlier entry takes.
  mutating func errorNames(of index: StateIndex) {
    let state = machine.states[index]
    let handlers = [
      ("Retry", state.retriers.map(\.errorEquals), "the first entry that matches decides, even with no attempts left"),
      ("Catch", state.catchers.map(\.errorEquals), "the first entry that matches decides"),
    ]
    for (field, entries, rule) in handlers {
      // Where each name, and each wildcard, was taken first.
      var takers: [String: Int] = [:]
      for (entry, names) in entries.enumerated() {
        for (place, name) in names.enumerated() {
          let path = [field, "\(entry)", "ErrorEquals", "\(place)"]
          let owner = "\(field) entry \(entry) of \(state.described)"
          if let taker = Self.taker(of: name, takers) {
            warn(
              state, path, "\(quoted(name)) in \(owner) can never match: entry \(taker) takes it first", hint: rule)
          } else if let (reason, hint) = whyNever(name, state) {
            warn(state, path, "\(quoted(name)) in \(owner) can never match: \(reason)", hint: hint)
          }
        }
        for name in names where takers[name] == nil { takers[name] = entry }
      }
    }
  }

  private static func taker(of name: String, _ takers: [String: Int]) -> Int? {
    if let entry = takers[name] { return entry }
    if name == "States.HeartbeatTimeout" { return takers["States.Timeout"] }
    return name.hasPrefix("States.") ? nil : takers["States.TaskFailed"]
  }

  private func whyNever(_ name: String, _ state: State) -> (reason: String, hint: String)? {
    if name == "States.Runtime" {
      return ("it is neither retried nor caught", "what fails with it is a mistake in the definition or its input")
    }
    // What fails inside of a Map or Parallel keeps its name, and may have any.
    guard case .task(let task) = state.action else { return nil }
    if let origin = Self.foreignErrors[name] {
      return ("only \(origin) fails with it", "a failing Task has its service's error, States.Timeout or States.ALL")
    }
    if name == "States.HeartbeatTimeout", task.heartbeat == nil {
      return ("the Task has no \"HeartbeatSeconds\"", "add \"HeartbeatSeconds\", or name \"States.Timeout\"")
    }
    // Whoever answers a token, or works for an activity, gives the error any name.
    guard task.resource.pattern != .waitForTaskToken, task.resource.kind != .activity, !name.hasPrefix("States.")
    else { return nil }
    return foreignPrefix(name, task.resource)
  }

  private func foreignPrefix(_ name: String, _ resource: Resource) -> (reason: String, hint: String)? {
    let prefix = name.contains(".") ? String(name.prefix { $0 != "." }) : ""
    if resource.service == "states", prefix != "StepFunctions" {
      if [settings.throttleError, settings.openExecutionsError].contains(name) { return nil }
      return (
        "a failed child reaches its parent as \"States.TaskFailed\", a refused start as \"StepFunctions.…\"",
        "name \"States.TaskFailed\"; the child's own error stands in the cause"
      )
    }
    let listed = IntegrationTable.isErrorPrefix(prefix) ? ["aws-sdk:" + prefix.lowercased()] : nil
    guard let services = Self.prefixes[prefix] ?? (resource.isSDK ? listed : nil),
      !services.contains(resource.service)
    else { return nil }
    let own =
      Self.prefixes.filter { $0.value.contains(resource.service) }.keys.min()
      ?? (resource.isSDK
        ? IntegrationTable.service(String(resource.service.dropFirst(Resource.sdkPrefix.count)))?.errorPrefix : nil)
    return (
      "\"\(prefix).\" begins the errors of \"\(services[0])\", and the Task calls \"\(resource.service)\"",
      own.map { "its errors begin with \"\($0).\"" } ?? "name an error of the service that the Task calls"
    )
  }

  /// Errors that come from states of other types, and what they come from.
  private static let foreignErrors = [
    "States.NoChoiceMatched": "a Choice state", "States.BranchFailed": "a Parallel state",
    "States.ExceedToleratedFailureThreshold": "a Map state", "States.ItemReaderFailed": "a Map state",
    "States.ResultWriterFailed": "a Map state",
  ]

  /// How the names of a service's errors begin. Source: names recorded on AWS and in its documentation; the optimized
  /// integrations have the class names of the older SDK, `aws-sdk:` those of the newer one.
  private static let prefixes = [
    "DynamoDB": ["dynamodb"], "DynamoDb": ["aws-sdk:dynamodb"], "ECS": ["ecs"],
    "EventBridge": ["events", "aws-sdk:eventbridge"], "Lambda": ["lambda", "aws-sdk:lambda"], "S3": ["aws-sdk:s3"],
    "SQS": ["sqs"], "SecretsManager": ["aws-sdk:secretsmanager"], "Sfn": ["aws-sdk:sfn"], "StepFunctions": ["states"],
  ]
}
