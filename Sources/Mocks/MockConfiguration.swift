import JSON
import StatesLanguage

/// A mock configuration file of AWS Step Functions Local:
///
///     {"StateMachines": {"NAME": {"TestCases": {"HappyPath": {"STATE": "RESPONSE", …}, …}}, …},
///      "MockedResponses": {"RESPONSE": {"0": {"Return": RESULT},
///                                       "1-2": {"Throw": {"Error": TEXT, "Cause": TEXT}}, …}, …}}
///
/// A test case names the mocked response of each state that calls something; a state that it does not name would call
/// the real service there. The response has one answer for each call of the state, counted from 0 in each execution.
/// A `Return` is the Task's result, with `.sync` and `.waitForTaskToken` as well.
///
/// Source: AWS Step Functions developer guide, "Using mocked service integrations for testing in Step Functions Local".
struct MockConfiguration {
  struct TestCase {
    var name: String
    var responses: [String: MockedResponse]
  }

  private typealias Members = [LocatedJSON.Member]

  private let reader: MockReader
  private let machines: LocatedJSON.Member
  private var machineMembers: Members
  private var testCases: [String: Members] = [:]
  private var responses: [String: MockedResponse] = [:]

  static func isWritten(in members: [LocatedJSON.Member]) -> Bool {
    ["StateMachines", "MockedResponses"].allSatisfy { key in members.contains { $0.key == key } }
  }

  /// Reads the whole file, whatever will be chosen of it.
  init(_ members: [LocatedJSON.Member], _ reader: MockReader) throws(Diagnostic) {
    self.reader = reader
    try reader.check(members, keys: ["StateMachines", "MockedResponses"], in: "the file")
    machines = members[members[0].key == "StateMachines" ? 0 : 1]
    machineMembers = try reader.object(machines, "\"StateMachines\"")
    let mocked = members[members[0].key == "StateMachines" ? 1 : 0]
    for member in try reader.object(mocked, "\"MockedResponses\"") {
      responses[member.key] = try MockedResponse(member, reader)
    }
    for machine in machineMembers { testCases[machine.key] = try readTestCases(machine) }
  }

  private func readTestCases(_ machine: LocatedJSON.Member) throws(Diagnostic) -> Members {
    let owner = "state machine \"\(machine.key)\""
    let members = try reader.object(machine, owner)
    try reader.check(members, keys: ["TestCases"], in: owner)
    guard let cases = members.first else {
      throw reader.failure(.missingField, machine.value.position, "\(owner) has no \"TestCases\"")
    }
    let all = try reader.object(cases, "\"TestCases\"")
    for testCase in all {
      for state in try reader.object(testCase, "test case \"\(testCase.key)\"") { _ = try response(of: state) }
    }
    return all
  }

  private func response(of state: LocatedJSON.Member) throws(Diagnostic) -> MockedResponse {
    guard let name = state.value.string else {
      throw reader.failure(
        .type, state.value.position, "found \(state.value.described), expected the name of a mocked response")
    }
    guard let response = responses[name] else {
      throw reader.unknown(name, at: state.value.position, "mocked response", among: Array(responses.keys))
    }
    return response
  }

  // MARK: Choice

  func testCase(_ choice: MockFile.Choice) throws(Diagnostic) -> TestCase {
    let machine = try machine(choice)
    let all = testCases[machine.key] ?? []
    guard let wanted = choice.testCase ?? (all.count == 1 ? all[0].key : nil) else {
      throw reader.failure(
        .unknownName, machine.keyPosition,
        "state machine \"\(machine.key)\" has \(all.count) test cases: say which is meant",
        hint: all.isEmpty ? nil : "--test-case is one of " + alternatives(all.map(\.key)))
    }
    guard let found = all.first(where: { $0.key == wanted }) else {
      throw reader.unknown(
        wanted, at: machine.keyPosition, "test case", among: all.map(\.key), of: "state machine \"\(machine.key)\"")
    }
    // The other test cases of the machine are for this definition as well.
    for testCase in all { try checkStates(of: testCase, in: choice.definition) }
    var mocked: [String: MockedResponse] = [:]
    for state in try reader.object(found, "") { mocked[state.key] = try response(of: state) }
    return TestCase(name: found.key, responses: mocked)
  }

  private func machine(_ choice: MockFile.Choice) throws(Diagnostic) -> LocatedJSON.Member {
    if let wanted = choice.machine {
      if let found = machineMembers.first(where: { $0.key == wanted }) { return found }
      throw reader.unknown(wanted, at: machines.keyPosition, "state machine", among: machineMembers.map(\.key))
    }
    if let found = machineMembers.first(where: { $0.key == choice.definitionName }) { return found }
    if machineMembers.count == 1 { return machineMembers[0] }
    let all = machineMembers.map(\.key)
    throw reader.failure(
      .unknownName, machines.keyPosition,
      "found \(all.count) state machines, none named \"\(choice.definitionName)\" as the definition",
      hint: all.isEmpty ? nil : "--machine is one of " + alternatives(all))
  }

  private func checkStates(of testCase: LocatedJSON.Member, in definition: StateMachine) throws(Diagnostic) {
    let tasks = definition.everyState.filter { if case .task = $0.action { true } else { false } }.map(\.name)
    for state in try reader.object(testCase, "") where !tasks.contains(state.key) {
      if definition.everyState.contains(where: { $0.name == state.key }) {
        throw reader.failure(
          .unknownName, state.keyPosition,
          "the state \"\(state.key)\" is no Task, so it calls nothing that could be mocked")
      }
      throw reader.unknown(state.key, at: state.keyPosition, "Task", among: tasks, of: "the definition")
    }
  }
}
