import Foundation
import Testing

@Suite struct ValidateJSONTests {
  private struct Answer: Decodable {
    struct Item: Decodable {
      var code: String?
      var location: String?
      var severity: String
      var line: Int?
    }
    var file: String
    var valid: Bool
    var result: String
    var truncated: Bool
    var diagnostics: [Item]
    var problems: [Item]
  }

  @Test func oneObjectPerFile() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try scratch.write("bad.asl.json", "{\"StartAt\": \"A\",\n \"States\": {\"A\": {\"Type\": \"Wait\", \"End\": 1}}}")
    try scratch.write(
      "later.asl.json",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Map", "End": true, "ItemReader": {"Resource": \#
      "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "PARQUET"}, "Parameters": {}}, \#
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, \#
      "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}}}}
      """#)
    let call = try Call(
      ["validate", "--json", "small.yaml", "root.asl.json", "bad.asl.json", "later.asl.json"], in: scratch)
    #expect(call.status == 3)
    #expect(call.errors == "")
    let answers = try call.output.split(separator: "\n").map {
      try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
    }
    #expect(answers.map(\.file) == ["small.yaml", "root.asl.json", "bad.asl.json", "later.asl.json"])
    #expect(answers.map(\.valid) == [true, true, false, false])
    // AWS takes what we do not run yet.
    #expect(answers.map(\.result) == ["OK", "OK", "FAIL", "OK"])
    let bad = try #require(answers.dropFirst(2).first)
    #expect(!bad.truncated && bad.diagnostics.allSatisfy { $0.code == "SCHEMA_VALIDATION_FAILED" })
    #expect(bad.diagnostics.map(\.location) == ["/States/A", "/States/A/End"])
    #expect(bad.problems.map(\.line) == [2, 2])
  }

  @Test func warningsLeaveAFileValid() throws {
    let scratch = try Scratch()
    try scratch.write(
      "warn.asl.json",
      #"""
      {"StartAt": "A", "States": {"A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "f"}, "Retry": [{"ErrorEquals": ["States.Runtime"]}]}}}
      """#)
    let call = try Call(["validate", "warn.asl.json"], in: scratch)
    #expect(call.status == 0)
    #expect(call.output == "1 file valid\n")
    #expect(call.errors.hasPrefix("warn.asl.json:2:67: warning: \"States.Runtime\" in Retry entry 0"))
    #expect(try Call(["validate", "--quiet", "warn.asl.json"], in: scratch).errors == "")
  }
}
