import JSON

/// The request of a Task that starts an execution, and fields of the state that went astray into `Parameters`.
extension Rules {
  static let startWithoutRequest = Rule<DefinitionText>(
    RuleInfo(
      "start.no-request", .error, "a Task that starts an execution without `Parameters` or `Arguments`",
      source: "API reference, StartExecution",
      example: .state(#""Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","End":true"#))
  ) { text in
    text.starts.filter { $0.fields[$0.parametersName] == nil }.map { state in
      text.finding(
        state.fields.position, "\(state.fields.owner) starts an execution but has no \"\(state.parametersName)\"",
        hint: "add \"\(state.parametersName)\": {\"StateMachineArn\": \"...\"}")
    }
  }

  /// The request of either action has four members; with StartSyncExecution's fifth, IncludedData, the answer would
  /// lack what nothing here leaves out.
  static let startMember = Rule<DefinitionText>(
    RuleInfo(
      "start.member", .error, "a member that the request of StartExecution or StartSyncExecution does not have",
      source: "API reference, StartExecution, StartSyncExecution",
      example: start("", parameters: #""StateMachineArn":"x","Payload":1"#))
  ) { text in
    text.starts.flatMap { state in
      (state.parameters ?? []).filter { !request.contains($0.plainKey) && !stateFields.contains($0.plainKey) }
        .map { member in
          let action = state.resource?.isStartSyncExecution == true ? "StartSyncExecution" : "StartExecution"
          return text.finding(
            member.keyPosition,
            "unknown member \(quoted(member.key)) in \"\(state.parametersName)\" of \(state.fields.owner)",
            hint: suggestion(for: member.plainKey, among: request).map { "did you mean \"\($0)\"?" }
              ?? "\(action) takes \(alternatives(request))"
              + (state.language == .jsonPath ? ", each also with \".$\"" : ""),
            aws: "The field \(quoted(member.plainKey)) is not supported by Step Functions")
        }
    }
  }

  static let startMemberType = Rule<DefinitionText>(
    RuleInfo(
      "start.member-type", .error, "a member of the request of StartExecution that is no text",
      source: "API reference, StartExecution", example: start("", parameters: #""StateMachineArn":"x","Name":1"#))
  ) { text in
    text.starts.flatMap { state in
      (state.parameters ?? []).filter {
        $0.key != "Input" && request.contains($0.key) && $0.value.string == nil
      }.map { member in
        text.finding(
          member.value.position, "\"\(member.key)\" must be a string, found \(member.value.described)",
          hint: "a value from the state's input is written \"\(member.key).$\": \"$.path\"")
      }
    }
  }

  static let startWithoutMachine = Rule<DefinitionText>(
    RuleInfo(
      "start.no-machine", .error, "the request of StartExecution without `StateMachineArn`",
      source: "API reference, StartExecution", example: start("", parameters: #""Input":{}"#))
  ) { text in
    text.starts.compactMap { state in
      guard let parameters = state.fields.member(state.parametersName), let members = parameters.value.members,
        !members.contains(where: { $0.plainKey == "StateMachineArn" }),
        // A misspelt one was found already.
        !members.contains(where: {
          !request.contains($0.plainKey) && !stateFields.contains($0.plainKey)
            && suggestion(for: $0.plainKey, among: request) == "StateMachineArn"
        })
      else { return nil }
      return text.finding(
        parameters.keyPosition,
        "\"\(state.parametersName)\" of \(state.fields.owner) must name the machine to start in \"StateMachineArn\"",
        hint: "\"StateMachineArn\": \"arn:aws:states:...\", or "
          + (state.language == .jsonPath
            ? "\"StateMachineArn.$\": \"$.path\"" : "\"StateMachineArn\": \"{% $states.input.path %}\""))
    }
  }

  static let misplacedField = Rule<DefinitionText>(
    RuleInfo(
      "start.misplaced-field", .error, "a field of the state inside of the request of StartExecution",
      source: "API reference, StartExecution",
      example: start("", parameters: #""StateMachineArn":"x","ResultPath":"$.a""#))
  ) { text in
    text.states.filter(\.isStart).flatMap { state in
      (state.parameters ?? []).filter { stateFields.contains($0.plainKey) }.map { member in
        text.finding(
          member.keyPosition,
          "\(quoted(member.key)) stands inside \"\(state.parametersName)\" of \(state.fields.owner), which is the "
            + "request of StartExecution; it belongs beside \"\(state.parametersName)\", as a field of the "
            + "state itself",
          hint: "move \"\(member.plainKey)\" out of the braces of \"\(state.parametersName)\"")
      }
    }
  }

  static let likelyMisplacedField = Rule<DefinitionText>(
    RuleInfo(
      "parameters.misplaced-field", .warning, "`End`, `Retry` or `Catch` inside of `Parameters` or `Arguments`",
      source: "it is sent as data, and has no other sensible meaning",
      example: .state(
        #""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"End":true},"End":true"#))
  ) { text in
    text.states.filter { [.task, .parallel, .map].contains($0.type) && !$0.isStart }.flatMap { state in
      (state.parameters ?? []).filter(looksMisplaced).map { member in
        text.finding(
          member.keyPosition,
          "\"\(member.plainKey)\" stands inside \"\(state.parametersName)\" of \(state.fields.owner) and is sent as "
            + "data; as a field of the state itself it belongs beside \"\(state.parametersName)\"")
      }
    }
  }

  private static let request = ["StateMachineArn", "Input", "Name", "TraceHeader"]

  /// What belongs beside `Parameters`, never in the request of StartExecution.
  private static let stateFields = Set(StateType.task.fields + ["ItemSelector"])

  /// In free data only a value that has no other sensible meaning is worth a warning.
  private static func looksMisplaced(_ member: LocatedJSON.Member) -> Bool {
    switch (member.key, member.value.content) {
    case ("End", .bool(true)): true
    case ("Retry", .array(let entries)), ("Catch", .array(let entries)):
      !entries.isEmpty && entries.allSatisfy { $0.members?.contains { $0.key == "ErrorEquals" } ?? false }
    default: false
    }
  }
}

extension DefinitionText {
  fileprivate var starts: [StateText] { states.filter(\.callsStart) }
}

extension DefinitionText.StateText {
  fileprivate var isStart: Bool { resource?.isStartExecution ?? false }

  /// What nothing can call is refused for that, and has no request.
  fileprivate var callsStart: Bool {
    guard let resource, resource.isStartExecution else { return false }
    if case .unknown = resource.recognition { return false }
    return true
  }

  /// Whether the transition that is missing beside `Parameters` stands in it.
  var hasMisplacedTransition: Bool {
    isStart && (parameters ?? []).contains { ["Next", "End", "Catch"].contains($0.plainKey) }
  }
}
