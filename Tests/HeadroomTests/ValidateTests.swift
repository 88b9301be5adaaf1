import Testing

@Suite struct ValidateTests {
  @Test func validFilesAreCounted() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let call = try Call(["validate", "small.yaml", "root.asl.json"], in: scratch)
    #expect(call.status == 0)
    #expect(call.output == "2 files valid\n")
    #expect(call.errors == "")
  }

  @Test func everyProblemHasItsPlace() throws {
    let scratch = try Scratch()
    try scratch.write("bad.asl.json", "{\"StartAt\": \"A\",\n \"States\": {\"B\": {\"Type\": \"Succeeded\"}}}")
    try scratch.write("bad.yaml", "regio: us-east-1\n")
    let call = try Call(["validate", "bad.asl.json", "bad.yaml"], in: scratch)
    #expect(call.status == 3)
    #expect(call.output == "")
    for place in ["bad.asl.json:1:", "bad.asl.json:2:", "bad.yaml:1:1: error: "] {
      #expect(call.errors.contains(place), "\(place) in \(call.errors)")
    }
  }

  @Test func everyTaskIsListedWithItsService() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let function = "arn:aws:lambda:us-east-1:123456789012:function:Work"
    let call = try Call(["validate", "small.yaml", "--services"], in: scratch)
    #expect(call.status == 0 && call.output == "Root.Work  \(function)\n")
    let json = try Call(["validate", "small.yaml", "--services", "--json"], in: scratch)
    let task = #"{"machine":"Root","state":"Work","resource":"\#(function)","service":"\#(function)"}"#
    #expect(json.output.contains(#""services":[\#(task)]"#), "\(json.output)")
    #expect(try Call(["validate", "root.asl.json", "--services"], in: scratch).status == 64)
  }

  static let job = """
    {"StartAt": "J", "States": {"J": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::glue:startJobRun.sync",
      "Parameters": {"JobName": "j"}}}}
    """

  @Test(arguments: [([], 0), (["--type", "STANDARD"], 0), (["--type", "EXPRESS"], 3)] as [([String], Int32)])
  func theTypeDecidesWhatADefinitionMayDo(type: [String], status: Int32) throws {
    let scratch = try Scratch()
    try scratch.write("job.asl.json", Self.job)
    let call = try Call(["validate", "job.asl.json"] + type, in: scratch)
    #expect(call.status == status)
    let refusal = "Express state machine does not support '.sync' service integration at /States/J/Resource"
    #expect(call.errors.contains("error: \(refusal)") == (status == 3), "\(call.errors)")
  }

  @Test(arguments: [["job.asl.json", "--type", "FAST"], ["small.yaml", "--type", "EXPRESS"]])
  func aTypeIsOneOfTwoAndForDefinitions(arguments: [String]) throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try scratch.write("job.asl.json", Self.job)
    let call = try Call(["validate"] + arguments, in: scratch)
    #expect(call.status == 64)
    #expect(call.errors.contains("--type"), "\(call.errors)")
  }

  /// A file has an end; a device has none.
  @Test(arguments: [["validate", "/dev/zero"], ["run", "/dev/zero"], ["execute", "/dev/zero"]])
  func aFileWithoutEndIsRefused(arguments: [String]) throws {
    let call = try Call(arguments, in: try Scratch())
    #expect(call.status == 74 || call.status == 3)
    #expect(call.errors.contains("/dev/zero has more than 256 MiB"), "\(call.errors)")
  }

  @Test func controlCharactersDoNotReachTheTerminal() throws {
    let scratch = try Scratch()
    try scratch.write("m.asl.json", "{\"StartAt\": \"\u{9B}31mX\", \"States\": {}}")
    for arguments in [["validate", "m.asl.json"], ["validate", "m.asl.json", "--json"], ["validate", "\u{1B}[2J"]] {
      let call = try Call(arguments, in: scratch)
      #expect(!(call.output + call.errors).unicodeScalars.contains { $0.value == 0x9B || $0.value == 0x1B })
    }
  }

  @Test func anAbsentFileIsNoInvalidFile() throws {
    let scratch = try Scratch()
    let call = try Call(["validate", "absent.asl.json"], in: scratch)
    #expect(call.status == 74)
    #expect(call.errors == "error: there is no file absent.asl.json\n")
  }
}

/// A nested start without a retrier, in a Map: one warning.
@Suite struct SilenceTests {
  static let unsaved = #"""
    {"StartAt": "S", "States": {"S": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::states:startExecution",
      "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Child"},
      "Retry": [{"ErrorEquals": ["States.Timeout"]}]}}}
    """#

  @Test(
    arguments: [
      ([], 0, "[throttle.unsaved]\n    hint: "), (["--silence", "throttle.unsaved"], 0, ""),
      (["--silence", "call.nobody-answers"], 0, "[throttle.unsaved]\n"),
      (
        ["--silence", "throttle.unsafed"], 64,
        "no rule is called \"throttle.unsafed\"; did you mean \"throttle.unsaved\"?"
      ),
      (
        ["--silence", "transition.unknown"], 64,
        "what transition.unknown finds is an error: only warnings can be silenced"
      ),
    ] as [([String], Int32, String)])
  func theOptionLeavesOutWarnings(options: [String], status: Int32, text: String) throws {
    let scratch = try Scratch()
    try scratch.write("m.asl.json", Self.unsaved)
    let call = try Call(["validate", "m.asl.json"] + options, in: scratch)
    #expect(call.status == status)
    #expect(text.isEmpty ? call.errors == "" : call.errors.contains(text), "\(call.errors)")
  }

  @Test func runHasTheOptionToo() throws {
    let scratch = try Scratch()
    try scratch.write("m.asl.json", Self.unsaved)
    try scratch.write("child.asl.json", #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#)
    try scratch.write(
      "s.yaml",
      """
      region: us-east-1
      stateMachines: { Root: { definition: m.asl.json }, Child: { definition: child.asl.json } }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      """)
    #expect(try Call(["run", "s.yaml", "--out", "o"], in: scratch).errors.contains(" [throttle.unsaved]\n"))
    #expect(try Call(["run", "s.yaml", "--out", "o", "--silence", "throttle.unsaved"], in: scratch).errors == "")
  }
}
