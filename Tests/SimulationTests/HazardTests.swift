import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Statistics

/// Situations in which an answer, a timer or a record could meet the wrong owner.
@Suite struct HazardTests {
  static let token = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  static func run(
    _ definitions: [(String, String)], services: [ServiceModel] = [], quotas: Quotas = Quotas.unlimited,
    overheads: Overheads = .none, load: LoadStream = World.burst(1)
  ) throws -> Recording {
    let machines = try definitions.map { try MachineModel($0.0, .standard, $0.1) }
    return try simulate(
      World.plan(machines, services: services, quotas: quotas, overheads: overheads, load: [load]), replication: 0)
  }

  static func callback(after seconds: Int) throws -> ServiceModel {
    var service = ServiceModel(name: token, latency: try .constant(.seconds(1)))
    service.callback = .init(after: try .constant(.seconds(seconds)), error: nil)
    return service
  }

  static func waiting(_ more: String) -> String {
    """
    {"StartAt":"W","States":{"W":{"Type":"Task","Resource":"\(token)","TimeoutSeconds":5,
    "Parameters":{"t.$":"$$.Task.Token"},\(more)},"F":{"Type":"Task","Resource":"\(ARNs.function("F"))","End":true}}}
    """
  }

  /// The answer to an attempt that has timed out belongs to nobody, least of all to the next attempt.
  @Test func aLateAnswerDoesNotEndTheNextAttempt() throws {
    let retry = #""Retry":[{"ErrorEquals":["States.Timeout"],"IntervalSeconds":1,"MaxAttempts":3}],"Next":"F""#
    let service = ServiceModel(name: ARNs.function("F"), latency: .zero)
    let recording = try Self.run([("P", Self.waiting(retry))], services: [try Self.callback(after: 60), service])
    #expect(recording.machines[0].failed == 1)
    // Four attempts of 5 s, and 1, 2 and 4 s between them.
    #expect(recording.makespan == .seconds(27))
  }

  @Test func aLateAnswerDoesNotEndTheNextTask() throws {
    let catcher = #""Catch":[{"ErrorEquals":["States.Timeout"],"Next":"F"}],"End":true"#
    let service = ServiceModel(name: ARNs.function("F"), latency: try .constant(.seconds(2)))
    let recording = try Self.run([("P", Self.waiting(catcher))], services: [try Self.callback(after: 60), service])
    #expect(recording.machines[0].succeeded == 1)
    #expect(recording.makespan == .seconds(7))
  }

  @Test func aMapInALoopDrawsAnew() throws {
    let loop = """
      {"StartAt":"N","States":{"N":{"Type":"Pass","Result":{"i":0},"Next":"M"},
      "M":{"Type":"Map","ItemProcessor":{"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\(ARNs.function("F"))",
      "End":true}}},"ItemsPath":"$$.Execution.Input","ResultPath":null,"Next":"C"},
      "C":{"Type":"Choice","Choices":[{"Variable":"$.i","NumericGreaterThan":48,"Next":"E"}],"Default":"A"},
      "A":{"Type":"Pass","Parameters":{"i.$":"States.MathAdd($.i, 1)"},"Next":"M"},"E":{"Type":"Succeed"}}}
      """
    let service = ServiceModel(name: ARNs.function("F"), latency: try .exponential(mean: 1))
    let recording = try Self.run([("P", loop)], services: [service], load: World.burst(200, input: [0]))
    let latency = recording.machines[0].latency
    #expect(latency.count == 200)
    // 50 visits: mean 50 s, standard deviation 7 s. One draw for all visits would spread from 0 to some 300 s.
    #expect(try #require(latency.min) > 20_000_000_000)
    #expect(try #require(latency.max) < 90_000_000_000)
  }

