import JSON
import JSONPath

extension DefinitionReader {
  mutating func task(_ fields: Fields) -> Task? {
    let resource = resource(fields)
    let timeout = seconds(fields, "TimeoutSeconds")
    let heartbeat = seconds(fields, "HeartbeatSeconds")
    if case .fixed(let limit)? = timeout, case .fixed(let beat)? = heartbeat, beat >= limit,
      let value = fields["HeartbeatSeconds"]
    {
      error(value.position, "\"HeartbeatSeconds\" (\(beat)) must be smaller than \"TimeoutSeconds\" (\(limit))")
    }
    let credentials = credentials(fields)
    guard let resource else { return nil }
    if resource.isStartExecution {
      checkStartExecution(fields, resource.isStartSyncExecution ? "StartSyncExecution" : "StartExecution")
    }
    var task = Task(resource: resource, timeout: timeout, heartbeat: heartbeat)
    task.credentials = credentials
    if let value = fields["Resource"] { task.resourcePosition = value.position }
    return task
  }

  private mutating func resource(_ fields: Fields) -> Resource? {
    guard let value = fields["Resource"] else {
      require(["Resource"], in: fields)
      return nil
    }
    guard let text = string(fields, "Resource") else { return nil }
    do {
      let resource = try Resource(parsing: text)
      return recognized(resource, value, text, fields) ? resource : nil
    } catch {
      self.error(
        value.position, "\"Resource\" of \(fields.owner) is \(quoted(text)): \(error.message)", hint: error.hint,
        aws: text.hasPrefix("arn:") && text.split(separator: ":", omittingEmptySubsequences: false).count >= 6
          ? Self.unrecognized(text) : "Value is not a valid resource ARN")
      return nil
    }
  }

  /// Whether AWS knows what is to be called; warns where nothing decides that.
  private mutating func recognized(
    _ resource: Resource, _ value: LocatedJSON, _ text: String, _ fields: Fields
  ) -> Bool {
    let what = "\"Resource\" of \(fields.owner) is \(quoted(text))"
    if resource.partition != "aws", partitions.insert(resource.partition).inserted {
      warn(
        value.position,
        "\(what): whether the partition \(quoted(resource.partition)) has all services is not checked",
        hint: "an execution in another partition cannot call it")
    }
    if resource.lacksPlace {
      warn(
        value.position, "\(what): whether AWS takes a function's ARN without region and account is not known",
        hint: "write arn:aws:lambda:REGION:ACCOUNT:function:NAME")
    }
    switch resource.recognition {
    case .known: return true
    case .undecided(let reason, let hint):
      warn(value.position, "\(what): \(reason), so AWS may refuse it", hint: hint)
      return true
    case .unknown(let failure):
      error(
        value.position, "\(what): \(failure.message)", hint: failure.hint,
        aws: Self.unrecognized(text))
      return false
    }
  }

  private static func unrecognized(_ resource: String) -> String {
    "The resource provided \(resource) is not recognized. The value is not a valid resource ARN, or the resource is "
      + "not available in this region."
  }

  private mutating func seconds(_ fields: Fields, _ name: String) -> Seconds? {
    exclude([name, name + "Path"], in: fields)
    if let expression = expression(fields, name) { return .expression(expression) }
    let fixed = integer(fields, name, in: 1...99_999_999)
    let path = path(fields, name + "Path", isReference: true)
    return fixed.map { .fixed($0) } ?? path.map { .path($0) }
  }

  private mutating func credentials(_ fields: Fields) -> Template? {
    checkRole(fields)
    return template(fields, "Credentials")
  }

  private mutating func checkRole(_ fields: Fields) {
    guard let value = fields["Credentials"], let members = members(value, "Credentials") else { return }
    if !members.contains(where: { $0.key == "RoleArn" || $0.key == "RoleArn.$" }) {
      let missing = "The field 'RoleArn' is required but was missing"
      error(value.position, "\(missing) in \"Credentials\" of \(fields.owner)", aws: missing)
    }
  }

