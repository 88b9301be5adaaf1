import ArgumentParser
import JSON
import Mocks
import Scenario
import Simulation
import StatesLanguage
import StepFunctions

/// What `execute` runs: an account, which of its machines, and what is to be said before.
struct ExecutionSubject {
  var account: AccountModel
  var machine: Int
  var mocked: [MockedMachine]
  var seed: UInt64 = 1
  /// That of the scenario's load, where it has one for this machine.
  var input: JSON?
  /// Warnings.
  var diagnostics: [Diagnostic] = []

  // MARK: A definition

  /// The definition's own machine and all that it starts, in an account without limits; a mock file answers its Tasks.
  init(_ machines: LocalMachines, _ mocks: MockOptions, entry: String?) throws {
    guard machines.isValid else { throw CommandFailure(.invalid, machines.diagnostics.map(\.text)) }
    account = .local(machines.models, region: machines.region, accountID: machines.accountID)
    machine = 0
    mocked = machines.mocked
    let choice = MockFile.Choice(machine: entry, testCase: mocks.testCase, main: 0)
    let found = try mocks.answers(for: mocked, choice, region: account.region, accountID: account.accountID)
    diagnostics = machines.diagnostics + found.diagnostics
    account.mocks = found.answers
  }

  // MARK: A scenario

  /// The scenario's account as it is: quotas, overheads, services, and its mock file or another.
  init(
    scenario: String, _ files: inout FileSnapshot, sets: [(path: String, value: String)], seed: UInt64?,
    machine name: String?
  ) throws {
    let (read, found) = try ScenarioReader.read(file: scenario, from: &files, sets: sets)
    guard let plan = read else { throw CommandFailure(.invalid, found.map(\.text)) }
    account = plan.account
    machine = try Self.machine(name, of: plan, scenario)
    self.seed = seed ?? plan.seed
    diagnostics = found
    let index = machine
    input = plan.load.first { $0.machine == index }?.input.typical(seed: self.seed)
    mocked = account.machines.filter { $0.owner == nil }.map { machine in
      // Whatever stands in place of placeholders, all else is where the file has it.
      let root = (try? files.bytes(of: machine.file)).flatMap { DefinitionFile(data: $0, file: machine.file).root }
      return MockedMachine(
        name: machine.name, file: machine.file, definition: machine.definition,
        source: root.map { DefinitionSource($0) })
    }
  }

  /// The one that is named, the only one, or the only one that the load starts.
  private static func machine(_ name: String?, of plan: Plan, _ scenario: String) throws -> Int {
    let names = plan.account.machines.filter { $0.owner == nil }.map(\.name)
    if let name {
      if let index = names.firstIndex(of: name) { return index }
      let near = suggestion(for: name, among: names).map { "did you mean \"\($0)\"?" }
      throw CommandFailure(
        .invalid, "\(scenario): error: it has no machine \"\(name)\"", hint: near ?? "it has \(alternatives(names))")
    }
    let started = Set(plan.load.map(\.machine))
    if names.count == 1 { return 0 }
    if started.count == 1, let only = started.first { return only }
    throw CommandFailure(
      .invalid, "\(scenario): error: it has \(names.count) machines: say which is meant",
      hint: "--machine is one of \(alternatives(names))")
  }

  // MARK: Machines

  /// The machine and all that it starts, as far as definitions tell; all of the account's where one names what it
  /// starts only as it runs.
  var reachable: [MockedMachine] {
    let directory = AccountDirectory(account)
    var found = [machine]
    var next = 0
    while next < found.count {
      for state in account.machines[found[next]].definition.everyState {
        guard case .task(let task) = state.action, task.resource.isStartExecution else { continue }
        guard let arn = state.dataFlow.parameters?.constantMember("StateMachineArn")?.string else { return mocked }
        if let child = directory.machineIndex(arn: arn), !found.contains(child) { found.append(child) }
      }
      next += 1
    }
    return found.map { mocked[$0] }
  }
}

extension MockOptions {
  /// What the file says, if there is one; what is wrong with it is thrown.
  func answers(
    for machines: [MockedMachine], _ choice: MockFile.Choice, region: String, accountID: String
  ) throws -> (answers: MockedAnswers?, diagnostics: [Diagnostic]) {
    guard let mock else { return (nil, []) }
    let read = DefinitionFile(data: try File.read(mock), file: mock)
    guard let root = read.root else { throw CommandFailure(.invalid, read.diagnostics.map(\.text)) }
    let found = MockFile(root, file: mock).answers(for: machines, choice, region: region, accountID: accountID)
    guard found.answers != nil else { throw CommandFailure(.invalid, found.diagnostics.map(\.text)) }
    return found
  }
}
