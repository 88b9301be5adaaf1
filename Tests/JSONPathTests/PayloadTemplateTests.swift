import JSON
import JSONPath
import Testing

@Suite struct PayloadTemplateTests {
  func template(_ text: String) throws -> PayloadTemplate {
    try PayloadTemplate(compiling: LocatedJSON.parse(Array(text.utf8)))
  }

  @Test(arguments: [
    (#"{"a":1,"b.$":"$.x","c":[{"d.$":"$$.t"},2]}"#, #"{"a":1,"b":[5],"c":[{"d":"T"},2]}"#),
    (#"{"a.$":"$","b":{"c":{"d.$":"States.ArrayLength($.x)"}}}"#, #"{"a":{"x":[5]},"b":{"c":{"d":1}}}"#),
    (#"["$.x",{"a.$":"$.x[0]"}]"#, #"["$.x",{"a":5}]"#), (#"{"a.$":"$.x","b":2,"a.$":"$.x[0]"}"#, #"{"a":5,"b":2}"#),
  ])
  func evaluates(_ text: String, _ result: String) throws {
    var entropy = Entropy(seed: 1)
    let template = try template(text)
    #expect(template.constant == nil)
    #expect(try template.evaluate(input: ["x": [5]], context: ["t": "T"], entropy: &entropy).text == result)
  }

  @Test(arguments: [#"{"a":{"b":[1,"$.x"]}}"#, "[]", "null", "\"$.x\"", "{}", #"{"a$":1}"#])
  func knowsConstants(_ text: String) throws {
    let template = try template(text)
    #expect(template.constant?.text == text)
    #expect(!template.usesContext && !template.usesEntropy)
  }

  @Test(arguments: [
    (#"{"a.$":"$.x"}"#, false, false), (#"{"a":[{"b.$":"$$.x"}]}"#, true, false),
    (#"{"a.$":"States.UUID()"}"#, false, true), (#"{"a.$":"States.MathRandom(1, 2)"}"#, false, true),
    (#"{"a.$":"States.MathRandom(1, 2, 3)"}"#, false, false),
    (#"{"a.$":"States.Array(States.Hash($$.x, 'MD5'))"}"#, true, false),
  ])
  func knowsItsNeeds(_ text: String, _ usesContext: Bool, _ usesEntropy: Bool) throws {
    let template = try template(text)
    #expect((template.usesContext, template.usesEntropy) == (usesContext, usesEntropy))
  }

  @Test func knowsConstantMembers() throws {
    let mixed = try template(#"{"StateMachineArn":"arn","Input.$":"$","Name":{"a.$":"$.x"}}"#)
    #expect(mixed.outline.constantMember("StateMachineArn") == "arn")
    #expect(mixed.outline.constantMember("Input") == nil)
    #expect(mixed.outline.constantMember("Name") == nil)
    #expect(mixed.outline.constantMember("Other") == nil)
    #expect(try template(#"{"a":1}"#).outline.constantMember("a") == 1)
    #expect(mixed.outline.keys == ["StateMachineArn", "Input", "Name"])
  }

  @Test(arguments: [
    (#"{"a.$":"$"}"#, true), (#"{"a":1}"#, true), (#"{"b.$":"$"}"#, false), (#"[1]"#, false), ("1", false),
  ])
  func knowsWhichMembersThereMayBe(text: String, mayHave: Bool) throws {
    #expect(try template(text).outline.mayHave("a") == mayHave)
  }

  @Test func reportsEveryMistakeAtItsPlace() throws {
    let text = "{\n  \"a.$\": \"$.x[\",\n  \"b.$\": 1,\n  \"c\": 1, \"c.$\": \"$\"\n}"
    let (template, errors) = PayloadTemplate.compile(try LocatedJSON.parse(Array(text.utf8)), field: "Parameters")
    #expect(template == nil)
    let field = "must be a valid JSONPath or a valid intrinsic function call"
    #expect(
      errors.map(\.message) == [
        "The value for the field 'a.$' \(field): "
          + "found the end, expected an index, a name in quotes, '*' or a filter in '$.x['",
        "The value for the field 'b.$' \(field)", "the field 'c' is there both with and without \".$\"",
      ])
    #expect(
      errors.map(\.position) == [
        SourcePosition(line: 2, column: 15), SourcePosition(line: 3, column: 10), SourcePosition(line: 4, column: 11),
      ])
  }

  @Test func namesTheFieldThatFails() throws {
    let template = try template(#"{"a":{"value.$":"$.no"}}"#)
    var entropy = Entropy(seed: 1)
    let cause = "The JSONPath '$.no' specified for the field 'value.$' could not be found in the input '{\"x\":1}'"
    #expect(throws: QueryFailure(error: "States.Runtime", cause: cause)) {
      try template.evaluate(input: ["x": 1], context: [:], entropy: &entropy)
    }
  }
}
