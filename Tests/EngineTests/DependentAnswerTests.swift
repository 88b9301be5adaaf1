import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Services whose answers are worked out for each call.
@Suite struct DependentAnswerTests {
  static func service(
    _ name: String = Story.function, latency: String? = nil, errors: String? = nil, result: String? = nil
  ) throws -> ServiceModel {
    var service = ServiceModel(name: name, latency: .zero)
    service.latencyExpression = try latency.map { try CallExpression(.latency, name: "latency", parsing: $0) }
    service.errorExpression = try errors.map { try CallExpression(.errors, name: "errors", parsing: $0) }
    if let result { service.result = .expression(try CallExpression(.result, name: "result", parsing: result)) }
    return service
  }

  static let retry = #""Retry": [{"ErrorEquals": ["A", "B"], "MaxAttempts": 5, "BackoffRate": 1}]"#

  // MARK: Results

  @Test(arguments: [
    ("$request", #"{"n":2,"items":[1,2,3]}"#), ("$request.n + 1", "3"), ("$sum($request.items)", "6"),
    ("$partition($request.items, 2)", "[[1,2],[3]]"), ("[$attempt, $call, $execution, $now]", "[1,1,1,0]"),
    ("null", "null"), ("$hash('a', 'MD5') = $hash('a', 'MD5')", "true"), ("( $now := 7; $now )", "7"),
  ])
  func aResultIsMadeOfTheRequest(expression: String, result: String) throws {
    let service = try Self.service(result: expression)
    let story = try Story(
      Story.states("T", Story.task("T")), services: [service], input: ["n": 2, "items": [1, 2, 3]])
    #expect(story.outcome.output?.text == result)
  }

  /// lambda:invoke sends the function's input as a Payload, and wraps what the function returns.
  @Test func lambdaInvokeHasAPayloadInside() throws {
    let task = """
      "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "F",
      "Payload.$": "$"}, "ResultSelector": {"r.$": "$.Payload"}, "End": true}
      """
    let service = try Self.service("F", result: "$request.FunctionName & $request.Payload.n")
    let story = try Story(Story.states("T", task), services: [service], input: ["n": 2])
    #expect(story.outcome.output == ["r": "F2"])
  }

  /// What the token is answered, too.
  @Test func aCallbackHandsOnTheResult() throws {
    let task = """
      "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": \
      {"QueueUrl": "q", "MessageBody": {"n.$": "$.n", "t.$": "$$.Task.Token"}}, "End": true}
      """
    var service = try Self.service("arn:aws:states:::sqs:sendMessage", result: "$request.MessageBody.n * 2")
    service.callback = .init(after: try .constant(.seconds(5)), error: nil)
    let story = try Story(Story.states("T", task), services: [service], input: ["n": 4])
    #expect(story.outcome.output == 8 && story.duration == 5)
  }

  // MARK: Errors and latencies

  @Test(arguments: [
    ("$attempt < 3 ? 'A'", "TaskFailed", 2, 2.0), ("$now < 2.5 ? 'A'", "TaskFailed", 3, 3),
    ("$attempt = 2 ? 'A'", "TaskFailed", 0, 0), ("null", "TaskFailed", 0, 0), ("$call = 1 ? 'A'", "TaskFailed", 1, 1),
    ("$execution < 3 ? ($execution = 1 ? 'A' : 'B')", "TaskFailed", 2, 2),
  ])
  func anErrorEndsWithItsCondition(expression: String, type: String, count: Int, seconds: Double) throws {
    let story = try Story(
      Story.states("T", Story.task("T", Self.retry)), services: [try Self.service(errors: expression)])
    #expect(story.outcome.status == .succeeded)
    #expect(story.types.filter { $0 == "LambdaFunctionFailed" || $0 == type }.count == count)
    #expect(story.duration == seconds)
  }

  @Test(
    arguments: [
      ("'A'", "A", nil), (#"{"name": "A", "cause": "why"}"#, "A", "why"), (#"{"name": "A"}"#, "A", nil),
    ] as [(String, String, String?)])
  func anErrorHasANameAndMayHaveACause(expression: String, error: String, cause: String?) throws {
    let story = try Story(Story.states("T", Story.task("T")), services: [try Self.service(errors: expression)])
    #expect(story.outcome.error == error && story.outcome.cause == cause)
  }

  @Test(arguments: [
    ("3", 3.0), ("0.25", 0.25), ("'250ms'", 0.25), ("$request.n", 2), ("$request.n & 'm'", 120), ("0", 0),
    ("$call = 1 ? '1.5s' : 7", 1.5),
  ])
  func aLatencyIsSecondsOrADuration(expression: String, seconds: Double) throws {
    let story = try Story(
      Story.states("T", Story.task("T")), services: [try Self.service(latency: expression)], input: ["n": 2])
    #expect(story.duration == seconds)
  }

  /// All is decided as the call begins: at its turn, where it waits for one.
  @Test func aCallInLineBeginsWhenItIsItsTurn() throws {
    let branch = Story.states("T", Story.task("T"))
    let second = branch.replacing("\"T\"", with: "\"U\"")
    var service = try Self.service(latency: "2", result: "[$now, $call]")
    service.concurrency = .queue(limit: 1)
    let story = try Story(
      Story.states("P", #""P": {"Type": "Parallel", "Branches": [\#(branch), \#(second)], "End": true}"#),
      services: [service])
    #expect(story.outcome.output == [[0, 1], [2, 2]])
  }

  // MARK: Failures

  @Test(
    arguments: [
      (nil, nil, "$request.n + 'a'", 1.0, "T2002: "), (nil, nil, "$request.none", 1, "found nothing (undefined)"),
      (nil, "$attempt", nil, 1, "found 1, expected null, the name of an error"),
      (nil, #"{"name": "A", "why": "x"}"#, nil, 1, "expected null, the name of an error"),
      ("'2 s'", nil, nil, 0, "expected seconds or a duration"), ("0 - 1", nil, nil, 0, "found -1, expected seconds"),
      ("$error('no')", nil, nil, 0, "no"),
    ] as [(String?, String?, String?, Double, String)])
  func whatCannotBeWorkedOutFailsTheTask(
    latency: String?, errors: String?, result: String?, seconds: Double, cause: String
  ) throws {
    var service = try Self.service(latency: latency, errors: errors, result: result)
    service.latency = try .constant(.seconds(1))
    let story = try Story(Story.states("T", Story.task("T")), services: [service], input: ["n": 2])
    #expect(story.outcome.error == "Headroom.ServiceExpression")
    #expect(story.duration == seconds)
    let found = try #require(story.outcome.cause)
    let name = latency != nil ? "latency: " : errors != nil ? "errors: " : "result: "
    #expect(found.hasPrefix(name) && found.contains(cause), "\(found)")
  }

  @Test func aFailureNamesItsPlaceInTheExpression() throws {
    let service = try Self.service(result: "(\n  $n := $request.n;\n  $n + 'a'\n)")
    let story = try Story(Story.states("T", Story.task("T")), services: [service], input: ["n": 2])
    #expect(story.outcome.cause?.contains(" at 3:") == true, "\(story.outcome.cause ?? "")")
  }

  // MARK: Counts

  static let twice = """
    \(Story.task("A", #""ResultPath": "$.a", "Next": "B""#)), \(Story.task("B", #""ResultPath": "$.b""#))
    """

  /// By the execution and by the attempt: a retry counts.
  @Test func callsAreCounted() throws {
    let service = try Self.service(result: "[$call, $execution, $attempt]")
    let story = try Story(Story.states("A", Self.twice), services: [service])
    #expect(story.outcome.output == ["a": [1, 1, 1], "b": [2, 2, 1]])
  }

  @Test(arguments: [ServiceModel.Counting.service, .execution])
  func aListGoesOnOrBeginsAnew(counting: ServiceModel.Counting) throws {
    var service = try Self.service()
    service.result = .list([1, 2], per: counting)
    let parent = Story.states(
      "P",
      """
      "P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "X", "States": {"X": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
          "Parameters": {"StateMachineArn": "\(ARNs.machine("Child"))", "Input": {}}, "OutputPath": "$.Output",
          "End": true}}},
        {"StartAt": "Y", "States": {"Y": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
          "Parameters": {"StateMachineArn": "\(ARNs.machine("Child"))", "Input": {}}, "OutputPath": "$.Output",
          "End": true}}}]}
      """)
    let story = try Story(
      parent, children: ["Child": Story.states("A", Self.twice)], services: [service])
    let anew: JSON = ["a": 1, "b": 2]
    #expect((story.outcome.output == [anew, anew]) == (counting == .execution), "\(story.outcome.output?.text ?? "")")
  }

  /// An execution that takes the place of one that has ended counts anew.
  @Test func countsEndWithTheirExecution() throws {
    func start(_ name: String, _ rest: String) -> String {
      """
      "\(name)": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters":
        {"StateMachineArn": "\(ARNs.machine("Child"))", "Input": {}}, "ResultSelector": {"r.$": "$.Output"},
        "ResultPath": "$.\(name)", \(rest)}
      """
    }
    let parent = Story.states("X", start("X", #""Next": "Y""#) + ", " + start("Y", #""End": true"#))
    let service = try Self.service(result: "[$call, $execution]")
    let story = try Story(parent, children: ["Child": Story.states("A", Self.twice)], services: [service])
    #expect(story.outcome.output?["X"]?["r"] == ["a": [1, 1], "b": [2, 2]])
    #expect(story.outcome.output?["Y"]?["r"] == ["a": [3, 1], "b": [4, 2]])
  }

  // MARK: Draws

  /// Each call draws from a sequence of its own, and each of its expressions: what one of them draws moves no other.
  @Test func drawsAreKeyedByTheCall() throws {
    func drawn(_ errors: String?) throws -> JSON {
      let service = try Self.service(errors: errors, result: "$random()")
      return try #require(try Story(Story.states("A", Self.twice), services: [service]).outcome.output)
    }
    let plain = try drawn(nil)
    #expect(plain["a"] != plain["b"])
    #expect(try drawn(nil) == plain)
    #expect(try drawn("$random() < -1 ? 'A'") == plain)
  }
}
