import JSON
import StatesLanguage
import StepFunctions

/// A mock configuration file of AWS Step Functions Local:
///
///     {"StateMachines": {"NAME": {"TestCases": {"HappyPath": {"STATE": "RESPONSE", …}, …}}, …},
///      "MockedResponses": {"RESPONSE": {"0": {"Return": RESULT},
///                                       "1-2": {"Throw": {"Error": TEXT, "Cause": TEXT}}, …}, …}}
///
/// A test case names the mocked response of each state that calls something; a state that it does not name would call
/// the real service there. The response has one answer for each call of the state, counted from 0 in each execution.
/// A `Return` is the Task's result as it stands, with `.sync` and `.waitForTaskToken` as well.
///
/// Source: AWS Step Functions developer guide, "Using mocked service integrations for testing in Step Functions Local".
struct MockConfiguration {
  private typealias Members = [LocatedJSON.Member]

  private static let keys = ["StateMachines", "MockedResponses"]

  private let machines: LocatedJSON.Member
  private var machineMembers: Members = []
  private var testCases: [String: Members] = [:]
  private var responses: [String: MockedResponse] = [:]
  /// Those that cannot be read have been reported.
  private var names: Set<String> = []
  /// Its machines and test cases could be read, whatever is wrong with what they answer.
  private(set) var isChoosable = false

  /// Nil: the file is none. With one of its members alone it is meant to be one, which is an error.
  init?(_ members: [LocatedJSON.Member], _ reader: MockReader) {
    let found = Self.keys.compactMap { key in members.first { $0.key == key } }
    guard let first = found.first else { return nil }
    guard found.count == 2 else {
      let missing = found[0].key == Self.keys[0] ? Self.keys[1] : Self.keys[0]
      let misspelt = members.first { $0.key != first.key && suggestion(for: $0.key, among: [missing]) != nil }
      reader.error(
        .missingField, misspelt?.keyPosition ?? first.keyPosition, "found \"\(first.key)\" without \"\(missing)\"",
        hint: misspelt.map { "did you mean \"\(missing)\" in place of \"\($0.key)\"?" }
          ?? "a mock configuration of Step Functions Local has both")
      machines = first
      return
    }
    machines = found[0]
    let beforeAll = reader.problems.count
    reader.check(members, keys: Self.keys, in: "the file")
    let isFramed = reader.problems.count == beforeAll
    for member in reader.object(found[1], "\"MockedResponses\"") ?? [] {
      names.insert(member.key)
      if let response = MockedResponse(member, reader) { responses[member.key] = response }
    }
    let before = reader.problems.count
    machineMembers = reader.object(machines, "\"StateMachines\"") ?? []
    for machine in machineMembers { testCases[machine.key] = readTestCases(machine, reader) }
    let isWhole = reader.problems[before...].allSatisfy { $0.rule == ReadingProblem.unknownName.rawValue }
    isChoosable = isFramed && machines.value.members != nil && isWhole
  }

  /// Reads the whole file, whatever will be chosen of it.
  private func readTestCases(_ machine: LocatedJSON.Member, _ reader: MockReader) -> Members {
    let owner = "state machine \"\(machine.key)\""
    guard let members = reader.object(machine, owner) else { return [] }
    reader.check(members, keys: ["TestCases"], in: owner)
    guard let cases = members.first(where: { $0.key == "TestCases" }) else {
      if members.isEmpty {
        reader.error(.missingField, machine.value.position, "\(owner) has no \"TestCases\"")
      }
      return []
    }
    let all = reader.object(cases, "\"TestCases\"") ?? []
    for testCase in all {
      for state in reader.object(testCase, "test case \"\(testCase.key)\"") ?? [] { check(state, reader) }
    }
    return all
  }

  private func check(_ state: LocatedJSON.Member, _ reader: MockReader) {
    guard let name = state.value.string else {
      return reader.error(
        .type, state.value.position, "found \(state.value.described), expected the name of a mocked response")
    }
    guard !names.contains(name) else { return }
    reader.unknown(name, at: state.value.position, "mocked response", among: Array(names))
  }

  // MARK: Choice

