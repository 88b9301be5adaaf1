import Foundation
import JSON
import Prelude
import Testing

@testable import Planning
@testable import Report
@testable import Scenario
@testable import Simulation
@testable import Statistics

@Suite struct RecoveryTests {
  /// Executions that take no time: what waits does so in the line before them.
  private static func scenario(_ text: String) throws -> VariedScenario {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recovery-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let machine = #"{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}"#
    try Data(machine.utf8).write(to: folder.appendingPathComponent("machine.asl.json"))
    let file = folder.appendingPathComponent("recovery.yaml")
    let head = "region: us-east-1\nstateMachines: { Root: { definition: machine.asl.json } }\nseed: 1\n"
    try Data((head + text).utf8).write(to: file)
    return try VariedScenario(file: file.path, replications: 20)
  }

  private static let burst = """
    load:
      - { start: Root, arrivals: { poisson: 1/s }, for: 300s }
      - start: Root
        arrivals: { burst: 1000, at: 20s }
        admission: { bucket: { bucket: 100, refill: 10/s } }

    """

  private static func run(
    _ scenario: VariedScenario, streams: [Int] = [], axes: [String] = [], jobs: Int = 2
  ) async throws -> Recovery {
    let study = RecoveryStudy(
      scenario, streams: streams, axes: try axes.map { try Variation($0) }, workers: Workers(jobs: jobs))
    return try await study.run(version: "test")
  }

  // MARK: Known answers

  @Test func aBurstThroughABucketIsOverWhenItsTokensWere() async throws {
    let recovery = try await Self.run(try Self.scenario(Self.burst), streams: [1])
    let cell = try #require(recovery.cells.first)
    // (N - B) / r = 90 s after the burst: the last one may be left.
    #expect(cell.notRecovered == 0 && !cell.isOverloaded)
    #expect(try #require(cell.times.median) >= 89 && cell.times.steps.count == 1)
    #expect(try #require(cell.times.median) <= 91)
    // 20 runs are too few to say more.
    #expect(cell.kind == .vulnerable)
    #expect(recovery.disturbance.from == 20 && recovery.disturbance.horizon == 300)
  }

  @Test func whatIsTooLateIsCensored() async throws {
    var text = Self.burst
    text.replace("for: 300s", with: "for: 120s")
    let recovery = try await Self.run(try Self.scenario(text), streams: [1])
    let cell = try #require(recovery.cells.first)
    #expect(cell.notRecovered == 20 && cell.kind == .metastable && cell.times.median == nil)
    #expect(cell.observations.allSatisfy { $0.time == 70 })
  }

  @Test func aBoundaryIsFoundByBisection() async throws {
    // With r tokens a second it is over after 900 / r: within the 250 s that may be waited where r is 3.6 or more.
    let axes = ["load.1.admission.bucket.refill=1/s..10/s"]
    let scenario = try Self.scenario(Self.burst)
    let recovery = try await Self.run(scenario, streams: [1], axes: axes)
    let boundary = try #require(recovery.boundaries.first)
    #expect(recovery.boundaries.count == 1 && boundary.below == .metastable && boundary.above == .vulnerable)
    let (last, first) = (Double(boundary.last.dropLast(2)), Double(boundary.first.dropLast(2)))
    #expect(try #require(last) < 3.6 && #require(first) > 3.59 && #require(first) - #require(last) < 0.3)
    #expect(recovery.conclusions.first?.contains("metastable up to") == true)
    // The same bytes for any number of jobs.
    let other = try await Self.run(scenario, streams: [1], axes: axes, jobs: 1)
    #expect(zip(recovery.files(), other.files()).allSatisfy { $0.bytes == $1.bytes })
  }

  @Test func aMapHasAllCells() async throws {
    let recovery = try await Self.run(
      try Self.scenario(Self.burst), streams: [1],
      axes: ["load.1.arrivals.burst=200,1000", "load.1.admission.bucket.refill=1/s,10/s"])
    #expect(recovery.cells.map(\.name) == ["200, 1/s", "200, 10/s", "1000, 1/s", "1000, 10/s"])
    #expect(recovery.cells.map(\.notRecovered) == [0, 0, 20, 0])
    let page = String(decoding: try #require(recovery.files().first).bytes, as: UTF8.self)
    #expect(page.contains("id=\"map\"") && page.contains("metastable"))
  }

  @Test func aLoadThatIsTooMuchIsOverloaded() async throws {
    let text = """
      load:
        - start: Root
          arrivals: { spike: { base: 10/s, peak: 20/s, from: 30s, to: 40s } }
          for: 300s
          admission: { queue: { rate: 9/s } }

      """
    let recovery = try await Self.run(try Self.scenario(text))
    #expect(recovery.cells.first?.kind == .overloaded && recovery.disturbance.parts == ["the spike of load.0"])
    let below = try await Self.run(try Self.scenario(text), axes: ["load.0.arrivals.spike.base=5/s"])
    #expect(below.cells.first?.isOverloaded == false)
  }

  // MARK: Twins

  @Test func theTwinsDifferInTheDisturbanceAlone() throws {
    let text = """
      load:
        - start: Root
          arrivals: { spike: { base: 10/s, peak: 20/s, from: 30s, to: 40s } }
          for: 100s
        - { start: Root, arrivals: { rate: 1/s }, for: 200s }

      """
    let plan = try Self.scenario(text).plan
    let disturbance = try Disturbance(plan)
    let one = try simulate(disturbance.plan(plan, isDisturbed: true), replication: 0)
    let other = try simulate(disturbance.plan(plan, isDisturbed: false), replication: 0)
    let (more, base) = (one.outside.arrived, other.outside.arrived)
    #expect(abs(base - 1_200) < 150 && abs(more - base - 100) < 50)
    // A stream that the other run has not: names go by what there was.
    let without = try Disturbance(plan, streams: [0])
    #expect(without.plan(plan, isDisturbed: false).load.map(\.name) == ["Root 2"])
    #expect(without.plan(plan, isDisturbed: true).load.map(\.name) == ["Root", "Root 2"])
  }

  @Test func whatCannotBeAskedIsSaid() async throws {
    let plain = "load: [ { start: Root, arrivals: { rate: 1/s }, for: 60s } ]\n"
    await #expect(throws: Disturbance.Problem.self) { try await Self.run(try Self.scenario(plain)) }
    await #expect(throws: Disturbance.Problem.self) { try await Self.run(try Self.scenario(plain), streams: [3]) }
    await #expect(throws: Disturbance.Problem.self) { try await Self.run(try Self.scenario(plain), streams: [0]) }
  }

  // MARK: Times

  @Test func calmHasToLast() {
    func series(_ values: [Int]) -> BacklogSeries { BacklogSeries(width: .seconds(1), values: values) }
    let quiet = series([Int](repeating: 10, count: 100))
    func time(_ disturbed: [Int]) -> KaplanMeier.Observation {
      RecoveryTime.observation(disturbed: series(disturbed), undisturbed: quiet, after: 10, until: 100, calm: 30)
    }
    let back = [Int](repeating: 10, count: 100)
    #expect(time(back).time == 0)
    // One more than the twin is near enough, two are not.
    var once = back
    once[39] = 12
    #expect(time(once).time == 31 && !time(once).isCensored)
    once[39] = 11
    #expect(time(once).time == 0)
    once[39] = 12
    once[69] = 12
    once[99] = 12
    #expect(time(once).isCensored && time(once).time == 60)
  }
}
