import JSON
import JSONPath
import StatesLanguage
import Testing

@Suite struct ChoiceTests {
  /// Whether the only rule of a Choice, written without its `Next`, holds for an input.
  private func holds(_ rule: String, _ input: String, context: String = "{}") throws -> Bool {
    let text = machine(
      #""A": {"Type": "Choice", "Choices": [{\#(rule), "Next": "B"}]}, "B": {"Type": "Succeed"}"#)
    let (machine, diagnostics) = StateMachine.parse(Array(text.utf8), file: "f")
    try #require(diagnostics.isEmpty, "\(diagnostics.map(\.text))")
    guard case .choice(let choice)? = machine?.states[0].action else { throw Unexpected() }
    #expect(choice.rules[0].usesContext == rule.contains("$$"))
    return try choice.rules[0].matches(input: JSON.parse(input), context: QueryContext(JSON.parse(context)))
  }

  private struct Unexpected: Error {}

  @Test(
    arguments: [
      (#""StringEquals": "a""#, #""a""#, true), (#""StringEquals": "a""#, #""b""#, false),
      (#""StringEquals": "1""#, "1", false), (#""StringEquals": "é""#, #""e\u0301""#, false),
      (#""StringLessThan": "b""#, #""a""#, true), (#""StringLessThan": "a""#, #""B""#, true),
      (#""StringLessThan": "ab""#, #""a""#, true), (#""StringLessThan": "a""#, #""a""#, false),
      (#""StringLessThan": "\uFF5E""#, #""\uD83D\uDE00""#, true),
      (#""StringGreaterThan": "a""#, #""b""#, true), (#""StringGreaterThan": "a""#, "5", false),
      (#""StringLessThanEquals": "a""#, #""a""#, true), (#""StringGreaterThanEquals": "a""#, #""a""#, true),
      (#""NumericEquals": 1"#, "1.0", true), (#""NumericEquals": 1.5"#, "1.5", true),
      (#""NumericEquals": 1"#, #""1""#, false), (#""NumericEquals": 9007199254740993"#, "9007199254740992", false),
      (#""NumericLessThan": 2"#, "1.5", true), (#""NumericLessThan": 2"#, "2.0", false),
      (#""NumericGreaterThan": -1.5"#, "-1", true), (#""NumericLessThanEquals": 2"#, "2.0", true),
      (#""NumericGreaterThanEquals": 2"#, "1.99", false), (#""NumericGreaterThanEquals": 2"#, "null", false),
      (#""BooleanEquals": true"#, "true", true), (#""BooleanEquals": false"#, "true", false),
      (#""BooleanEquals": true"#, #""true""#, false),
      (#""TimestampEquals": "2020-01-01T00:00:00Z""#, #""2020-01-01T01:00:00+01:00""#, true),
      (#""TimestampLessThan": "2020-01-01T00:00:00Z""#, #""2019-12-31T23:59:59.999Z""#, true),
      (#""TimestampGreaterThan": "2020-01-01T00:00:00Z""#, #""2020-01-01T00:00:00.000000001Z""#, true),
      (#""TimestampLessThanEquals": "2020-01-01T00:00:00Z""#, #""2020-01-01T00:00:00Z""#, true),
      (#""TimestampGreaterThanEquals": "2020-01-01T00:00:00Z""#, #""yesterday""#, false),
      (#""IsNull": true"#, "null", true), (#""IsNull": false"#, "null", false), (#""IsNull": false"#, "0", true),
      (#""IsString": true"#, #""""#, true), (#""IsNumeric": true"#, "1e3", true),
      (#""IsNumeric": true"#, "true", false),
      (#""IsBoolean": true"#, "false", true), (#""IsBoolean": false"#, "{}", true),
      (#""IsTimestamp": true"#, #""2020-01-01T00:00:00Z""#, true), (#""IsTimestamp": true"#, #""2020-01-01""#, false),
      (#""IsPresent": true"#, "null", true), (#""IsPresent": false"#, "1", false),
      (#""StringMatches": "log-*.txt""#, #""log-2020.txt""#, true),
      (#""StringMatches": "log-*.txt""#, #""log-2020.txt.gz""#, false),
      (#""StringMatches": "*""#, #""""#, true), (#""StringMatches": "a*b*c""#, #""a--b-b--c""#, true),
      (#""StringMatches": "a*b*c""#, #""a--c--b""#, false), (#""StringMatches": "*aab""#, #""aaaab""#, true),
      (#""StringMatches": "a\\*""#, #""a*""#, true), (#""StringMatches": "a\\*""#, #""ab""#, false),
      (#""StringMatches": "a\\\\*""#, #""a\\b""#, true), (#""StringMatches": "é*""#, #""éa""#, true),
      (#""StringMatches": "a""#, "5", false),
    ] as [(String, String, Bool)])
  func comparesWithAConstant(comparison: String, value: String, expected: Bool) throws {
    #expect(try holds(#""Variable": "$.v", \#(comparison)"#, #"{"v": \#(value)}"#) == expected)
  }

  @Test(
    arguments: [
      ("StringEqualsPath", #""a""#, #""a""#, true), ("StringEqualsPath", #""a""#, "1", false),
      ("StringLessThanPath", #""a""#, #""b""#, true), ("StringGreaterThanPath", #""a""#, #""b""#, false),
      ("StringLessThanEqualsPath", #""a""#, #""a""#, true), ("StringGreaterThanEqualsPath", #""a""#, #""b""#, false),
      ("NumericEqualsPath", "1", "1.0", true), ("NumericEqualsPath", "1", #""1""#, false),
      ("NumericLessThanPath", "1", "2", true), ("NumericGreaterThanPath", "1", "2", false),
      ("NumericLessThanEqualsPath", "2", "2", true), ("NumericGreaterThanEqualsPath", "2", "2", true),
      ("BooleanEqualsPath", "true", "true", true), ("BooleanEqualsPath", "true", "1", false),
      ("TimestampEqualsPath", #""2020-01-01T00:00:00Z""#, #""2020-01-01T00:00:00.0Z""#, true),
      ("TimestampLessThanPath", #""2020-01-01T00:00:00Z""#, #""2021-01-01T00:00:00Z""#, true),
      ("TimestampGreaterThanPath", #""2020-01-01T00:00:00Z""#, #""2021-01-01T00:00:00Z""#, false),
      ("TimestampLessThanEqualsPath", #""2020-01-01T00:00:00Z""#, #""x""#, false),
      ("TimestampGreaterThanEqualsPath", #""2021-01-01T00:00:00Z""#, #""2021-01-01T00:00:00Z""#, true),
    ] as [(String, String, String, Bool)])
  func comparesWithAPath(name: String, value: String, other: String, expected: Bool) throws {
    #expect(
      try holds(#""Variable": "$.v", "\#(name)": "$.o""#, #"{"v": \#(value), "o": \#(other)}"#) == expected)
  }

  /// `p` and `q` are booleans; every combination is tried.
  @Test(
    arguments: [
      (#""And": [P, Q]"#, [false, false, false, true]), (#""Or": [P, Q]"#, [false, true, true, true]),
      (#""Not": P"#, [true, true, false, false]), (#""Not": {"Not": P}"#, [false, false, true, true]),
      (#""Not": {"And": [P, Q]}"#, [true, true, true, false]),
      (#""Not": {"Or": [P, Q]}"#, [true, false, false, false]),
      (#""And": [{"Or": [P, Q]}, {"Not": {"And": [P, Q]}}]"#, [false, true, true, false]),
      (#""Or": [{"And": [P, {"Not": Q}]}, {"And": [{"Not": P}, Q]}]"#, [false, true, true, false]),
      (#""And": [P, {"And": [P, Q]}, Q]"#, [false, false, false, true]),
      (#""And": [{"Or": [P]}]"#, [false, false, true, true]),
      (#""Or": [{"Or": [{"Not": P}, Q]}, P]"#, [true, true, true, true]),
    ] as [(String, [Bool])])
  func combines(rule: String, expected: [Bool]) throws {
    let rule = rule.replacing("P", with: #"{"Variable": "$.p", "BooleanEquals": true}"#)
      .replacing("Q", with: #"{"Variable": "$.q", "BooleanEquals": true}"#)
    var results: [Bool] = []
    for p in [false, true] {
      for q in [false, true] { results.append(try holds(rule, #"{"p": \#(p), "q": \#(q)}"#)) }
    }
    #expect(results == expected)
  }

  @Test func aMissingVariableIsAnError() throws {
    let text = "Invalid path '$.v': The choice state's condition path references an invalid value."
    for rule in [#""IsNull": true"#, #""StringEquals": "a""#, #""NumericEqualsPath": "$.o""#, #""StringMatches": "*""#]
    {
      let failure = #expect(throws: QueryFailure.self) { try holds(#""Variable": "$.v", \#(rule)"#, #"{"o": 1}"#) }
      #expect(failure?.error == "States.Runtime")
      #expect(failure?.cause == text)
    }
    let other = #expect(throws: QueryFailure.self) {
      try holds(#""Variable": "$.v", "NumericEqualsPath": "$.o.p""#, #"{"v": 1, "o": {}}"#)
    }
    #expect(other?.cause.hasPrefix("Invalid path '$.o.p'") == true)
  }

  @Test func presenceGuardsWhatFollows() throws {
    let guarded = #""And": [{"Variable": "$.v", "IsPresent": true}, {"Variable": "$.v", "NumericEquals": 3}]"#
    #expect(try !holds(guarded, "{}"))
    #expect(try holds(guarded, #"{"v": 3}"#))
    let spared = #""Or": [{"Variable": "$.v", "IsPresent": false}, {"Variable": "$.v", "NumericEquals": 3}]"#
    #expect(try holds(spared, "{}"))
  }

  @Test func readsTheContext() throws {
    let rule = #""Variable": "$$.Map.Item.Index", "NumericEqualsPath": "$.i""#
    #expect(try holds(rule, #"{"i": 2}"#, context: #"{"Map": {"Item": {"Index": 2}}}"#))
    #expect(try holds(#""Variable": "$.i", "NumericEqualsPath": "$$.n""#, #"{"i": 2}"#, context: #"{"n": 2}"#))
  }

  @Test func deepConditionsParse() throws {
    let depth = 450
    let rule = String(repeating: #""Not": {"#, count: depth) + #""Variable": "$.v", "IsNull": true"#
    #expect(try holds(rule + String(repeating: "}", count: depth), #"{"v": null}"#))
  }
}
