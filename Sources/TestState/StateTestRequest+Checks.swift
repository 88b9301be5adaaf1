import Engine
import JSON
import StatesLanguage
import StepFunctions

/// What AWS refuses, in its words. Where no comment says otherwise a text was recorded on AWS.
extension StateTestRequest {
  /// What goes together, whatever the definition says.
  func checkCombinations() throws(Refusal) {
    guard let mock else {
      // Recorded for MapIterationFailureCount, likely for the others.
      let given = [
        ("RetrierRetryCount", configuration.retrierRetryCount != nil),
        ("ErrorCausedByState", configuration.errorCausedByState != nil),
        ("MapIterationFailureCount", configuration.mapIterationFailureCount != nil),
        ("MapItemReaderData", configuration.mapItemReaderData != nil),
        ("Context", context != nil),
      ]
      for (name, isGiven) in given where isGiven {
        throw .validation("TestState does not support \(name) when a mock is not specified.")
      }
      return
    }
    if revealsSecrets { throw .validation("TestState does not support RevealSecrets when a mock is specified.") }
    if mock.result != nil, mock.failure != nil {
      throw .validation("A test mock should have only one of the following fields: [result, errorOutput].")
    }
  }

  /// The mock, if there is one, where it fits the state.
  func checkedAnswer(_ subject: Subject) throws(Refusal) -> StateTest.Answer? {
    let type = subject.state.action.type
    guard let mock else {
      if type == .map || type == .parallel {
        throw Refusal(
          code: "InvalidDefinition",
          message: "TestState API does not support Map or Parallel states. "
            + "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]")
      }
      if type == .task, roleARN == nil, !mocksEveryTask {
        throw .validation("RoleArn must be specified when testing a Task state")
      }
      return nil
    }
    guard type == .task || type == .map || type == .parallel else {
      throw .validation("State type '\(type.rawValue)' is not supported when a mock is specified")
    }
    if let culprit = configuration.errorCausedByState, !Self.contains(culprit, subject) {
      throw .validation("State not found in definition")
    }
    if let failure = mock.failure {
      return .failure(Failure(error: failure.error, cause: failure.cause.map(Cause.text) ?? .none))
    }
    guard let text = mock.result else { return nil }
    guard let result = try? JSON.parse(text) else { throw .validation("Mocked result must be valid JSON") }
    try check(result, of: subject, mock.fieldValidation)
    return .result(result)
  }

  /// How many iterations there are is known only when the Map's items are.
  func checkFailedIterations(of test: StateTest) throws(Refusal) {
    guard let failed = configuration.mapIterationFailureCount, let count = test.iterations, failed > count else {
      return
    }
    throw .validation("Map iteration failure count must be less than or equal to the number of Map iterations")
  }

  /// That a state lies within the Map or Parallel on trial is likely to be asked for.
  private static func contains(_ name: String, _ subject: Subject) -> Bool {
    subject.machine.everyState.contains { $0.name == name }
  }

  private func check(_ result: JSON, of subject: Subject, _ validation: FieldValidation) throws(Refusal) {
    switch subject.state.action {
    case .parallel(let branches):
      guard case .array(let results) = result else { throw .validation("Mocked result must be an array.") }
      guard results.count == branches.count else {
        throw .validation("Mocked result must contain the same number of items as number of Parallel branches.")
      }
    case .map(let map) where map.distributed?.writer != nil:
      guard case .object = result else { throw .validation("Mocked result must be a JSON object.") }
    case .map:
      guard case .array = result else { throw .validation("Mocked result must be an array.") }
    case .task(let task):
      guard validation != .none, let shape = ResponseShape.of(task.resource) else { return }
      do throws(ResponseShape.Mismatch) {
        try shape.check(result, needsRequired: validation == .strict)
      } catch {
        throw .validation("Mock result schema validation error: \(error.message)")
      }
    case .pass, .choice, .wait, .succeed, .fail: return
    }
  }

  // MARK: Context object

  private enum Field { case text, number, anything }

  /// Source: AWS developer guide, "Accessing execution data from the context object".
  private static let contextFields: [(member: String, fields: [(name: String, field: Field)])] = [
    (
      "Execution",
      [
        ("Id", .text), ("Input", .anything), ("Name", .text), ("RoleArn", .text), ("StartTime", .text),
        ("RedriveCount", .number), ("RedriveTime", .text),
      ]
    ),
    ("State", [("EnteredTime", .text), ("Name", .text), ("RetryCount", .number)]),
    ("StateMachine", [("Id", .text), ("Name", .text)]),
    ("Task", [("Token", .text)]),
  ]

  /// Recorded: the texts about Execution.Id, Map, Task and a field that is not allowed; the others follow them.
  func checkedContext(_ subject: Subject) throws(Refusal) -> JSON? {
    guard let context else { return nil }
    func refuse(_ what: String) -> Refusal { .validation("Invalid Context object provided: \(what)") }
    let members = try Self.object(context, refuse("must be a valid JSON object").message)
    for (name, value) in members {
      if name == "Map" { throw refuse("'Map' field is not supported when mocking a Context object") }
      guard let known = Self.contextFields.first(where: { $0.member == name }) else {
        throw refuse("Field '\(name)' is not allowed")
      }
      guard case .object(let fields) = value else { throw refuse("\(name) must be an object") }
      for (key, value) in fields {
        guard let field = known.fields.first(where: { $0.name == key })?.field else {
          throw refuse("Field '\(key)' is not allowed")
        }
        switch (field, value) {
        case (.text, .string), (.number, .integer), (.number, .double), (.anything, _): break
        case (.text, _): throw refuse("\(name).\(key) must be a string")
        case (.number, _): throw refuse("\(name).\(key) must be a number")
        }
      }
    }
    if members["Task"] != nil, !Self.hasToken(subject.state) {
      throw refuse(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service "
          + "integration pattern")
    }
    return .object(members)
  }

  private static func hasToken(_ state: State) -> Bool {
    guard case .task(let task) = state.action else { return false }
    return task.resource.pattern != .requestResponse
  }
}