  /// What the machines' states answer in the test case that is chosen, and its name.
  func entries(
    for machines: [MockedMachine], _ choice: MockFile.Choice, _ reader: MockReader
  ) -> (entries: [MockedAnswers.Entry], keys: [(key: MockedAnswers.Key, entry: Int)], testCase: String?) {
    var entries: [MockedAnswers.Entry] = []
    var keys: [(key: MockedAnswers.Key, entry: Int)] = []
    var places: [String: Int] = [:]
    var chosen: String?
    for (machine, member) in assigned(machines, choice, reader) {
      guard let testCase = testCase(of: member, choice, isMain: machine == choice.main, reader) else { continue }
      chosen = chosen ?? testCase.key
      // The other test cases of the machine are for this definition as well.
      for other in testCases[member.key] ?? [] { checkStates(of: other, in: machines[machine], reader) }
      for state in testCase.value.members ?? [] {
        guard let name = state.value.string, let response = responses[name] else { continue }
        // Each state counts its own calls.
        let key = "\(machines[machine].name)/\(state.key)"
        if places[key] == nil { entries.append(response.entry) }
        places[key] = places[key] ?? entries.count - 1
        keys.append((.state(machine: machines[machine].name, state: state.key), places[key] ?? 0))
      }
    }
    return (entries, keys, chosen)
  }

  /// Which of the file's machines each is: the one that is named for it, the one of its name, or the only one.
  private func assigned(
    _ machines: [MockedMachine], _ choice: MockFile.Choice, _ reader: MockReader
  ) -> [(machine: Int, member: LocatedJSON.Member)] {
    let all = machineMembers.map(\.key)
    var found: [(machine: Int, member: LocatedJSON.Member)] = []
    for (index, machine) in machines.enumerated() {
      let isMain = index == choice.main
      let name = isMain ? choice.machine ?? machine.name : machine.name
      if let member = machineMembers.first(where: { $0.key == name }) {
        found.append((index, member))
      } else if isMain, choice.machine != nil {
        reader.unknown(name, at: self.machines.keyPosition, "state machine", among: all)
        return []
      }
    }
    let main = choice.main ?? (machines.count == 1 ? 0 : nil)
    if let main, found.contains(where: { $0.machine == main }) || machineMembers.count == 1 && found.isEmpty {
      return found.isEmpty ? [(main, machineMembers[0])] : found
    }
    // The main machine calls nothing that the file knows of, or nobody says which is the main one.
    if !found.isEmpty, choice.main == nil || found.count == machineMembers.count { return found }
    let whose = main.map { "named \"\(machines[$0].name)\" as the definition" } ?? "named as one of the scenario"
    let near = main.flatMap { suggestion(for: machines[$0].name, among: all) }.map { "did you mean \"\($0)\"? " } ?? ""
    reader.error(
      .unknownName, self.machines.keyPosition, "found \(all.count) state machines, none \(whose)",
      hint: all.isEmpty ? nil : near + "--machine is one of " + alternatives(all))
    return []
  }

  private func testCase(
    of machine: LocatedJSON.Member, _ choice: MockFile.Choice, isMain: Bool, _ reader: MockReader
  ) -> LocatedJSON.Member? {
    let all = testCases[machine.key] ?? []
    if all.count == 1, choice.testCase == nil || !isMain && choice.main != nil { return all[0] }
    guard let wanted = choice.testCase else {
      reader.error(
        .unknownName, machine.keyPosition,
        "state machine \"\(machine.key)\" has \(all.count) test cases: say which is meant",
        hint: all.isEmpty ? nil : "--test-case is one of " + alternatives(all.map(\.key)))
      return nil
    }
    if let found = all.first(where: { $0.key == wanted }) { return found }
    // Nested machines need not have a test case of every name.
    if isMain || choice.main == nil {
      reader.unknown(
        wanted, at: machine.keyPosition, "test case", among: all.map(\.key), of: "state machine \"\(machine.key)\"")
    }
    return nil
  }

  private func checkStates(of testCase: LocatedJSON.Member, in machine: MockedMachine, _ reader: MockReader) {
    let states = machine.definition.everyState
    let tasks = states.filter { $0.action.type == .task }.map(\.name)
    for state in testCase.value.members ?? [] where !tasks.contains(state.key) {
      if states.contains(where: { $0.name == state.key }) {
        reader.error(
          .unknownName, state.keyPosition,
          "the state \"\(state.key)\" is no Task, so it calls nothing that could be mocked")
      } else {
        reader.unknown(state.key, at: state.keyPosition, "Task", among: tasks, of: "the definition")
      }
    }
  }
}
