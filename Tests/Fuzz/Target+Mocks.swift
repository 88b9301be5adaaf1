import Engine
import JSON
import Mocks
import StatesLanguage
import StepFunctions

extension Target {
  /// A mock file, chosen from for a machine that it may answer for, which then runs.
  func mocks(_ bytes: [UInt8], _ random: inout Random) {
    guard let mocked else { return }
    // A choice that most files have: one that they have not is refused, and tries nothing else.
    let hasCases = String(decoding: bytes, as: UTF8.self).contains("\"StateMachines\"")
    var choice = MockFile.Choice(
      machine: nil, testCase: hasCases ? random.pick(["A", "A", "A", "B"]) : nil, definitionName: "m",
      definition: mocked)
    if random.oneIn(12) {
      choice = MockFile.Choice(
        machine: random.pick([nil, "m", "N", "M"]), testCase: random.pick([nil, "A", "B", "Z"]),
        definitionName: random.pick(["m", "x"]), definition: mocked)
    }
    let seed = random.next()
    guard let mocks = read(bytes, choice) else { return }
    let first = end(mocked, mocks, seed)
    require(first == end(mocked, mocks, seed), "a mock file answers the same again")
    guard let json = try? JSON.parse(bytes) else { return require(false, "a mock file is JSON") }
    guard let printed = read(json.utf8Text, choice) else {
      return require(false, "what is accepted is accepted as it is printed")
    }
    require(end(mocked, printed, seed).dropLast() == first.dropLast(), "a mock file answers as it is printed")
  }

  private func read(_ bytes: [UInt8], _ choice: MockFile.Choice) -> MockFile? {
    do throws(Diagnostic) {
      return try MockFile(reading: bytes, file: "f", choice)
    } catch {
      require(error.severity == .error && error.file == "f", "a mock file or an error in it")
      check([error], of: bytes)
      return nil
    }
  }

  /// What the execution comes to, what no Task asked for, and whether an answer was missing, and where.
  private func end(_ mocked: StateMachine, _ mocks: MockFile, _ seed: UInt64) -> [JSON] {
    let tasks = MockedTasks(mocks, definition: "d", states: mocked.everyState)
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    let model = MachineModel(name: "m", arn: arn, kind: .standard, definition: mocked, definitionBytes: 1)
    let execution = LocalExecution(
      account: .local(model), machine: 0, input: payloads[0], name: "e", history: false, seed: seed)
    guard let outcome = try? execution.run(tasks: { call in tasks.reply(to: call) }) else {
      require(false, "the machine of the mocks has no loop")
      return []
    }
    require((outcome.status == .succeeded) == (outcome.output != nil), "a success has an output")
    require(outcome.status != .running || tasks.missing != nil, "an execution waits only where an answer is missing")
    if let missing = tasks.missing {
      require(["f", "d"].contains(missing.file) && missing.hint?.isEmpty == false, "a way to give what is missing")
    }
    return [
      .string(outcome.status.name), outcome.output ?? .null, .string(outcome.error ?? ""), .string(outcome.cause ?? ""),
      .bool(tasks.missing != nil), .array(tasks.unused.map { .string($0.key) }), .string(tasks.missing?.text ?? ""),
    ]
  }
}
