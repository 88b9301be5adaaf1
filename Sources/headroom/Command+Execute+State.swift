import ArgumentParser
import Engine
import JSON
import Mocks
import Prelude
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

  func testState(_ bytes: [UInt8], _ file: String) throws {
    if history || !buckets.isEmpty { throw ValidationError("--history and --s3 are for executions, not for one state") }
    if mocks.mock != nil, test.mockResult != nil || test.mockError != nil {
      throw ValidationError("--mock answers where neither --mock-result nor --mock-error does")
    }
    var request = try test.request(bytes, file: file, input: try readInput())
    request.mocksEveryTask = mocks.mock != nil
    do {
      let machine = try request.machine()
      try checkName(machine.everyState.map(\.name))
      let name = LocalMachines.name(of: file)
      let arn = ARN.stateMachine(name).text
      var account = AccountModel.local(
        MachineModel(
          name: name, arn: arn, kind: .standard, definition: machine, definitionBytes: bytes.count, file: file))
      let mocked = MockedMachine(name: name, file: file, definition: machine, source: nil)
      account.mocks = try answers(for: mocked, account)
      let script = MockScript(account.mocks, machine: name)
      let response = try request.run { call in script.reply(to: call) }
      if !script.unanswered.isEmpty {
        let missing = UnansweredTasks(account).diagnostics(script.unanswered, others: false)
        throw CommandFailure(.invalid, missing.map(\.text))
      }
      try tell(response)
    } catch let refusal as StateTestRequest.Refusal {
      if refusal.diagnostics.isEmpty { throw ValidationError(refusal.message + Self.advice(refusal)) }
      throw CommandFailure(.invalid, refusal.diagnostics.map(\.text))
    }
  }

  /// What is to be said of the file, is.
  private func answers(for machine: MockedMachine, _ account: AccountModel) throws -> MockedAnswers? {
    let choice = MockFile.Choice(machine: self.machine, testCase: mocks.testCase, main: 0)
    let found = try mocks.answers(for: [machine], choice, region: account.region, accountID: account.accountID)
    for line in output.shown(found.diagnostics) { Terminal.complain(line) }
    if !output.quiet { for line in found.answers?.forms(account.machines) ?? [] { Terminal.complain(line) } }
    return found.answers
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
