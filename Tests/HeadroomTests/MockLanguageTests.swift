import JSON
import Testing

/// One mock language: `execute` and `run` take the same answers, of a scenario and of a file.
@Suite struct MockLanguageTests {
  static let order = """
    {"StartAt": "Check", "States": {
      "Check": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": "$.stock", "Next": "Pay",
        "Parameters": {"FunctionName": "check:live", "Payload.$": "$"}, "ResultSelector": {"ok.$": "$.Payload.ok"},
        "Retry": [{"ErrorEquals": ["Busy"]}]},
      "Pay": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
        "Parameters": {"StateMachineArn": "${PaymentArn}", "Input": {"total.$": "$.total"}},
        "ResultSelector": {"id.$": "$.Output.id"}}}}
    """
  static let payment = """
    {"StartAt": "Charge", "States": {"Charge": {"Type": "Task", "OutputPath": "$.Payload", "End": true,
      "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "charge", "Payload.$": "$"}}}}
    """
  static let input = ["--input", #"{"total": 3}"#]
  static let mock = #"{"check": [{"error": "Busy"}, {"ok": true}], "Charge": {"id": 7}}"#

  static func files() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("order.asl.json", order)
    try scratch.write("payment.asl.json", payment)
    try scratch.write("mock.json", mock)
    try scratch.write(
      "shop.yaml",
      """
      region: us-east-1
      seed: 3
      stateMachines:
        Order: { definition: order.asl.json }
        Payment: { definition: payment.asl.json }
      services:
        check: { latency: 200ms, result: { ok: true } }
        charge: { latency: { lognormal: { p50: 120ms, p99: 900ms } }, result: { id: 5 }, concurrency: 4 }
      load: [ { start: Order, arrivals: { burst: 6 }, input: { total: 3 } } ]
      overheads: none
      """)
    return scratch
  }

  static func words(_ call: Call) -> String { call.output.filter { !$0.isWhitespace } }

  // MARK: Definitions

  @Test(arguments: [[], ["--machine", "Payment=payment.asl.json"]])
  func aNestedMachineRunsWhereItsDefinitionIs(arguments: [String]) throws {
    let call = try Call(
      ["execute", "order.asl.json", "--mock", "mock.json"] + Self.input + arguments, in: try Self.files())
    #expect(call.status == 0 && Self.words(call) == #"{"id":7}"#, "\(call.errors)")
    #expect(call.errors.contains("bare payload") && call.errors.contains("\"Check\" (Payload of lambda:invoke)"))
  }

  @Test func aMockAnswersForANestedMachine() throws {
    let scratch = try Self.files()
    for key in ["Pay", "Payment", "order.Pay", "arn:aws:states:us-east-1:123456789012:stateMachine:Payment"] {
      try scratch.write("mock.json", #"{"check": {"ok": true}, "\#(key)": {"id": 9}}"#)
      let call = try Call(["execute", "order.asl.json", "--mock", "mock.json"] + Self.input, in: scratch)
      #expect(call.status == 0 && Self.words(call) == #"{"id":9}"#, "\(key): \(call.errors)")
    }
  }

  /// All that is missing, in the nested machine too, and one way to give it.
  @Test func everyMissingAnswerIsNamed() throws {
    let call = try Call(["execute", "order.asl.json"] + Self.input, in: try Self.files())
    #expect(call.status == 3)
    #expect(
      call.errors == """
        order.asl.json:2:3: error: nothing says what the Task "Check" answers
        payment.asl.json:1:34: error: nothing says what the Task "Charge" answers
            hint: add them to a file given with --mock, such as {"Check": {}}; \
        --mock-skeleton prints a file with all of them

        """)
  }

  @Test func aSkeletonIsPrinted() throws {
    for subject in [["order.asl.json"], ["shop.yaml", "--machine", "Order"]] {
      let scratch = try Self.files()
      let call = try Call(["execute"] + subject + ["--mock-skeleton"], in: scratch)
      #expect(call.status == 0 && call.errors == "", "\(call.errors)")
      #expect(
        Self.words(call)
          == #"{"Check":{"StatusCode":200,"Payload":{"ok":""}},"Charge":{"StatusCode":200,"Payload":{}}}"#)
    }
  }

