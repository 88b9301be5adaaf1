import Foundation
import JSON
import Testing

@testable import Planning
@testable import Report
@testable import Scenario
@testable import Simulation
@testable import Statistics

@Suite("How much load a scenario takes") struct CapacityStudyTests {
  /// Four calls of StartExecution for each root, at 20/s after 40 at once: 5 roots/s for ever, 6 over 10 s.
  private static let scenario = """
    name: small
    region: us-east-1
    stateMachines:
      Root: { definition: root.asl.json }
      Child: { definition: child.asl.json }
    services: { work: { latency: 100ms, concurrency: 50 } }
    load: [ { start: Root, arrivals: { rate: 2/s }, for: 10s, input: { items: [1, 2, 3] } } ]
    quotas: { StartExecution: { bucket: 40, refill: 20/s } }
    overheads: none
    expect: [ Root.latency.p99 < 5s, Child.started == 30, StartExecution.throttled < 5 ]
    """
  private static let root = """
    {
      "StartAt": "Each",
      "States": {
        "Each": {
          "Type": "Map",
          "ItemsPath": "$.items",
          "ItemProcessor": {
            "StartAt": "Start",
            "States": {
              "Start": {
                "Type": "Task",
                "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {
                  "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Child", "Input": {}
                },
                "End": true
              }
            }
          },
          "End": true
        }
      }
    }
    """
  private static let child = """
    {
      "StartAt": "Work",
      "States": {
        "Work": {
          "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": { "FunctionName": "work", "Payload": {} }, "End": true
        }
      }
    }
    """

  private static func read(_ sets: [VariedScenario.Change] = []) throws -> VariedScenario {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("capacity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("small.yaml", scenario), ("root.asl.json", root), ("child.asl.json", child)] {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    return try VariedScenario(file: folder.path + "/small.yaml", sets: sets)
  }

  private static func answer(
    _ expectations: [String] = ["StartExecution.throttled == 0"], target: String? = nil, jobs: Int = 2,
    sets: [VariedScenario.Change] = []
  ) async throws -> CapacityAnswer {
    let scenario = try read(sets)
    var question = CapacityStudy.Question()
    question.expectations = try ScenarioReader.expectations(expectations, of: scenario.plan, option: "--expect")
    question.target = target
    question.mostReplications = 20
    return try await CapacityStudy(scenario, question, workers: Workers(jobs: jobs), version: "1").answer()
  }

  @Test("the bucket's first tokens count, and what binds is named with its depth and its Task") func bucket()
    async throws
  {
    let answer = try await Self.answer()
    #expect(answer.path == "load.0.arrivals.rate")
    // (40 + 10 · 20)/4 roots in 10 s.
    #expect(answer.fluid.first?.limit.name == "StartExecution" && answer.fluid.first?.load.map { Int($0) } == 6)
    let (lower, upper) = (try #require(answer.bounds.lower), try #require(answer.bounds.upper))
    #expect(lower > 5.8 && upper < 6.3 && upper <= lower * 1.021)
    #expect(answer.binding?.names == ["StartExecution"])
    #expect(answer.binding?.places.first??.depth == 1)
    #expect(answer.binding?.places.first??.state == "Start")
    #expect(answer.outcome == .found)
    let used = try #require(answer.headroom.first { $0.name == "StartExecution" }?.used.mean)
    #expect(used > 0.95 && used < 1.01)
  }

  @Test("what is asked of AWS for a target makes it hold") func target() async throws {
    let answer = try await Self.answer(target: "12/s")
    #expect(answer.outcome == .targetMissed)
    let increases = try #require(answer.target?.increases)
    #expect(increases.map(\.code?.code) == ["L-1B55A735"])
    #expect(increases.first.map { $0.wanted == $0.wanted.rounded() && $0.wanted > 40 && $0.wanted < 52 } == true)
    let raised = try await Self.answer(target: "12/s", sets: increases.map(\.change))
    #expect(raised.outcome == .found)
  }

  @Test("a target that is carried is none") func carried() async throws {
    let answer = try await Self.answer(target: "5/s")
    #expect(answer.outcome == .found && answer.target?.isMet == true)
    #expect(answer.headline.hasPrefix("Go ahead with 5/s: "))
  }

  @Test("counts and what does not bound from above are left out of the scenario's own") func leftOut() async throws {
    let chosen = CapacityExpectations(try Self.read().plan, given: [])
    #expect(chosen.judged.map(\.text) == ["Root.latency.p99 < 5s"])
    #expect(chosen.leftOut.map(\.text) == ["Child.started == 30", "StartExecution.throttled < 5"])
  }

  @Test("the same bytes for any number of jobs") func jobs() async throws {
    let answers = [
      try await Self.answer(target: "7/s", jobs: 1), try await Self.answer(target: "7/s", jobs: 3),
    ].map { answer in answer.files().filter { $0.name != "capacity.json" }.map(\.bytes) }
    #expect(answers[0] == answers[1])
  }

  @Test("a target in another unit is refused") func unit() async throws {
    await #expect(throws: CapacityStudy.Refusal.self) { _ = try await Self.answer(target: "5/m") }
  }
}
