import JSON
import StatesLanguage
import StepFunctions

/// Tasks that call a service, and the services of a scenario.
extension Rules {
  static let unknownService = Rule<CallCheck>(
    RuleInfo(
      "call.unknown-service", .error, "a Task that calls what the scenario does not have",
      source: "a scenario is all of an account", example: .task(invoke, services: ""))
  ) { check in
    check.serviceCalls.filter { $0.service == nil && !$0.isMocked }.compactMap { call in
      let resource = call.task.resource
      if call.namesFunctionInCall, check.services.contains(where: { $0.mayBeFunction }) { return nil }
      let name = call.functionName ?? resource.arn
      let near = suggestion(for: name, among: check.services.map(\.name)).map { "did you mean \($0)?" }
      let workers = resource.kind == .activity ? "workers: 1, " : ""
      return call.finding(
        call.functionName == nil ? ["Resource"] : [call.state.language.parametersName, "FunctionName"],
        "no service covers \(Node.excerpt(name))",
        hint: near ?? "add to services: \"\(name)\": { \(workers)latency: 200ms }")
    }
  }

  static let idleWorkers = Rule<CallCheck>(
    RuleInfo(
      "call.idle-workers", .error, "a service with `workers` that is called as no activity",
      source: "AWS guide, \"Activities\": only activities have workers",
      example: .task(invoke, services: "f: { workers: 1, latency: 1s }"))
  ) { check in
    check.serviceCalls.filter { $0.task.resource.kind != .activity }.compactMap { call in
      guard let service = call.service.map({ check.services[$0] }), service.model.workers != nil else { return nil }
      return call.finding(
        ["Resource"], "\(Node.excerpt(service.name)) has workers, and is called by a Task that is no activity",
        hint: "use concurrency: in place of workers:")
    }
  }

  static let missingWorkers = Rule<CallCheck>(
    RuleInfo(
      "call.no-workers", .error, "an activity that is written as a service without `workers`",
      source: "AWS guide, \"Activities\"", example: .task(activity, services: "Job: { latency: 1s }"))
  ) { check in
    check.serviceCalls.filter { $0.task.resource.kind == .activity && !$0.isMocked }.compactMap { call in
      guard let index = call.service, check.services[index].model.workers == nil,
        !check.services[index].isActivity, check.services[index].barePlace == nil
      else { return nil }
      return call.finding(
        ["Resource"], "\(Node.excerpt(check.services[index].name)) is called as an activity, and has no workers",
        hint: "add workers: 1 to it")
    }
  }

  static let nobodyWorks = Rule<CallCheck>(
    RuleInfo(
      "call.nobody-works", .warning, "an activity that no worker polls, called without `TimeoutSeconds`",
      source: "AWS guide, \"Activities\": the Task waits for ever", example: .task(activity, services: "Job: { }"))
  ) { check in
    let activities = check.serviceCalls.filter { $0.task.resource.kind == .activity && !$0.isMocked }
    return activities.filter(\.waitsForEver).compactMap { call in
      guard let index = call.service, check.services[index].model.workers == nil,
        check.services[index].isActivity || check.services[index].barePlace != nil
      else { return nil }
      return call.finding(
        ["Resource"], "no worker takes its task, and without TimeoutSeconds it waits for ever",
        hint: "give the activity workers: 1 and a latency, or the Task a TimeoutSeconds")
    }
  }

