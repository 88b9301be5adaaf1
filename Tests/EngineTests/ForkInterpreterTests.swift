import JSON
import Prelude
import TestSupport
import Testing

@testable import Engine

/// Map, Parallel and parked calls without an account: all that the interpreter asks for, in order.
@Suite struct ForkInterpreterTests {
  @Test func aMapFillsItsSlotsInOrder() throws {
    let engine = try LoneEngine(
      Story.states(
        "M",
        #""M": {"Type": "Map", "MaxConcurrency": 2, "End": true, "ItemProcessor": {"StartAt": "T", "States": {"#
          + Story.task("T") + "}}}"))
    _ = try engine.create(input: ["a", "b", "c"])
    #expect(try engine.begin() == ["transition M"])
    #expect(try engine.enter("M") == ["fill M"])
    // One item at a time: what it does at once comes before the next.
    #expect(try engine.fill("M", at: 0) == ["transition T[0]", "fill M"])
    #expect(try engine.enter("T[0]") == ["call T[0]"])
    #expect(try engine.fill("M", at: 0) == ["transition T[1]"], "both slots are taken")
    #expect(try engine.enter("T[1]") == ["call T[1]"])
    #expect(try engine.fill("M", at: 0) == [])
    #expect(try engine.succeed("T[1]", "B", at: 2) == ["fill M"])
    #expect(try engine.fill("M", at: 2) == ["transition T[2]"])
    #expect(try engine.record("T[2]").input == "c")
    #expect(try engine.record("T[2]").parts[.mapSlot] == 2_000_000_000)
    #expect(try engine.enter("T[2]", at: 2) == ["call T[2]"])
    #expect(try engine.succeed("T[0]", "A", at: 3) == [], "there is no fourth item")
    #expect(try engine.succeed("T[2]", "C", at: 5) == ["join M"])
    #expect(try engine.record("M").phase == .joining)
    #expect(try engine.join("M", at: 6) == ["end execution 1"])
    #expect(try engine.end(at: 6) == ["finished execution 1: SUCCEEDED"])
    #expect(engine.output() == ["A", "B", "C"])
  }

  @Test func theAccountsLimitBoundsAMap() throws {
    let engine = try LoneEngine(
      Story.states(
        "M",
        #""M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {"# + Story.task("T")
          + "}}}"), inlineMapConcurrency: 1)
    _ = try engine.create(input: [1, 2])
    _ = try engine.begin()
    #expect(try engine.enter("M") == ["fill M"])
    #expect(try engine.fill("M", at: 0) == ["transition T[0]"])
    #expect(try engine.enter("T[0]") == ["call T[0]"])
    #expect(try engine.succeed("T[0]", .null, at: 1) == ["fill M"])
    #expect(try engine.fill("M", at: 1) == ["transition T[1]"])
  }

