import JSON
import StepFunctions
import TestSupport
import Testing

/// Payloads of AWS's largest size, and of one byte more: with a history and without, where most of what is measured is
/// never made.
@Suite struct NestedSizeTests {
  static let limit = 262_144

  /// Answers its input.
  static let keep = Story.states("Keep", #""Keep": {"Type": "Pass", "End": true}"#)
  static let after = #""Next": "After""#
  static let succeed = #", "After": {"Type": "Pass", "Result": {}, "End": true}"#

  static func failed(_ story: Story) -> Bool { story.outcome.error == "States.DataLimitExceeded" }

  /// Both ways of running it, which must agree.
  static func run(
    _ definition: String, child: String = keep, express: Set<String> = [], input: JSON
  ) throws -> Story {
    let stories = try [true, false].map { history in
      try Story(definition, children: ["Child": child], express: express, input: input, history: history)
    }
    #expect(stories[0].outcome.status == stories[1].outcome.status)
    #expect(stories[0].outcome.error == stories[1].outcome.error)
    #expect(stories[0].outcome.cause == stories[1].outcome.cause)
    #expect(stories[0].outcome.output == stories[1].outcome.output)
    #expect(stories[0].duration == stories[1].duration)
    return stories[0]
  }

  /// The input that makes something exactly so large; `bytes` says how large it is for one.
  static func input(_ size: Int, filler: String = "x", _ bytes: (JSON) throws -> Int) rethrows -> JSON {
    let (none, one) = (try bytes(["t": ""]), try bytes(["t": .string(filler)]))
    let count = (size - none) / (one - none)
    let rest = size - none - count * (one - none)
    return ["t": .string(String(repeating: filler, count: count) + String(repeating: "y", count: rest))]
  }

  @Test(arguments: [0, 1], ["JSONPath", "JSONata"])
  func whatAStartIsGiven(beyond: Int, language: String) throws {
    let jsonata = language == "JSONata"
    let field = jsonata ? "Arguments" : "Parameters"
    let source = jsonata ? #""Input": {"é\n": "{% $states.input %}"}"# : #""Input": {"é\n": {"d.$": "$"}}"#
    let parameters = "\"StateMachineArn\": \"\(ARNs.machine("Child"))\", \(source)"
    let input = try Self.input(Self.limit + beyond, filler: "\"") { input in
      let inner: JSON = jsonata ? input : ["d": input]
      return try JSON.parse("{\"StateMachineArn\": \"\(ARNs.machine("Child"))\", \"Input\": {\"é\\n\": \(inner.text)}}")
        .utf8Text.count
    }
    let drops = jsonata ? #", "Output": {}"# : #", "ResultPath": null"#
    for call in ["", ".sync", ".sync:2"] {
      let start = """
        "S": {"Type": "Task", "QueryLanguage": "\(language)",
          "Resource": "arn:aws:states:::states:startExecution\(call)", "\(field)": {\(parameters)}\(drops),
          \(Self.after)}\(Self.succeed)
        """
      let child = Story.states("Small", #""Small": {"Type": "Pass", "Result": 1, "End": true}"#)
      let story = try Self.run(Story.states("S", start), child: child, input: input)
      // The description has the input too: only a call that does not wait takes the largest.
      #expect(Self.failed(story) == (beyond > 0 || call != ""), "\(call)")
    }
  }

  /// Parameters that are the same in every call are measured like others.
  @Test(arguments: [0, 1], ["", #""Name": "n", "#])
  func whatADefinitionGivesAStart(beyond: Int, name: String) throws {
    let rest = try JSON.parse("{\"StateMachineArn\": \"\(ARNs.machine("Child"))\", \(name)\"Input\": \"\"}").byteCount
    let text = "[" + String(repeating: " ", count: Self.limit + beyond - rest - 2) + "]"
    let start = NestedTests.start("", parameters: "\(name)\"Input\": \"\(text)\"", fields: #", "End": true"#)
    let story = try Self.run(Story.states("Start", start), input: [:])
    #expect(Self.failed(story) == (beyond > 0))
  }

  static let fields = [
    #", "End": true"#, #", "ResultPath": null, "Next": "After""#, #", "ResultSelector": {}, "Next": "After""#,
    #", "OutputPath": null, "Next": "After""#, #", "ResultPath": "$.a.r", "OutputPath": "$.a", "Next": "After""#,
  ]

  /// A description counts with both payloads, whatever becomes of it; as texts, their quotation marks count twice.
  @Test(arguments: ["states:::startExecution.sync", "states:::startExecution.sync:2", "sync"], fields)
  func theAnswerOfAChildThatWasWaitedFor(call: String, fields: String) throws {
    let isSync = call == "sync"
    let resource = isSync ? "aws-sdk:sfn:startSyncExecution" : String(call.replacing(":::", with: ":"))
    func definition(_ fields: String) -> String {
      let rest = fields.contains("After") ? Self.succeed : ""
      return """
        {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::\(resource)"\(fields),
          "Parameters": {"StateMachineArn": "\(ARNs.machine("Child"))", "Input.$": "$.v"}}\(rest)}}
        """
    }
    // What is in `t` counts twice; `u` is in the input alone.
    let child = Story.states("Keep", #""Keep": {"Type": "Pass", "OutputPath": "$.t", "End": true}"#)
    let express: Set<String> = isSync ? ["Child"] : []
    let twice = JSON.string(String(repeating: "\"\u{1}x", count: 6_000))
    func value(_ length: Int) -> JSON { ["t": twice, "u": .string(String(repeating: "u", count: length))] }
    let small = try Story(
      definition(#", "End": true"#), children: ["Child": child], express: express, input: ["v": value(0), "a": [:]])
    let least = try #require(small.outcome.output).utf8Text.count
    for beyond in [0, 1] {
      let story = try Self.run(
        definition(fields), child: child, express: express,
        input: ["v": value(Self.limit + beyond - least), "a": [:]])
      #expect(Self.failed(story) == (beyond > 0 || fields.contains("$.a.r")), "\(beyond), \(fields)")
    }
  }

  /// One iteration's output after another until the array is too large.
  @Test(arguments: [0, 1], ["", #", "ResultPath": null"#, #", "ResultSelector": {"n.$": "States.ArrayLength($)"}"#])
  func theResultsOfAMap(beyond: Int, fields: String) throws {
    let map = HistorylessTests.map(#""I": {"Type": "Pass", "Parameters": {"v.$": "$"}, "End": true}"#, fields)
    let count = 1_000
    // [{"v":"…"},…]
    let around = 2 + count * #"{"v":""}"#.utf8.count + count - 1
    let each = (Self.limit + beyond - around) / count
    var items = (0..<count).map { _ in JSON.string(String(repeating: "x", count: each)) }
    items[0] = .string(String(repeating: "x", count: Self.limit + beyond - around - each * (count - 1)))
    let story = try Self.run(Story.states("Map", map), input: .array(items))
    // What is handed on counts, not what it was made of.
    #expect(Self.failed(story) == (beyond > 0 && fields.isEmpty))
  }
}
