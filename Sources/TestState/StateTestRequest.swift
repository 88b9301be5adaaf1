// TestState: one state on trial, as the API of that name has it. A request is checked as AWS checks it, a mocked result
// is held against the shape of the service's response, and the engine runs the state.

import Engine
import JSON
import JSONPath
public import Prelude
public import StatesLanguage
public import StepFunctions

/// AWS's TestState: one state of a definition, run by itself with what stands around it made up. Values are JSON text,
/// as in the API. Source: Step Functions API reference, TestState, and answers recorded on AWS.
public struct StateTestRequest: Sendable {
  public enum InspectionLevel: String, CaseIterable, Sendable { case info = "INFO", debug = "DEBUG", trace = "TRACE" }
  public enum FieldValidation: String, CaseIterable, Sendable {
    /// Required fields must be there, and those that are there fit the API.
    case strict = "STRICT"
    /// Those that are there fit the API.
    case present = "PRESENT"
    case none = "NONE"
  }

  /// What the state's work comes to, in place of a call or of branches. The API wants one of both.
  public struct Mock: Sendable {
    public struct Failure: Sendable {
      var error: String
      var cause: String?

      public init(error: String, cause: String? = nil) {
        self.error = error
        self.cause = cause
      }
    }
    public var result: String?
    public var failure: Failure?
    public var fieldValidation = FieldValidation.strict

    public init(result: String? = nil, failure: Failure? = nil) {
      self.result = result
      self.failure = failure
    }
  }

  /// `stateConfiguration`: how far the state is supposed to have come.
  public struct Configuration: Sendable {
    public var retrierRetryCount: Int?
    public var errorCausedByState: String?
    public var mapIterationFailureCount: Int?
    public var mapItemReaderData: String?

    init() {}
  }

  /// Why AWS refuses a request: `code` is `ValidationException`, `InvalidDefinition` or `InvalidExecutionInput`.
  public struct Refusal: Error, Sendable {
    public var code: String
    public var message: String
    /// What is wrong with the definition, with its places.
    public var diagnostics: [Diagnostic] = []

    static func validation(_ message: String) -> Refusal { Refusal(code: "ValidationException", message: message) }
  }

  /// A state alone, or a whole machine where `stateName` picks one of its states, however deep it lies.
  var definition: [UInt8]
  var file: String
  public var stateName: String?
  public var input: String?
  public var inspectionLevel = InspectionLevel.info
  public var mock: Mock?
  public var context: String?
  public var variables: String?
  public var roleARN: String?
  public var revealsSecrets = false
  /// Whether `tasks` stands for mocks, so that no role is needed to call anything.
  public var mocksEveryTask = false
  public var configuration = Configuration()

  public init(definition: [UInt8], file: String) {
    self.definition = definition
    self.file = file
  }

  /// The name that AWS gives to the state on trial, whatever its own is (recorded).
  static let assignedName = "StateName"
}

extension StateTestRequest {
  /// Tests the state. `tasks` answers a Task that has no mock. Refuses what AWS refuses.
  public func run(
    seed: UInt64 = 1, accountID: String = ARN.exampleAccount, tasks: @escaping (TaskCall) -> TaskReply?
  ) throws(Refusal) -> StateTestResponse {
    try checkCombinations()
    let subject = try subject()
    let test = StateTest()
    test.answer = try checkedAnswer(subject)
    test.context = try checkedContext(subject)
    if let variables { test.variables = try Self.object(variables, "Variables must be a valid JSON object") }
    let input = try checkedInput()
    test.roleARN = roleARN
    test.retriesUsed = UInt32(clamping: configuration.retrierRetryCount ?? 0)
    test.failedIterations = configuration.mapIterationFailureCount
    test.readerData = configuration.mapItemReaderData.map { Array($0.utf8) }
    // AWS makes up the machine's name and the execution's; here they are drawn, the same at every run.
    let name = Self.name(seed, 0)
    let machine = MachineModel(
      name: name, arn: ARN.stateMachine(name, account: accountID).text, kind: .express,
      definition: subject.machine, definitionBytes: definition.count, file: file)
    let execution = LocalExecution(
      account: .local(machine, accountID: accountID), machine: 0, input: input, name: Self.name(seed, 1),
      history: true, seed: seed)
    let answer = test.answer
    let outcome: LocalExecution.Outcome
    do throws(Interpreter.Endless) {
      outcome = try execution.run(test: test) { call in
        switch answer {
        case .result(let result): return .success(result)
        case .failure(let failure): return .failure(error: failure.error, cause: failure.cause.text)
        case nil: break
        }
        var call = call
        call.state = stateName ?? Self.assignedName
        return tasks(call)
      }
    } catch {
      preconditionFailure("one state is no loop")
    }
    try checkFailedIterations(of: test)
    return StateTestResponse(test, outcome, of: self, input: input)
  }

  private static func name(_ seed: UInt64, _ index: UInt64) -> String {
    var entropy = Entropy(seed: Interpreter.mix(seed, index))
    return entropy.uuid()
  }

  private func checkedInput() throws(Refusal) -> JSON {
    guard let input else { return [:] }
    do {
      return try JSON.parse(input)
    } catch {
      throw Refusal(
        code: "InvalidExecutionInput", message: "Invalid State Machine Execution Input: '\(error.message)'")
    }
  }

  static func object(_ text: String, _ complaint: String) throws(Refusal) -> JSONObject {
    guard let members = (try? JSON.parse(text))?.members else { throw .validation(complaint) }
    return members
  }
}
