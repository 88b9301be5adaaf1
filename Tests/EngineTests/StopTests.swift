import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// What becomes of the children of a Task that is cut. Whether one still runs is seen by its name: while it does,
/// another start with its name and input answers with it; afterwards the name is taken.
@Suite struct StopTests {
  static let slow = Story.states("Wait", #""Wait": {"Type": "Wait", "Seconds": 60, "End": true}"#)
  static let named = #""Name": "n", "Input": {}"#
  static let stopped = "StepFunctions.ExecutionAlreadyExistsException"

  /// `states` reach `Pause` at last; then the probe starts `Slow` by its name again.
  static func story(_ start: String, _ states: String, children: [String: String] = [:]) throws -> Story {
    let probe =
      #", "Pause": {"Type": "Wait", "Seconds": 1, "Next": "Probe"}, "#
      + NestedTests.start("", state: "Probe", parameters: named, machine: "Slow")
    return try Story(
      Story.states(start, states + probe), children: children.merging(["Slow": slow]) { old, _ in old })
  }

  static func start(_ pattern: String, _ fields: String = #", "End": true"#, machine: String = "Slow") -> String {
    NestedTests.start(pattern, parameters: named, fields: fields, machine: machine)
  }

  static let caught = #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Pause"}], "End": true"#

  @Test(arguments: [(".sync", stopped), (".sync:2", stopped), (".waitForTaskToken", nil), ("", nil)])
  func aFailedSiblingStopsTheChildThatATaskManages(pattern: String, error: String?) throws {
    let failing = Story.states(
      "Soon", #""Soon": {"Type": "Wait", "Seconds": 2, "Next": "Break"}, "Break": {"Type": "Fail", "Error": "X"}"#)
    let starting = Story.states("Start", Self.start(pattern))
    let parallel = "\"Both\": {\"Type\": \"Parallel\", \"Branches\": [\(starting), \(failing)]\(Self.caught)}"
    let story = try Self.story("Both", parallel)
    #expect(story.outcome.error == error)
    #expect(story.duration == 3)
    #expect(story.types.contains("TaskStateAborted") == (pattern != ""))
  }

  @Test func aStoppedExecutionStopsTheChildrenOfItsBranchesAndTheirs() throws {
    let map = """
      "All": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Start", "States": {\(Self.start(".sync"))}}}
      """
    let middle = Story.states("All", map, rest: ", \"TimeoutSeconds\": 2")
    let start = NestedTests.start(
      ".sync", parameters: #""Input": [1]"#, fields: Self.caught, machine: "Middle")
    let story = try Self.story("Start", start, children: ["Middle": middle])
    #expect(story.outcome.error == Self.stopped)
    #expect(story.duration == 3)
  }

  @Test func aTaskThatIsTriedAgainStopsItsFirstChild() throws {
    let retry = #", "TimeoutSeconds": 2, "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}]"#
    let story = try Self.story("Start", Self.start(".sync", retry + Self.caught))
    #expect(story.events("TaskFailed").map { $0.details["error"] } == [.string(Self.stopped), .string(Self.stopped)])
    #expect(story.events("TaskTimedOut").count == 1)
    #expect(story.duration == 4)
  }

  @Test func whoWaitsForAChildThatAnotherStopsIsToldSo() throws {
    func branch(_ name: String, _ fields: String, more: String = "") -> String {
      Story.states(
        name, NestedTests.start(".sync", state: name, parameters: Self.named, fields: fields, machine: "Slow") + more)
    }
    let hasty = branch(
      "Hasty",
      #", "TimeoutSeconds": 2, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Quiet"}], "End": true"#,
      more: #", "Quiet": {"Type": "Pass", "End": true}"#)
    let patient = branch("Patient", #", "End": true"#)
    let both = "\"Both\": {\"Type\": \"Parallel\", \"Branches\": [\(hasty), \(patient)]\(Self.caught)}"
    let failed = try #require(try Self.story("Both", both).events("TaskFailed").first)
    #expect(failed.details["error"] == "States.TaskFailed")
    #expect(failed.details["cause"]?.parsed["Status"] == "ABORTED")
  }
}
