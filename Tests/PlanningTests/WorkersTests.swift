import Foundation
import StatesLanguage
import Testing

@testable import Planning
@testable import Simulation

@Suite struct WorkersTests {
  private static let definition = """
    {
      "StartAt": "Work",
      "States": {
        "Work": {
          "Type": "Task",
          "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work",
          "Retry": [ { "ErrorEquals": [ "States.ALL" ], "MaxAttempts": 1 } ],
          "End": true
        }
      }
    }
    """
  private static let scenario = """
    name: small
    region: us-east-1
    stateMachines: { Root: { definition: root.asl.json } }
    services:
      "arn:aws:lambda:us-east-1:123456789012:function:work":
        latency: 1s
        errors: [ { name: Broken, probability: 0.5 } ]
    load: [ { start: Root, arrivals: { poisson: 2/s }, for: 20s } ]
    """

  private static func scenario(_ sets: [VariedScenario.Change] = []) throws -> VariedScenario {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("workers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(definition.utf8).write(to: folder.appendingPathComponent("root.asl.json"))
    try Data(scenario.utf8).write(to: folder.appendingPathComponent("small.yaml"))
    return try VariedScenario(file: folder.path + "/small.yaml", sets: sets)
  }

  private static func results(jobs: Int) async throws -> [[Int]] {
    let scenario = try scenario()
    let more = VariedScenario.Change(path: "stateMachines.Root.Work.Retry.0.MaxAttempts", value: "9")
    let results = try await Workers(jobs: jobs).run([
      Workers.Batch(0..<5) { try scenario.plan([]) }, Workers.Batch(3..<7) { try scenario.plan([more]) },
      Workers.Batch(0..<0) { try scenario.plan([]) },
    ])
    return results.map { result in result.recordings.flatMap { [$0.replication, $0.machines[0].failed] } }
  }

  @Test func anyNumberOfJobsGivesTheSame() async throws {
    let one = try await Self.results(jobs: 1)
    #expect(one.map(\.count) == [10, 8, 0])
    #expect(try await Self.results(jobs: 2) == one)
    #expect(try await Self.results(jobs: 7) == one)
  }

  /// One that takes more events than it may leaves nothing, and the others what they would leave without it.
  @Test(arguments: [1, 2, 7])
  func whatTakesTooMuchIsGivenUp(jobs: Int) async throws {
    let scenario = try Self.scenario()
    let many = [
      VariedScenario.Change(path: "load.0", value: "{ start: Root, arrivals: { burst: 20000 } }"),
      VariedScenario.Change(path: "quotas.StartExecution", value: "unlimited"),
      VariedScenario.Change(path: "quotas.StateTransition", value: "unlimited"),
    ]
    let found = try await Workers(jobs: jobs).run(
      [
        Workers.Batch(0..<3) { try scenario.plan([]) }, Workers.Batch(0..<3) { try scenario.plan(many) },
        Workers.Batch(1..<3) { try scenario.plan([]) },
      ], mostLooks: 0)
    #expect(found.map { $0.result?.recordings.map(\.replication) } == [[0, 1, 2], nil, [1, 2]])
    #expect(found.map(\.looks) == [0, 0, 0])
    let free = try await Workers(jobs: jobs).run([Workers.Batch(0..<1) { try scenario.plan(many) }], mostLooks: .max)
    #expect(free[0].looks > 0 && free[0].result?.recordings.count == 1)
  }

  /// Files are read once, and the change reaches into the definition: more attempts, fewer failures.
  @Test func aChangeWithinADefinitionIsSimulated() async throws {
    let results = try await Self.results(jobs: 2)
    let failed = results.map { numbers in stride(from: 1, to: numbers.count, by: 2).reduce(0) { $0 + numbers[$1] } }
    #expect(failed[0] > 10)
    #expect(failed[1] == 0)
  }

  @Test func aValueThatDoesNotFitIsLocated() throws {
    let scenario = try Self.scenario()
    let path = "stateMachines.Root.Wrok.Retry"
    let error = #expect(throws: VariedScenario.Invalid.self) {
      _ = try scenario.plan([VariedScenario.Change(path: path, value: "[]")])
    }
    #expect(
      error?.diagnostics.map(\.text) == [
        """
        --set \(path)=[]:1:1: error: the definition has no state or field "Wrok" [read.unknown-field]
            hint: did you mean "Work"?
        """
      ])
  }
}
