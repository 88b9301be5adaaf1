import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@Suite struct ForkTests {
  /// A Map that waits as long as each item says; an item without `wait` fails at once.
  static func map(_ fields: String = "") -> String {
    Story.states(
      "All",
      """
      "All": {"Type": "Map", "End": true\(fields), "ItemProcessor": {"StartAt": "Check", "States": {
        "Check": {"Type": "Choice", "Default": "Break",
          "Choices": [{"Variable": "$.wait", "IsPresent": true, "Next": "Wait"}]},
        "Wait": {"Type": "Wait", "SecondsPath": "$.wait", "End": true},
        "Break": {"Type": "Fail", "Error": "Broken", "Cause": "by design"}}}}
      \(fields.contains("Catch") ? RetryTests.caught : "")
      """)
  }

  static func waits(_ seconds: [Int]) -> JSON { .array(seconds.map { ["wait": .integer($0)] }) }

  @Test(arguments: [(0, 4.0), (1, 10), (2, 6), (3, 4), (9, 4)])
  func aMapRunsAsManyIterationsAtOnceAsItMay(concurrency: Int, seconds: Double) throws {
    let story = try Story(Self.map(", \"MaxConcurrency\": \(concurrency)"), input: Self.waits([1, 4, 2, 3]))
    #expect(story.duration == seconds)
    #expect(story.outcome.output == Self.waits([1, 4, 2, 3]))
  }

  @Test(arguments: [(40, 1.0), (41, 2), (81, 3)])
  func fortyIterationsRunAtOnceWhereNothingIsSaid(items: Int, seconds: Double) throws {
    let input = Self.waits(Array(repeating: 1, count: items))
    #expect(try Story(Self.map(), input: input).duration == seconds)
  }

  @Test func anEmptyMapIsOverAtOnce() throws {
    let story = try Story(Self.map(), input: [])
    #expect(story.outcome.output == [])
    #expect(
      story.types.dropFirst() == [
        "MapStateEntered", "MapStateStarted", "MapStateSucceeded", "MapStateExited", "ExecutionSucceeded",
      ])
  }

  @Test func aFailedIterationCutsItsSiblings() throws {
    let catcher = #", "Catch": [{"ErrorEquals": ["Broken"], "Next": "Caught"}]"#
    let story = try Story(Self.map(catcher), input: [["wait": 9], ["wait": 8], [:], ["wait": 7]])
    #expect(story.duration == 0)
    #expect(story.outcome.output == ["Error": "Broken", "Cause": "by design"])
    let cut = ["MapIterationAborted", "WaitStateAborted"]
    let broken = try #require(story.outcome.events.firstIndex { $0.type == "FailStateEntered" })
    let end = Array(story.outcome.events[(broken + 1)...].prefix(7))
    // The last of them has started with the others and entered no state.
    #expect(end.map(\.type) == cut + cut + ["MapIterationFailed", "MapIterationAborted", "MapStateFailed"])
    #expect(end.allSatisfy { $0.previousEventID == broken + 1 })
    #expect(story.types.filter { $0 == "MapIterationStarted" }.count == 4)
    #expect(
      story.types.suffix(5) == [
        "MapStateFailed", "MapStateExited", "PassStateEntered", "PassStateExited", "ExecutionSucceeded",
      ])
  }

  /// What goes wrong with the data of the Map itself is no failure of its iterations.
  @Test(arguments: [
    (#", "ItemsPath": "$.none""#, ["MapStateEntered", "ExecutionFailed"]),
    (#", "ResultSelector": {"x.$": "$.none"}"#, ["MapStateSucceeded", "ExecutionFailed"]),
    (#", "ItemSelector": {"x.$": "$.none"}"#, ["MapIterationStarted", "ExecutionFailed"]),
  ])
  func dataThatIsMissing(field: String, last: [String]) throws {
    let story = try Story(Self.map(field), input: ForkTests.waits([1]))
    #expect(story.outcome.error == "States.Runtime")
    #expect(Array(story.types.suffix(last.count)) == last)
  }

  @Test func noIterationStartsAfterOneHasFailed() throws {
    let story = try Story(Self.map(#", "MaxConcurrency": 1"#), input: [["wait": 1], [:], ["wait": 1]])
    #expect(story.outcome.status == .failed && story.outcome.error == "Broken" && story.outcome.cause == "by design")
    #expect(story.types.filter { $0 == "MapIterationStarted" }.count == 2)
    #expect(story.duration == 1)
  }

  @Test func theContextNamesTheItem() throws {
    let map = """
      "All": {"Type": "Map", "End": true, "ItemsPath": "$.items", "ItemSelector":
        {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "of.$": "$.name", "state.$": "$$.State.Name"},
        "ItemProcessor": {"StartAt": "Keep", "States": {"Keep": {"Type": "Pass", "End": true}}}}
      """
    let story = try Story(Story.states("All", map), input: ["items": ["a", "b"], "name": "n"])
    #expect(
      story.outcome.output == [
        ["i": 0, "v": "a", "of": "n", "state": "All"], ["i": 1, "v": "b", "of": "n", "state": "All"],
      ])
  }

  /// Branches that wait so long; a negative number fails instead.
  static func parallel(_ branches: [Int], _ fields: String = "") -> String {
    let states = branches.enumerated().map { index, seconds in
      seconds < 0
        ? Story.states("S\(index)", "\"S\(index)\": {\"Type\": \"Fail\", \"Error\": \"Broken\"}")
        : Story.states(
          "S\(index)",
          """
          "S\(index)": {"Type": "Wait", "Seconds": \(seconds), "Next": "P\(index)"},
          "P\(index)": {"Type": "Pass", "Result": \(index), "End": true}
          """)
    }
    return Story.states(
      "All",
      "\"All\": {\"Type\": \"Parallel\", \"End\": true\(fields), \"Branches\": [\(states.joined(separator: ","))]}")
  }

  @Test func aParallelEndsWithItsSlowestBranchAndKeepsTheirOrder() throws {
    let story = try Story(Self.parallel([3, 1, 2]))
    #expect(story.outcome.output == [0, 1, 2])
    #expect(story.duration == 3)
  }

  @Test func aFailedBranchCutsTheOthers() throws {
    let story = try Story(Self.parallel([3, -1, 5]))
    #expect(story.outcome.status == .failed && story.outcome.error == "Broken")
    #expect(story.duration == 0)
    #expect(story.types.suffix(2) == ["ParallelStateFailed", "ExecutionFailed"])
  }

  @Test func aParallelIsRetriedWithAllItsBranches() throws {
    let story = try Story(
      Self.parallel([-1, 0], #", "Retry": [{"ErrorEquals": ["Broken"], "MaxAttempts": 2, "IntervalSeconds": 10}]"#))
    #expect(story.seconds("ParallelStateStarted") == [0, 10, 30])
    #expect(story.duration == 30)
  }

  @Test func everyEventFollowsAnEarlierOne() throws {
    let story = try Story(Self.map(#", "MaxConcurrency": 2"#), input: Self.waits([3, 1, 2, 2, 1]))
    #expect(story.outcome.events.map(\.id) == Array(1...story.outcome.events.count))
    #expect(story.outcome.events.allSatisfy { $0.previousEventID < $0.id })
    #expect(zip(story.outcome.events, story.outcome.events.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
  }
}
