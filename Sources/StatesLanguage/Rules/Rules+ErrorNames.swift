import JSON

/// The names in `ErrorEquals`, as they are written.
extension Rules {
  /// A name that begins with `States.` and is none of AWS's is only raised by a Fail state; AWS takes both.
  static let reservedErrorName = Rule<DefinitionText>(
    RuleInfo(
      "error-name.reserved", .warning, "an error name that begins with `States.` and is none of AWS's",
      source: "States Language, Appendix A",
      example: handlers(#"{"ErrorEquals":["States.Timeouts"]}"#))
  ) { text in
    text.handledNames.filter { handled in
      handled.name.hasPrefix("States.") && !ErrorName.reserved.contains(handled.name)
        && !text.raised.contains(handled.name)
    }.map { handled in
      text.finding(
        handled.position, "no error is called \(quoted(handled.name)): names that begin with \"States.\" are reserved",
        hint: suggestion(for: handled.name, among: ErrorName.reserved).map { "did you mean \"\($0)\"?" })
    }
  }

  static let allErrorsAlone = Rule<DefinitionText>(
    RuleInfo(
      "error-name.all-alone", .error, "`States.ALL` beside other names", source: "States Language, \"Errors\"",
      example: handlers(#"{"ErrorEquals":["States.ALL","E"]}"#))
  ) { text in
    text.handledNames.filter { $0.name == ErrorName.all && !$0.isAlone }.map { handled in
      text.finding(handled.position, "\"States.ALL\" must stand alone in \"ErrorEquals\" of \(handled.owner)")
    }
  }

  static let allErrorsLast = Rule<DefinitionText>(
    RuleInfo(
      "error-name.all-last", .error, "`States.ALL` before other entries", source: "States Language, \"Errors\"",
      example: handlers(#"{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["E"]}"#))
  ) { text in
    text.handledNames.filter { $0.name == ErrorName.all && !$0.isLast }.map { handled in
      text.finding(
        handled.position, "\"States.ALL\" must be in the last entry, found it in \(handled.owner)",
        hint: "no entry after it could ever match")
    }
  }

  /// The developer guide advises to retry `StepFunctions.ExecutionLimitExceeded`, a name that AWS's own naming rule
  /// never gives.
  static let guideErrorName = Rule<DefinitionText>(
    RuleInfo(
      "throttle.guide-name", .warning,
      "a retrier of a start names only the error that AWS's guide names, which none has",
      source: "AWS guide, \"Start workflow executions from a task state\", against error names recorded on AWS",
      example: start(#""Retry":[{"ErrorEquals":["StepFunctions.ExecutionLimitExceeded"]}],"#))
  ) { text in
    let effective = [ErrorName.throttledStart, ErrorName.tooManyOpen, ErrorName.taskFailed, ErrorName.all]
    return text.states.filter { $0.resource?.service == "states" }.compactMap { state in
      let names = state.handlers("Retry").flatMap { DefinitionText.StateText.errorNames($0.fields) }
      guard let place = names.first(where: { $0.name == ErrorName.guideTooManyOpen }),
        !names.contains(where: { effective.contains($0.name) })
      else { return nil }
      return text.finding(
        place.position,
        "\"\(ErrorName.guideTooManyOpen)\" is the name in AWS's guide, but a refused StartExecution fails with other "
          + "names: no retrier of \(state.fields.owner) matches a throttled start",
        hint: "add \"\(ErrorName.throttledStart)\" (rate exceeded) and \"\(ErrorName.tooManyOpen)\" (too many open "
          + "executions)")
    }
  }

  /// A Task of a function with these entries of `Retry`.
  static func handlers(_ entries: String) -> RuleInfo.Example {
    .state(#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true,"Retry":[\#(entries)]"#)
  }

  /// A Task that starts an execution and waits for it, with members between which there are commas.
  static func start(_ more: String, parameters: String = #""StateMachineArn":"x""#) -> RuleInfo.Example {
    .state(
      #""Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",\#(more)"#
        + #""Parameters":{\#(parameters)},"End":true"#)
  }
}

/// A name in the `ErrorEquals` of an entry.
private struct HandledName {
  var name: String
  var position: SourcePosition
  var owner: String
  var isAlone: Bool
  var isLast: Bool
}

extension DefinitionText {
  fileprivate var handledNames: [HandledName] {
    states.flatMap { state in
      ["Retry", "Catch"].flatMap { field in
        state.handlers(field).flatMap { entry in
          let count = entry.fields["ErrorEquals"]?.elements?.count
          return StateText.errorNames(entry.fields).map {
            HandledName(
              name: $0.name, position: $0.position, owner: entry.fields.owner, isAlone: count == 1,
              isLast: entry.isLast)
          }
        }
      }
    }
  }
}
