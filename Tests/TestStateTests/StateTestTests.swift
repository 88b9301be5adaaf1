import JSON
import StepFunctions
import Testing

@testable import TestState

/// What TestState refuses before it runs anything.
@Suite struct StateTestTests {
  static func task(_ resource: String) -> String {
    let machine = #"{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:M"}"#
    let parameters = resource.contains("startExecution") ? machine : "{}"
    return #"{"Type": "Task", "Resource": "arn:aws:states:::\#(resource)", "Parameters": \#(parameters), "End": true}"#
  }

  static func map(_ more: String) -> String {
    """
    {"Type": "Map", "End": true\(more), "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Succeed"}},
      "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}}
    """
  }

  static func request(_ definition: String, result: String? = nil) -> StateTestRequest {
    var request = StateTestRequest(definition: Array(definition.utf8), file: "state")
    request.input = "[1, 2]"
    request.mock = result.map { StateTestRequest.Mock(result: $0) }
    return request
  }

  /// The message of the refusal, nil where there is none.
  static func refusal(_ request: StateTestRequest) -> String? {
    do throws(StateTestRequest.Refusal) {
      _ = try request.run { _ in .success([:]) }
      return nil
    } catch {
      return error.message
    }
  }

  @Test(
    arguments: [
      ("states:startExecution", #"{"ExecutionArn": "e"}"#, "Required field 'StartDate' is missing", nil),
      ("states:startExecution", #"{"ExecutionArn": "", "StartDate": "d"}"#, "'ExecutionArn' is smaller than", "same"),
      ("aws-sdk:sfn:startExecution", "{}", "Required field 'ExecutionArn' is missing", nil),
      ("states:startExecution.sync", "{}", nil, nil),
      ("aws-sdk:eventbridge:putEvents", #"{"Entries": {}}"#, "Field 'Entries' must be an array", "same"),
      ("dynamodb:getItem", #"{"Item": {"id": {"S": "x"}}}"#, nil, nil),
      (
        "dynamodb:getItem", #"{"Item": {"id": {"L": [{"M": {"x": {"BOOL": 1}}}]}}}"#, "'BOOL' must be a boolean", "same"
      ),
      ("dynamodb:getItem", #"{"Item": {"id": 7}}"#, "Field 'id' must be an object", "same"),
      ("aws-sdk:s3:getObject", #"{"ContentLength": 1.5, "StorageClass": "GLACIER"}"#, nil, nil),
      ("lambda:invoke", #"{"Payload": {"a": 1}, "StatusCode": 200}"#, nil, nil),
      ("aws-sdk:lambda:invoke", #"{"Payload": {"a": 1}}"#, "Field 'Payload' must be a string", "same"),
      ("sqs:sendMessage", "[1]", "Mocked result must be a JSON object.", "same"),
      ("aws-sdk:accessanalyzer:getAnalyzer", "[1]", nil, nil),
    ] as [(String, String, String?, String?)])
  func resultsAreHeldAgainstTheAPI(resource: String, result: String, strict: String?, present: String?) {
    var request = Self.request(Self.task(resource), result: result)
    func expect(_ text: String?) {
      let found = Self.refusal(request)
      #expect(text == nil ? found == nil : found?.contains(text ?? "") == true, "\(found ?? "accepted")")
    }
    expect(strict)
    request.mock?.fieldValidation = .present
    expect(present == nil ? nil : strict)
    request.mock?.fieldValidation = .none
    expect(nil)
  }

  @Test(
    arguments: [
      (#"{"Execution": {"Id": "x", "Input": 3}, "State": {"RetryCount": 2}}"#, nil),
      ("[]", "must be a valid JSON object"),
      ("{no", "must be a valid JSON object"), (#"{"Execution": 1}"#, "Execution must be an object"),
      (#"{"State": {"RetryCount": "2"}}"#, "State.RetryCount must be a number"),
      (#"{"StateMachine": {"Arn": "x"}}"#, "Field 'Arn' is not allowed"), (#"{"X": {}}"#, "Field 'X' is not allowed"),
      (#"{"Map": {}}"#, "'Map' field is not supported"), (#"{"Task": {"Token": "t"}}"#, "contains 'Task' when state"),
    ] as [(String, String?)])
  func contextObjectsAreChecked(context: String, complaint: String?) {
    var request = Self.request(Self.task("sqs:sendMessage"), result: "{}")
    request.context = context
    let found = Self.refusal(request)
    #expect(complaint == nil ? found == nil : found?.contains(complaint ?? "") == true, "\(found ?? "accepted")")
  }

  @Test func whatNeedsAMockIsRefusedWithoutOne() {
    let settings: [(String, WritableKeyPath<StateTestRequest.Configuration, Int?>)] = [
      ("RetrierRetryCount", \.retrierRetryCount), ("MapIterationFailureCount", \.mapIterationFailureCount),
    ]
    for (name, path) in settings {
      var request = Self.request(Self.task("sqs:sendMessage"))
      request.configuration[keyPath: path] = 0
      #expect(Self.refusal(request) == "TestState does not support \(name) when a mock is not specified.")
    }
    #expect(Self.refusal(Self.request(Self.map("")))?.contains("does not support Map or Parallel") == true)
  }

  /// A tolerance of none is not the same as none at all.
  @Test(arguments: [
    ("", 2, "SUCCEEDED"), (#", "ToleratedFailureCount": 0"#, 0, "SUCCEEDED"),
    (#", "ToleratedFailureCount": 0"#, 1, "FAILED"), (#", "ToleratedFailurePercentage": 50"#, 1, "SUCCEEDED"),
    (#", "ToleratedFailurePercentage": 49"#, 1, "FAILED"),
  ])
  func failedIterationsAreHeldAgainstTheTolerance(more: String, failures: Int, status: String) throws {
    var request = Self.request(Self.map(more), result: "[1, 2]")
    request.configuration.mapIterationFailureCount = failures
    #expect(try request.run { _ in nil }.json == Self.outcome(status))
  }

  private static func outcome(_ status: String) -> JSON {
    if status == "SUCCEEDED" { return ["status": "SUCCEEDED", "output": "[1,2]"] }
    return [
      "status": "FAILED", "error": "States.ExceedToleratedFailureThreshold",
      "cause": "The specified tolerated failure threshold was exceeded",
    ]
  }

  @Test func theCulpritLiesWithinTheMap() {
    var request = Self.request(Self.map(""))
    request.mock = StateTestRequest.Mock(failure: .init(error: "E"))
    request.configuration.errorCausedByState = "P"
    #expect(Self.refusal(request) == nil)
    request.configuration.errorCausedByState = "Q"
    #expect(Self.refusal(request) == "State not found in definition")
  }

  @Test func aLoopOfOneStateIsLeftAllTheSame() throws {
    let again = #"{"Type": "Pass", "Next": "StateName"}"#
    let response = try Self.request(again).run { _ in nil }
    #expect(response.json == ["status": "SUCCEEDED", "output": "[1,2]", "nextState": "StateName"])
  }

  // MARK: Recorded on AWS, in these words

  @Test(arguments: [(1, false), (2, false), (3, true)])
  func noMoreIterationsFailThanThereAre(count: Int, isRefused: Bool) {
    for more in ["", #", "ToleratedFailureCount": 1"#, #", "ItemBatcher": {"MaxItemsPerBatch": 2}"#] {
      var request = Self.request(Self.map(more), result: "[]")
      request.configuration.mapIterationFailureCount = count
      let refusal = "Map iteration failure count must be less than or equal to the number of Map iterations"
      #expect(Self.refusal(request) == (isRefused ? refusal : nil))
    }
  }

  @Test func aTaskWithoutMockNeedsARole() {
    var request = Self.request(Self.task("lambda:invoke"))
    #expect(Self.refusal(request) == "RoleArn must be specified when testing a Task state")
    request.mocksEveryTask = true
    #expect(Self.refusal(request) == nil)
    request.mocksEveryTask = false
    request.roleARN = "arn:aws:iam::123456789012:role/r"
    #expect(Self.refusal(request) == nil)
    #expect(Self.refusal(Self.request(Self.task("lambda:invoke"), result: "{}")) == nil)
    #expect(Self.refusal(Self.request(#"{"Type": "Pass", "End": true}"#)) == nil)
  }

  @Test(arguments: [("{}", false), (#"{"x": 1}"#, true)])
  func variablesAreShownWhereThereAreSome(variables: String, isShown: Bool) throws {
    var request = Self.request(#"{"Type": "Pass", "End": true}"#)
    request.variables = variables
    request.inspectionLevel = .debug
    guard case .object(let data)? = try request.run(tasks: { _ in nil }).inspectionData else { throw NoData() }
    #expect((data["variables"] != nil) == isShown)
  }

  private struct NoData: Error {}
}