  /// The request of either action has four members, of which one must be there; with StartSyncExecution's fifth,
  /// IncludedData, the answer would lack what nothing here leaves out.
  private mutating func checkStartExecution(_ fields: Fields, _ action: String) {
    guard let parameters = fields.member(parametersName) else {
      error(
        fields.position, "\(fields.owner) starts an execution but has no \"\(parametersName)\"",
        hint: "add \"\(parametersName)\": {\"StateMachineArn\": \"...\"}")
      return
    }
    if expression(fields, parametersName) != nil { return }
    guard let members = members(parameters.value, parametersName) else { return }
    let request = ["StateMachineArn", "Input", "Name", "TraceHeader"]
    var isNearlyNamed = false
    for member in members {
      let name = member.key.hasSuffix(".$") ? String(member.key.dropLast(2)) : member.key
      if request.contains(name) || Self.stateFields.contains(name) {
        if member.key == name, name != "Input", request.contains(name) { checkText(member) }
        continue
      }
      let near = suggestion(for: name, among: request)
      isNearlyNamed = isNearlyNamed || near == "StateMachineArn"
      error(
        member.keyPosition, "unknown member \(quoted(member.key)) in \"\(parametersName)\" of \(fields.owner)",
        hint: near.map { "did you mean \"\($0)\"?" }
          ?? "\(action) takes \(alternatives(request))"
          + (stateLanguage == .jsonPath ? ", each also with \".$\"" : ""),
        aws: "The field \(quoted(name)) is not supported by Step Functions")
    }
    if !isNearlyNamed, !members.contains(where: { $0.key == "StateMachineArn" || $0.key == "StateMachineArn.$" }) {
      error(
        parameters.keyPosition,
        "\"\(parametersName)\" of \(fields.owner) must name the machine to start in \"StateMachineArn\"",
        hint: "\"StateMachineArn\": \"arn:aws:states:...\", or "
          + (stateLanguage == .jsonPath
            ? "\"StateMachineArn.$\": \"$.path\"" : "\"StateMachineArn\": \"{% $states.input.path %}\""))
    }
  }

  private mutating func checkText(_ member: LocatedJSON.Member) {
    if case .string = member.value.content { return }
    mismatch(
      member.value, member.key, expected: "a string",
      hint: "a value from the state's input is written \"\(member.key).$\": \"$.path\"")
  }

  /// What belongs beside `Parameters`, never in the request of StartExecution.
  private static let stateFields = Set(
    StateType.task.fields + ["ItemSelector"])

  /// Finds fields of the state that stand one level too deep; answers whether a transition is among them.
  mutating func checkPayloadMembers(_ fields: Fields, _ type: StateType) -> Bool {
    guard [.task, .parallel, .map].contains(type), case .object(let members)? = fields[parametersName]?.content else {
      return false
    }
    var isRequest = false
    if case .string(let text)? = fields["Resource"]?.content {
      isRequest = (try? Resource(parsing: text))?.isStartExecution ?? false
    }
    var hasTransition = false
    for member in members {
      let name = member.key.hasSuffix(".$") ? String(member.key.dropLast(2)) : member.key
      if isRequest, Self.stateFields.contains(name) {
        hasTransition = hasTransition || ["Next", "End", "Catch"].contains(name)
        error(
          member.keyPosition,
          "\(quoted(member.key)) stands inside \"\(parametersName)\" of \(fields.owner), which is the request of "
            + "StartExecution; it belongs beside \"\(parametersName)\", as a field of the state itself",
          hint: "move \"\(name)\" out of the braces of \"\(parametersName)\"")
      } else if !isRequest, looksMisplaced(member) {
        warn(
          member.keyPosition,
          "\"\(name)\" stands inside \"\(parametersName)\" of \(fields.owner) and is sent as data; "
            + "as a field of the state itself it belongs beside \"\(parametersName)\"")
      }
    }
    return hasTransition
  }

  /// In free data only a value that has no other sensible meaning is worth a warning.
  private func looksMisplaced(_ member: LocatedJSON.Member) -> Bool {
    switch (member.key, member.value.content) {
    case ("End", .bool(true)): return true
    case ("Retry", .array(let entries)), ("Catch", .array(let entries)):
      return !entries.isEmpty
        && entries.allSatisfy {
          if case .object(let members) = $0.content { members.contains { $0.key == "ErrorEquals" } } else { false }
        }
    default: return false
    }
  }

  /// The developer guide advises to retry `StepFunctions.ExecutionLimitExceeded`, a name that AWS's own naming rule
  /// never gives. Source: developer guide, "Start workflow executions from a task state"; recorded error names.
  mutating func lint(_ task: Task, _ fields: Fields) {
    guard task.resource.service == "states", case .array(let entries)? = fields["Retry"]?.content else { return }
    let documented = "StepFunctions.ExecutionLimitExceeded"
    let effective = [
      "StepFunctions.AWSStepFunctionsException", "StepFunctions.ExecutionLimitExceededException", "States.TaskFailed",
      "States.ALL",
    ]
    var place: SourcePosition?
    for entry in entries {
      guard case .object(let members) = entry.content,
        case .array(let names)? = members.first(where: { $0.key == "ErrorEquals" })?.value.content
      else { continue }
      for name in names {
        guard case .string(let text) = name.content else { continue }
        if effective.contains(text) { return }
        if text == documented, place == nil { place = name.position }
      }
    }
    guard let place else { return }
    warn(
      place,
      "\"\(documented)\" is the name in AWS's guide, but a refused StartExecution fails with other names: "
        + "no retrier of \(fields.owner) matches a throttled start",
      hint: "add \"StepFunctions.AWSStepFunctionsException\" (rate exceeded) and "
        + "\"StepFunctions.ExecutionLimitExceededException\" (too many open executions)")
  }
}
