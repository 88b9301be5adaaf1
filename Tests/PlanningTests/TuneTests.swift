import Foundation
import JSON
import StepFunctions
import Testing

@testable import Planning
@testable import Report
@testable import Scenario
@testable import Simulation
@testable import Statistics

/// A burst that the bucket refuses most of.
private struct Burst {
  let folder = FileManager.default.temporaryDirectory.path + "/tune-" + UUID().uuidString

  static let definition = """
    {
      "StartAt": "Work",
      "States": {
        "Work": {
          "Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
          "Parameters": { "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Leaf" },
          "Retry": [ { "ErrorEquals": [ "States.ALL" ], "MaxAttempts": 2 } ],
          "End": true
        }
      }
    }
    """
  static let scenario = """
    name: burst
    region: us-east-1
    stateMachines: { Root: { definition: root.asl.json }, Leaf: { definition: leaf.asl.json } }
    quotas: { StartExecution: { bucket: 60, refill: 10/s } }
    load: [ { start: Root, arrivals: { burst: 50 }, retry: { maxAttempts: 9, jitter: FULL } } ]
    overheads: none
    replications: 4
    """

  func open() throws -> VariedScenario {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [
      ("root.asl.json", Self.definition), ("burst.yaml", Self.scenario),
      ("leaf.asl.json", #"{ "StartAt": "End", "States": { "End": { "Type": "Succeed" } } }"#),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    return try VariedScenario(file: folder + "/burst.yaml")
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  static func goal(_ name: String, maximised: Bool = false, constraints: [String] = [], _ plan: Plan) throws -> TuneGoal
  {
    let metric = try ScenarioReader.metrics([name], of: plan, option: "--minimise")[0]
    let bounds = try ScenarioReader.expectations(constraints, of: plan, option: "--subject-to")
    return TuneGoal(
      .metric(MeasuredMetric(asked: metric)), isMaximised: maximised,
      constraints: bounds.map { MeasuredMetric(expected: $0) }, indifference: 0.02)
  }

  static func answer(
    _ scenario: VariedScenario, policies: [String] = [], vary: [String] = [], _ goal: TuneGoal, jobs: Int = 2,
    points: Int = 16
  ) async throws -> TuneAnswer {
    let space = try TuneSpace(scenario.plan, policies: policies, variations: vary.map { try Variation($0) })
    var settings = Tuner.Settings()
    settings.points = points
    let tuner = Tuner(scenario, space, goal, settings, version: "1")
    try tuner.check()
    return try await tuner.search(workers: Workers(jobs: jobs)) { _ in }
  }
}

@Suite struct TuneSpaceTests {
  @Test func policiesHaveTheirPlaces() throws {
    let burst = Burst()
    defer { burst.remove() }
    let plan = try burst.open().plan
    let state = try TuneSpace(plan, policies: ["Root.Work"], variations: [])
    #expect(state.dimensions.map(\.today) == ["1", "2", "2", "31622400", "NONE"])
    #expect(state.dimensions[2].places.map(\.path) == ["stateMachines.Root.Work.Retry.0.MaxAttempts"])
    let caller = try TuneSpace(plan, policies: ["load.0"], variations: [])
    #expect(caller.dimensions.map(\.today) == ["1", "2", "9", "31622400", "FULL"])
    #expect(
      caller.changes(["3", "2", "9", "60", "FULL"]).map(\.text) == [
        "load.0.retry.interval=3s", "load.0.retry.maxDelay=60s",
      ])
    let all = try TuneSpace(plan, policies: ["all"], variations: [])
    #expect(all.dimensions.map(\.places.count) == [2, 2, 2, 2, 2])
    #expect(all.dimensions.map(\.today) == ["1", "2", nil, "31622400", nil])
    #expect(all.documented == ["1", "2", "3", "31622400", "NONE"])
  }

  @Test func pointsAreWithinTheirSpace() throws {
    let burst = Burst()
    defer { burst.remove() }
    let space = try TuneSpace(try burst.open().plan, policies: ["Root.Work"], variations: [Variation("x=a,b")])
    let candidates = space.candidates(64, seed: 3)
    #expect(candidates.count > 60)
    for values in candidates {
      let (interval, delay) = (try #require(Double(values[0])), try #require(Double(values[3])))
      #expect(1...60 ~= interval && interval <= delay && delay <= 600)
      let (rate, attempts) = (try #require(Double(values[1])), try #require(Int(values[2])))
      #expect(1...4 ~= rate && 0...20 ~= attempts)
      #expect(["FULL", "NONE"].contains(values[4]) && ["a", "b"].contains(values[5]))
    }
    let words = try TuneSpace(
      try burst.open().plan, policies: [], variations: [Variation("x=a,b"), Variation("y=1,2")])
    #expect(words.candidates(64, seed: 3).map { $0.joined() } == ["a1", "a2", "b1", "b2"])
  }

  @Test(arguments: [
    "Rot.Work", "Root.Wrk", "load.1", "Root", "Root.Work.Retry.1", "Leaf.End",
  ]) func whatIsNoPolicyIsRefused(policy: String) throws {
    let burst = Burst()
    defer { burst.remove() }
    let plan = try burst.open().plan
    #expect(throws: TuneSpace.Problem.self) { try TuneSpace(plan, policies: [policy], variations: []) }
  }
}

@Suite struct TunerTests {
  /// More attempts answer every call; the patched definition, run plainly, gives the tuned point's numbers.
  @Test func theChangeIsThePoint() async throws {
    let burst = Burst()
    defer { burst.remove() }
    let scenario = try burst.open()
    let goal = try Burst.goal("Root.succeeded", maximised: true, scenario.plan)
    let answer = try await Burst.answer(scenario, policies: ["Root.Work"], goal)
    #expect(answer.isAdopted)
    let winner = try #require(answer.adopted)
    let patch = try TunePatch(answer)
    let file = try #require(patch.files.first)
    #expect(patch.files.count == 1 && patch.sets.isEmpty)
    #expect(file.diff.hasPrefix("--- \(file.path)\n+++ \(file.path)\n@@ "))
    let lines = [file.old, file.new].map { String(decoding: $0, as: UTF8.self).split(separator: "\n") }
    #expect(lines[0].count { !lines[1].contains($0) } == 1)
    #expect(!patch.operations[0].operations.isEmpty)
    try Data(file.new).write(to: URL(fileURLWithPath: file.path))
    let plain = try VariedScenario(file: scenario.file)
    func numbers(_ plan: @escaping @Sendable () throws -> Plan) async throws -> String {
      let result = try await Workers(jobs: 1).run(0..<3, of: plan)
      var summary = try plan()
      summary.source = nil
      return ReportModel(plan: summary, result: result, version: "1").text(color: false, width: 100)
    }
    let patched = try await numbers { try plain.plan([]) }
    #expect(try await numbers { try scenario.plan(winner.changes) } == patched)
    #expect(try await numbers { try scenario.plan([]) } != patched)
  }

  @Test func anyNumberOfJobsGivesTheSame() async throws {
    let burst = Burst()
    defer { burst.remove() }
    let scenario = try burst.open()
    let goal = try Burst.goal("Root.latency.p99", constraints: ["Root.failed.ratio < 5%"], scenario.plan)
    var texts: Set<String> = []
    for jobs in [1, 2, 7] {
      let answer = try await Burst.answer(scenario, policies: ["all"], goal, jobs: jobs, points: 8)
      texts.insert(answer.json(try TunePatch(answer)).text)
    }
    #expect(texts.count == 1)
  }

  /// A definition that is no JSON is left as it is, and the values are said.
  @Test func aDefinitionInYAMLIsNotPatched() async throws {
    let burst = Burst()
    defer { burst.remove() }
    _ = try burst.open()
    let yaml = """
      StartAt: Work
      States:
        Work:
          Type: Task
          Resource: "arn:aws:states:::states:startExecution"
          Parameters: { StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:Leaf" }
          Retry: [ { ErrorEquals: [ States.ALL ], MaxAttempts: 2 } ]
          End: true
      """
    try Data(yaml.utf8).write(to: URL(fileURLWithPath: burst.folder + "/root.asl.yaml"))
    let text = Burst.scenario.replacing("root.asl.json", with: "root.asl.yaml")
    try Data(text.utf8).write(to: URL(fileURLWithPath: burst.folder + "/burst.yaml"))
    let scenario = try VariedScenario(file: burst.folder + "/burst.yaml")
    let goal = try Burst.goal("Root.succeeded", maximised: true, scenario.plan)
    let patch = try TunePatch(await Burst.answer(scenario, policies: ["Root.Work"], goal, points: 8))
    #expect(patch.files.isEmpty && patch.sets.contains { $0.hasPrefix("stateMachines.Root.Work.Retry.0.") })
    #expect(patch.notes.count == 1)
  }

  /// What is chosen decides nothing: today's stays, and no file changes.
  @Test func whatMakesNoDifferenceIsNoChange() async throws {
    let burst = Burst()
    defer { burst.remove() }
    let scenario = try burst.open()
    let goal = try Burst.goal("Root.latency.mean", scenario.plan)
    let answer = try await Burst.answer(scenario, vary: ["name=a,b,c"], goal)
    #expect(!answer.isAdopted && answer.selection.best == 0)
    #expect(answer.title.contains("keep yours"))
    #expect(try TunePatch(answer).files.isEmpty)
  }

  @Test func aBoundThatNoneMeetsKeepsToday() async throws {
    let burst = Burst()
    defer { burst.remove() }
    let scenario = try burst.open()
    let goal = try Burst.goal("Root.latency.mean", constraints: ["StartExecution.throttled.ratio < 1%"], scenario.plan)
    let answer = try await Burst.answer(scenario, policies: ["Root.Work"], goal, points: 8)
    #expect(!answer.isAdopted && !answer.selection.isFeasible)
  }
}
