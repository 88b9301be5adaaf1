import JSON
import Prelude
import TestSupport
import Testing

@testable import Engine

/// The engine's stories without an account: what is told to the interpreter, and all that it asks for each time.
@Suite struct InterpreterTests {
  @Test func aChainOfStates() throws {
    let engine = try LoneEngine(
      Story.states(
        "A",
        #""A": {"Type": "Pass", "Result": 1, "ResultPath": "$.a", "Next": "B"}, "#
          + #""B": {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": 1, "Next": "C"}]}, "#
          + #""C": {"Type": "Succeed", "OutputPath": "$.a"}"#))
    #expect(try engine.create() == [], "admission is nothing yet")
    #expect(try engine.begin() == ["transition A"])
    #expect(try engine.enter("A") == ["transition B"])
    #expect(try engine.enter("B") == ["transition C"])
    #expect(try engine.enter("C") == ["end execution 1"])
    #expect(try engine.end(at: 1) == ["finished execution 1: SUCCEEDED"])
    #expect(engine.output() == 1)
    #expect(try engine.end(at: 2) == [], "it ends once")
    #expect(try engine.begin() == [], "and begins no more")
    #expect(engine.interpreter.statesEntered == 3 && engine.interpreter.records.open == 0)
  }

  @Test func aTaskIsRetriedThenCaught() throws {
    let engine = try LoneEngine(
      Story.states(
        "T",
        Story.task(
          "T",
          #""Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3, "MaxAttempts": 2, "JitterStrategy": "FULL"}, "#
            + #"{"ErrorEquals": ["Slow"], "IntervalSeconds": 7, "MaxAttempts": 1}], "#
            + #""Catch": [{"ErrorEquals": ["Busy"], "Next": "Caught"}]"#)
          + #", "Caught": {"Type": "Fail", "Error": "Gave.Up", "Cause": "c"}"#))
    _ = try engine.create(input: ["n": 1])
    #expect(try engine.begin() == ["transition T"])
    #expect(try engine.enter("T") == ["call T"])
    #expect(try engine.attempt("T") == [])
    #expect(try engine.fail("T", "Busy", at: 1) == ["retry T after up to 3.0s"])
    #expect(try engine.retry("T", at: 2) == ["call T"])
    #expect(try engine.fail("T", "Slow", at: 3) == ["retry T after 7.0s"], "another retrier counts for itself")
    #expect(try engine.retry("T", at: 10) == ["call T"])
    #expect(try engine.fail("T", "Busy", at: 11) == ["retry T after up to 6.0s"])
    #expect(try engine.retry("T", at: 12) == ["call T"])
    #expect(try engine.record("T").retries == 2)
    #expect(try engine.record("T").extra?.moreRetries == [1])
    #expect(try engine.fail("T", "Busy", at: 13) == ["transition Caught"])
    #expect(try engine.record("Caught").input == ["Error": "Busy", "Cause": "why"])
    #expect(try engine.enter("Caught", at: 13) == ["finished execution 1: FAILED"])
    #expect(engine.execution().extra?.failure?.error == "Gave.Up")
    #expect(engine.interpreter.retriedVisits.map(\.attempts) == [4])
  }

  @Test func aCaughtTasksTimersAreStale() throws {
    let engine = try LoneEngine(Story.states("T", Story.task("T")))
    _ = try engine.create()
    _ = try engine.begin()
    #expect(try engine.enter("T") == ["call T"])
    let called = try engine.record("T").generation
    #expect(try engine.succeed("T", ["r": 1], at: 1) == ["end execution 1"])
    #expect(throws: LoneEngine.NotThere.self) { try engine.succeed("T", [:], at: 2) }
    #expect(engine.interpreter.strands[engine.execution().root].pointee.generation == called + 1)
    #expect(try engine.end(at: 1) == ["finished execution 1: SUCCEEDED"])
    #expect(engine.output() == ["r": 1])
  }

  @Test func aWait() throws {
    let engine = try LoneEngine(
      Story.states("W", #""W": {"Type": "Wait", "SecondsPath": "$.s", "Next": "Z"}, "Z": {"Type": "Succeed"}"#))
    _ = try engine.create(input: ["s": 5])
    #expect(try engine.begin() == ["transition W"])
    #expect(try engine.enter("W", at: 1) == ["wait W after 5.0s"])
    #expect(try engine.record("W").phase == .waiting)
    #expect(try engine.wake("W", at: 6) == ["transition Z"])
    #expect(try engine.record("Z").parts[.waitState] == 5_000_000_000)
    #expect(try engine.enter("Z", at: 6) == ["end execution 1"])
    #expect(try engine.end(at: 6) == ["finished execution 1: SUCCEEDED"])
  }

  @Test func aStopInMidTask() throws {
    let engine = try LoneEngine(Story.states("T", Story.task("T")))
    _ = try engine.create()
    _ = try engine.begin()
    #expect(try engine.enter("T") == ["call T"])
    #expect(try engine.attempt("T") == [])
    #expect(try engine.abort(at: 1) == ["finished execution 1: ABORTED"])
    #expect(!engine.isThere("T"), "its reply finds nobody")
    #expect(try engine.abort(at: 2) == [], "it ends once")
    #expect(engine.execution().root.isNone && engine.interpreter.records.open == 0)
    #expect(try engine.release() == [])
  }

  @Test func aStopReachesTheChild() throws {
    let start = #""Parameters": {"StateMachineArn": "\#(ARNs.machine("M"))"}, "End": true"#
    let engine = try LoneEngine(
      Story.states(
        "S", #""S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", \#(start)}"#))
    _ = try engine.create()
    _ = try engine.begin()
    #expect(try engine.enter("S") == ["call S"])
    #expect(try engine.attempt("S") == [])
    #expect(try engine.create(parent: "S", at: 1) == [])
    #expect(try engine.tell("S") { $0.records.waits($1, for: engine.executions[1]) } == [])
    #expect(try engine.abort(at: 2) == ["finished execution 1: ABORTED", "stop execution 2"])
    #expect(try engine.abort(2, at: 3) == ["finished execution 2: ABORTED"])
  }
}
