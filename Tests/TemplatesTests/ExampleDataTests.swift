import JSON
import Testing

@testable import Templates

/// What an input must look like so that a definition's paths find something.
@Suite struct ExampleDataTests {
  private static let rows: [(states: String, input: String)] = [
    (#""A":{"Type":"Pass","Parameters":{"x.$":"$.a.b"},"End":true}"#, #"{"a":{"b":"example"}}"#),
    (#""A":{"Type":"Wait","SecondsPath":"$.n","End":true}"#, #"{"n":1}"#),
    (
      #""A":{"Type":"Map","ItemsPath":"$.l","Iterator":{"StartAt":"B","States":{"B":{"Type":"Pass","InputPath":"$.q","#
        + #""End":true}}},"End":true}"#, #"{"l":[{"q":"example"},{"q":"example"},{"q":"example"}]}"#
    ),
    (
      #""A":{"Type":"Choice","Choices":[{"Variable":"$.s","StringEquals":"wait","Next":"W"},"#
        + #"{"Variable":"$.s","StringEquals":"done","Next":"E"}]},"W":{"Type":"Wait","Seconds":1,"Next":"A"},"#
        + #""E":{"Type":"Succeed"}"#, #"{"s":"done"}"#
    ),
    (
      #""A":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.n","NumericGreaterThan":5},"#
        + #"{"Variable":"$.b","BooleanEquals":true}],"Next":"E"}],"Default":"E"},"E":{"Type":"Succeed"}"#,
      #"{"n":6,"b":true}"#
    ),
    (
      #""A":{"Type":"Pass","Parameters":{"x.$":"States.MathAdd($.n, 1)","y.$":"$$.Execution.Id"},"End":true}"#,
      #"{"n":1}"#
    ),
    (#""A":{"Type":"Pass","Parameters":{"x.$":"$$.Execution.Input.who"},"End":true}"#, #"{"who":"example"}"#),
    (
      #""A":{"QueryLanguage":"JSONata","Type":"Pass","Output":"{% $states.input.a.b & $states.input.c %}","End":true}"#,
      #"{"a":{"b":"example"},"c":"example"}"#
    ),
    (
      #""A":{"Type":"Pass","ResultPath":"$.x","Next":"B"},"B":{"Type":"Pass","InputPath":"$.y","End":true}"#,
      #"{"x":{"x":null}}"#
    ),
  ]

  @Test(arguments: rows.dropLast()) func inputIsFound(row: (states: String, input: String)) throws {
    let definition = try LocatedJSON.parse(Array(#"{"StartAt":"A","States":{\#(row.states)}}"#.utf8))
    let data = ExampleData(definition, results: [:]) { _ in nil }
    #expect(data.input.example().text == row.input)
  }

  /// A result that contains the state's own input ends all the same.
  @Test func whatContainsItselfEnds() throws {
    let definition = try LocatedJSON.parse(Array(#"{"StartAt":"A","States":{\#(Self.rows.last?.states ?? "")}}"#.utf8))
    #expect(!ExampleData(definition, results: [:]) { _ in nil }.input.example().text.isEmpty)
  }

  @Test func resultsAreThoseOfTheServices() throws {
    let text = #"""
      {"StartAt":"A","States":{
        "A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
          "Parameters":{"FunctionName":"f","Payload.$":"$"},"ResultPath":"$.r","Next":"B"},
        "B":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:g",
          "InputPath":"$.r.Payload.id","Next":"C"},
        "C":{"Type":"Pass","Parameters":{"x.$":"$.total"},"End":true}}}
      """#
    let data = ExampleData(try LocatedJSON.parse(Array(text.utf8)), results: [:]) { ["A": "f", "B": "g"][$0] }
    #expect(data.results["f"]?.example().text == #"{"id":"example"}"#)
    #expect(data.results["g"]?.example().text == #"{"total":"example"}"#)
  }
}
