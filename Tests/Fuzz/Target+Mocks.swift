import Chance
import Engine
import JSON
import Mocks
import Prelude
import StatesLanguage
import StepFunctions

extension Target {
  /// A mock file, chosen from for a machine that it may answer for, which then runs.
  func mocks(_ bytes: [UInt8], _ random: inout Random) {
    guard let mocked else { return }
    let source = MockedMachine(
      name: "m", file: "d", definition: mocked,
      source: (try? LocatedJSON.parse(Array(Corpus.mocked.utf8))).map { DefinitionSource($0) })
    // A choice that most files have: one that they have not is refused, and tries nothing else.
    let hasCases = String(decoding: bytes, as: UTF8.self).contains("\"StateMachines\"")
    var choice = MockFile.Choice(testCase: hasCases ? random.pick(["A", "A", "A", "B"]) : nil, main: 0)
    if random.oneIn(12) {
      choice = MockFile.Choice(
        machine: random.pick([nil, "m", "N", "M"]), testCase: random.pick([nil, "A", "B", "Z"]),
        main: random.pick([0, nil]))
    }
    let seed = random.next()
    guard let mocks = read(bytes, choice, source) else { return }
    let first = end(mocked, mocks, seed)
    require(first == end(mocked, mocks, seed), "a mock file answers the same again")
    guard let json = try? JSON.parse(bytes) else { return require(false, "a mock file is JSON") }
    guard let printed = read(json.utf8Text, choice, source) else {
      return require(false, "what is accepted is accepted as it is printed")
    }
    require(end(mocked, printed, seed).dropLast() == first.dropLast(), "a mock file answers as it is printed")
    simulate(mocked, mocks, seed)
  }

  private func read(_ bytes: [UInt8], _ choice: MockFile.Choice, _ source: MockedMachine) -> MockedAnswers? {
    let root: LocatedJSON
    do {
      root = try LocatedJSON.parse(bytes)
    } catch {
      check([Diagnostic(error, in: "f")], of: bytes)
      return nil
    }
    let (answers, diagnostics) = MockFile(root, file: "f").answers(
      for: [source], choice, region: "us-east-1", accountID: "123456789012")
    let isRefused = diagnostics.contains { $0.severity == .error }
    require((answers == nil) == isRefused, "a mock file or an error in it")
    require(diagnostics.allSatisfy { $0.file == "f" }, "the file is named")
    check(diagnostics, of: bytes)
    return answers
  }

  private func account(_ mocked: StateMachine, _ mocks: MockedAnswers) -> AccountModel {
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    var account = AccountModel.local(
      MachineModel(name: "m", arn: arn, kind: .standard, definition: mocked, definitionBytes: 1, file: "d"))
    account.mocks = mocks
    return account
  }

  /// What the execution comes to, what no Task asked for, and whether an answer was missing, and where.
  private func end(_ mocked: StateMachine, _ mocks: MockedAnswers, _ seed: UInt64) -> [JSON] {
    let account = account(mocked, mocks)
    let execution = LocalExecution(
      account: account, machine: 0, input: payloads[0], name: "e", history: false, seed: seed)
    guard let outcome = try? execution.run(tasks: nil) else {
      require(false, "the machine of the mocks has no loop")
      return []
    }
    let missing = UnansweredTasks(account).diagnostics(outcome.unanswered)
    require((outcome.status == .succeeded) == (outcome.output != nil), "a success has an output")
    require(outcome.status != .running || !missing.isEmpty, "an execution waits only where an answer is missing")
    require(missing.allSatisfy { ["f", "d"].contains($0.file) }, "what is missing is missing somewhere")
    require(missing.last.map { $0.hint?.isEmpty == false } ?? true, "a way to give what is missing")
    return [
      .string(outcome.status.name), outcome.output ?? .null, .string(outcome.error ?? ""), .string(outcome.cause ?? ""),
      .array(outcome.asked.sorted().map { .integer($0) }), .array(missing.map { .string($0.message) }),
      .array(missing.map { .string($0.text) }),
    ]
  }

  /// The same file under load, where services have the calls' time and the file their answers.
  private func simulate(_ mocked: StateMachine, _ mocks: MockedAnswers, _ seed: UInt64) {
    var account = account(mocked, mocks)
    account.services = [ServiceModel(name: "*", latency: .zero)]
    var first = Account(account, seed: seed, replication: 0)
    for _ in 0..<3 {
      let start = Interpreter.Start(machine: 0, key: seed, firstCallAt: .zero)
      _ = first.startExecution(StartExecutionRequest(start, input: payloads[0]))
    }
    var watch = NobodyWatches()
    try? first.run(by: .never, &watch)
    require(first.open <= 3, "no more executions than were started")
  }

  private struct NobodyWatches: Attendant {
    mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool { true }
  }
}
