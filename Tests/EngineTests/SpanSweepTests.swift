import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing
import Tracing

/// What holds for the spans of any execution, and for an account in which one is watched.
@Suite struct SpanSweepTests {
  private struct Watch: Attendant {
    let probe: Probe

    mutating func willStep(_ entry: Agenda.Entry, _ account: inout Account) {
      probe.now = account.now
      account.core.see(entry)
    }

    mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool { true }
  }

  /// The spans of the second of eight executions, and what all of them came to.
  static func run(_ world: RandomWorld, overheads: Bool) throws -> (spans: [TraceSpan], finished: [Tally.Finished]) {
    let key = Interpreter.mix(world.seed, 1)
    let reader = SpanReader(of: key)
    let probe = Probe(watching: { reader.watches($0) }) { reader.see($0) }
    var account = try AccountSweepTests.account(world, overheads: overheads, observer: probe)
    AccountSweepTests.start(world, &account)
    var watch = Watch(probe: probe)
    try account.run(by: .never, &watch)
    return (reader.finish(at: account.now), account.core.tally.finished.map { $0 })
  }

  /// Watching some of the executions changes nothing of any.
  @Test(arguments: UInt64(0)..<150, [false, true])
  func whoIsWatchedDoesTheSame(seed: UInt64, overheads: Bool) throws {
    let world = try RandomWorld(seed: seed)
    let watched = try Self.run(world, overheads: overheads).finished
    let unwatched = try AccountSweepTests.run(world, overheads: overheads).tally.finished
    #expect(watched.count == unwatched.count)
    for (one, other) in zip(watched, unwatched) {
      #expect((one.machine, one.status) == (other.machine, other.status))
      #expect((one.firstCallAt, one.startedAt, one.endedAt) == (other.firstCallAt, other.startedAt, other.endedAt))
      #expect(one.historyEvents == other.historyEvents)
      #expect(Part.allCases.allSatisfy { one.parts[$0] == other.parts[$0] })
    }
  }

  @Test(arguments: UInt64(0)..<150, [false, true])
  func spansFormATreeOfAllTheTime(seed: UInt64, overheads: Bool) throws {
    let spans = try Self.run(RandomWorld(seed: seed), overheads: overheads).spans
    if let root = spans.first { #expect(root.kind == .execution && root.parent == nil) }
    let children = Dictionary(grouping: spans.filter { $0.parent != nil }) { $0.parent ?? 0 }
    for span in spans {
      checkPlace(of: span, in: spans)
      checkSum(of: span, children[span.id] ?? [])
    }
  }

  /// The slices of the critical path sum to what the engine has split the latency into.
  @Test(arguments: UInt64(0)..<150, [false, true])
  func theCriticalPathIsTheSplit(seed: UInt64, overheads: Bool) throws {
    let world = try RandomWorld(seed: seed)
    let (spans, finished) = try Self.run(world, overheads: overheads)
    guard let end = finished.first(where: { $0.key == Interpreter.mix(world.seed, 1) }), end.parts.total > 0,
      let root = spans.first
    else { return }
    let path = CriticalPath(spans)
    #expect(path.slices(of: 0).first?.start == root.start && path.slices(of: 0).last?.end == root.end)
    guard end.status == .succeeded else { return }
    #expect(path.parts(of: 0) == Part.allCases.map { end.parts[$0] })
  }

  private func checkPlace(of span: TraceSpan, in spans: [TraceSpan]) {
    #expect(span.start <= span.end && spans[span.id] == span)
    guard let parent = span.parent.map({ spans[$0] }) else { return }
    #expect(parent.id < span.id && span.startedBy == nil)
    #expect(parent.start <= span.start && span.end <= parent.end, "\(span) in \(parent)")
    if span.outcome == .open { #expect(parent.outcome == .open, "\(span) in \(parent)") }
  }

  /// What lies in an execution, a branch, a visit of a Task or an attempt is as long as that, without gaps.
  private func checkSum(of span: TraceSpan, _ inner: [TraceSpan]) {
    let isFork = inner.contains { [.iteration, .branch, .mapRun].contains($0.kind) }
    if isFork || inner.isEmpty && span.kind == .state || [.mapRun, .wait, .backoff].contains(span.kind) { return }
    let sum = inner.reduce(Span.zero) { $0 + $1.duration }
    #expect(sum == span.duration, "\(span): \(inner)")
    let sorted = inner.sorted { ($0.start, $0.end, $0.id) < ($1.start, $1.end, $1.id) }
    for (one, next) in zip(sorted, sorted.dropFirst()) { #expect(one.end == next.start, "\(one), \(next)") }
  }
}
