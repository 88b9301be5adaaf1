import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Services that answer the task token which they find in their request.
@Suite struct TokenAnswerTests {
  static func service(
    _ change: (inout ServiceModel) throws -> Void = { _ in }, after: Int = 5, error: String? = nil,
    at place: TokenAnswerModel.Place? = nil
  ) throws -> ServiceModel {
    var service = ServiceModel(name: "F", latency: try .constant(.seconds(1)))
    service.result = .constant(["approved": true])
    service.tokenAnswer = TokenAnswerModel(after: try .constant(.seconds(after)), error: error, at: place)
    try change(&service)
    return service
  }

  /// A child that hands `payload`, with its input in it, to the service.
  static func child(_ payload: String, _ fields: String = #""End": true"#) -> String {
    Story.states(
      "Send",
      """
      "Send": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "F",
        "Payload": \(payload)}, \(fields)}
      """)
  }

  static func story(
    _ service: ServiceModel, payload: String = #"{"a": [1, {"token.$": "$.token"}]}"#,
    fields: String = #", "End": true"#, child: String = #""End": true"#
  ) throws -> Story {
    let start = NestedTests.start(
      ".waitForTaskToken", parameters: #""Input": {"token.$": "$$.Task.Token"}"#, fields: fields)
    return try Story(
      Story.states("Start", start), children: ["Child": Self.child(payload, child)], services: [service])
  }

  /// Wherever it stands, in a text that is JSON, too.
  @Test(arguments: [
    #"{"token.$": "$.token"}"#, #"{"a": [1, {"token.$": "$.token"}]}"#, #"{"x": "AQ1.2.3", "t.$": "$.token"}"#,
    #"{"body.$": "States.JsonToString($)"}"#,
  ])
  func theParentGoesOnWithTheResult(payload: String) throws {
    let story = try Self.story(try Self.service(), payload: payload)
    #expect(story.outcome.output == ["approved": true])
    #expect(story.duration == 6)
    #expect(story.types.contains("TaskSubmitted") && story.types.contains("TaskSucceeded"))
  }

  @Test func itMayFailTheParent() throws {
    let story = try Self.story(try Self.service(error: "Rejected"))
    #expect(story.outcome.error == "Rejected" && story.duration == 6)
  }

  @Test func aPathOrAnExpressionSaysWhichToken() throws {
    let path = try Path(parsing: "$.Payload.a[1].token")
    let expression = try CallExpression(.token, name: "token", parsing: "$request.Payload.a[1].token")
    for place in [TokenAnswerModel.Place.path(path), .expression(expression)] {
      #expect(try Self.story(try Self.service(at: place)).outcome.output == ["approved": true])
    }
  }

  /// A service that is to find its token in one place, and does not, fails: the parent would wait for ever.
  @Test func aTokenThatIsNotThereFailsTheCall() throws {
    let place = TokenAnswerModel.Place.path(try Path(parsing: "$.Payload.token"))
    let story = try Self.story(
      try Self.service(at: place), fields: #", "TimeoutSeconds": 60, "End": true"#)
    #expect(story.outcome.error == "States.Timeout")
    let own = try Story(Self.child("{}"), services: [try Self.service(at: place)])
    #expect(own.outcome.error == "Headroom.ServiceExpression")
    #expect(own.outcome.cause == "services.F.answersToken: found nothing at $.Payload.token, expected a task token")
    // Where none is looked for in one place, none need be there.
    #expect(try Story(Self.child("{}"), services: [try Self.service()]).outcome.status == .succeeded)
  }

  /// A function that fails answers nothing, until it is tried again.
  @Test func aFailedCallAnswersNothing() throws {
    let service = try Self.service { service in
      service.errorExpression = try CallExpression(.errors, name: "errors", parsing: "$attempt = 1 ? 'Busy'")
    }
    let story = try Self.story(
      service, child: #""Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 10}], "End": true"#)
    #expect(story.outcome.output == ["approved": true] && story.duration == 1 + 10 + 1 + 5)
  }

  /// It is the function that answers, and not the Task that called it.
  @Test func theAnswerComesThoughTheChildHasGivenUp() throws {
    let slow = try Self.service { $0.latency = try .constant(.seconds(8)) }
    let story = try Self.story(slow, child: #""TimeoutSeconds": 2, "End": true"#)
    #expect(story.outcome.output == ["approved": true] && story.duration == 13)
  }

  /// The Task whose own token it is waits for it as for a callback; another's comes first.
  @Test(arguments: [0, 5])
  func aTaskMayWaitByTheTokenThatItSends(after: Int) throws {
    let task = """
      "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters":
        {"FunctionName": "F", "Payload": {"t.$": "$$.Task.Token"}}, "End": true}
      """
    let story = try Story(Story.states("T", task), services: [try Self.service(after: after)])
    #expect(story.outcome.output == ["approved": true] && story.duration == Double(1 + after))
    #expect(story.types.contains("TaskSubmitted"))
  }

  @Test(arguments: ["echo", "list", "text"])
  func everyKindOfResultIsHandedOn(kind: String) throws {
    let service = try Self.service { service in
      switch kind {
      case "echo": service.result = .echo
      case "list": service.result = .list([7, 8])
      default: service.result = .constant("no JSON")
      }
    }
    let story = try Self.story(service, payload: #"{"token.$": "$.token"}"#)
    switch kind {
    case "echo": #expect(story.outcome.output?["token"]?.string?.hasPrefix("AQ") == true)
    case "list": #expect(story.outcome.output == 7)
    default: #expect(story.outcome.output == "no JSON")
    }
  }

  /// The child sees what the function returns, as ever.
  @Test func theCallReturnsItsResult() throws {
    let story = try Story(Self.child("{}"), services: [try Self.service { $0.result = .list([7, 8]) }])
    #expect(story.outcome.output?["Payload"] == 7)
  }
}
