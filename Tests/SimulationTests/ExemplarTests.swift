import Chance
import Engine
import JSON
import Prelude
import Statistics
import StepFunctions
import TestSupport
import Testing

@testable import Simulation
@testable import Tracing

@Suite struct ExemplarTests {
  /// A Parallel of a Task and of a Map with one slot, below a Task that starts it; some Tasks fail.
  private func plan(replications: Int = 4) throws -> Plan {
    let work = #"{"Type":"Task","Resource":"\#(ARNs.function("Work"))","End":true}"#
    let inner = """
      {"StartAt":"Both","States":{"Both":{"Type":"Parallel","End":true,"Branches":[
      {"StartAt":"One","States":{"One":\(work)}},
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":1,"End":true,
      "ItemProcessor":{"StartAt":"Do","States":{"Do":\(work)}}}}}]}}}
      """
    let outer = """
      {"StartAt":"Start","States":{"Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"\(ARNs.machine("Inner"))","Input":{"items":[1,2,3]}},"End":true}}}
      """
    var service = ServiceModel(name: ARNs.function("Work"), latency: try .exponential(mean: 0.4))
    service.errors = [.init(name: "Busy", cause: nil, probability: 0.02)]
    var plan = World.plan(
      [try MachineModel("Outer", .standard, outer), try MachineModel("Inner", .standard, inner)],
      services: [service],
      load: [
        LoadStream(machine: 0, arrivals: .poisson(perSecond: 5, duration: .seconds(60)), input: [:], retry: .none)
      ])
    plan.replications = replications
    plan.keepsExemplars = true
    return plan
  }

  private func bytes(_ table: ExemplarTable) throws -> [UInt8] {
    var (archive, table) = (Archive(writing: 1 << 24), table)
    try archive.pass(&table)
    return archive.bytes
  }

  @Test func theOrderOfReplicationsSaysNothing() throws {
    let plan = try plan()
    let recordings = try (0..<plan.replications).map { try simulate(plan, replication: $0) }
    var forwards = RunResult(plan)
    for recording in recordings { forwards.add(recording) }
    var backwards = RunResult(plan)
    for recording in recordings.reversed() { backwards.add(recording) }
    var (halves, rest) = (RunResult(plan), RunResult(plan))
    for recording in recordings[2...] { halves.add(recording) }
    for recording in recordings[..<2] { rest.add(recording) }
    halves.add(rest)
    let all = try [forwards, backwards, halves].map { try bytes($0.candidates) }
    #expect(all[1] == all[0] && all[2] == all[0])
    let row = try #require(forwards.candidates.rows.first)
    #expect(forwards.candidates.rows.count == 1 && row.machine == 0)
    #expect(row.candidates.last?.latency.nanoseconds == recordings.compactMap { $0.machines[0].latency.max }.max())
    #expect(Set(row.candidates.map(\.replication)).count == 1)
    let failures = forwards.candidates.failures
    #expect(failures.map(\.origin?.error) == ["Busy", "Busy"] && Set(failures.map(\.origin?.state)) == ["One", "Do"])
    #expect(failures.allSatisfy { $0.kinds == [.failed] && $0.status == .failed })
  }

  @Test func whatIsLookedAtHasTheSplitOfTheRun() throws {
    let plan = try plan()
    var result = RunResult(plan)
    for replication in 0..<plan.replications { result.add(try simulate(plan, replication: replication)) }
    var all = result.candidates.rows[0].candidates
    try Replay(plan).look(at: &all, budget: 100_000)
    for one in all {
      let root = try #require(one.spans.first)
      #expect(root.kind == .execution && root.detail == one.name && root.outcome == .succeeded)
      #expect((root.start, root.end) == (one.firstCallAt, one.firstCallAt + one.latency))
      #expect(CriticalPath(one.spans).parts(of: 0) == one.parts)
    }
    var none = result.candidates.failures
    try Replay(plan).look(at: &none, budget: none.map(\.finishedBefore).min().map { $0 - 1 } ?? 0)
    #expect(none.allSatisfy { $0.spans.isEmpty })
    try Replay(plan).look(at: &none, budget: 100_000)
    #expect(none.allSatisfy { $0.spans.first?.outcome == .failed })
  }

  /// Whatever is left out, what the time went to is the same.
  @Test(arguments: [4, 12, 40, 100, 300])
  func whatIsLeftOutKeepsItsPlaceInTheSplit(most: Int) throws {
    var spans = [TraceSpan(id: 0, kind: .execution, name: "M", start: .zero, end: .zero)]
    func add(_ kind: TraceSpan.Kind, _ parent: Int, _ from: Int64, _ to: Int64, _ part: Part? = nil) -> Int {
      var span = TraceSpan(
        id: spans.count, parent: parent, kind: kind, name: "\(spans.count)", start: Instant(nanoseconds: from),
        end: Instant(nanoseconds: to))
      (span.outcome, span.part) = (.succeeded, part)
      spans.append(span)
      return span.id
    }
    for visit in 0..<Int64(50) {
      let state = add(.state, 0, visit * 100, visit * 100 + 90)
      if visit % 10 == 3 {
        for item in 0..<Int64(20) {
          let branch = add(.iteration, state, visit * 100 + item, visit * 100 + 60 + item)
          _ = add(.wait, branch, visit * 100 + item, visit * 100 + 60 + item, .service)
          if item == 19 { spans[branch].slotSince = Instant(nanoseconds: visit * 100) }
        }
      } else {
        let attempt = add(.attempt, state, visit * 100, visit * 100 + 70)
        _ = add(.wait, attempt, visit * 100, visit * 100 + 70, .service)
        _ = add(.backoff, state, visit * 100 + 70, visit * 100 + 90, .errorBackoff)
      }
    }
    spans[0].end = Instant(nanoseconds: 5_000)
    spans[0].outcome = .succeeded
    let parts = CriticalPath(spans).parts(of: 0)
    let pruned = SpanPruning.pruned(spans, to: most)
    #expect(pruned.spans.count <= max(most, 10), "\(pruned.spans.count)")
    #expect(CriticalPath(pruned.spans).parts(of: 0) == parts && !pruned.cuts.isEmpty)
    #expect(pruned.spans.enumerated().allSatisfy { $0.offset == $0.element.id && $0.element.parent ?? -1 < $0.offset })
  }
}
