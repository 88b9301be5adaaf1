import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Redrive: an execution that ended without success goes on where it failed. Source: AWS developer guide, "Restarting
/// state machine executions with redrive".
@Suite struct RedriveTests {
  /// Answers calls by state: those of a state fail as often as `failures` says, then give its name and number.
  final class Answers {
    var failures: [String: Int]
    private(set) var calls: [String] = []

    init(_ failures: [String: Int]) { self.failures = failures }

    func reply(_ call: TaskCall) -> TaskReply {
      calls.append(call.state + (call.parameters.text == "{}" ? "" : call.parameters.text))
      let left = failures[call.state] ?? 0
      failures[call.state] = left - 1
      return left > 0 ? .error("Boom") : .success(["by": .string(call.state)])
    }
  }

  @Test func aTaskRunsAgainFromItsInput() throws {
    let world = Answers(["B": 3])
    let story = try Story(
      Story.states(
        "A",
        Story.task("A", #""Next": "B", "ResultPath": "$.a", "Assign": {"x": 1}"#) + ", "
          + Story.task(
            "B", #""Next": "C", "ResultPath": "$.b", "Retry": [{"ErrorEquals": ["Boom"], "MaxAttempts": 1}]"#)
          + #", "C": {"Type": "Pass", "Parameters": {"in.$": "$", "x.$": "$x", "n.$": "$$.Execution.RedriveCount"}, "#
          + #""End": true}"#), redrives: 1, tasks: world.reply)
    // The retrier counts anew: two attempts before the redrive, two after.
    #expect(world.calls == ["A", #"B{"a":{"by":"A"}}"#].flatMap { $0 == "A" ? [$0] : Array(repeating: $0, count: 4) })
    #expect(story.outcome.output == ["in": ["a": ["by": "A"], "b": ["by": "B"]], "x": 1, "n": 1])
    let attempt = ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed"]
    let start = ["ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted"]
    #expect(
      story.types == start + ["LambdaFunctionSucceeded", "TaskStateExited", "TaskStateEntered"] + attempt + attempt
        + ["ExecutionFailed", "ExecutionRedriven"] + attempt
        + ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited"]
        + ["PassStateEntered", "PassStateExited", "ExecutionSucceeded"])
    let redriven = try #require(story.events("ExecutionRedriven").first)
    #expect(redriven.details == ["redriveCount": 1] && redriven.previousEventID == redriven.id - 1)
    #expect(story.outcome.events.map(\.id) == Array(1...story.outcome.events.count))
    #expect(story.outcome.events[redriven.id].previousEventID == redriven.id)
  }

  @Test func aRedriveMayFailAgain() throws {
    let text = Story.states("A", Story.task("A"))
    #expect(try Story(text, redrives: 2, tasks: Answers(["A": 3]).reply).outcome.status == .failed)
    let story = try Story(text, redrives: 2, tasks: Answers(["A": 2]).reply)
    #expect(story.outcome.output == ["by": "A"])
    #expect(story.events("ExecutionRedriven").map(\.details) == [["redriveCount": 1], ["redriveCount": 2]])
    #expect(try Story(text, redrives: 9, tasks: Answers([:]).reply).types.contains("ExecutionRedriven") == false)
  }

  /// Of a Parallel in a Map: what has come to its end keeps its result, what was cut or failed goes on.
  @Test func onlyUnfinishedBranchesRun() throws {
    let world = Answers(["Q": 1])
    let story = try Story(
      Story.states(
        "M",
        """
        "M": {"Type": "Map", "MaxConcurrency": 2, "End": true, "ItemProcessor": {"StartAt": "P", "States": {
          "P": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "O", "States": {\(Story.task("O"))}},
            {"StartAt": "Pre", "States": {\(Story.task("Pre", #""ResultPath": "$.pre", "Next": "W""#)),
              "W": {"Type": "Wait", "SecondsPath": "$.wait", "Next": "Q"}, \(Story.task("Q"))}}]}}}}
        """), input: [["wait": 1], ["wait": 5], ["wait": 2]], redrives: 1, tasks: world.reply)
    let pair: JSON = [["by": "O"], ["by": "Q"]]
    #expect(story.outcome.output == [pair, pair, pair])
    // Q fails at 1 s in the first iteration; the second was cut in its Wait, the third had not begun.
    #expect(world.calls.map { $0.prefix { $0 != "{" } }.filter { $0 == "Pre" }.count == 3)
    #expect(world.calls.filter { $0.hasPrefix("Q") }.count == 4)
    #expect(world.calls.filter { $0.hasPrefix("O") }.count == 3)
    #expect(story.duration == 1 + 5)
    #expect(story.events("MapIterationStarted").count == 3)
  }

  @Test func stoppedAndTimedOutExecutionsGoOnToo() throws {
    let waits = Story.states(
      "A", #""A": {"Type": "Wait", "Seconds": 10, "Next": "B"}, "B": {"Type": "Pass", "End": true}"#)
    let stopped = try Story(waits, stoppedAfter: .seconds(4), redrives: 1)
    #expect(stopped.outcome.status == .succeeded && stopped.duration == 14)
    #expect(stopped.types.contains("ExecutionAborted"))
    let late = try Story(
      Story.states(
        "A", #""A": {"Type": "Wait", "Seconds": 3, "Next": "B"}, "B": {"Type": "Wait", "Seconds": 4, "End": true}"#,
        rest: ", \"TimeoutSeconds\": 5"), redrives: 1)
    // The Wait that was cut after two seconds begins anew, and so does the time that the execution may take.
    #expect(late.outcome.status == .succeeded && late.duration == 9)
  }

  @Test(arguments: [("Pass", 1), ("Fail", 2)])
  func statesWithoutRetryRunAgain(type: String, redrives: Int) throws {
    let state =
      type == "Pass" ? #""A": {"Type": "Pass", "InputPath": "$.none", "End": true}"# : #""A": {"Type": "Fail"}"#
    let story = try Story(Story.states("A", state), redrives: redrives)
    #expect(story.outcome.status == .failed)
    #expect(
      story.types == ["ExecutionStarted", "\(type)StateEntered", "ExecutionFailed"]
        + Array(repeating: ["ExecutionRedriven", "ExecutionFailed"], count: redrives).flatMap(\.self))
  }

  /// The failure that was caught is forgotten: what is redriven is the later one, from the beginning of its state.
  @Test func whatWasCaughtIsNotRedriven() throws {
    let world = Answers(["B": 1, "C": 1])
    let story = try Story(
      Story.states(
        "P",
        """
        "P": {"Type": "Parallel", "Catch": [{"ErrorEquals": ["Boom"], "ResultPath": null, "Next": "C"}], "End": true,
          "Branches": [{"StartAt": "B", "States": {\(Story.task("B"))}}]},
        \(Story.task("C"))
        """), redrives: 1, tasks: world.reply)
    #expect(world.calls == ["B", "C", "C"])
    #expect(story.outcome.output == ["by": "C"])
  }

  /// An iteration whose ItemSelector failed begins once more.
  @Test func selectorsAreEvaluatedAgain() throws {
    let story = try Story(
      Story.states(
        "M",
        """
        "M": {"Type": "Map", "End": true, "ItemSelector": {"v.$": "$$.Map.Item.Value.v"}, "ItemProcessor": {
          "StartAt": "S", "States": {\(Story.task("S"))}}}
        """), input: [["v": 1], [:]], redrives: 1, tasks: Answers([:]).reply)
    #expect(story.outcome.status == .failed)
    #expect(story.events("ExecutionRedriven").count == 1)
    #expect(story.events("MapIterationStarted").compactMap { $0.details["index"] } == [0, 1, 1])
  }

  /// AWS does not redrive the started child: the Task starts another.
  @Test func aChildIsStartedAnew() throws {
    let world = Answers(["C": 1])
    let parent = Story.states(
      "A",
      #"""
      "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
        "Parameters": {"StateMachineArn": "\#(ARNs.machine("Child"))"}, "OutputPath": "$.Output"}
      """#)
    let story = try Story(parent, children: ["Child": Story.states("C", Story.task("C"))], redrives: 1) {
      $0.state == "C" ? world.reply($0) : nil
    }
    #expect(story.outcome.output == ["by": "C"])
    #expect(story.events("TaskSubmitted").count == 2)
  }

  private static func mapRun(_ type: String, _ more: String = "") -> String {
    Story.states(
      "M",
      """
      "M": {"Type": "Map", "End": true, "MaxConcurrency": 1\(more), "ItemProcessor": {"ProcessorConfig": \
      {"Mode": "DISTRIBUTED", "ExecutionType": "\(type)"}, "StartAt": "S", "States": {
        \(Story.task("S", #""ResultPath": "$.s", "Next": "T""#)), \(Story.task("T", #""ResultPath": "$.t""#))}}}
      """)
  }

  /// Standard children go on where they failed, Express ones begin anew; those that have succeeded do neither.
  @Test(arguments: [("STANDARD", 3), ("EXPRESS", 4)])
  func aMapRunGoesOn(type: String, calls: Int) throws {
    let world = Answers(["T": 0])
    let items: JSON = [["n": 0], ["n": 1], ["n": 2]]
    var seen = 0
    let story = try Story(Self.mapRun(type), input: items, redrives: 1) { call in
      if call.state == "T" {
        seen += 1
        if seen == 2 { return .error("Boom") }
      }
      return world.reply(call)
    }
    let each = (0...2).map { ["n": .integer($0), "s": ["by": "S"], "t": ["by": "T"]] as JSON }
    #expect(story.outcome.output == .array(each))
    #expect(world.calls.filter { $0.hasPrefix("S") }.count == calls)
    let runs = story.events("MapRunStarted") + story.events("MapRunRedriven")
    #expect(Set(runs.compactMap { $0.details["mapRunArn"]?.string }).count == 1)
    #expect(story.events("MapRunRedriven").first?.details["redriveCount"] == 1)
    #expect(
      story.types == [
        "ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunFailed", "MapStateFailed",
        "ExecutionFailed", "ExecutionRedriven", "MapRunRedriven", "MapRunSucceeded", "MapStateSucceeded",
        "MapStateExited", "ExecutionSucceeded",
      ])
  }

  /// Twice: the second redrive knows what both runs before it have done.
  @Test func aMapRunGoesOnTwice() throws {
    var seen = 0
    let story = try Story(
      Self.mapRun("STANDARD", #", "ToleratedFailureCount": 0"#), input: [["n": 0], ["n": 1], ["n": 2], ["n": 3]],
      redrives: 2
    ) { call in
      if call.state == "T" {
        seen += 1
        if seen == 2 || seen == 4 { return .error("Boom") }
      }
      return .success(.string(call.state))
    }
    #expect(story.outcome.output == .array((0...3).map { ["n": .integer($0), "s": "S", "t": "T"] }))
    #expect(seen == 6)
    #expect(story.events("MapRunRedriven").compactMap { $0.details["redriveCount"] } == [1, 2])
  }

  /// A Map Run that failed before its children had inputs begins anew, and fails anew.
  @Test(arguments: [
    #""ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}, "#
      + #""Parameters": {"Bucket": "none", "Key": "k"}}"#,
    #""ItemSelector": {"v.$": "$$.Map.Item.Value.v"}"#, #""ItemBatcher": {"MaxItemsPerBatchPath": "$[0].n"}"#,
  ])
  func aMapRunWithoutInputsBeginsAnew(fields: String) throws {
    let story = try Story(
      Self.mapRun("STANDARD", ", " + fields), input: [["v": 0, "n": -1], [:]], redrives: 1, tasks: Answers([:]).reply)
    #expect(story.outcome.status == .failed)
    #expect(story.events("MapRunStarted").count == 2 && story.events("MapRunRedriven").isEmpty)
  }

  @Test func expressExecutionsAndFullHistoriesAreNotRedriven() throws {
    let text = Story.states("A", Story.task("A"))
    let express = try Story(text, express: ["Parent"], redrives: 1, tasks: Answers(["A": 1]).reply)
    #expect(express.outcome.status == .failed && !express.types.contains("ExecutionRedriven"))
    let loop = Story.states(
      "A", #""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 1, "Next": "A"}"#)
    let full = try Story(loop, redrives: 1)
    #expect(full.outcome.status == .failed && full.outcome.events.count == 25_000)
    #expect(full.types.last == "ExecutionFailed")
    let short = try Story(loop, quotas: Story.quotas(historyEvents: 50), redrives: 1)
    #expect(short.outcome.events.count == 50)
  }
}
