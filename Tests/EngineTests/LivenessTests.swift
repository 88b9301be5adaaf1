import Chance
import Engine
import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport
import Testing

/// What nobody reads is not kept, and nothing shows it: the same executions run where somebody watches, and keeps all.
@Suite struct LivenessTests {
  struct Nobody: Attendant {
    func didStep(_ step: Account.Step, _ account: inout Account) -> Bool { true }
  }

  /// Starts a child for what is in `v`.
  static func parent(_ fields: String, input: String = #""Input": {"x.$": "$.v", "by.$": "$$.Execution.Id"}"#) -> String
  {
    """
    {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
      "Parameters": {"StateMachineArn": "\(ARNs.machine("Child"))", \(input)}, \(fields)}}}
    """
  }

  static func child(_ fields: String = "", more: String = "") -> String {
    let next = more.isEmpty ? #""End": true"# : #""Next": "N""#
    return """
      {"StartAt": "F", "States": {"F": {"Type": "Task", "Resource": "\(Story.function)", \(next)\(fields)}\(more)}}
      """
  }

  static func account(
    _ parent: String, _ child: String, result: ServiceModel.Result = .constant(["done": true]), isWatched: Bool,
    startsPerSecond: Int? = nil
  ) throws -> Account {
    var service = try Story.service(.seconds(2))
    service.result = result
    var quotas = Story.quotas()
    if let startsPerSecond { quotas[.startExecution] = .tokens(capacity: 1, refill: .perSecond(startsPerSecond)) }
    var options = Interpreter.Options()
    if isWatched { options.observer = Probe { _ in } }
    let model = try Story.account(parent, children: ["Child": child], services: [service], quotas: quotas)
    return Account(model, seed: 1, replication: 0, options: options)
  }

  static func start(_ account: inout Account, _ input: JSON) {
    let start = Interpreter.Start(machine: 0, key: 5, firstCallAt: account.now)
    _ = account.startExecution(StartExecutionRequest(start, input: input, name: nil))
  }

  /// What became of the parent and its child: status, end and events.
  static func ends(_ parent: String, _ child: String, _ input: JSON, isWatched: Bool) throws -> [String] {
    var account = try account(parent, child, isWatched: isWatched)
    start(&account, input)
    var nobody = Nobody()
    try account.run(by: .zero + .seconds(1_000), &nobody)
    return account.core.tally.finished.map { "\($0.machine) \($0.status.name) \($0.endedAt) \($0.historyEvents)" }
  }

  /// Whether the child's input is there while its Task runs, and the parent's.
  static func kept(_ parent: String, _ child: String, result: ServiceModel.Result = .constant(1)) throws -> [Bool] {
    var account = try account(parent, child, result: result, isWatched: false)
    start(&account, ["v": 5])
    var nobody = Nobody()
    try account.run(by: .zero + .seconds(1), &nobody)
    let executions = account.core.interpreter.executions
    return ([0, 1] as [UInt32]).map { slot in
      let strand = account.core.interpreter.strands[executions[ExecutionID(slot: slot)].pointee.root]
      return strand.pointee.input != .null
    }
  }

  static let status = #""ResultSelector": {"s.$": "$.Status"}, "End": true"#

  @Test func anInputThatNobodyReadsIsNotKept() throws {
    #expect(try Self.kept(Self.parent(Self.status), Self.child()) == [false, false])
    #expect(try Self.kept(Self.parent(#""OutputPath": "$.Output", "End": true"#), Self.child()) == [false, false])
  }

  /// Each has a reader: of the parent's input, or of the child's.
  @Test(arguments: [
    (#""ResultPath": "$.r", "End": true"#, "", true), (#""ResultPath": null, "End": true"#, "", true),
    (#""Retry": [{"ErrorEquals": ["States.TaskFailed"]}], "# + status, "", true),
    (#""End": true"#, "", false), (#""ResultSelector": {"i.$": "$.Input"}, "End": true"#, "", false),
    (#""ResultSelector": {"o.$": "$.Output.x"}, "End": true"#, "", false),
    (status, #", "ResultPath": "$.r""#, false), (status, #", "Parameters": {"p.$": "$.x"}"#, false),
    (status, #", "TimeoutSecondsPath": "$.x""#, false),
    (status, #", "ResultSelector": {"i.$": "$$.Execution.Input"}"#, false),
  ])
  func whatSomebodyReadsIsKept(parent: String, child: String, isOfParent: Bool) throws {
    let kept = try Self.kept(Self.parent(parent), Self.child(child))
    #expect(kept[isOfParent ? 0 : 1], "\(parent), \(child)")
  }

  @Test func aServiceThatAnswersWithItsInputReadsIt() throws {
    #expect(try Self.kept(Self.parent(Self.status), Self.child(), result: .echo)[1])
    let later = #", "N": {"Type": "Pass", "Parameters": {"i.$": "$$.Execution.Input"}, "End": true}"#
    #expect(try Self.kept(Self.parent(Self.status), Self.child(more: later))[1])
    let caught =
      #", "N": {"Type": "Task", "Resource": "\#(Story.function)", "End": true, "#
      + #""Catch": [{"ErrorEquals": ["States.ALL"], "Next": "F"}]}"#
    #expect(try Self.kept(Self.parent(Self.status), Self.child(more: caught))[1], "descriptions of failures have it")
  }

  /// Services have numbers of their own.
  @Test func moreServicesThanMachines() throws {
    let tasks = (0..<3).map { index in
      let next = index < 2 ? "\"Next\": \"F\(index + 1)\"" : #""End": true"#
      return "\"F\(index)\": {\"Type\": \"Task\", \"Resource\": \"\(ARNs.function("F\(index)"))\", \(next)}"
    }
    let services = try (0..<3).map { ServiceModel(name: ARNs.function("F\($0)"), latency: try .constant(.seconds(1))) }
    let model = try Story.account(
      Story.states("F0", tasks.joined(separator: ", ")), services: services, quotas: Story.quotas())
    var account = Account(model, seed: 1, replication: 0)
    Self.start(&account, [:])
    var nobody = Nobody()
    try account.run(by: .zero + .seconds(9), &nobody)
    #expect(account.core.tally.finished.map(\.status) == [.succeeded])
  }

  /// The sizes that end a Task are exact all the same: of its parameters, and of the description that has the input.
  @Test(arguments: [
    status, #""OutputPath": "$.Output", "End": true"#, #""ResultPath": null, "End": true"#, #""End": true"#,
    #""ResultSelector": {"n": 1}, "End": true"#,
    #""ResultSelector": {"i.$": "$.Input"}, "OutputPath": null, "End": true"#,
  ])
  func sizesAreExact(fields: String) throws {
    for inputs in [#""Input": {"x.$": "$.v", "by.$": "$$.Execution.Id"}"#, #""Input.$": "$.v""#] {
      let parent = Self.parent(fields, input: inputs)
      func ends(_ size: Int, isWatched: Bool) throws -> [String] {
        let input: JSON = ["v": ["t": .string(String(repeating: "x", count: size))]]
        return try Self.ends(parent, Self.child(), input, isWatched: isWatched)
      }
      var (fits, exceeds) = (250_000, 262_144)
      while exceeds - fits > 1 {
        let size = (fits + exceeds) / 2
        let isFine = try ends(size, isWatched: true).contains { $0.hasPrefix("0 SUCCEEDED") }
        (fits, exceeds) = isFine ? (size, exceeds) : (fits, size)
      }
      #expect(fits > 250_000 && exceeds < 262_144, "both were tried")
      for size in [1_000, fits, exceeds] {
        #expect(try ends(size, isWatched: true) == ends(size, isWatched: false), "\(size)")
      }
    }
  }

  /// Refused starts are measured and not made: what cannot be made fails before the bucket is asked.
  @Test(arguments: ["$.v", "$.none"])
  func refusedStarts(path: String) throws {
    let retry = #""Retry": [{"ErrorEquals": ["StepFunctions.AWSStepFunctionsException"], "MaxAttempts": 9}], "#
    for fields in [Self.status, #""ResultPath": "$.r", "End": true"#] {
      let parent = Self.parent(retry + fields, input: "\"Input\": {\"x.$\": \"\(path)\"}")
      let ends = try [true, false].map { isWatched in
        var account = try Self.account(parent, Self.child(), isWatched: isWatched, startsPerSecond: 1)
        Self.start(&account, ["v": 1])
        var nobody = Nobody()
        try account.run(by: .zero + .seconds(1_000), &nobody)
        return account.core.tally.finished.map { "\($0.machine) \($0.status.name) \($0.endedAt) \($0.historyEvents)" }
      }
      #expect(ends[0] == ends[1] && ends[0].count == (path == "$.v" ? 2 : 1), "\(ends)")
    }
  }
}
