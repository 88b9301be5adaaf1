import ArgumentParser
import Engine
import JSON
import Mocks
import Prelude
import Scenario
import StatesLanguage
import StepFunctions

struct Execute: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "execute",
    abstract: "Run one execution of a definition, or one of its states, in virtual time, and print what comes of it.",
    discussion: """
      Tasks answer what the mock file says, with `run` as well: an object whose keys are names of states, functions or \
      resource ARNs. A value is the Task's result, {"error": "Name", "cause": "Text"}, or a list of these for one call \
      after another (the last one repeats). A literal list is written [[…]]. A mock configuration of AWS Step \
      Functions Local (StateMachines, MockedResponses) is read too: --test-case names the test case. Where an API puts \
      an envelope around its result, as lambda:invoke does with Payload, either form may be written; which one was \
      taken stands on standard error. --mock-skeleton prints a file to be filled in.

      A machine that a Task starts runs itself, unless the mock answers for it: where --machine NAME=FILE gives its \
      definition, or a file of the definition's folder is named like it.

      A scenario is executed with its machines, services, quotas, overheads and mocks, drawn with its seed; --machine \
      names the machine. - is standard input.

      --state tests one state by itself, as TestState of AWS does, and prints its answer: status, output, nextState, \
      error and cause, and with --inspection-level DEBUG the values on the way. So does a definition that is a single \
      state.

      EXAMPLES
        headroom execute order.asl.json --input '{"items": [1, 2]}'
        headroom execute order.asl.json --mock-skeleton > replies.json
        headroom execute order.asl.json --input-file order.json --mock replies.json
        headroom execute order.asl.json --input '{}' --mock replies.json --history
        headroom execute order.asl.json --test-case RetryPath \\
          --mock MockConfigFile.json
        headroom execute order.asl.json --mock replies.json \\
          --machine Payment=flows/pay.asl.json
        headroom execute order.yaml --machine Order --input-file order.json
        headroom execute report.asl.json --s3 orders=data/orders --s3 results=out
        headroom execute order.asl.json --mock replies.json --redrive 1 --history
        headroom execute order.asl.json --state Charge --input '{"total": 7}' \\
          --mock-result '{"Payload": "paid"}'
        headroom execute order.asl.json --state Charge --retrier-retry-count 2 \\
          --mock-error '{"error": "Lambda.Unknown"}' --inspection-level DEBUG

      A MOCK FILE
        { "Charge": [ { "error": "Lambda.Unknown" }, { "status": "paid" } ],
          "arn:aws:states:::sqs:sendMessage": { "MessageId": "1" } }
      """)

  @Argument(
    help: ArgumentHelp("A definition, in Amazon States Language, or a scenario.", valueName: "definition"),
    completion: .file())
  var definition: String

  @Option(
    parsing: .unconditional,
    help: "The execution's input, JSON (default: that of the scenario's load for the machine, or else {}).")
  var input: String?

  @Option(name: .customLong("input-file"), help: "A file with the execution's input, or -.", completion: .file())
  var inputFile: String?

  @OptionGroup
  var mocks: MockOptions

  @Flag(
    name: .customLong("mock-skeleton"),
    help: "Print a mock file that answers every Task of the machine and of all that it starts, to be filled in.")
  var mockSkeleton = false

  @Option(
    name: .customLong("machine"),
    help: ArgumentHelp(
      "The scenario's machine, or that of a mock configuration of Step Functions Local (default: named as the "
        + "definition's file); with =file, the definition of a machine that is started.", valueName: "name[=file]"))
  var machines: [String] = []

  @Option(
    help: ArgumentHelp(
      "The definition's type (default: STANDARD, or as describe-state-machine says).",
      valueName: "type"))
  var type: MachineType?

  @Option(
    parsing: .unconditional, help: "Determines every random draw of a scenario's services, in place of its seed.")
  var seed: UInt64?

  @Option(
    name: .customLong("s3"),
    help: ArgumentHelp(
      "A folder that stands for an S3 bucket which a distributed Map reads or writes.", valueName: "bucket=folder"))
  var buckets: [String] = []

  @Option(help: "The execution's name.")
  var name = "local"

  @Option(
    help: ArgumentHelp(
      "Redrive the execution when it ends without success, up to n times: it goes on where it failed.",
      valueName: "n"))
  var redrive = 0

  @OptionGroup
  var substitutions: SubstitutionOptions

  @OptionGroup(title: "One state")
  var test: StateTestOptions

  @Flag(help: "Print the history, as GetExecutionHistory gives it, in place of the output.")
  var history = false

  @Flag(help: "Print everything that happens to standard error: what is due, events, values, decisions.")
  var trace = false

  @OptionGroup
  var output: OutputOptions

  @OptionGroup(visibility: .hidden)
  var color: ColorOptions

  // MARK: Options

  /// Definitions of machines that are started, by name.
  var definitions: [(name: String, file: String)] {
    machines.compactMap { text in
      text.firstIndex(of: "=").map { (String(text[..<$0]), String(text[$0...].dropFirst())) }
    }
  }

  /// The machine that is meant.
  var machine: String? { machines.first { !$0.contains("=") } }

  func validate() throws {
    if input != nil, inputFile != nil { throw ValidationError("--input and --input-file exclude each other") }
    if definition == StandardInput.argument, inputFile == definition {
      throw ValidationError("standard input is either the definition or the input: it is there once")
    }
    if machines.count - definitions.count > 1 { throw ValidationError("--machine names one machine that is meant") }
    for (name, file) in definitions where name.isEmpty || file.isEmpty {
      throw ValidationError("--machine takes the name of a machine, or name=file, not \"\(name)=\(file)\"")
    }
    if !(0...1_000).contains(redrive) { throw ValidationError("--redrive is a number from 0 to 1000") }
    if !AWSName.problems(of: name).isEmpty {
      throw ValidationError(
        "--name has 1 to 80 characters, no white space and none of < > { } [ ] ? * \" # % \\ ^ | ~ ` $ & , ; : /")
    }
  }

  /// What is for definitions alone, or for scenarios alone.
  private func check(isScenario: Bool) throws {
    if isScenario {
      let given = [
        ("--type", type != nil), ("--machine name=file", !definitions.isEmpty), ("--state", test.state != nil),
      ]
      for (option, isGiven) in given where isGiven {
        throw ValidationError("\(option) is for definitions: a scenario says itself what its machines are")
      }
    } else {
      if seed != nil { throw ValidationError("--seed is for scenarios: a definition has nothing that is drawn") }
      if mocks.mock == nil, mocks.testCase != nil || machine != nil {
        throw ValidationError("--test-case and --machine choose from a file given with --mock")
      }
    }
  }

  // MARK: Run

  func run() throws {
    var files = FileSnapshot()
    let file = try StandardInput.name(definition, in: &files)
    let bytes = try files.bytes(of: file)
    try mocks.check()
    let isScenario =
      ScenarioReader.isScenario(file: file)
      || file == File.standardInput
        && ScenarioReader.isScenario(bytes)
    try check(isScenario: isScenario)
    if test.state != nil || Self.isState(bytes) { return try testState(bytes, file) }
    if let option = test.firstGiven {
      throw ValidationError("\(option) needs --state, or a definition that is a single state")
    }
    let subject =
      if isScenario {
        try ExecutionSubject(
          scenario: file, &files, sets: substitutions.sets + mocks.changes(of: file), seed: seed, machine: machine)
      } else {
        try ExecutionSubject(
          LocalMachines(bytes, file: file, type: type, machines: definitions, substitutions.ofDefinition), mocks,
          entry: machine)
      }
    for line in output.shown(subject.diagnostics) { Terminal.complain(line) }
    if mockSkeleton {
      return try Terminal.output(MockSkeleton.file(subject.reachable, of: subject.account).prettyText + "\n")
    }
    try execute(subject, file)
  }

  private func execute(_ subject: ExecutionSubject, _ file: String) throws {
    if !output.quiet {
      for line in subject.account.mocks?.forms(subject.account.machines) ?? [] { Terminal.complain(line) }
    }
    let input = try input == nil && inputFile == nil ? subject.input ?? [:] : readInput()
    var account = subject.account
    let folders = try BucketFolders(buckets)
    try folders.read(into: &account.objects)
    let execution = LocalExecution(
      account: account, machine: subject.machine, input: input, name: name, history: history || trace,
      seed: subject.seed)
    let outcome: LocalExecution.Outcome
    do throws(Interpreter.Endless) {
      outcome = try execution.run(
        redrives: redrive, trace: trace ? { TraceLines.tell($0) } : nil, tasks: nil)
    } catch {
      throw Diagnostic(
        file: account.machines[subject.machine].file, position: error.position,
        message: "the execution enters \"\(error.state)\" again and again without time moving on")
    }
    if !outcome.unanswered.isEmpty {
      throw CommandFailure(
        .invalid, UnansweredTasks(account).diagnostics(outcome.unanswered).map(\.text))
    }
    sayUnasked(outcome, subject)
    try folders.write(outcome.written)
    try tell(outcome)
  }

  func readInput() throws -> JSON {
    let bytes = try inputFile.map { try StandardInput.bytes($0) } ?? Array((input ?? "{}").utf8)
    do {
      return try JSON.parse(bytes)
    } catch {
      throw Diagnostic(error, in: inputFile ?? "--input")
    }
  }
}