  /// Tokens are spent on calls that start nothing, too; every run checks the sum.
  @Test(arguments: [
    #""StateMachineArn":"\#(ARNs.machine("Child"))","Name":"same""#,
    #""StateMachineArn.$":"$.nobody""#,
    #""StateMachineArn":"\#(ARNs.machine("Child"))","Input":"{no json""#,
    #""StateMachineArn":"\#(ARNs.machine("Child"))","Name":"two words""#,
  ])
  func everyTokenIsAccountedFor(_ parameters: String) throws {
    let parent = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution",
      "Parameters":{\(parameters)},"End":true}}}
      """
    let child = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}"#
    let load = World.burst(4, input: ["nobody": "arn:aws:states:us-east-1:123456789012:stateMachine:Nobody"])
    let recording = try Self.run([("Parent", parent), ("Child", child)], quotas: World.bucket(100, 1), load: load)
    #expect(recording.calls[.startExecution].admitted == 8)
    #expect(recording.machines[0].succeeded + recording.machines[0].failed == 4)
  }

  /// Two Tasks that wait for one named child are cut at once; the second stop must not hit who took its record over.
  @Test func aStopMeetsTheExecutionItWasMeantFor() throws {
    func start(_ child: String, _ more: String) -> String {
      """
      {"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":
      "\(ARNs.machine(child))"\(more)},"End":true
      """
    }
    let named = #","Name":"C""#
    let failing = """
      {"StartAt":"B","States":{"B":{"Type":"Parallel","End":true,"Branches":[
      {"StartAt":"X","States":{"X":\(start("C", named))}}},{"StartAt":"Y","States":{"Y":\(start("C", named))}}},
      {"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":1,"Next":"Z"},"Z":{"Type":"Fail"}}}]}}}
      """
    let catching = """
      {"StartAt":"Q","States":{"Q":\(start("C", named)),"Catch":[{"ErrorEquals":["States.ALL"],"Next":"O"}]},
      "O":\(start("Other", ""))}}}
      """
    let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#
    let root = """
      {"StartAt":"R","States":{"R":{"Type":"Parallel","End":true,"Branches":[
      {"StartAt":"P","States":{"P":\(start("P", "")),"Catch":[{"ErrorEquals":["States.ALL"],"Next":"D"}]},
      "D":{"Type":"Pass","End":true}}},{"StartAt":"Q1","States":{"Q1":\(start("Q", ""))}}}]}}}
      """
    let recording = try Self.run([("Root", root), ("P", failing), ("Q", catching), ("C", wait), ("Other", wait)])
    #expect(recording.machines.map(\.aborted) == [0, 0, 0, 1, 0])
    #expect(recording.machines.map(\.succeeded) == [1, 0, 1, 0, 1])
  }

  /// A Standard parent whose Task waits for an Express child: its start takes an Express token, its end is noticed as
  /// late as a Standard child's, and a Task that times out leaves it running.
  @Test(arguments: [(".sync", "", 10, 0), (".sync:2", ",\"TimeoutSeconds\":1", 0, 10)])
  func expressChildrenAreWaitedFor(pattern: String, timeout: String, succeeded: Int, failed: Int) throws {
    let parent = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution\(pattern)",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Child"))"}\(timeout),"End":true}}}
      """
    let child = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3,"End":true}}}"#
    var overheads = Overheads.none
    overheads.notify = try .constant(.seconds(2))
    let machines = [
      try MachineModel("Parent", .standard, parent), try MachineModel("Child", .express, child),
    ]
    let recording = try simulate(
      World.plan(machines, quotas: World.bucket(10, 0), overheads: overheads, load: [World.burst(10)]), replication: 0)
    #expect(recording.calls[.startExecution].admitted == 10 && recording.calls[.startExecution].throttled == 0)
    #expect(recording.calls[.startExpressExecution].admitted == 10)
    #expect(recording.machines.map(\.succeeded) == [succeeded, 10])
    #expect(recording.machines.map(\.failed) == [failed, 0])
    #expect(recording.machines.map(\.aborted) == [0, 0])
    #expect(recording.lastRootEnd == .seconds(failed == 0 ? 5 : 1) && recording.machines[1].requests == 10)
  }

  @Test func timeEndsAndDoesNotTurnBack() throws {
    // No Wait may be longer than 68 years, and time has 292.
    let waits = (1...5).map { "\"W\($0)\":{\"Type\":\"Wait\",\"SecondsPath\":\"$.s\",\"Next\":\"W\($0 + 1)\"}" }
    let wait = "{\"StartAt\":\"W1\",\"States\":{\(waits.joined(separator: ",")),\"W6\":{\"Type\":\"Succeed\"}}}"
    let recording = try Self.run([("P", wait)], load: World.burst(2, input: ["s": 1_844_660_000]))
    #expect(recording.machines[0].succeeded == 2)
    #expect(Span.longest + .longest == .longest)
  }

  @Test func callersThatStillWaitAreCounted() throws {
    let load = World.burst(10_000, retry: World.policy(maxAttempts: 20))
    let plan = World.plan(
      [try MachineModel("P", .standard, World.pass)], quotas: World.bucket(1_300, 300), load: [load],
      horizon: .at(.zero + .seconds(5)))
    let root = try simulate(plan, replication: 0).machines[0]
    #expect(root.started == 2_200)
    #expect(root.waiting == 7_800)
  }

  @Test func aTimeoutCutsTheCallOfANestedStartShort() throws {
    let parent = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution",
      "TimeoutSeconds":1,"Parameters":{"StateMachineArn":"\(ARNs.machine("Child"))"},"End":true}}}
      """
    var overheads = Overheads.none
    overheads.start = try .constant(.seconds(5))
    let recording = try Self.run([("Parent", parent), ("Child", World.pass)], overheads: overheads)
    #expect(recording.machines[0].failed == 1)
  }

  @Test func inputsAreMeasured() throws {
    let parent = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Child"))","Input.$":"States.Format('{}{}{}', $.a, $.a, $.a)"},
      "End":true}}}
      """
    var quotas = Quotas.unlimited
    quotas.payloadBytes = 200
    let load = World.burst(1, input: ["a": .string(String(repeating: "x", count: 100))])
    let recording = try Self.run([("Parent", parent), ("Child", World.pass)], quotas: quotas, load: load)
    #expect(recording.machines[0].failed == 1)
    #expect(recording.machines[1].started == 0)
  }

  /// A result that the state drops is measured all the same: as with a history, so without one.
  @Test(arguments: [("ResultPath", "null"), ("ResultSelector", #"{},"ResultPath":null"#)])
  func aDroppedResultMayBeTooLarge(_ field: String, _ value: String) throws {
    let large = JSON.string(String(repeating: "x", count: 100))
    func failed(_ result: ServiceModel.Result, limit: Int) throws -> Int {
      let task = #"{"Type":"Task","Resource":"\#(ARNs.function("F"))","\#(field)":\#(value),"End":true}"#
      var service = ServiceModel(name: ARNs.function("F"), latency: .zero)
      service.result = result
      var quotas = Quotas.unlimited
      quotas.payloadBytes = limit
      return try Self.run([("P", #"{"StartAt":"T","States":{"T":\#(task)}}"#)], services: [service], quotas: quotas)
        .machines[0].failed
    }
    for result in [.constant(large), .list([large])] as [ServiceModel.Result] {
      #expect(try failed(result, limit: 101) == 1)
      #expect(try failed(result, limit: 102) == 0)
    }
  }

  /// Output and input of a child, twice 102 bytes, stand in the answer of `.sync` that its parent drops.
  @Test func aDroppedDescriptionMayBeTooLarge() throws {
    let parent = """
      {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Child"))","Input.$":"$"},"ResultPath":null,"End":true}}}
      """
    func failed(limit: Int) throws -> Int {
      var quotas = Quotas.unlimited
      quotas.payloadBytes = limit
      let load = World.burst(1, input: ["a": .string(String(repeating: "x", count: 100))])
      return try Self.run([("Parent", parent), ("Child", World.pass)], quotas: quotas, load: load).machines[0].failed
    }
    #expect(try failed(limit: 600) == 1)
    #expect(try failed(limit: 2_000) == 0)
  }

  /// The n-th call takes the n-th result, whether or not its state keeps it.
  @Test func aDroppedResultIsTakenFromTheList() throws {
    let task = #""Type":"Task","Resource":"\#(ARNs.function("F"))""#
    let machine = """
      {"StartAt":"A","States":{"A":{\(task),"ResultPath":null,"Next":"B"},"B":{\(task),"Next":"C"},
      "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"E"}]},"E":{"Type":"Succeed"}}}
      """
    var service = ServiceModel(name: ARNs.function("F"), latency: .zero)
    service.result = .list([1, 2])
    #expect(try Self.run([("P", machine)], services: [service]).machines[0].succeeded == 1)
  }
}
