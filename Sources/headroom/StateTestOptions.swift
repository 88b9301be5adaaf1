public import ArgumentParser
import JSON
import Scenario
import StatesLanguage
public import TestState

/// How one state is tested, in place of a whole execution. Values that the API takes as JSON text are given as such, or
/// as the name of a file.
struct StateTestOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Test one state alone, as TestState of AWS does, and print that answer. It may lie in a Map or a Parallel.",
      valueName: "name"))
  var state: String?

  @Option(
    name: .customLong("inspection-level"),
    help: ArgumentHelp("What is shown besides the outcome: INFO, DEBUG or TRACE (default: INFO).", valueName: "level"))
  var inspectionLevel: StateTestRequest.InspectionLevel?

  @Option(
    name: .customLong("mock-result"), parsing: .unconditional,
    help: ArgumentHelp("What the Task, the Map or the Parallel comes to.", valueName: "json|file"))
  var mockResult: String?

  @Option(
    name: .customLong("mock-error"),
    help: ArgumentHelp(
      "What it fails with: {\"error\": \"Name\", \"cause\": \"Text\"}.", valueName: "json|file"))
  var mockError: String?

  @Option(
    name: .customLong("field-validation"),
    help: ArgumentHelp(
      "How a mocked result is held against the service's API: STRICT, PRESENT (fields may be missing) or NONE "
        + "(default: STRICT).", valueName: "mode"))
  var fieldValidation: StateTestRequest.FieldValidation?

  @Option(help: ArgumentHelp("The context object; only together with a mock.", valueName: "json|file"))
  var context: String?

  @Option(help: ArgumentHelp("The workflow's variables, an object.", valueName: "json|file"))
  var variables: String?

  @Option(help: ArgumentHelp("The execution role in the context object.", valueName: "arn"))
  var role: String?

  @Option(
    name: .customLong("retrier-retry-count"), parsing: .unconditional,
    help: ArgumentHelp("Retries that the retrier which takes the mocked error has used.", valueName: "n"))
  var retrierRetryCount: Int?

  @Option(
    name: .customLong("map-iteration-failure-count"), parsing: .unconditional,
    help: ArgumentHelp("Iterations of the Map that failed, to be held against what it tolerates.", valueName: "n"))
  var mapIterationFailureCount: Int?

  @Option(
    name: .customLong("error-caused-by-state"),
    help: ArgumentHelp("The state within the Map or Parallel that the mocked error comes from.", valueName: "name"))
  var errorCausedByState: String?

  @Option(
    name: .customLong("map-item-reader-data"),
    help: ArgumentHelp("A file that stands for the object which the Map's ItemReader reads.", valueName: "file"),
    completion: .file())
  var mapItemReaderData: String?

  func validate() throws {
    if let count = retrierRetryCount ?? mapIterationFailureCount, count < 0 {
      throw ValidationError("a count is not negative")
    }
    if mockResult == nil, fieldValidation != nil {
      throw ValidationError("--field-validation is for what --mock-result gives")
    }
  }

  /// An option that makes no sense without a state to test; nil: none is given.
  var firstGiven: String? {
    let given: [(String, Bool)] = [
      ("inspection-level", inspectionLevel != nil), ("mock-result", mockResult != nil),
      ("mock-error", mockError != nil), ("context", context != nil), ("variables", variables != nil),
      ("role", role != nil), ("retrier-retry-count", retrierRetryCount != nil),
      ("map-iteration-failure-count", mapIterationFailureCount != nil),
      ("error-caused-by-state", errorCausedByState != nil), ("map-item-reader-data", mapItemReaderData != nil),
    ]
    return given.first { $0.1 }.map { "--" + $0.0 }
  }

  func request(_ definition: [UInt8], file: String, input: JSON) throws -> StateTestRequest {
    var request = StateTestRequest(definition: definition, file: file)
    request.stateName = state
    request.input = input.text
    request.inspectionLevel = inspectionLevel ?? .info
    request.context = try context.map { try Self.json($0, "--context").text }
    request.variables = try variables.map { try Self.json($0, "--variables").text }
    request.roleARN = role
    if mockResult != nil || mockError != nil {
      var mock = StateTestRequest.Mock()
      mock.result = try mockResult.map { try Self.json($0, "--mock-result").text }
      mock.failure = try mockError.map { try Self.failure(try Self.json($0, "--mock-error")) }
      mock.fieldValidation = fieldValidation ?? .strict
      request.mock = mock
    }
    request.configuration.retrierRetryCount = retrierRetryCount
    request.configuration.mapIterationFailureCount = mapIterationFailureCount
    request.configuration.errorCausedByState = errorCausedByState
    request.configuration.mapItemReaderData = try mapItemReaderData.map { path in
      String(decoding: try File.read(path), as: UTF8.self)
    }
    return request
  }

  /// No file is named like the beginning of an object, an array or a text.
  private static func json(_ argument: String, _ option: String) throws -> JSON {
    if let value = try? JSON.parse(argument) { return value }
    let isText = argument.first { !$0.isWhitespace }.map { "{[\"".contains($0) } ?? true
    let bytes = isText ? Array(argument.utf8) : try File.read(argument)
    do throws(JSONSyntaxError) {
      return try JSON.parse(bytes)
    } catch {
      throw Diagnostic(error, in: isText ? option : argument)
    }
  }

  private static func failure(_ value: JSON) throws -> StateTestRequest.Mock.Failure {
    let complaint = "--mock-error is {\"error\": \"Name\", \"cause\": \"Text\"}, the cause where there is one"
    guard let members = value.members, let error = members["error"]?.string,
      members.allSatisfy({ ["error", "cause"].contains($0.key) })
    else { throw ValidationError(complaint) }
    switch members["cause"] {
    case nil: return .init(error: error)
    case .string(let cause)?: return .init(error: error, cause: cause)
    default: throw ValidationError(complaint)
    }
  }
}

extension StateTestRequest.InspectionLevel: ExpressibleByArgument {}
extension StateTestRequest.FieldValidation: ExpressibleByArgument {}
