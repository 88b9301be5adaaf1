import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Distributed Map. Sources: histories recorded on AWS; AWS developer guide, "Using Map state in Distributed mode".
@Suite struct MapRunTests {
  /// A distributed Map over `$.items` whose children are `states`, by default one that hands on its input.
  static func map(
    _ fields: String = "", type: String = "STANDARD", start: String = "Same",
    _ states: String = #""Same": {"Type": "Pass", "End": true}"#
  ) -> String {
    """
    "Map": {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": {
      "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\(type)"}, "StartAt": "\(start)",
      "States": {\(states)}}\(fields.isEmpty ? "" : ", ")\(fields), "End": true}
    """
  }

  /// Children that fail where the item is 0 and take a second otherwise.
  static let sorting = """
    "Sort": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 0, "Next": "Bad"}], "Default": "Good"},
    "Good": {"Type": "Wait", "Seconds": 1, "End": true}, "Bad": {"Type": "Fail", "Error": "Boom"}
    """

  static func quotas(_ change: (inout Quotas) -> Void = { _ in }) -> Quotas {
    var quotas = Story.quotas()
    quotas[.startMapRun] = .unlimited
    quotas[.mapRunStandardDispatch] = .unlimited
    quotas[.mapRunExpressDispatch] = .unlimited
    change(&quotas)
    return quotas
  }

  static func story(
    _ map: String, items: JSON, quotas: Quotas = MapRunTests.quotas(), history: Bool = true,
    tasks: @escaping (TaskCall) -> TaskReply? = { _ in nil }
  ) throws -> Story {
    try Story(
      Story.states("Map", map), input: ["items": items, "base": 7], quotas: quotas, history: history, tasks: tasks)
  }

  @Test func theParentSeesTheRunAndNotItsItems() throws {
    let story = try Self.story(Self.map(#""Label": "Rows""#), items: [1, 2])
    #expect(
      story.types == [
        "ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunSucceeded",
        "MapStateSucceeded", "MapStateExited", "ExecutionSucceeded",
      ])
    #expect(story.outcome.output == [1, 2])
    let arn = story.events("MapRunStarted")[0].details["mapRunArn"]?.string ?? ""
    #expect(arn.hasPrefix("arn:aws:states:us-east-1:123456789012:mapRun:Parent/Rows:"))
    #expect(story.events("MapStateExited")[0].previousEventID == story.events("MapRunStarted")[0].id)
  }

  @Test func itemSelectorShapesEachItem() throws {
    let selector = #""ItemSelector": {"at.$": "$$.Map.Item.Index", "is.$": "$$.Map.Item.Value", "base.$": "$.base"}"#
    let story = try Self.story(Self.map(selector), items: ["a", "b"])
    #expect(
      story.outcome.output == [["at": 0, "is": "a", "base": 7], ["at": 1, "is": "b", "base": 7]])
  }

