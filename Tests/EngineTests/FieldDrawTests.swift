import JSON
import StepFunctions
import TestSupport
import Testing

/// What two fields of one state draw is not the same, and one field moves nothing that another draws.
@Suite struct FieldDrawTests {
  @Test func fieldsInJSONataDrawApart() throws {
    let story = try Story(
      """
      {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
        "A": {"Type": "Task", "Resource": "\(Story.function)",
          "Arguments": {"a": "{% $random() %}", "b": "{% $random() %}"},
          "Output": {"c": "{% $random() %}", "d": "{% $states.result %}"},
          "Assign": {"e": "{% $random() %}", "f": "{% $uuid() %}", "g": "{% $uuid() %}"}, "Next": "B"},
        "B": {"Type": "Map", "Items": [1, 2, 3], "ItemSelector": {"i": "{% $random() %}"}, "End": true,
          "Output": "{% [$states.input.c, $states.input.d.a, $states.input.d.b, $e, $f, $g, $states.result.i] %}",
          "ItemProcessor": {"StartAt": "C", "States": {"C": {"Type": "Pass", "End": true}}}}}}
      """
    ) { .success($0.parameters) }
    guard case .array(let values)? = story.outcome.output else {
      Issue.record("\(story.outcome)")
      return
    }
    #expect(values.count == 9 && Set(values.map(\.text)).count == 9)
  }

  @Test func fieldsInJSONPathDrawApart() throws {
    let story = try Story(
      """
      {"StartAt": "A", "States": {
        "A": {"Type": "Task", "Resource": "\(Story.function)",
          "Parameters": {"a.$": "States.UUID()", "b.$": "States.UUID()"},
          "ResultSelector": {"c.$": "States.UUID()", "d.$": "$"}, "Assign": {"e.$": "States.UUID()"}, "Next": "B"},
        "B": {"Type": "Pass", "Parameters": {"all.$": "States.Array($.c, $.d.a, $.d.b, $e)"}, "End": true}}}
      """
    ) { .success($0.parameters) }
    guard case .array(let values)? = story.outcome.output?["all"] else {
      Issue.record("\(story.outcome)")
      return
    }
    #expect(values.count == 4 && Set(values.map(\.text)).count == 4)
  }

  /// Common random numbers.
  @Test(arguments: ["1", #""{% $random() %}""#, #""{% [$random(), $random()] %}""#])
  func anotherFieldMovesNothing(output: String) throws {
    func sent(_ output: String) throws -> JSON? {
      var sent: JSON?
      _ = try Story(
        """
        {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "\(Story.function)",
          "Arguments": {"z": \(output), "a": "{% $random() %}"}, "Output": \(output), "End": true}}}
        """
      ) { call in
        sent = call.parameters["a"]
        return .success(1)
      }
      return sent
    }
    let drawn = try #require(try sent(output))
    #expect(try drawn == sent("2"))
  }
}
