import JSON
import StepFunctions
import TestSupport
import Testing

/// A nested start of which nothing but the input is worked out is made without its other parameters where nobody looks
/// at them: a simulation, which keeps no history, and a story that does agree.
@Suite struct StartPlanTests {
  static let child = Story.states(
    "Keep", #""Keep": {"Type": "Pass", "Parameters": {"in.$": "$", "by.$": "$$.Execution.Name"}, "End": true}"#)

  /// The Task starts two children, one after another.
  static func definition(_ jsonata: Bool, _ members: String, _ call: String) -> String {
    func task(_ name: String, _ rest: String) -> String {
      let field = jsonata ? "Arguments" : "Parameters"
      return """
        "\(name)": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution\(call)", \(rest),
          "\(field)": {"StateMachineArn": "\(ARNs.machine("Child"))", \(members)}}
        """
    }
    let keeps =
      jsonata
      ? #""Output": {"v": "{% $states.input.v %}", "r": "{% $states.result.Output %}"}"# : #""ResultPath": "$.r""#
    return "{\"QueryLanguage\": \"\(jsonata ? "JSONata" : "JSONPath")\", \"StartAt\": \"A\", \"States\": {"
      + task("A", keeps + #", "Next": "W""#) + #", "W": {"Type": "Wait", "Seconds": 3, "Next": "B"}, "#
      + task("B", #""End": true"#) + "}}"
  }

  static let inputs: [JSON] = ["text", "{\"a\": 1}", "{", .null, ["é": ["\n", 2.0]]]

  @Test(
    arguments: [
      (false, #""Input.$": "$.v""#), (false, #""Input": {"x.$": "$.v", "y": [1]}"#),
      (false, #""Name": "n", "Input.$": "$.v""#), (false, #""Input.$": "$.v", "Name": "two words""#),
      (false, #""Input.$": "$.none""#),
      (false, #""Input.$": "States.UUID()""#), (false, #""Input": {"i.$": "$$.Execution.Id", "s.$": "$$.State.Name"}"#),
      (false, #""Input": {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"}"#),
      (false, #""Input.$": "$.v", "Name.$": "$$.State.Name""#),
      (true, #""Input": "{% $states.input.v %}""#), (true, #""Name": "n", "Input": "{% $states.input.v %}""#),
      (true, #""Input": {"x": "{% $states.input.v %}", "y": "{% $states.context.Execution.Id %}"}"#),
      (true, #""Input": "{% $states.input.none %}""#), (true, #""Input": "{% $uuid() %}""#),
      (true, #""Input": "{% $states.input.v %}", "Name": "{% $states.context.State.Name %}""#),
    ], ["", ".sync", ".sync:2"])
  func theChildIsGivenTheSame(parameters: (jsonata: Bool, members: String), call: String) throws {
    let definition = Self.definition(parameters.jsonata, parameters.members, call)
    for input in Self.inputs {
      for express in [[], ["Child"]] as [Set<String>] {
        let stories = try [true, false].map { history in
          try Story(
            definition, children: ["Child": Self.child], express: express, input: ["v": input], history: history)
        }
        let (kept, bare) = (stories[0].outcome, stories[1].outcome)
        #expect(kept.status == bare.status && kept.error == bare.error, "\(input)")
        #expect(kept.cause == bare.cause, "\(input)")
        #expect(kept.output == bare.output && kept.output?.text == bare.output?.text, "\(input)")
        #expect(stories[0].duration == stories[1].duration, "\(input)")
      }
    }
  }

  /// A fixed name is taken once.
  @Test(arguments: [true, false], [false, true])
  func aNameCountsThoughNobodyLooks(history: Bool, jsonata: Bool) throws {
    let input = jsonata ? #""Input": "{% $states.input %}""# : #""Input.$": "$""#
    let story = try Story(
      Self.definition(jsonata, #""Name": "n", "# + input, ".sync"), children: ["Child": Self.child],
      input: ["v": 1], history: history)
    #expect(story.outcome.error == "StepFunctions.ExecutionAlreadyExistsException")
  }
}