  @Test func itemsFromTheInputHaveStateDataAsTheirSource() throws {
    let story = try Self.story(Self.map(#""ItemSelector": {"from.$": "$$.Map.Item.Source"}"#), items: [1])
    #expect(story.outcome.output == [["from": "STATE_DATA"]])
  }

  /// 1,130 items in batches of 100 are 12 executions, the last with 30. Source: AWS developer guide, ItemBatcher.
  @Test func batches() throws {
    let items = JSON.array((0..<1_130).map(JSON.integer))
    let count =
      #""Tell": {"Type": "Pass", "Parameters": {"n.$": "States.ArrayLength($.Items)", "b.$": "$.BatchInput.b"}"#
    let story = try Self.story(
      Self.map(
        #""ItemBatcher": {"MaxItemsPerBatch": 100, "BatchInput": {"b.$": "$.base"}}"#, start: "Tell",
        count + #", "End": true}"#), items: items)
    guard case .array(let batches)? = story.outcome.output else {
      Issue.record("\(story.outcome)")
      return
    }
    #expect(batches.count == 12)
    #expect(batches.prefix(11).allSatisfy { $0 == ["n": 100, "b": 7] } && batches.last == ["n": 30, "b": 7])
  }

  /// Its bytes are those of the child's whole input: 36 with two of these numbers, 38 with three.
  @Test(arguments: [(38, 1), (37, 2), (36, 2), (35, 3), (1, 3)])
  func aBatchIsItsWholeText(limit: Int, count: Int) throws {
    let batcher = #""ItemBatcher": {"MaxInputBytesPerBatch": \#(limit), "BatchInput": {"b": 7}}"#
    let output = try Self.story(Self.map(batcher), items: [1, 2, 3]).outcome.output
    guard case .array(let batches)? = output else {
      Issue.record("\(String(describing: output))")
      return
    }
    #expect(batches.count == count)
    #expect(limit < 38 || batches[0].text == #"{"BatchInput":{"b":7},"Items":[1,2,3]}"#)
  }

  @Test func aBatchIsFullByItsBytesToo() throws {
    let items = JSON.array((0..<10).map { _ in .string(String(repeating: "x", count: 98)) })
    let story = try Self.story(Self.map(#""ItemBatcher": {"MaxInputBytesPerBatch": 340}"#), items: items)
    guard case .array(let batches)? = story.outcome.output else { return }
    #expect(batches.count == 4)
    #expect(batches.allSatisfy { $0.byteCount <= 340 })
  }

  @Test(arguments: [
    ("", [1, 1, 1, 1], Execution.Status.succeeded), ("", [1, 0, 1, 1], .failed),
    (#""ToleratedFailureCount": 1"#, [0, 1, 1, 1], .succeeded),
    (#""ToleratedFailureCount": 1"#, [0, 0, 1, 1], .failed),
    (#""ToleratedFailurePercentage": 50"#, [0, 0, 1, 1], .succeeded),
    (#""ToleratedFailurePercentage": 49"#, [0, 0, 1, 1], .failed),
    (#""ToleratedFailureCount": 4, "ToleratedFailurePercentage": 49"#, [0, 0, 1, 1], .failed),
    (#""ToleratedFailurePercentage": 100"#, [0, 0, 0, 0], .succeeded),
  ])
  func failuresAreTolerated(fields: String, items: [Int], status: Execution.Status) throws {
    let story = try Self.story(
      Self.map(fields, start: "Sort", Self.sorting), items: .array(items.map(JSON.integer)))
    #expect(story.outcome.status == status)
    if status == .failed {
      #expect(story.outcome.error == "States.ExceedToleratedFailureThreshold")
      #expect(story.outcome.cause == "The specified tolerated failure threshold was exceeded")
      #expect(story.types.suffix(3) == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"])
    } else {
      #expect(story.outcome.output == .array(items.filter { $0 != 0 }.map(JSON.integer)))
    }
  }

  @Test func aFailedRunCanBeCaughtAndRetriedAnew() throws {
    var runs = 0
    let task = Story.task("Work")
    let retry = #""Retry": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "IntervalSeconds": 1}]"#
    let story = try Self.story(Self.map(retry, start: "Work", task), items: [1, 2, 3]) { _ in
      runs += 1
      // The three children of a Map Run call before any of them has its answer.
      return runs <= 4 ? .error("Once") : .success(["run": .integer(runs)])
    }
    #expect(story.outcome.status == .succeeded)
    #expect(story.events("MapRunStarted").count == 3)
    #expect(Set(story.events("MapRunStarted").map { $0.details["mapRunArn"] }).count == 3)
  }

  @Test func standardChildrenOfAFailedRunAreStopped() throws {
    let story = try Self.story(
      Self.map(start: "Sort", Self.sorting), items: [1, 1, 0, 1], quotas: Self.quotas { $0.openExecutions = nil })
    #expect(story.duration == 0)
    #expect(story.outcome.status == .failed)
  }

  /// At 100 a second, the n-th of the children that all start at once waits for its turn; the first does not.
  @Test(arguments: [("STANDARD", 100.0), ("EXPRESS", 1_000.0)])
  func oneRunStartsItsChildrenAtAPace(type: String, perSecond: Double) throws {
    let quotas = Self.quotas {
      $0[.mapRunStandardDispatch] = .tokens(capacity: 1, refill: .perSecond(100))
      $0[.mapRunExpressDispatch] = .tokens(capacity: 1, refill: .perSecond(1_000))
    }
    let items = JSON.array((1...501).map(JSON.integer))
    let story = try Self.story(Self.map(type: type), items: items, quotas: quotas)
    #expect(story.duration == 500 / perSecond)
  }

  @Test(arguments: [(1, 6.0), (2, 3.0), (4, 2.0), (0, 1.0)])
  func maxConcurrencyHoldsChildrenBack(concurrency: Int, seconds: Double) throws {
    let story = try Self.story(
      Self.map("\"MaxConcurrency\": \(concurrency)", start: "Sort", Self.sorting), items: [1, 2, 3, 4, 5, 6])
    #expect(story.duration == seconds)
  }

  @Test func anEmptyRunSucceedsAtOnce() throws {
    let story = try Self.story(Self.map(), items: [])
    #expect(story.outcome.output == [])
    #expect(story.types.contains("MapRunSucceeded"))
  }

  @Test func aCutMapStopsItsRun() throws {
    let slow = #""Slow": {"Type": "Wait", "Seconds": 100, "End": true}"#
    let parallel = """
      "Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Map", "States": {\(Self.map(start: "Slow", slow))}},
        {"StartAt": "Soon", "States": {"Soon": {"Type": "Wait", "Seconds": 1, "Next": "Bad"},
          "Bad": {"Type": "Fail", "Error": "Boom"}}}]}
      """
    let story = try Story(Story.states("Both", parallel), input: ["items": [1, 2]], quotas: Self.quotas())
    #expect(story.outcome.error == "Boom" && story.duration == 1)
    #expect(story.types.contains("MapStateAborted"))
  }
}
