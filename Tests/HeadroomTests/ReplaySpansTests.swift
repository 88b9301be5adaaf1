import Foundation
import JSON
import Testing

/// What `replay --spans` prints below the history.
@Suite struct ReplaySpansTests {
  /// Lines without bars, blanks as one.
  static func tree(_ scratch: Scratch, _ arguments: String...) throws -> [String] {
    let call = try Call(["replay", "s.yaml", "--spans", "--execution"] + arguments, in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let parts = call.output.split(separator: "\n\n", maxSplits: 1)
    #expect((try? JSON.parse(String(parts[0]))) != nil)
    return (parts.last ?? "").split(separator: "\n").map { line in
      line.filter { $0 != "█" && $0 != "▏" }.split(separator: " ").joined(separator: " ")
    }
  }

  /// A retrier's backoff, a queue, a nested execution that fails and is caught, a callback and a timer.
  @Test func whereTheTimeWent() throws {
    let scratch = try Scratch()
    let function = "arn:aws:lambda:us-east-1:123456789012:function"
    let task = #""Type":"Task","Resource":"\#(function):Work""#
    try scratch.write(
      "root.asl.json",
      """
      {"StartAt":"Work","States":{"Work":{\(task),"Next":"Nest"},
      "Nest":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":
      "arn:aws:states:us-east-1:123456789012:stateMachine:Child"},"Retry":[{"ErrorEquals":["States.TaskFailed"],
      "MaxAttempts":1,"IntervalSeconds":3}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Ask"}],"Next":"Ask"},
      "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q",
      "MessageBody":{"t.$":"$$.Task.Token"}},"Next":"Rest"},"Rest":{"Type":"Wait","Seconds":5,"End":true}}}
      """)
    try scratch.write("child.asl.json", #"{"StartAt":"Fail","States":{"Fail":{"Type":"Fail","Error":"Broken"}}}"#)
    try scratch.write(
      "s.yaml",
      """
      region: us-east-1
      overheads: none
      stateMachines: { Root: { definition: root.asl.json }, Child: { definition: child.asl.json } }
      services:
        "\(function):Work": { latency: 2s, concurrency: { limit: 1, excess: queue } }
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken": { latency: 1s, callback: { after: 7s } }
      load: [ { start: Root, arrivals: { burst: 2 } } ]
      """)
    let tree = try Self.tree(scratch, "worst")
    try #require(tree.count > 13, "\(tree.joined(separator: "\n"))")
    #expect(
      tree.dropFirst(2) == [
        "Work · attempt 1 0 s 4 s", "queue 0 s 2 s", "service 2 s 2 s", "Nest caught States.TaskFailed 4 s 3 s",
        "attempt 1 ✗ States.TaskFailed 4 s 0 s", tree[7], "Fail ✗ Broken 4 s 0 s", "backoff: after an error 4 s 3 s",
        "attempt 2 ✗ States.TaskFailed 7 s 0 s", tree[11], "Fail ✗ Broken 7 s 0 s", "Ask · attempt 1 7 s 8 s",
        "service 7 s 1 s",
        "callback 8 s 7 s", "Rest · timer 15 s 5 s",
      ], "\(tree.joined(separator: "\n"))")
    #expect(tree[1].hasPrefix("Root ") && tree[1].hasSuffix(" 0 s 20 s"))
    for line in [tree[7], tree[11]] { #expect(line.hasPrefix("Child ") && line.contains(" ✗ Broken ")) }
  }

  /// Of hundreds of iterations the first ones, the longest and the first that failed are shown.
  @Test func aMapIsFolded() throws {
    let scratch = try Scratch()
    try scratch.write(
      "root.asl.json",
      #"""
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$.waits","MaxConcurrency":40,"End":true,
      "ItemProcessor":{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","SecondsPath":"$","End":true}}}}}}
      """#)
    let waits = (1...203).map { String($0 == 150 ? 90 : $0 % 4 + 1) }.joined(separator: ", ")
    try scratch.write(
      "s.yaml",
      """
      region: us-east-1
      overheads: none
      stateMachines: { Root: { definition: root.asl.json } }
      load: [ { start: Root, arrivals: { burst: 1 }, input: { waits: [\(waits)] } } ]
      """)
    let tree = try Self.tree(scratch, "worst")
    #expect(tree.count == 7, "\(tree.joined(separator: "\n"))")
    #expect(tree[3] == "[0] · Wait · timer 0 s 2 s" && tree[4] == "[1] · Wait · timer 0 s 3 s")
    #expect(tree[5] == "… 200 more, 1 s to 4 s" && tree[6].hasPrefix("[149] · Wait · timer "))
  }

  /// A start that is not waited for goes on by itself; who is still under way at the end is open.
  @Test func whatGoesOnIsMarked() throws {
    let scratch = try Scratch()
    try scratch.write(
      "root.asl.json",
      """
      {"StartAt":"Go","States":{"Go":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","Parameters":
      {"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Child"},"End":true}}}
      """)
    try scratch.write("child.asl.json", #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#)
    try scratch.write(
      "s.yaml",
      """
      region: us-east-1
      overheads: none
      until: 10s
      stateMachines: { Root: { definition: root.asl.json }, Child: { definition: child.asl.json } }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      """)
    let tree = try Self.tree(scratch, "worst")
    #expect(tree[1].hasSuffix(" 0 s 0 s") && tree[2] == "Go · attempt 1 0 s 0 s", "\(tree)")
    #expect(tree[3].contains(" (by itself) … open 0 s 10 s"), "\(tree[3])")
    #expect(tree[4] == "W · timer … open 0 s 10 s" || tree[4] == "W … open 0 s 10 s", "\(tree[4])")
  }

  /// README's example, as it is printed.
  @Test func theExampleOfTheReadme() throws {
    let scratch = try Scratch()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let command = try #require(
      readme.split(separator: "\n").first { $0.hasPrefix("headroom replay Scenarios/canary.yaml --exec") })
    let words = command.replacing("Scenarios", with: root.path + "/Scenarios").split(separator: " ").dropFirst()
    let call = try Call(words.map { String($0) }, in: scratch)
    let tree = try #require(call.output.split(separator: "\n\n", maxSplits: 1).last)
    #expect(
      readme.contains("```\n" + tree.trimmingCharacters(in: .newlines) + "\n```"), "\(call.output) \(call.errors)")
  }
}
