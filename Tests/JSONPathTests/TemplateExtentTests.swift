import JSON
import TestSupport
import Testing

@testable import JSONPath

/// What is known of a template's value before it is made is true of what it makes.
@Suite struct TemplateExtentTests {
  static func template(_ text: String) throws -> PayloadTemplate {
    try PayloadTemplate(compiling: LocatedJSON.parse(Array(text.utf8)))
  }

  static let templates = [
    #"{"x.$": "$.a"}"#, #"{"x.$": "$", "é\n": {"y.$": "$.a.b"}}"#,
    #"{"x.$": "$['c']", "y": [1, {"z.$": "$.a"}, 2.50]}"#,
    #"[{"x.$": "$.b"}, null]"#, #"{"x.$": "$$.Execution.Id"}"#, #"{"x.$": "$$.Execution", "y.$": "$.a"}"#,
    #"{"x.$": "$variable.a"}"#, #"{}"#, #"{"x": [1]}"#,
  ]

  @Test(arguments: templates)
  func theSizeIsThatOfWhatIsMade(text: String) throws {
    let template = try Self.template(text)
    var maker = RandomJSON(seed: 7)
    let execution: JSONObject = ["Id": .string("arn:\"é\""), "Input": [1.5]]
    for _ in 0..<200 {
      let input: JSON = ["a": maker.value(), "b": maker.value(), "c": maker.value()]
      let context = QueryContext(.execution(execution), variables: ["variable": maker.value()])
      var entropy = Entropy(seed: 0)
      let made = try? template.evaluate(input: input, context: context, entropy: &entropy)
      #expect(template.extent(input: input, context: context) == made?.extent, "\(input)")
    }
  }

  /// A call has to be made, and so has what is nested too deep; what is not there has no size.
  @Test func whatIsNotKnown() throws {
    var deep = JSON.null
    for _ in 0..<200 { deep = [deep] }
    for (text, input) in [
      (#"{"x.$": "States.UUID()"}"#, [:]), (#"{"x.$": "$.a[0]"}"#, ["a": [1]]), (#"{"x.$": "$.none"}"#, [:]),
      (#"{"x.$": "$$.Execution.Id"}"#, [:]), (#"{"x.$": "$"}"#, deep),
    ] as [(String, JSON)] {
      #expect(try Self.template(text).extent(input: input, context: .none) == nil, "\(text)")
    }
  }

  @Test(
    arguments: [
      (#"{"x.$": "$.a", "y": {"z.$": "$.b"}}"#, ["a", "b"]), (#"{"x.$": "$$.Execution.Id"}"#, []), (#"{"x": 1}"#, []),
      (#"{"x.$": "States.Format('{}', $.a)"}"#, ["a"]), (#"{"x.$": "$"}"#, nil), (#"{"x.$": "$.a.b"}"#, nil),
      (#"{"x.$": "$.a", "y.$": "$[0]"}"#, nil), (#"{"x.$": "States.Array($.a, $)"}"#, nil),
    ] as [(String, [String]?)])
  func theMembersThatAreRead(text: String, members: [String]?) throws {
    #expect(try Self.template(text).inputMembers == members)
  }

  @Test(arguments: [
    ("$$.Execution.Id", false), ("$$.Execution.Name", false), ("$$.Execution.Input", true),
    ("$$.Execution.Input.a", true), ("$$.Execution", true), ("$$", true), ("$$.Execution['Id','Input']", true),
    ("$$.*", true), ("$$..Input", true), ("$$.State.Name", false), ("$.Execution.Input", false), ("$v.Input", false),
  ])
  func whatReadsTheExecutionsInput(path: String, isRead: Bool) throws {
    #expect(try Path(parsing: path).contextUse.contains(.executionInput) == isRead)
  }
}
