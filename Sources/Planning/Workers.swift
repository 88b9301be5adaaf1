package import Simulation
import Synchronization

/// Runs replications, several at a time. They share nothing, and come back in their own order: how many run at once
/// decides nothing but the time it takes.
package struct Workers: Sendable {
  /// Replications of one plan.
  struct Batch: Sendable {
    /// Reads the plan; each worker has its own.
    let plan: @Sendable () throws -> Plan
    let replications: Range<Int>

    init(_ replications: Range<Int>, of plan: @escaping @Sendable () throws -> Plan) {
      self.plan = plan
      self.replications = replications
    }
  }

  let jobs: Int
  /// Asked now and then; what runs ends with `SimulationError.interrupted`.
  let isCancelled: @Sendable () -> Bool
  let progress: @Sendable (Progress) -> Void
  /// Takes `executions.csv`, in pieces, each of one replication; nil: nobody asks for it.
  private let keeper: (any ExecutionKeeper)?

  /// Of one replication, and of all that are wanted now.
  package struct Progress: Sendable {
    /// The first of the first batch is 0.
    package let number: Int
    /// 0 to 1; nil: it cannot be told.
    package let share: Double?
    /// Of this replication, that have finished; nil: it is over, and as many as it last had.
    package let executions: Int?
    /// Replications that are over.
    package let done: Int
    package let wanted: Int
  }

  package init(
    jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
    keeper: (any ExecutionKeeper)? = nil, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.jobs = jobs
    self.keeper = keeper
    self.isCancelled = isCancelled
    self.progress = progress
  }

  package func run(
    _ replications: Range<Int>, of plan: @escaping @Sendable () throws -> Plan
  ) async throws -> RunResult {
    guard let result = try await run([Batch(replications, of: plan)]).first else { return RunResult(try plan()) }
    return result
  }

  /// One result for each batch. Fails as the first failing replication of the first failing batch does, for any number
  /// of jobs. A worker takes replication after replication of all batches, and mostly stays with one plan.
  func run(_ batches: [Batch]) async throws -> [RunResult] {
    // Without a limit none is given up.
    try await run(batches, mostLooks: .max).compactMap(\.result)
  }

  /// What came of a batch.
  struct Attempt: Sendable {
    /// nil: one of its replications took more looks than it may, and nothing of the batch is kept.
    let result: RunResult?
    /// How often a replication was asked whether to go on, at most: every 65,536 entries of its agenda.
    let looks: Int
  }

  /// The same, but a plan is given up whose replication takes far more events than others: a policy that starts all
  /// again whenever it fails can take a thousand times the work of a good one. The limit counts events, so that it is
  /// the same on every machine and for any number of jobs.
  func run(_ batches: [Batch], mostLooks: Int) async throws -> [Attempt] {
    let queue = WorkQueue(batches.map(\.replications.count))
    var outcomes: [Outcome] = []
    await withTaskGroup(of: [Outcome].self) { group in
      for _ in 0..<max(1, min(jobs, queue.wanted)) {
        group.addTask { work(batches, queue, mostLooks) }
      }
      for await found in group { outcomes += found }
    }
    let failures = outcomes.compactMap { outcome in outcome.failure.map { (outcome, $0) } }
    if let first = failures.min(by: { ($0.0.batch, $0.0.first) < ($1.0.batch, $1.0.first) }) { throw first.1 }
    var found = [RunResult?](repeating: nil, count: batches.count)
    for outcome in outcomes.sorted(by: { ($0.batch, $0.first) < ($1.batch, $1.first) }) {
      guard let result = outcome.result else { continue }
      if found[outcome.batch]?.add(result) == nil { found[outcome.batch] = result }
    }
    return try batches.indices.map { batch in
      if queue.isGivenUp(batch) { return Attempt(result: nil, looks: 0) }
      var result = try found[batch] ?? RunResult(try batches[batch].plan())
      result.sort()
      return Attempt(result: result, looks: outcomes.reduce(0) { $1.batch == batch ? max($0, $1.looks) : $0 })
    }
  }

  /// What one worker did of one batch.
  private struct Outcome: Sendable {
    let batch: Int
    let first: Int
    var looks = 0
    var result: RunResult?
    var failure: (any Error)?
  }

  private func work(_ batches: [Batch], _ queue: WorkQueue, _ mostLooks: Int) -> [Outcome] {
    var outcomes: [Outcome] = []
    var place = queue.next()
    while let (batch, first, _) = place {
      var outcome = Outcome(batch: batch, first: first)
      var index = first
      do {
        let plan = try batches[batch].plan()
        let writer = keeper.map { ExecutionWriter(plan, $0) }
        var simulator = Simulator(plan, tell: writer.map { writer in { writer.add($0) } })
        var result = RunResult(plan)
        while let next = place, next.batch == batch {
          index = next.index
          var looks = 0
          writer?.replication = batches[batch].replications.lowerBound + next.index
          result.add(
            try simulator.run(
              replication: batches[batch].replications.lowerBound + next.index,
              isCancelled: {
                looks += 1
                return looks > mostLooks || writer?.failure != nil || queue.isGivenUp(batch) || isCancelled()
              },
              progress: { share, executions in
                progress(queue.progress(of: next.number, share, executions, isDone: false))
              }))
          try writer?.finish()
          outcome.looks = max(outcome.looks, looks)
          progress(queue.progress(of: next.number, 1, nil, isDone: true))
          place = queue.next()
        }
        outcome.result = result
      } catch SimulationError.interrupted where !isCancelled() && keeper?.failure == nil {
        queue.giveUp(batch)
        place = queue.next()
      } catch {
        outcome = Outcome(batch: batch, first: index, failure: error)
        queue.end(before: batch, index)
        place = queue.next()
      }
      outcomes.append(outcome)
    }
    return outcomes
  }
}

/// Hands out the replications of all batches in their order. Nothing behind one that failed is begun, and nothing of a
/// batch that was given up.
private final class WorkQueue: Sendable {
  private struct State {
    var next = 0
    var end: Int
    var done = 0
    var givenUp: Set<Int> = []
  }
  /// Where each batch begins.
  private let starts: [Int]
  let wanted: Int
  private let state: Mutex<State>

  init(_ counts: [Int]) {
    var starts: [Int] = []
    var total = 0
    for count in counts {
      starts.append(total)
      total += count
    }
    self.starts = starts
    wanted = total
    state = Mutex(State(end: total))
  }

  func next() -> (batch: Int, index: Int, number: Int)? {
    state.withLock { state in
      while state.next < state.end, let batch = starts.lastIndex(where: { $0 <= state.next }) {
        let number = state.next
        state.next += 1
        if !state.givenUp.contains(batch) { return (batch, number - starts[batch], number) }
        state.done += 1
      }
      return nil
    }
  }

  /// Nothing more of it is begun.
  func giveUp(_ batch: Int) { state.withLock { state in _ = state.givenUp.insert(batch) } }

  func isGivenUp(_ batch: Int) -> Bool { state.withLock { $0.givenUp.contains(batch) } }

  func end(before batch: Int, _ index: Int) {
    state.withLock { $0.end = min($0.end, starts[batch] + index) }
  }

  func progress(of number: Int, _ share: Double?, _ executions: Int?, isDone: Bool) -> Workers.Progress {
    let done = state.withLock { state in
      if isDone { state.done += 1 }
      return state.done
    }
    return Workers.Progress(number: number, share: share, executions: executions, done: done, wanted: wanted)
  }
}