  @Test func anExpressMachineIsExecuted() throws {
    let scratch = try Self.files()
    let run = ["execute", "payment.asl.json", "--type", "EXPRESS", "--mock", "mock.json"]
    let call = try Call(run, in: scratch)
    #expect(call.status == 0 && Self.words(call) == #"{"id":7}"#, "\(call.errors)")
    let order = try Call(["execute", "order.asl.json", "--type", "EXPRESS", "--mock", "mock.json"], in: scratch)
    #expect(order.status == 3 && order.errors.contains("[express.waiting]"), "\(order.errors)")
  }

  @Test func standardInputIsADefinitionOrAScenario() throws {
    let scratch = try Self.files()
    let piped = try Call(
      ["execute", "-", "--mock", "mock.json"] + Self.input, in: scratch, input: Self.order)
    #expect(piped.status == 0 && Self.words(piped) == #"{"id":7}"#, "\(piped.errors)")
    let broken = try Call(["validate", "-"], in: scratch, input: #"{"StartAt": "A"}"#)
    #expect(broken.status == 3 && broken.errors.hasPrefix("<stdin>:1:"), "\(broken.errors)")
    let shop = try scratch.read("shop.yaml")
    let valid = try Call(["validate", "-"], in: scratch, input: shop)
    #expect(valid.status == 0 && valid.output == "1 file valid\n", "\(valid.errors)")
    let ran = try Call(["run", "-"], in: scratch, input: shop)
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(scratch.contents.contains("Reports/stdin/summary.json"))
    let wrong = try Call(["run", "-"], in: scratch, input: shop + "\nexpct: []\n")
    #expect(wrong.status == 3 && wrong.errors.hasPrefix("<stdin>:11:1: error: "), "\(wrong.errors)")
  }

  // MARK: Scenarios

  @Test func aScenarioAnswersByItsServices() throws {
    let scratch = try Self.files()
    let call = try Call(["execute", "shop.yaml"], in: scratch)
    #expect(call.status == 0 && Self.words(call) == #"{"id":5}"#, "\(call.errors)")
    let history = try Call(["execute", "shop.yaml", "--machine", "Payment", "--history"], in: scratch)
    let again = try Call(["execute", "shop.yaml", "--machine", "Payment", "--history"], in: scratch)
    let other = try Call(["execute", "shop.yaml", "--machine", "Payment", "--history", "--seed", "4"], in: scratch)
    #expect(history.output == again.output && history.output != other.output)
  }

  @Test(
    arguments: [
      (["--machine", "Ordr"], 3, "did you mean \"Order\"?"), (["--type", "EXPRESS"], 64, "--type is for definitions"),
      (["--state", "Pay"], 64, "--state is for definitions"),
      (["--machine", "Payment=payment.asl.json"], 64, "--machine name=file is for definitions"),
    ] as [([String], Int32, String)])
  func whatAScenarioDoesNotTakeIsSaid(arguments: [String], status: Int32, words: String) throws {
    let call = try Call(["execute", "shop.yaml"] + arguments, in: try Self.files())
    #expect(call.status == status && call.errors.contains(words), "\(call.errors)")
  }

  /// The mock's answers, with the services' times: the same file serves `execute`, `run` and the scenario itself.
  @Test func aMockFileServesARun() throws {
    let scratch = try Self.files()
    try scratch.write("mock.json", #"{"check": [{"error": "Busy"}, {"ok": true}], "Charge": {"error": "Declined"}}"#)
    let executed = try Call(["execute", "shop.yaml", "--mock", "mock.json"], in: scratch)
    #expect(executed.status == 4 && executed.errors.contains("Declined"), "\(executed.errors)")
    let ran = try Call(["run", "shop.yaml", "--mock", "mock.json", "--json"], in: scratch)
    #expect(ran.status == 0, "\(ran.errors)")
    let errors = try scratch.read("Reports/shop/errors.csv")
    #expect(errors.contains("Declined") && errors.contains("Busy"))
    try scratch.write("shop.yaml", try scratch.read("shop.yaml") + "\nmocks: mock.json\n")
    let own = try Call(["run", "shop.yaml", "--out", "own"], in: scratch)
    #expect(own.status == 0, "\(own.errors)")
    #expect(try scratch.read("own/errors.csv") == errors)
  }

  /// Services keep their times and their limits: a token's answer after 5 s, two workers, jobs one after another. A
  /// slip in a key is told although some function is named by its call alone.
  @Test func aServiceKeepsItsTimeUnderAMock() throws {
    let scratch = try Scratch()
    try scratch.write("flow.asl.json", Self.flow)
    let mocks = """
      mocks:
        Ask: { approved: true }
        packers: [ { error: Broken, cause: glass }, { fn: alpha } ]
        alpha: { value: 7 }
        Job: { JobRunState: SUCCEEDED }

      """
    try scratch.write("flow.yaml", Self.flowScenario + mocks)
    let call = try Call(["run", "flow.yaml"], in: scratch)
    #expect(call.status == 0, "\(call.output)\(call.errors)")
    try scratch.write("flow.yaml", Self.flowScenario + mocks.replacing("Job:", with: "Jbo:"))
    let slip = try Call(["validate", "flow.yaml"], in: scratch)
    #expect(slip.errors.contains("no Task asks for \"Jbo\"") && slip.errors.contains("mean \"Job\"?"))
  }

  static let flow = #"""
    {"QueryLanguage": "JSONata", "StartAt": "Ask", "States": {
      "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Next": "Pack",
        "Arguments": {"QueueUrl": "q", "MessageBody": "{% $states.context.Task.Token %}"},
        "Assign": {"ok": "{% $states.result.approved %}"}},
      "Pack": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:packers", "Next": "Call",
        "TimeoutSeconds": 60, "Retry": [{"ErrorEquals": ["Broken"], "MaxAttempts": 2}]},
      "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Job",
        "Arguments": {"FunctionName": "{% $states.input.fn %}", "Payload": {}},
        "Output": "{% $states.result.Payload.value %}"},
      "Job": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "Arguments": {"JobName": "j"},
        "End": true}}}
    """#
  static let flowScenario = """
    region: us-east-1
    stateMachines: { Flow: { definition: flow.asl.json } }
    services:
      "arn:aws:states:::sqs:sendMessage": { latency: 10ms, callback: { after: 5s } }
      packers: { workers: 2, latency: 1s }
      "arn:aws:states:::glue:*": { latency: 30s, concurrency: { limit: 1, excess: queue } }
      "*": { latency: 20ms }
    load: [ { start: Flow, arrivals: { burst: 4 }, input: { fn: f } } ]
    overheads: none
    expect: [ "Flow.succeeded == 4", "Flow.latency.max < 135s", "Flow.latency.max > 125s", "Flow.Pack.errors == 4" ]

    """

  /// A Task that nothing else answers needs no service where the mock answers it.
  @Test func aMockStandsForAService() throws {
    let scratch = try Self.files()
    let shop = try scratch.read("shop.yaml").split(separator: "\n").filter { !$0.contains("charge:") }
    try scratch.write("shop.yaml", shop.joined(separator: "\n"))
    let without = try Call(["run", "shop.yaml"], in: scratch)
    #expect(without.status == 3 && without.errors.contains("no service covers charge"), "\(without.errors)")
    let with = try Call(["run", "shop.yaml", "--mock", "mock.json"], in: scratch)
    #expect(with.status == 0, "\(with.errors)")
  }

  @Test func aConfigurationOfStepFunctionsLocalServesARun() throws {
    let scratch = try Self.files()
    try scratch.write(
      "mock.json",
      """
      {"StateMachines": {"Payment": {"TestCases": {"Declined": {"Charge": "No"}, "Paid": {"Charge": "Yes"}}}},
       "MockedResponses": {"No": {"0-99": {"Throw": {"Error": "Declined"}}},
        "Yes": {"0-99": {"Return": {"StatusCode": 200, "Payload": {"id": 1}}}}}}
      """)
    let declined = try Call(["run", "shop.yaml", "--mock", "mock.json", "--test-case", "Declined"], in: scratch)
    #expect(declined.status == 0, "\(declined.errors)")
    #expect(try scratch.read("Reports/shop/errors.csv").contains("Declined"))
    let paid = try Call(["execute", "shop.yaml", "--mock", "mock.json", "--test-case", "Paid"], in: scratch)
    #expect(paid.status == 0 && Self.words(paid) == #"{"id":1}"#, "\(paid.errors)")
    let unknown = try Call(["run", "shop.yaml", "--mock", "mock.json", "--test-case", "Pad"], in: scratch)
    #expect(unknown.status == 3 && unknown.errors.contains("did you mean \"Paid\"?"), "\(unknown.errors)")
  }
}
