import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import StatesLanguage

/// The rules foretell what the engine will do: here both are asked.
@Suite struct LintTwinTests {
  static func lint(_ definition: String, input: JSON? = nil) throws -> Lint {
    let bytes = Array(definition.utf8)
    let (machine, found) = StateMachine.parse(bytes, file: "f")
    guard let machine else { throw InvalidDefinition(texts: found.map(\.text)) }
    var settings = LintSettings()
    settings.starts = input.map { [LintSettings.Start(input: $0, count: 1)] } ?? []
    return Lint(
      machine: machine, source: DefinitionSource(try LocatedJSON.parse(bytes)), file: "f", settings: settings)
  }

  // MARK: Events

  private static let child = #""Parameters": {"StateMachineArn": "\#(ARNs.machine("Child"))"}, "End": true"#

  private static func map(_ more: String, _ states: String) -> String {
    #""A": {"Type": "Map", "End": true, \#(more)"ItemProcessor": {"StartAt": "B", "States": {\#(states)}}}"#
  }

  private static let leaf = #""B": {"Type": "Succeed"}"#

  @Test(arguments: [
    #""A": {"Type": "Pass", "End": true}"#, #""A": {"Type": "Succeed"}"#,
    #""A": {"Type": "Wait", "Seconds": 1, "End": true}"#,
    #""A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "B"}], "Default": "B"}, "#
      + leaf,
    #""A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}"#,
    #""A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", \#(child)}"#,
    #""A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", \#(child)}"#,
    #""A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution", \#(child)}"#,
    #""A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true}"#,
    #""A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "B", "States": {\#(leaf)}}, "#
      + #"{"StartAt": "C", "States": {"C": {"Type": "Pass", "Next": "D"}, "D": {"Type": "Succeed"}}}]}"#,
    map("", leaf), map(#""ItemsPath": "$.none", "#, leaf),
    map(
      "",
      #""B": {"Type": "Map", "End": true, "ItemsPath": "$.none", "ItemProcessor": {"StartAt": "C", "#
        + #""States": {"C": {"Type": "Succeed"}}}}"#),
  ])
  func theFewestEventsAreThoseOfAnExecutionWithoutFailures(states: String) throws {
    let definition = Story.states("A", states)
    let input: JSON =
      states.contains("\"A\": {\"Type\": \"Map\", \"End\": true, \"ItemsPath\"")
      ? ["none": []] : [["none": []], ["none": []], ["none": []]]
    var lint = try Self.lint(definition, input: input)
    let story = try Story(
      definition, children: ["Child": NestedTests.working], input: input,
      tasks: { call in
        switch call.resource.pattern {
        case .waitForTaskToken: .submitted([:], then: .success([:]))
        case .requestResponse, .sync, .sync2: call.resource.isStartExecution ? nil : .success([:])
        }
      })
    #expect(story.outcome.status == .succeeded, "\(story.outcome.error ?? "")")
    let least = lint.fewestEvents(from: lint.machine.start)
    let fewest = try #require(least)
    #expect(fewest + 2 == story.outcome.events.count, "\(story.types)")
  }

  /// An activity's own attempt, and whole random machines: never fewer events than foretold, whatever way they take.
  @Test(arguments: UInt64(0)..<400)
  func noExecutionWithoutFailuresHasFewer(seed: UInt64) throws {
    let world = try RandomWorld(seed: seed)
    let outcome = try SweepTests.run(world, history: true)
    let isSmooth = outcome.events.allSatisfy { event in
      !["Failed", "TimedOut", "Aborted"].contains { event.type.hasSuffix($0) }
    }
    guard outcome.status == .succeeded, isSmooth else { return }
    var lint = try Self.lint(world.definition, input: RandomWorld.input)
    let least = lint.fewestEvents(from: lint.machine.start)
    let fewest = try #require(least)
    #expect(fewest + 2 <= outcome.events.count)
  }

  // MARK: Items

  private static let passes = [
    #""Type": "Pass""#, #""Type": "Pass", "InputPath": "$.b""#, #""Type": "Pass", "OutputPath": "$.b""#,
    #""Type": "Pass", "InputPath": null"#, #""Type": "Pass", "OutputPath": null"#,
    #""Type": "Pass", "Result": {"a": [1, 2, 3, 4]}"#, #""Type": "Pass", "Result": [1, 2], "ResultPath": "$.b.a""#,
    #""Type": "Pass", "Result": [1], "ResultPath": null"#,
    #""Type": "Pass", "Result": [1], "ResultPath": null, "OutputPath": "$.b""#,
    #""Type": "Pass", "Result": [1, 2], "ResultPath": "$.b.b.a", "OutputPath": "$.b.b""#,
    #""Type": "Pass", "Parameters": {"a.$": "$.b.a"}"#,
    #""Type": "Pass", "Parameters": {"a.$": "States.ArrayRange(1, 9, 2)"}, "ResultPath": "$.b""#,
    #""Type": "Pass", "Parameters": {"a.$": "$$.Execution.Input.b.a"}"#,
    #""Type": "Pass", "InputPath": "$.b", "ResultPath": "$.c""#, #""Type": "Wait", "Seconds": 1, "OutputPath": "$.b""#,
    #""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": null, "OutputPath": "$.b""#,
    #""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": "$.c""#,
    #""Type": "Pass", "QueryLanguage": "JSONata", "Output": {"a": [1, 2, 3]}"#,
    #""Type": "Pass", "QueryLanguage": "JSONata", "Output": {"a": "{% $states.input.b.a %}"}"#,
  ]

  private static let maps = [
    #""ItemsPath": "$.a""#, #""ItemsPath": "$.b.a""#, #""InputPath": "$.b", "ItemsPath": "$.a""#,
    #""InputPath": "$.a""#, #""QueryLanguage": "JSONata", "Items": [7, 8]"#, #""ItemsPath": "$$.Execution.Input.a""#,
  ]

  private static let input: JSON = ["a": [1, 2, 3], "b": ["a": [1], "b": ["a": []]], "c": 0]

  /// Every way of data through two states into a Map, as far as an execution goes it.
  @Test(arguments: passes)
  func theItemsAreThoseThatTheMapGets(first: String) throws {
    var told = 0
    for second in Self.passes {
      for items in Self.maps {
        let definition = Story.states(
          "A",
          #"""
          "A": {\#(first), "Next": "B"}, "B": {\#(second), "Next": "M"},
          "M": {"Type": "Map", \#(items), "End": true, "ItemProcessor": {"StartAt": "I", "States": {
            "I": {"Type": "Succeed"}}}}
          """#)
        let lint = try Self.lint(definition, input: Self.input)
        let map = try #require(lint.machine.states.firstIndex { $0.name == "M" })
        let known = lint.items[map]?.count
        let story = try Story(definition, input: Self.input, tasks: { _ in .success(["a": [0]]) })
        let count = story.events("MapStateStarted").first?.details["length"]
        guard let known else { continue }
        told += 1
        #expect(count == .integer(known), "\(second); \(items): \(story.outcome.error ?? "")")
      }
    }
    #expect(told > 0 || first.contains("$$.") || first.contains("$.c") || first.contains("{%"))
  }

  // MARK: Descriptions of children

  @Test(
    arguments: [".sync", ".sync:2"], ["", #", "Name": "n""#, #", "Input": {"a": 1}"#, #", "Input": {"a": "ü\"x"}"#])
  func aDescriptionHasNoFewerBytes(pattern: String, more: String) throws {
    let definition = Story.states(
      "A",
      #"""
      "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution\#(pattern)", "End": true,
        "Parameters": {"StateMachineArn": "\#(ARNs.machine("Child"))"\#(more)}}
      """#)
    let lint = try Self.lint(definition)
    let foretold = try #require(lint.envelope(of: lint.machine.states[0]))
    let child = Story.states("C", #""C": {"Type": "Pass", "Result": {}, "End": true}"#)
    let output = try #require(try Story(definition, children: ["Child": child]).outcome.output)
    let bytes = output.text.utf8.count
    // `.sync` has input and output as text, in marks and with escapes.
    #expect(pattern == ".sync" ? (foretold...foretold + 16).contains(bytes) : bytes == foretold, "\(output.text)")
  }
}
