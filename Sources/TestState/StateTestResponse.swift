public import Engine
public import JSON
import StepFunctions

/// What TestState answers.
public struct StateTestResponse: Sendable {
  public var status: StateTest.Status
  var output: JSON?
  public var error: String?
  public var cause: String?
  var nextState: String?
  /// Beyond the level INFO: values on the way, as the API has them: most of them JSON text.
  var inspectionData: JSON?

  /// The answer as the API gives it: `output` and most inspected values are JSON text.
  public var json: JSON {
    var object: JSONObject = ["status": .string(status.rawValue)]
    object["output"] = output.map { .string($0.text) }
    object["error"] = error.map(JSON.string)
    object["cause"] = cause.map(JSON.string)
    object["nextState"] = nextState.map(JSON.string)
    object["inspectionData"] = inspectionData
    return .object(object)
  }
}

extension StateTestResponse {
  init(_ test: StateTest, _ outcome: LocalExecution.Outcome, of request: StateTestRequest, input: JSON) {
    status = test.status
    nextState = test.nextState
    output = outcome.output
    switch status {
    case .caughtError, .retriable:
      error = test.failure?.error
      cause = test.failure?.cause.text
    case .succeeded, .failed:
      error = outcome.error
      cause = outcome.cause
    }
    // A test lasts five minutes, as the Express execution that it is. Source: API reference, TestState.
    if outcome.status == .timedOut { (status, error) = (.failed, "States.Timeout") }
    if request.inspectionLevel != .info {
      inspectionData = Self.inspection(test, input: input)
    }
  }

  private static func inspection(_ test: StateTest, input: JSON) -> JSON {
    var data: JSONObject = ["input": .string(input.text)]
    for step in StateTest.Step.allCases {
      guard let value = test.steps[step] else { continue }
      switch step {
      case .maxConcurrency, .toleratedFailureCount, .toleratedFailurePercentage: data[step.rawValue] = value
      case .afterInputPath, .afterParameters, .afterArguments, .result, .afterResultSelector, .afterResultPath,
        .afterItemsPath, .afterItemsPointer, .afterItemSelector, .afterItemBatcher:
        data[step.rawValue] = .string(value.text)
      }
    }
    if !test.variables.isEmpty { data["variables"] = .string(JSON.object(test.variables).text) }
    if test.retryIndex != nil || test.catchIndex != nil {
      var details = JSONObject()
      details["catchIndex"] = test.catchIndex.map(JSON.integer)
      details["retryIndex"] = test.retryIndex.map(JSON.integer)
      details["retryBackoffIntervalSeconds"] = test.backoff.map { .integer(Int($0 / 1_000_000_000)) }
      data["errorDetails"] = .object(details)
    }
    return .object(data)
  }
}