  @Test func anEmptyMapJoinsAtOnce() throws {
    let engine = try LoneEngine(
      Story.states(
        "M",
        #""M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "P", "States": {"#
          + #""P": {"Type": "Pass", "End": true}}}}"#))
    _ = try engine.create(input: [])
    _ = try engine.begin()
    #expect(try engine.enter("M") == ["join M"])
    #expect(try engine.join("M", at: 0) == ["end execution 1"])
    #expect(engine.output() == [])
  }

  /// The branch that fails releases its Parallel; the other is cut when that ends, and not before.
  @Test func aBranchFailsWhileAnotherWaits() throws {
    let engine = try LoneEngine(
      Story.states(
        "P",
        #""P": {"Type": "Parallel", "Branches": [{"StartAt": "T", "States": {"# + Story.task("T")
          + #"}}, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}], "#
          + #""Catch": [{"ErrorEquals": ["Boom"], "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}"#))
    _ = try engine.create()
    _ = try engine.begin()
    #expect(try engine.enter("P") == ["fill P"])
    #expect(try engine.fill("P", at: 0) == ["transition T[0]", "fill P"])
    #expect(try engine.enter("T[0]") == ["call T[0]"])
    #expect(try engine.fill("P", at: 0) == ["transition W[1]"])
    #expect(try engine.enter("W[1]") == ["wait W[1] after 60.0s"])
    #expect(try engine.fail("T[0]", "Boom", at: 2) == ["join P"])
    #expect(!engine.isThere("T[0]") && engine.isThere("W[1]"))
    #expect(try engine.fill("P", at: 2) == [], "nothing new starts")
    #expect(try engine.join("P", at: 3) == ["transition Z"])
    #expect(!engine.isThere("W[1]"), "its timer finds nobody")
    #expect(try engine.record("Z").input == ["Error": "Boom", "Cause": "why"])
    #expect(try engine.enter("Z", at: 3) == ["end execution 1"])
    #expect(try engine.end(at: 3) == ["finished execution 1: SUCCEEDED"])
    #expect(engine.interpreter.records.failingForks == 0)
  }

  /// A branch that ends in the moment between the failure and the Parallel's end changes nothing.
  @Test func aBranchThatEndsTooLate() throws {
    let engine = try LoneEngine(
      Story.states(
        "P",
        #""P": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "A", "States": {"# + Story.task("A")
          + #"}}, {"StartAt": "B", "States": {"# + Story.task("B") + "}}]}"))
    _ = try engine.create()
    _ = try engine.begin()
    _ = try engine.enter("P")
    _ = try engine.fill("P", at: 0)
    _ = try engine.fill("P", at: 0)
    #expect(try engine.enter("A[0]") == ["call A[0]"])
    #expect(try engine.enter("B[1]") == ["call B[1]"])
    #expect(try engine.fail("B[1]", "Boom", at: 1) == ["join P"])
    #expect(try engine.succeed("A[0]", 1, at: 1) == [])
    #expect(try engine.join("P", at: 2) == ["finished execution 1: FAILED"])
    #expect(engine.execution().extra?.failure?.error == "Boom")
  }

  // MARK: Parked calls

  private static let starter = Story.states(
    "S",
    #""S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "#
      + #""Parameters": {"StateMachineArn": "\#(ARNs.machine("M"))"}, "End": true, "Retry": ["#
      + #"{"ErrorEquals": ["StepFunctions.AWSStepFunctionsException"], "MaxAttempts": 5}]}"#)

  /// A parked call counts in a record of its own, and gives it back when the wait is over.
  @Test func aThrottledCallIsParkedAndUnparked() throws {
    let engine = try LoneEngine(Self.starter)
    _ = try engine.create()
    _ = try engine.begin()
    #expect(try engine.enter("S") == ["call S"])
    var call = CallID.none
    #expect(try engine.tell("S") { call = $0.records.park($1, draws: 9, level: 0) } == [], "the account has the timer")
    #expect(try engine.record("S").phase == .throttled)
    for draws in [10, 11, 12] as [UInt64] {
      #expect(try engine.tell { $0.throttledCalls[call].pointee.waitsAgain(draws: draws) } == [])
    }
    #expect(try engine.record("S").attempts == 0, "the strand stands still")
    var unparked = StrandID.none
    #expect(try engine.tell { unparked = $0.records.unpark(call) } == [])
    #expect(try engine.strand("S") == unparked)
    #expect(try engine.record("S").retries == 3)
    #expect(try engine.record("S").attempts == 3 && engine.record("S").refusals == 3)
    #expect(try engine.record("S").isLinked == false)
    #expect(try engine.retry("S", at: 4) == ["call S"])
    #expect(try engine.succeed("S", .null, at: 5) == ["end execution 1"])
    #expect(engine.interpreter.retriedVisits.map(\.attempts) == [4])
  }

  @Test func aParkedCallWhoseStrandIsGoneIsLeftToItsTimer() throws {
    let engine = try LoneEngine(Self.starter)
    _ = try engine.create()
    _ = try engine.begin()
    #expect(try engine.enter("S") == ["call S"])
    var call = CallID.none
    #expect(try engine.tell("S") { call = $0.records.park($1, draws: 0, level: 0) } == [])
    var isFree = true
    #expect(try engine.tell { isFree = $0.records.releaseIfAbandoned(call) } == [])
    #expect(!isFree, "somebody waits")
    #expect(try engine.abort(at: 1) == ["finished execution 1: ABORTED"])
    #expect(try engine.tell { isFree = $0.records.releaseIfAbandoned(call) } == [])
    #expect(isFree)
  }
}
