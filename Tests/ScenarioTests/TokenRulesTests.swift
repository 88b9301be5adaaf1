import JSON
import Prelude
import StatesLanguage
import Testing

@testable import Scenario
@testable import Simulation

/// Who waits for a token that nobody answers: what is said of it, and whether an execution is still open when nothing
/// is left to happen.
@Suite struct TokenRulesTests {
  private static let queue = "arn:aws:states:::sqs:sendMessage"

  private static func run(_ root: String, child: String = Sample.pass, services: String = "") throws -> (
    rules: [String], isOpen: Bool, timedOut: Int
  ) {
    let folder = try Folder(["root.json": root, "child.json": child])
    let yaml = """
      region: us-east-1
      stateMachines: { Root: { definition: root.json }, Child: { definition: child.json } }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      services: { \(services) }
      """
    let (plan, found) = ScenarioReader.read(bytes: Array(yaml.utf8), file: folder.path + "s.yaml", lints: true)
    let recording = try simulate(try #require(plan, "\(found.map(\.text))"), replication: 0)
    let machine = recording.machines[0]
    return (found.compactMap(\.rule), machine.running == 1, machine.timedOut + machine.failed)
  }

  private static func start(_ more: String = "", input: String = #""token.$": "$$.Task.Token""#) -> String {
    Sample.task(
      "arn:aws:states:::states:startExecution.waitForTaskToken",
      #"{"StateMachineArn": "\#(Sample.childARN)", "Input": {\#(input)}}"#,
      #""Retry": [{"ErrorEquals": ["StepFunctions.AWSStepFunctionsException"]}], \#(more)"#)
  }

  private static let answer = Sample.task(
    "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", #"{"TaskToken.$": "$.token", "Output": "{}"}"#)

  @Test func aChildThatDoesNotAnswerIsWaitedForForEver() throws {
    let silent = try Self.run(Self.start())
    #expect(silent.rules == ["call.child-answers-not"] && silent.isOpen)
    let answering = try Self.run(Self.start(), child: Self.answer)
    #expect(answering.rules == [] && !answering.isOpen)
    let tokenless = try Self.run(Self.start(input: #""token": "none""#), child: Self.answer)
    #expect(tokenless.rules == ["call.child-answers-not"] && tokenless.isOpen)
    let limited = try Self.run(Self.start(#""TimeoutSeconds": 60,"#))
    #expect(limited.rules == [] && !limited.isOpen && limited.timedOut == 1)
    let whole = try Self.run(Self.start().replacing("{ \"StartAt\"", with: "{ \"TimeoutSeconds\": 60, \"StartAt\""))
    #expect(whole.rules == [] && !whole.isOpen && whole.timedOut == 1)
  }

  @Test(arguments: [
    ("", "callback: { after: 30s }", [], false, 0),
    ("", "", ["call.nobody-answers"], true, 0),
    (#""TimeoutSeconds": 20, "#, "callback: { after: 30s }", ["call.late-answer"], false, 1),
    (#""TimeoutSeconds": 60, "HeartbeatSeconds": 20, "#, "callback: { after: 30s }", ["call.late-answer"], false, 1),
    (#""TimeoutSeconds": 60, "#, "callback: { after: 30s }", [], false, 0),
    (#""TimeoutSeconds": 20, "#, "callback: { after: { exponential: { mean: 1s } } }", [], false, 0),
  ])
  func callbacks(members: String, callback: String, rules: [String], isOpen: Bool, timedOut: Int) throws {
    let comma = callback.isEmpty ? "" : ", "
    let found = try Self.run(
      Sample.task(Self.queue + ".waitForTaskToken", #"{"QueueUrl": "q"}"#, members),
      services: "\"\(Self.queue)\": { latency: 1s\(comma)\(callback) }")
    #expect(found.rules == rules && found.isOpen == isOpen && found.timedOut == timedOut)
  }

  @Test func aCallbackNeedsATask() throws {
    let found = try Self.run(
      Sample.task(Self.queue, #"{"QueueUrl": "q"}"#),
      services: "\"\(Self.queue)\": { latency: 1s, callback: { after: 5s } }")
    #expect(found.rules == ["service.idle-callback"])
  }

  private static let function = "arn:aws:lambda:us-east-1:123456789012:function:F"

  /// A service that answers the token of its request, called in a child or by the Task that waits.
  @Test func aServiceMayAnswerTheToken() throws {
    let child = Sample.task(Self.function, #"{"token.$": "$.token"}"#)
    let answered = try Self.run(
      Self.start(), child: child, services: "F: { latency: 1s, answersToken: { after: 5s } }")
    #expect(answered.rules == [] && !answered.isOpen && answered.timedOut == 0)
    let silent = try Self.run(Self.start(), child: child, services: "F: { latency: 1s }")
    #expect(silent.rules == ["call.child-answers-not"] && silent.isOpen)
    let own = try Self.run(
      Sample.task(Self.queue + ".waitForTaskToken", #"{"MessageBody.$": "$$.Task.Token"}"#),
      services: "\"\(Self.queue)\": { latency: 1s, answersToken: { after: 5s } }")
    #expect(own.rules == [] && !own.isOpen && own.timedOut == 0)
  }

  /// Whichever function the call names, one of them may.
  @Test func aFunctionThatACallNamesMayAnswerTheToken() throws {
    let child = Sample.task(
      "arn:aws:states:::lambda:invoke", #"{"FunctionName.$": "$.f", "Payload.$": "$"}"#)
    let found = try Self.run(
      Self.start(input: #""f": "F", "token.$": "$$.Task.Token""#), child: child,
      services: "F: { latency: 1s, answersToken: { after: 5s } }")
    #expect(found.rules == [] && !found.isOpen)
  }
}
