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
    abstract: "Run one execution of a definition, or one of its states, in virtual time, and print what comes of it.",
    discussion: """
      Tasks answer what the mock file says: an object whose keys are names of states, functions or resource ARNs. A \
      value is the Task's result, {"error": "Name", "cause": "Text"}, or a list of these for one call after another \
      (the last one repeats). A literal list is written [[…]]. A mock configuration of AWS Step Functions Local \
      (StateMachines, MockedResponses) is read too: --test-case names the test case.

      --state tests one state by itself, as TestState of AWS does, and prints its answer: status, output, nextState, \
      error and cause, and with --inspection-level DEBUG the values on the way. So does a definition that is a single \
      state.

      EXAMPLES
        headroom execute order.asl.json --input '{"items": [1, 2]}'
        headroom execute order.asl.json --input-file order.json --mock replies.json
        headroom execute order.asl.json --input '{}' --mock replies.json --history
        headroom execute order.asl.json --test-case RetryPath \\
          --mock MockConfigFile.json
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
    help: ArgumentHelp("The definition, in Amazon States Language.", valueName: "definition"), completion: .file())
  var definition: String

  @Option(parsing: .unconditional, help: "The execution's input, JSON (default: {}).")
  var input: String?

  @Option(name: .customLong("input-file"), help: "A file with the execution's input.", completion: .file())
  var inputFile: String?

  @Option(help: "A file that says what Tasks answer.", completion: .file())
  var mock: String?

  @Option(
    name: .customLong("test-case"),
    help: ArgumentHelp("The test case of a mock configuration of Step Functions Local.", valueName: "name"))
  var testCase: String?

  @Option(help: ArgumentHelp("Its state machine (default: named as the definition's file).", valueName: "name"))
  var machine: String?

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

  func validate() throws {
    if input != nil, inputFile != nil { throw ValidationError("--input and --input-file exclude each other") }
    if mock == nil, testCase != nil || machine != nil {
      throw ValidationError("--test-case and --machine choose from a file given with --mock")
    }
    if !(0...1_000).contains(redrive) { throw ValidationError("--redrive is a number from 0 to 1000") }
    if !AWSName.problems(of: name).isEmpty {
      throw ValidationError(
        "--name has 1 to 80 characters, no white space and none of < > { } [ ] ? * \" # % \\ ^ | ~ ` $ & , ; : /")
    }
  }

  func run() throws {
    let bytes = try File.read(definition)
    if test.state != nil || Self.isState(bytes) { return try testState(bytes) }
    if let option = test.firstGiven {
      throw ValidationError("\(option) needs --state, or a definition that is a single state")
    }
    let machine = try machine(bytes)
    let input = try readInput()
    let tasks = MockedTasks(
      try readMocks(machine.definition), definition: definition, states: machine.definition.everyState)
    var account = AccountModel.local(machine)
    let folders = try BucketFolders(buckets)
    account.objects = try folders.read()
    let execution = LocalExecution(
      account: account, machine: 0, input: input, name: name, history: history || trace)
    let outcome: LocalExecution.Outcome
    do throws(Interpreter.Endless) {
      outcome = try execution.run(redrives: redrive, trace: trace ? { TraceLines.tell($0) } : nil) { call in
        tasks.reply(to: call)
      }
    } catch {
      throw Diagnostic(
        file: definition, position: error.position,
        message: "the execution enters \"\(error.state)\" again and again without time moving on")
    }
    if let missing = tasks.missing { throw missing }
    if let mock, !output.quiet {
      let known = machine.definition.everyState.map(\.name)
      for (key, position) in tasks.unused where !known.contains(key) {
        Terminal.complain(
          "\(mock):\(position.line):\(position.column): warning: no Task asked for \(JSON.string(key).text)")
      }
    }
    try folders.write(outcome.written)
    try tell(outcome)
  }

  private func tell(_ outcome: LocalExecution.Outcome) throws {
    if history, !output.quiet {
      try Terminal.output(outcome.events.historyText)
    }
    guard outcome.status != .succeeded else {
      if !history, !output.quiet, let value = outcome.output { try Terminal.output(value.prettyText + "\n") }
      if !output.quiet { for line in outcome.mapRuns.flatMap(\.words) { Terminal.complain(line) } }
      return
    }
    var lines = [
      outcome.status == .running
        ? "the execution never ends: it waits for an answer that nobody gives, or beyond the 292 years of virtual time"
        : "the execution ended as \(outcome.status.name)"
    ]
    if let error = outcome.error { lines.append("  error: \(error)") }
    if let cause = outcome.cause { lines.append("  cause: \(cause)") }
    if let bucket = outcome.missingBucket {
      lines.append("    hint: --s3 \(bucket)=FOLDER names a folder that stands for the bucket")
    }
    lines += outcome.mapRuns.flatMap(\.words)
    throw CommandFailure(.notSucceeded, lines)
  }

  private func machine(_ bytes: [UInt8]) throws -> MachineModel {
    let read = DefinitionFile(bytes, file: definition, substitutions: substitutions.ofDefinition)
    let (machine, diagnostics) = read.machine(file: definition)
    guard let machine else { throw CommandFailure(.invalid, output.shown(diagnostics)) }
    for line in output.shown(diagnostics) { Terminal.complain(line) }
    let name = definitionName.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    let arn = ARN.stateMachine(name.isEmpty ? "StateMachine" : name).text
    return MachineModel(name: name, arn: arn, kind: .standard, definition: machine, definitionBytes: read.byteCount)
  }

  /// The definition's file without its folders and extensions.
  private var definitionName: String {
    String((definition.split(separator: "/").last ?? "StateMachine").prefix { $0 != "." })
  }

  func readMocks(_ machine: StateMachine) throws -> MockFile {
    guard let mock else { return MockFile() }
    let choice = MockFile.Choice(
      machine: self.machine, testCase: testCase, definitionName: definitionName, definition: machine)
    return try MockFile(reading: try File.read(mock), file: mock, choice)
  }

  func readInput() throws -> JSON {
    let bytes = try inputFile.map { path in try File.read(path) } ?? Array((input ?? "{}").utf8)
    do {
      return try JSON.parse(bytes)
    } catch {
      throw Diagnostic(error, in: inputFile ?? "--input")
    }
  }
}
