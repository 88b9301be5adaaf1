import Foundation
import Testing

@Suite struct ReadmeExampleTests {
  /// The text of README's first block in a language.
  static func block(_ language: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(readme.firstRange(of: "```\(language)\n")).upperBound
    let end = try #require(readme[start...].firstRange(of: "\n```")).lowerBound
    return String(readme[start..<end]) + "\n"
  }

  @Test func theScenarioIsValid() throws {
    let scratch = try Scratch()
    let nested = """
      {"StartAt": "Start", "States": {"Start": {"Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Order"},
        "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true}}}
      """
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/order-fanout", withIntermediateDirectories: true)
    try scratch.write("order-fanout/root.asl.json", nested)
    let charge = Scratch.machine.split(separator: ":Work\"").joined(separator: ":Charge\"")
    try scratch.write("order-fanout/order.asl.json", charge)
    try scratch.write("order-fanout/input.json", "{}")
    try scratch.write("readme.yaml", try Self.block("yaml"))
    let call = try Call(["validate", "readme.yaml"], in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.errors == "")
  }

  @Test func theMockFileWorks() throws {
    let call = try ExecuteTests.execute(
      [], definition: ExecuteTests.retrying.split(separator: "\"Work\"").joined(separator: "\"Charge\""),
      mock: try Self.block("json"))
    #expect(call.status == 4)
    #expect(call.errors.contains("Lambda.TooManyRequestsException"))
  }
}
