import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// What holds for an account with many executions, delays and limits, at the end of its work.
@Suite struct AccountSweepTests {
  struct Finished {
    var tally: Tally
    var open: Int
    var roots: Int
  }

  struct InvariantWalk: Attendant {
    var broken: String?

    mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
      broken = account.core.interpreter.records.brokenInvariant()
      return broken == nil
    }
  }

  static func account(_ world: RandomWorld, overheads: Bool, observer: Probe? = nil) throws -> Account {
    var model = try Story.account(
      world.definition, children: ["Child": world.child], services: [world.service], quotas: world.quotas)
    if overheads {
      let law = try Distribution.uniform(from: 0.01, to: 1.5)
      model.overheads = Overheads(
        start: law, firstState: law, stateEntry: law, end: law, notify: law, abort: law)
      model.overheads.mapRunStart = law
      model.overheads.mapRunNext = law
      model.overheads.mapRunEnd = law
    }
    var options = Interpreter.Options()
    options.observer = observer
    return Account(model, seed: world.seed, replication: 0, options: options)
  }

  /// Starts eight executions; says how many were admitted.
  @discardableResult
  static func start(_ world: RandomWorld, _ account: inout Account) -> Int {
    (0..<8).count { index in
      let start = Interpreter.Start(
        machine: 0, key: Interpreter.mix(world.seed, UInt64(index)), firstCallAt: .zero)
      let answer = account.startExecution(StartExecutionRequest(start, input: RandomWorld.input))
      return if case .answered = answer { true } else { false }
    }
  }

  static func run(_ world: RandomWorld, overheads: Bool, history: Bool = false) throws -> Finished {
    var account = try account(world, overheads: overheads, observer: history ? Probe { _ in } : nil)
    let roots = start(world, &account)
    var walk = InvariantWalk()
    try account.run(by: .never, &walk)
    #expect(walk.broken == nil)
    return Finished(tally: account.core.tally, open: account.open, roots: roots)
  }

  /// The limit on events strikes alike whether they are kept or only counted.
  @Test(arguments: UInt64(0)..<150)
  func historiesHaveAsManyEventsAsAreCounted(seed: UInt64) throws {
    let (kept, counted) = (
      try Self.run(RandomWorld(seed: seed), overheads: false, history: true),
      try Self.run(RandomWorld(seed: seed), overheads: false)
    )
    #expect(kept.tally.finished.map(\.historyEvents) == counted.tally.finished.map(\.historyEvents))
    #expect(kept.tally.finished.map(\.status) == counted.tally.finished.map(\.status))
  }

  @Test(arguments: UInt64(0)..<150, [false, true])
  func everyNanosecondIsAccountedForOnce(seed: UInt64, overheads: Bool) throws {
    let end = try Self.run(RandomWorld(seed: seed), overheads: overheads)
    #expect(end.tally.started == end.tally.finished.count + end.open)
    #expect(end.tally.finished.count { $0.depth == 0 } <= end.roots)
    for execution in end.tally.finished where execution.status == .succeeded || execution.status == .failed {
      // An execution that its full history ended has no strand to ask.
      if execution.parts.total == 0 { continue }
      #expect(execution.parts.total == (execution.endedAt - execution.firstCallAt).nanoseconds)
      #expect(Part.allCases.allSatisfy { execution.parts[$0] >= 0 })
    }
  }
}
