import Engine
import JSON
import StepFunctions
import TestSupport
import Testing

/// Variables in both query languages. Source: AWS developer guide, variables; histories recorded on AWS.
@Suite struct VariableTests {
  private func assigned(_ story: Story) -> [JSON] {
    story.outcome.events.compactMap { $0.details["assignedVariables"] }
  }

  @Test func expressionsSeeTheVariablesAsTheyWere() throws {
    let story = try Story(
      Story.states(
        "A",
        #"""
        "A": {"Type": "Pass", "Assign": {"x": 1, "y.$": "$.in"}, "Next": "B"},
        "B": {"Type": "Pass", "Assign": {"x.$": "$y", "y.$": "$x"}, "Parameters": {"x.$": "$x"}, "Next": "C"},
        "C": {"Type": "Pass", "Parameters": {"x.$": "$x", "y.$": "$y", "in.$": "$"}, "End": true}
        """#), input: ["in": [2]])
    #expect(story.outcome.output == ["x": [2], "y": 1, "in": ["x": 1]])
    #expect(assigned(story) == [["x": "1", "y": "[2]"], ["x": "[2]", "y": "1"]])
  }

  @Test func everyScopeHasItsOwn() throws {
    let story = try Story(
      Story.states(
        "A",
        #"""
        "A": {"Type": "Pass", "Assign": {"outer": 1}, "Next": "M"},
        "M": {"Type": "Map", "ItemsPath": "$", "Assign": {"all.$": "$"}, "Next": "Z",
          "ItemSelector": {"item.$": "$$.Map.Item.Value", "outer.$": "$outer"},
          "ItemProcessor": {"StartAt": "I", "States": {
            "I": {"Type": "Pass", "Assign": {"own.$": "States.MathAdd($.item, $outer)"}, "Next": "J"},
            "J": {"Type": "Parallel", "End": true, "Branches": [
              {"StartAt": "K", "States": {
                "K": {"Type": "Pass", "Assign": {"inner.$": "$own"}, "Next": "L"},
                "L": {"Type": "Pass", "Parameters": {"v.$": "States.Array($outer, $own, $inner)"}, "End": true}}},
              {"StartAt": "N", "States": {"N": {"Type": "Pass", "Parameters": {"v.$": "$own"}, "End": true}}}]}}}},
        "Z": {"Type": "Pass", "Parameters": {"outer.$": "$outer", "all.$": "$all", "own.$": "$own"}, "End": true}
        """#), input: [10, 20])
    let all: JSON = [[["v": [1, 11, 11]], ["v": 11]], [["v": [1, 21, 21]], ["v": 21]]]
    #expect(story.outcome.status == .failed)
    let cause = try #require(story.outcome.cause)
    #expect(cause.contains("The JSONPath '$own' specified for the field 'own.$' could not be found"))
    let exits = story.events("MapStateExited")
    #expect(exits.first?.details["assignedVariables"]?["all"]?.parsed == all)
  }

  @Test func aChildOfAMapRunHasNone() throws {
    let story = try Story(
      Story.states(
        "A",
        #"""
        "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "M"},
        "M": {"Type": "Map", "End": true, "ItemSelector": {"x.$": "$x"}, "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {
            "B": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true,
              "Output": {"input": "{% $states.input %}", "has": "{% $exists($x) %}"}}}}}
        """#), input: [0])
    #expect(story.outcome.output == [["input": ["x": 1], "has": false]])
  }

  @Test func catchersAssign() throws {
    let story = try Story(
      Story.states(
        "A",
        Story.task(
          "A",
          #"""
          "Assign": {"never": 1}, "Catch": [{"ErrorEquals": ["Boom"], "Next": "B",
            "ResultPath": "$.e", "Assign": {"error.$": "$.Error", "n": 1}}]
          """#)
            + #"""
            , "B": {"Type": "Pass", "Parameters": {"error.$": "$error", "rest.$": "$"}, "End": true}
            """#), input: ["k": 1]
    ) { _ in .error("Boom") }
    #expect(story.outcome.output == ["error": "Boom", "rest": ["k": 1, "e": ["Error": "Boom", "Cause": .null]]])
    #expect(assigned(story) == [["error": "\"Boom\"", "n": "1"]])
  }

  @Test func aRuleAssignsForItselfAndTheStateForDefault() throws {
    let text = Story.states(
      "C",
      #"""
      "C": {"Type": "Choice", "Assign": {"by": "default"}, "Default": "P", "Choices": [
        {"Variable": "$.n", "NumericEquals": 1, "Assign": {"by.$": "$.n"}, "Next": "P"},
        {"Variable": "$.n", "NumericEquals": 2, "Next": "Q"}]},
      "P": {"Type": "Pass", "Parameters": {"by.$": "$by"}, "End": true}, "Q": {"Type": "Succeed"}
      """#)
    #expect(try Story(text, input: ["n": 1]).outcome.output == ["by": 1])
    #expect(try Story(text, input: ["n": 3]).outcome.output == ["by": "default"])
    #expect(assigned(try Story(text, input: ["n": 2])) == [])
  }

  /// In a Task, `$` in `Assign` is the result after ResultSelector; a dropped result can be kept so.
  @Test func aResultThatIsDroppedCanBeAssigned() throws {
    let story = try Story(
      Story.states(
        "A",
        Story.task(
          "A", #""ResultPath": null, "ResultSelector": {"r.$": "$.v"}, "Assign": {"kept.$": "$.r"}, "Next": "B""#)
          + #", "B": {"Type": "Pass", "Parameters": {"kept.$": "$kept", "in.$": "$"}, "End": true}"#),
      input: ["i": 1], history: false
    ) { _ in .success(["v": 7]) }
    #expect(story.outcome.output == ["kept": 7, "in": ["i": 1]])
  }

  @Test(arguments: [(99, 1_000, true), (103, 1_000, false), (60, 99, false), (40, 99, true)])
  func variablesHaveLimits(size: Int, all: Int, succeeds: Bool) throws {
    var quotas = Story.quotas()
    quotas.payloadBytes = 110
    quotas.variableBytes = all
    let text = String(repeating: "x", count: size)
    let story = try Story(
      Story.states(
        "A",
        #"""
        "A": {"Type": "Pass", "Assign": {"a": "\#(text)"}, "Next": "B"},
        "B": {"Type": "Pass", "Assign": {"b": "\#(text)"}, "End": true}
        """#), quotas: quotas)
    #expect(story.outcome.status == (succeeds ? .succeeded : .failed))
    if !succeeds { #expect(story.outcome.error == "States.DataLimitExceeded") }
  }
}
