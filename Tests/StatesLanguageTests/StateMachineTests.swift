import JSON
import JSONPath
import Prelude
import Testing

@testable import StatesLanguage

@Suite struct StateMachineTests {
  private func parse(_ states: String) throws -> StateMachine {
    let (parsed, diagnostics) = StateMachine.parse(Array(machine(states).utf8), file: "f")
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.text))")
    return try #require(parsed)
  }

  @Test func numbersTheStatesOfEveryLevel() throws {
    let machine = try parse(
      #"""
      "B": {"Type": "Succeed"},
      "A": {"Type": "Parallel", "Next": "M", "Branches": [
        {"StartAt": "A2", "States": {"A1": {"Type": "Pass", "End": true}, "A2": {"Type": "Pass", "Next": "A1"}}},
        {"StartAt": "A3", "States": {"A3": {"Type": "Fail"}}}]},
      "M": {"Type": "Map", "Next": "B",
        "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}
      """#)
    #expect(machine.states.map(\.name) == ["B", "A", "M", "A1", "A2", "A3", "I"])
    #expect(machine.start == 1)
    #expect(machine.states[1].position == SourcePosition(line: 3, column: 1))
    #expect(machine.states[1].next == .state(2))
    #expect(machine.states[4].next == .state(3))
    #expect(machine.states[3].next == .end)
    guard case .parallel([4, 5]) = machine.states[1].action, case .map(let map) = machine.states[2].action else {
      Issue.record("\(machine)")
      return
    }
    #expect(map.start == 6)
    guard case .fixed(0) = map.maxConcurrency else {
      Issue.record("\(map)")
      return
    }
  }

  @Test func readsEveryFieldOfATask() throws {
    let machine = try parse(
      #"""
      "A": {"Type": "Task", "Comment": "c", "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "InputPath": "$.in", "OutputPath": null, "ResultPath": "$.r", "Parameters": {"StateMachineArn": "x"},
        "ResultSelector": {"o.$": "$.Output"}, "TimeoutSeconds": 60, "HeartbeatSecondsPath": "$.h",
        "Credentials": {"RoleArn": "r"}, "Next": "B",
        "Retry": [
          {"ErrorEquals": ["E", "F"], "IntervalSeconds": 2, "MaxAttempts": 0, "BackoffRate": 1, "MaxDelaySeconds": 9,
            "JitterStrategy": "FULL"},
          {"ErrorEquals": ["States.ALL"]}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "B"}]},
      "B": {"Type": "Succeed"}
      """#)
    let state = machine.states[0]
    guard case .task(let task) = state.action, case .fixed(60)? = task.timeout,
      case .path(let heartbeat)? = task.heartbeat,
      case .path(let input) = state.dataFlow.inputPath, case .nothing = state.dataFlow.outputPath,
      case .at(let result) = state.dataFlow.resultPath, case .discard = state.catchers[0].resultPath
    else {
      Issue.record("\(state)")
      return
    }
    #expect(task.resource.isStartExecution)
    #expect(task.resource.pattern == .sync2)
    #expect(task.resourcePosition == SourcePosition(line: 2, column: 51))
    #expect(task.credentials != nil)
    #expect((heartbeat.text, input.text, result.text) == ("$.h", "$.in", "$.r"))
    #expect(state.dataFlow.parameters != nil && state.dataFlow.resultSelector != nil)
    let first = state.retriers[0]
    #expect(first.errorEquals == ["E", "F"])
    #expect((first.intervalSeconds, first.maxAttempts, first.backoffRate, first.maxDelaySeconds) == (2, 0, 1, 9))
    #expect(first.jitter == .full)
    let second = state.retriers[1]
    #expect((second.intervalSeconds, second.maxAttempts, second.backoffRate, second.maxDelaySeconds) == (1, 3, 2, nil))
    #expect(second.jitter == .none)
    #expect(state.catchers[0].next == 1)
    #expect(state.successors == [1, 1])
  }

  @Test func aRootPathIsTheWhole() throws {
    let machine = try parse(
      #"""
      "A": {"Type": "Pass", "InputPath": "$", "OutputPath": "$", "ResultPath": "$", "Result": [1, {"a.$": 2}],
        "End": true}
      """#
    )
    let flow = machine.states[0].dataFlow
    guard case .whole = flow.inputPath, case .whole = flow.outputPath, case .replace = flow.resultPath,
      case .pass(let result) = machine.states[0].action
    else {
      Issue.record("\(machine)")
      return
    }
    #expect(result == .array([1, ["a.$": 2]]))
  }

  @Test(arguments: ["\"Seconds\": 0", "\"SecondsPath\": \"$.s\"", "\"TimestampPath\": \"$$.t\""])
  func waits(form: String) throws {
    let machine = try parse("\"A\": {\"Type\": \"Wait\", \(form), \"End\": true}")
    guard case .wait(let wait) = machine.states[0].action else {
      Issue.record("\(machine)")
      return
    }
    switch wait.duration {
    case .seconds(let seconds): #expect(seconds == 0 && form.contains("Seconds\""))
    case .secondsPath(let path): #expect(path.text == "$.s")
    case .timestampPath(let path): #expect(path.text == "$$.t")
    case .timestamp, .secondsExpression, .timestampExpression: Issue.record("\(form)")
    }
  }

  @Test func waitsForATimestamp() throws {
    let machine = try parse(#""A": {"Type": "Wait", "Timestamp": "2020-01-01T00:00:00+01:00", "Next": "A"}"#)
    guard case .wait(let wait) = machine.states[0].action, case .timestamp(let timestamp) = wait.duration else {
      Issue.record("\(machine)")
      return
    }
    #expect(timestamp.text == "2019-12-31T23:00:00.000Z")
  }

  @Test func oldMapsReadAsNewOnes() throws {
    for names in [("Iterator", "Parameters"), ("ItemProcessor", "ItemSelector")] {
      let machine = try parse(
        #"""
        "A": {"Type": "Map", "ItemsPath": "$.i", "MaxConcurrencyPath": "$.m",
          "\#(names.1)": {"v.$": "$$.Map.Item.Value"},
          "\#(names.0)": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}, "End": true}
        """#)
      guard case .map(let map) = machine.states[0].action, case .path(let concurrency) = map.maxConcurrency,
        case .path(let items) = map.items
      else {
        Issue.record("\(machine)")
        return
      }
      #expect(machine.states[0].dataFlow.parameters == nil)
      #expect(map.itemSelector != nil)
      #expect((items.text, concurrency.text) == ("$.i", "$.m"))
    }
  }

  @Test func failTextsMayBeExpressions() throws {
    let machine = try parse(#""A": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('{}', $.c)"}"#)
    guard case .fail(let fail) = machine.states[0].action, case .path(let error)? = fail.error,
      case .path(let cause)? = fail.cause
    else {
      Issue.record("\(machine)")
      return
    }
    #expect((error.text, cause.text) == ("$.e", "States.Format('{}', $.c)"))
  }

  @Test func aMachineMayNeverEnd() throws {
    let machine = try parse(#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 1, "Next": "A"}"#)
    #expect(machine.states.map(\.next) == [.state(1), .state(0)])
  }

  @Test func branchesNestAsDeepAsJSONAllows() throws {
    let depth = 120
    var text = #"{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}"#
    for level in 0..<depth {
      let state = #"{"Type": "Parallel", "End": true, "Branches": [\#(text)]}"#
      text = #"{"StartAt": "S\#(level)", "States": {"S\#(level)": \#(state)}}"#
    }
    let (machine, diagnostics) = StateMachine.parse(Array(text.utf8), file: "f")
    #expect(diagnostics.isEmpty)
    #expect(machine?.states.count == depth + 1)
  }

  @Test func topLevelFields() throws {
    let text =
      #"{"Comment": "c", "Version": "1.0", "TimeoutSeconds": 7, "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#
    let machine = try #require(StateMachine.parse(Array(text.utf8), file: "f").machine)
    #expect((machine.comment, machine.timeoutSeconds) == ("c", 7))
  }

  @Test func aDefinitionHasALongestSize() {
    let filler = String(repeating: " ", count: 1_048_576)
    let text = filler + machine(#""A": {"Type": "Succeed"}"#)
    let (parsed, diagnostics) = StateMachine.parse(Array(text.utf8), file: "f")
    #expect(parsed == nil)
    #expect(diagnostics.map(\.message) == ["the definition has \(text.utf8.count) bytes, AWS accepts at most 1048576"])
  }

  /// The texts of `Path` and `PayloadTemplate` are theirs; the place and the field are ours.
  @Test(
    arguments: [
      ("\n\"InputPath\": \"x\"", 3, 15, "'InputPath' must be a valid JSONPath, \"x\" is not: "),
      ("\n\"InputPath\": \"$.é b\"", 3, 18, "'InputPath' must be a valid JSONPath, \"$.é b\" is not: "),
      ("\n\"ResultPath\": \"x\"", 3, 16, "'ResultPath' must be a valid Reference Path"),
      ("\n\"ResultPath\": \"$$.x\"", 3, 16, "'ResultPath' must be a valid Reference Path"),
      ("\n\"ResultPath\": \"$.a[*]\"", 3, 16, "'ResultPath' must be a valid Reference Path"),
      ("\n\"OutputPath\": \"$.a[\"", 3, 20, "'OutputPath' must be a valid JSONPath"),
      (
        "\n\"Parameters\": {\"a.$\": \"b\"}", 3, 24, "'a.$' must be a valid JSONPath or a valid intrinsic function call"
      ),
    ] as [(String, Int, Int, String)])
  func locatesBadPaths(field: String, line: Int, column: Int, message: String) throws {
    let text = machine("\"A\": {\"Type\": \"Pass\", \"End\": true, \(field)}")
    let diagnostics = StateMachine.parse(Array(text.utf8), file: "f").diagnostics
    try #require(diagnostics.count == 1, "\(diagnostics.map(\.text))")
    #expect(diagnostics[0].position == SourcePosition(line: line, column: column))
    #expect(diagnostics[0].message.contains(message), "\(diagnostics[0].text)")
    #expect(diagnostics[0].aws?.code == .schemaValidationFailed)
  }

  /// The words of a syntax error are the JSON parser's.
  @Test(
    arguments: [
      ("", 1, 1), ("StartAt: A", 1, 1), ("{\"StartAt\": \"A\",}", 1, 17), ("{\n  'StartAt': 1}", 2, 3),
      ("{\"StartAt\": \"A\"", 1, 16), ("{} {}", 1, 4), ("[1, 2", 1, 6),
    ] as [(String, Int, Int)])
  func whatIsNoJSONIsOneProblem(text: String, line: Int, column: Int) throws {
    let (machine, diagnostics) = StateMachine.parse(Array(text.utf8), file: "f")
    #expect(machine == nil)
    try #require(diagnostics.count == 1)
    #expect(diagnostics[0].position == SourcePosition(line: line, column: column), "\(diagnostics[0].text)")
    // A blank text is told by other words; of "{} {}" the second is what Jackson may not find.
    #expect(diagnostics[0].aws?.code == (text.isEmpty ? .schemaValidationFailed : .invalidJSON))
  }
}
