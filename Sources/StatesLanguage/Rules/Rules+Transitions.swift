import JSON

extension Rules {
  static let unknownTarget = Rule<DefinitionText>(
    RuleInfo(
      "transition.unknown", .error, "a transition to a name that its `States` object does not have",
      source: "States Language, \"Transitions\"",
      example: .definition(#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"C"},"B":{"Type":"Succeed"}}}"#))
  ) { text in
    text.dangling.map { item in
      let hint =
        if let elsewhere = text.firstNames[item.name] {
          "the state \(quoted(item.name)) at \(elsewhere.line):\(elsewhere.column) belongs to another States object; "
            + "no transition enters or leaves a branch or an item processor"
        } else {
          item.suggestion.map { "did you mean \"\($0)\"?" } ?? "\"States\" has no state of that name"
        }
      return text.finding(
        item.position, "\"\(item.field)\" of \(item.owner) names the unknown state \(quoted(item.name))", hint: hint,
        code: .missingTransitionTarget,
        // AWS writes Next for Default and the like, too (measured by the floci project, 2026-08).
        aws: "Missing '\(item.field == "StartAt" ? item.field : "Next")' target: \(item.name)")
    }
  }

  /// No state ends anything: AWS names no place, and is silent about states that cannot be reached. Whether every scope
  /// needs an end of its own is not known.
  static let endless = Rule<DefinitionText>(
    RuleInfo(
      "machine.endless", .error, "no state ends the machine",
      source: "measured on AWS by the floci project, 2026-08", example: .state(#""Type":"Pass","Next":"A""#))
  ) { text in
    guard text.isEndless, let root = text.root else { return [] }
    let refusal = "Workflow has no terminal state"
    return [
      Finding(
        file: text.file, position: root.position, message: "\(refusal): no execution of it could ever end",
        hint: "one state needs \"End\": true, or is of the type Succeed or Fail",
        aws: AWSDiagnostic(code: .missingEndState, message: refusal, location: nil))
    ]
  }

  static let unreachable = Rule<DefinitionText>(
    RuleInfo(
      "transition.unreachable", .error, "a state that nothing leads to",
      source: "API reference, ValidateStateMachineDefinition",
      example: .definition(
        #"{"StartAt":"A","States":{"A":{"Type":"Succeed"},"B":{"Type":"Succeed"}}}"#))
  ) { text in
    if text.isEndless { return [] }
    return text.graphs.flatMap { graph in
      graph.unreached.map { member in
        text.finding(
          member.keyPosition,
          "State \(quoted(member.key)) is not reachable from \"StartAt\": \(quoted(graph.startName))",
          hint: "no Next, Default or Catch on the way from the start leads to it", code: .missingTransitionTarget,
          aws: "State \"\(member.key)\" is not reachable.")
      }
    }
  }
}

extension DefinitionText {
  /// Where something else is wrong AWS does not speak of the end.
  fileprivate var isEndless: Bool {
    needsEnd && !hasEnd && !names.isEmpty
      && diagnostics.allSatisfy {
        switch $0.aws?.code {
        case .missingTransitionTarget, .missingEndState: true
        case .schemaValidationFailed, .duplicateStateName, .invalidJSON, nil: $0.severity == .warning
        }
      }
  }
}

extension DefinitionText.Graph {
  fileprivate var unreached: [LocatedJSON.Member] {
    var successors = [[StateIndex]](repeating: [], count: members.count)
    for edge in edges { successors[edge.from - first].append(edge.to - first) }
    var isReached = [Bool](repeating: false, count: members.count)
    var pending = [start - first]
    while let next = pending.popLast() {
      guard !isReached[next] else { continue }
      isReached[next] = true
      pending += successors[next]
    }
    return zip(members, isReached).filter { !$0.1 }.map(\.0)
  }
}
