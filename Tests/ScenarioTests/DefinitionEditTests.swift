import JSON
import Testing

@testable import Scenario

@Suite struct DefinitionEditTests {
  private static let text = """
    {
      "StartAt": "Run Middle",
      "States": {
        "Run Middle": {
          "Type": "Map", "Retry": [ { "ErrorEquals": ["States.ALL"],   "MaxAttempts": 3 } ],
          "ItemProcessor": { "StartAt": "Leaf", "States": { "Leaf": { "Type": "Pass", "Result": {} , "End": true } } },
          "End": true
        }
      }
    }
    """

  private static func edited(_ path: [String], _ value: JSON) throws -> String {
    String(decoding: try DefinitionEdit(path: path, value: value).applied(to: Array(text.utf8)), as: UTF8.self)
  }

  struct Case: Sendable {
    let path: [String]
    let value: JSON
    let old: String
    let new: String
  }

  /// Everything else stays as it is, to the byte.
  @Test(arguments: [
    Case(
      path: ["Run Middle", "Retry", "0", "MaxAttempts"], value: 12, old: #""MaxAttempts": 3"#,
      new: #""MaxAttempts": 12"#),
    Case(
      path: ["Run Middle", "Retry", "0", "JitterStrategy"], value: "FULL", old: #""MaxAttempts": 3"#,
      new: #""MaxAttempts": 3,   "JitterStrategy": "FULL""#),
    Case(path: ["Leaf", "Result", "a"], value: true, old: "{} ,", new: #"{ "a": true } ,"#),
    Case(
      path: ["Run Middle", "MaxConcurrency"], value: 40, old: "\"End\": true\n    }",
      new: "\"End\": true,\n      \"MaxConcurrency\": 40\n    }"),
    Case(
      path: ["TimeoutSeconds"], value: 60, old: "  }\n}", new: "  },\n  \"TimeoutSeconds\": 60\n}"),
  ])
  func onlyThePlaceChanges(_ row: Case) throws {
    let wanted = Self.text.replacing(row.old, with: row.new)
    #expect(wanted != Self.text)
    #expect(try Self.edited(row.path, row.value) == wanted)
  }

  @Test(
    arguments: [
      (["Run Midle"], #"the definition has no state or field "Run Midle""#),
      (["Run Middle", "Retry", "1"], #"Run Middle.Retry is a list: found "1", expected a number from 0 to 0"#),
      (["Run Middle", "Type", "x"], #"Run Middle.Type is "Map", which has no "x""#),
    ] as [([String], String)])
  func whatDoesNotFitIsSaid(path: [String], message: String) {
    let error = #expect(throws: DefinitionEdit.Problem.self) { _ = try Self.edited(path, 1) }
    #expect(error?.message == message)
  }

  @Test func whatIsNoJSONStaysAsItIs() throws {
    let bytes = Array("{ nothing".utf8)
    #expect(try DefinitionEdit(path: ["a"], value: 1).applied(to: bytes) == bytes)
  }
}
