/// Names in `ErrorEquals` that can never match, and names that an earlier entry takes.
extension Rules {
  static let takenErrorName = Rule<Lint>(
    RuleInfo(
      "error-name.taken", .warning, "a name in `ErrorEquals` that an earlier entry takes",
      source: "States Language, \"Retrying After Error\"",
      example: handlers(#"{"ErrorEquals":["E"]},{"ErrorEquals":["E"]}"#))
  ) { lint in
    lint.machine.states.flatMap { state in
      state.handled.compactMap { handled in
        handled.taker.map { taker in
          lint.finding(
            state, handled.path,
            "\(quoted(handled.name)) in \(handled.owner) can never match: entry \(taker) takes it first",
            hint: handled.order)
        }
      }
    }
  }

  static let impossibleErrorName = Rule<Lint>(
    RuleInfo(
      "error-name.never", .warning, "a name in `ErrorEquals` of an error that the state never meets",
      source: "AWS guide, \"Handling errors\"; names of errors as recorded on AWS",
      example: handlers(#"{"ErrorEquals":["States.Runtime"]}"#))
  ) { lint in
    lint.machine.states.flatMap { state in
      state.handled.filter { $0.taker == nil }.compactMap { handled in
        lint.whyNever(handled.name, state).map { reason, hint in
          lint.finding(
            state, handled.path, "\(quoted(handled.name)) in \(handled.owner) can never match: \(reason)", hint: hint)
        }
      }
    }
  }
}

/// A name in `ErrorEquals` and the first entry before its own that takes what is called so.
private struct HandledError {
  var name: String
  var path: [String]
  var owner: String
  /// Why an earlier entry counts.
  var order: String
  var taker: Int?
}

extension State {
  fileprivate var handled: [HandledError] {
    let handlers = [
      ("Retry", retriers.map(\.errorEquals), "the first entry that matches decides, even with no attempts left"),
      ("Catch", catchers.map(\.errorEquals), "the first entry that matches decides"),
    ]
    return handlers.flatMap { field, entries, order in
      // Where each name was written first.
      var takers: [String: Int] = [:]
      return entries.enumerated().flatMap { entry, names in
        defer { for name in names where takers[name] == nil { takers[name] = entry } }
        return names.enumerated().map { place, name in
          let earlier = [name, ErrorName.all, ErrorName.taskFailed, ErrorName.timeout]
          return HandledError(
            name: name, path: [field, "\(entry)", "ErrorEquals", "\(place)"],
            owner: "\(field) entry \(entry) of \(described)", order: order,
            taker: earlier.filter { Self.isTaken(name, by: $0) }.compactMap { takers[$0] }.min())
        }
      }
    }
  }

  /// Whether `States.TaskFailed` takes AWS's own errors is not sure: its texts disagree.
  private static func isTaken(_ name: String, by earlier: String) -> Bool {
    if earlier == name { return true }
    return ErrorName.matches(earlier, name) && !(earlier == ErrorName.taskFailed && name.hasPrefix("States."))
  }
}

extension Lint {
  fileprivate func whyNever(_ name: String, _ state: State) -> (reason: String, hint: String)? {
    if name == ErrorName.runtime {
      return ("it is neither retried nor caught", "what fails with it is a mistake in the definition or its input")
    }
    // What fails inside of a Map or Parallel keeps its name, and may have any.
    guard case .task(let task) = state.action else { return nil }
    if let origin = Self.foreignErrors[name] {
      return ("only \(origin) fails with it", "a failing Task has its service's error, States.Timeout or States.ALL")
    }
    if name == ErrorName.heartbeatTimeout, task.heartbeat == nil {
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