  /// A task token that nothing in the scenario answers waits for ever.
  static let nobodyAnswers = Rule<CallCheck>(
    RuleInfo(
      "call.nobody-answers", .warning, "a task token that nothing answers, without `TimeoutSeconds`",
      source: "AWS guide, \"Wait for a callback\": the Task waits for ever",
      example: .task(
        #""Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q"}"#,
        services: #""arn:aws:states:::sqs:sendMessage": { latency: 1s }"#))
  ) { check in
    check.serviceCalls.compactMap { call in
      guard let index = call.service, call.task.resource.pattern == .waitForTaskToken,
        check.services[index].model.callback == nil, check.services[index].model.tokenAnswer == nil,
        call.waitsForEver, !call.isMocked
      else { return nil }
      return call.finding(
        ["Resource"],
        "nothing answers its task token, and without TimeoutSeconds or HeartbeatSeconds it waits for ever",
        hint: "give the service a callback: { after: 5s }, or the Task a TimeoutSeconds")
    }
  }

  static let missingLatency = Rule<CallCheck>(
    RuleInfo(
      "service.no-latency", .error, "a service without a latency that is no activity", source: "the scenario's format",
      example: .task(invoke, services: "f: { }"))
  ) { check in
    check.services.indices.compactMap { index in
      guard let place = check.services[index].barePlace, !check.isActivity(index) else { return nil }
      return Finding(
        place, "services.\(Node.excerpt(check.services[index].name)): the key \"latency\" is missing",
        hint: "latency: 200ms; { } is for activities that nobody polls")
    }
  }

  static let uncalledService = Rule<CallCheck>(
    RuleInfo(
      "service.uncalled", .warning, "a service that no Task calls", source: "most likely its name is misspelt",
      example: .task(invoke, services: "f: { latency: 1s }, g: { latency: 1s }"))
  ) { check in
    check.uncalled(.name).map { index in
      Finding(check.services[index].place, "services: no Task calls \(Node.excerpt(check.services[index].name))")
    }
  }

  static let idlePattern = Rule<CallCheck>(
    RuleInfo(
      "service.idle-pattern", .warning,
      "a pattern that answers no Task: none matches, or all have more exact services",
      source: "most likely it is misspelt",
      example: .task(invoke, services: #"f: { latency: 1s }, "arn:aws:states:::sqs:*": { latency: 1s }"#))
  ) { check in
    check.uncalled(.pattern).map { index in
      Finding(
        check.services[index].place, "services: no Task is answered by \(Node.excerpt(check.services[index].name))",
        hint: "no Task matches it, or each has a service that is more exact")
    }
  }

  static let unknownState = Rule<CallCheck>(
    RuleInfo(
      "service.unknown-state", .error, "a service of a state that is no Task which calls a service",
      source: "the scenario's format",
      example: .task(invoke, services: #"f: { latency: 1s }, 'Root."B"': { latency: 1s }"#))
  ) { check in
    let used = Set(check.serviceCalls.compactMap(\.service))
    return check.services.indices.compactMap { index in
      guard case .state(let machine, let state) = check.services[index].key, !used.contains(index),
        let (problem, hint) = check.problem(ofState: state, in: machine)
      else { return nil }
      return Finding(
        check.services[index].place, "services.\(Node.excerpt(check.services[index].name)): \(problem)", hint: hint)
    }
  }

  private static let invoke = #""Resource":"arn:aws:lambda:us-east-1:123456789012:function:f""#
  private static let activity = #""Resource":"arn:aws:states:us-east-1:123456789012:activity:Job""#
}

extension CallCheck {
  /// Services of one kind that answer no Task, where that is known.
  fileprivate func uncalled(_ key: ServiceKey) -> [Int] {
    if hasErrors || serviceCalls.contains(where: \.namesFunctionInCall) { return [] }
    let used = Set(serviceCalls.compactMap(\.service))
    return services.indices.filter { services[$0].key == key && !used.contains($0) }
  }

  /// Why a service of a state answers nothing; nil where its machine could not be read.
  fileprivate func problem(ofState state: String, in machine: String) -> (problem: String, hint: String?)? {
    guard let found = machines.first(where: { $0.name == machine }) else {
      let names = machines.map(\.name)
      return (
        "no machine is called \"\(Node.excerpt(machine))\"",
        Suggestion.hint(for: machine, among: names)
      )
    }
    guard let states = found.definition?.everyState else { return nil }
    if let other = states.first(where: { $0.name == state }) {
      if case .service(let index)? = directory.services.answer(to: other, of: machine) {
        return ("the state is answered by \(Node.excerpt(services[index].name))", "one of them is one too many")
      }
      let isTask = if case .task = other.action { true } else { false }
      return (
        isTask
          ? "the Task starts an execution or answers a token, which no service does"
          : "the state is a \(other.action.type.rawValue), which calls nothing",
        nil
      )
    }
    let tasks = states.filter { directory.services.answer(to: $0, of: machine) != nil }.map(\.name)
    return (
      "\(machine) has no state \"\(Node.excerpt(state))\"",
      tasks.isEmpty ? "it has no Task that calls a service" : Suggestion.hint(for: state, among: tasks)
    )
  }
}
