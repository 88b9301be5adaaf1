import ArgumentParser
import Engine
import JSON
import Mocks
import StatesLanguage
import StepFunctions
import TestState

/// `execute` of one state alone.
extension Execute {
  /// A definition that is no machine but a state stands for a test of it.
  static func isState(_ bytes: [UInt8]) -> Bool {
    guard let value = try? JSON.parse(bytes) else { return false }
    return value["Type"] != nil && value["States"] == nil
  }

  func testState(_ bytes: [UInt8]) throws {
    if history || !buckets.isEmpty { throw ValidationError("--history and --s3 are for executions, not for one state") }
    if mock != nil, test.mockResult != nil || test.mockError != nil {
      throw ValidationError("--mock answers where neither --mock-result nor --mock-error does")
    }
    var request = try test.request(bytes, file: definition, input: try readInput())
    request.mocksEveryTask = mock != nil
    do {
      let machine = try request.machine()
      try checkName(machine.everyState.map(\.name))
      let tasks = MockedTasks(try readMocks(machine), definition: definition, states: machine.everyState)
      let response = try request.run { call in tasks.reply(to: call) }
      if let missing = tasks.missing { throw missing }
      try tell(response)
    } catch let refusal as StateTestRequest.Refusal {
      if refusal.diagnostics.isEmpty { throw ValidationError(refusal.message + Self.advice(refusal)) }
      throw CommandFailure(.invalid, refusal.diagnostics.map(\.text))
    }
  }

  private static func advice(_ refusal: StateTestRequest.Refusal) -> String {
    guard refusal.message.hasPrefix("RoleArn must be") else { return "" }
    return "; a mocked one, by --mock-result, --mock-error or --mock, needs none"
  }

  private func checkName(_ names: [String]) throws {
    guard let name = test.state, !names.contains(name) else { return }
    let advice = suggestion(for: name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
    throw ValidationError("\(definition) has no state \"\(name)\"\(advice)")
  }

  /// An error that is caught is none of the workflow's.
  private func tell(_ response: StateTestResponse) throws {
    if !output.quiet { try Terminal.output(response.json.prettyText + "\n") }
    var lines: [String]
    switch response.status {
    case .succeeded, .caughtError: return
    case .failed: lines = ["the state failed"]
    case .retriable: lines = ["the state failed, and would be tried again"]
    }
    if let error = response.error { lines.append("  error: \(error)") }
    if let cause = response.cause { lines.append("  cause: \(cause)") }
    throw CommandFailure(.notSucceeded, lines)
  }
}
