import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// What holds for every execution, whatever its machine.
@Suite struct SweepTests {
  static func run(_ world: RandomWorld, history: Bool) throws -> LocalExecution.Outcome {
    try Story(
      world.definition, children: ["Child": world.child], services: [world.service], input: RandomWorld.input,
      quotas: world.quotas, history: history, tasks: world.reply
    ).outcome
  }

  @Test(arguments: UInt64(0)..<400)
  func everyExecutionKeepsTheRules(seed: UInt64) throws {
    let world = try RandomWorld(seed: seed)
    let outcome = try Self.run(world, history: true)
    let events = outcome.events
    #expect(events.map(\.id) == Array(1...events.count))
    #expect(events.allSatisfy { (0..<$0.id).contains($0.previousEventID) })
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
    #expect(events.count <= world.quotas.historyEvents ?? .max)
    let last = events.last?.type
    switch outcome.status {
    case .succeeded: #expect(last == "ExecutionSucceeded" && outcome.output != nil && outcome.error == nil)
    case .failed: #expect(last == "ExecutionFailed" && outcome.output == nil && outcome.error != nil)
    default: #expect(outcome.status == .running && outcome.output == nil)
    }
    #expect(Set(events.filter { $0.type.hasPrefix("Execution") }.map(\.id)).isSubset(of: [1, events.count]))
    Self.expectPairs(events)
  }

  /// A state is left once at most for each time it is entered, and every attempt of a Task has one outcome at most.
  static func expectPairs(_ events: [HistoryEvent]) {
    var inside: [String: Int] = [:]
    for event in events where event.type.hasSuffix("Entered") || event.type.hasSuffix("Exited") {
      let name = event.details["name"]?.string ?? "?"
      inside[name, default: 0] += event.type.hasSuffix("Entered") ? 1 : -1
      #expect(inside[name, default: 0] >= 0, "\(name) is left but was not entered")
    }
    let tasks = events.filter {
      $0.type.hasPrefix("LambdaFunction") || $0.type.hasPrefix("TaskS") || $0.type.hasPrefix("TaskF")
    }
    let scheduled = tasks.count { $0.type.hasSuffix("Scheduled") }
    let outcomes = tasks.count { event in ["Succeeded", "Failed", "TimedOut"].contains { event.type.hasSuffix($0) } }
    #expect(outcomes <= scheduled)
  }

  /// The history is kept or only counted: that changes nothing else. Nor does a second run.
  @Test(arguments: UInt64(0)..<400)
  func whoLooksDoesNotMatter(seed: UInt64) throws {
    let world = try RandomWorld(seed: seed)
    let outcome = try Self.run(world, history: true)
    let again = try Self.run(world, history: true)
    #expect(outcome.events.map(\.details) == again.events.map(\.details))
    let unseen = try Self.run(world, history: false)
    #expect(outcome.status == unseen.status && outcome.error == unseen.error && outcome.duration == unseen.duration)
    #expect(outcome.output == unseen.output)
  }
}
