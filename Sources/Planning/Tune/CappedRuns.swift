import Simulation
import Synchronization

/// Runs replications of several plans, several at a time, and gives a plan up whose replication takes far more events
/// than others: a policy that starts all again whenever it fails can take a thousand times the work of a good one. The
/// limit counts events, so that it is the same on every machine and for any number of jobs.
struct CappedRuns: Sendable {
  struct Batch: Sendable {
    let plan: @Sendable () throws -> Plan
    let replications: Range<Int>
  }

  /// Of one plan, in the order of its replications.
  struct Outcome: Sendable {
    var recordings: [Recording] = []
    /// How often a replication was asked whether to go on, at most: every 65,536 entries of its agenda.
    var looks = 0
    /// One took more looks than it may: nothing of the plan is kept.
    var isCut = false
  }

  let workers: Workers
  /// Looks of one replication; nil: as many as it takes.
  var limit: Int?

  func run(_ batches: [Batch]) async throws -> [Outcome] {
    let board = Board(batches.map(\.replications))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, min(workers.jobs, board.wanted)) {
        group.addTask { work(batches, board) }
      }
    }
    return try board.outcomes()
  }

  private func work(_ batches: [Batch], _ board: Board) {
    var place = board.next()
    while let (batch, first, _) = place {
      var replication = first
      do {
        var simulator = Simulator(try batches[batch].plan())
        // One plan's replications share a simulator.
        while let next = place, next.batch == batch {
          replication = next.replication
          board.add(try recording(&simulator, next, board), batch)
          workers.progress(board.progress(of: next.number, isDone: true))
          place = board.next()
        }
      } catch {
        board.fail(batch, replication, error)
        place = nil
      }
    }
  }

  /// No recording: it was given up.
  private func recording(
    _ simulator: inout Simulator, _ place: (batch: Int, replication: Int, number: Int), _ board: Board
  ) throws(SimulationError) -> (recording: Recording?, looks: Int) {
    let count = Looks()
    let limit = limit ?? .max
    let found = Self.result(
      &simulator, place.replication,
      isCancelled: { count.add() > limit || board.isOver(place.batch) || workers.isCancelled() },
      progress: { workers.progress(board.progress(of: place.number, isDone: false)) })
    switch found {
    case .success(let recording): return (recording, count.number)
    case .failure(let error):
      guard case .interrupted = error, !workers.isCancelled() else { throw error }
      return (nil, count.number)
    }
  }

  private static func result(
    _ simulator: inout Simulator, _ replication: Int, isCancelled: () -> Bool, progress: () -> Void
  ) -> Result<Recording, SimulationError> {
    do throws(SimulationError) {
      return .success(
        try simulator.run(replication: replication, isCancelled: isCancelled, progress: { _, _ in progress() }))
    } catch {
      return .failure(error)
    }
  }

  /// Of one replication.
  private final class Looks {
    private(set) var number = 0

    func add() -> Int {
      number += 1
      return number
    }
  }
}

/// What is still to run, and what came of the rest.
private final class Board: Sendable {
  private struct State {
    var next = 0
    var done = 0
    var outcomes: [CappedRuns.Outcome]
    var failure: (batch: Int, replication: Int, error: any Error)?
  }

  private let places: [(batch: Int, replication: Int, number: Int)]
  private let state: Mutex<State>

  init(_ ranges: [Range<Int>]) {
    var places: [(batch: Int, replication: Int, number: Int)] = []
    for (batch, range) in ranges.enumerated() {
      for replication in range { places.append((batch, replication, places.count)) }
    }
    self.places = places
    state = Mutex(State(outcomes: ranges.map { _ in CappedRuns.Outcome() }))
  }

  var wanted: Int { places.count }

  /// Nothing of what was given up, and nothing once one has failed.
  func next() -> (batch: Int, replication: Int, number: Int)? {
    state.withLock { state in
      while state.failure == nil, state.next < places.count {
        state.next += 1
        let place = places[state.next - 1]
        if !state.outcomes[place.batch].isCut { return place }
        state.done += 1
      }
      return nil
    }
  }

  func isOver(_ batch: Int) -> Bool { state.withLock { $0.outcomes[batch].isCut } }

  func add(_ found: (recording: Recording?, looks: Int), _ batch: Int) {
    state.withLock { state in
      state.outcomes[batch].looks = max(state.outcomes[batch].looks, found.looks)
      if let recording = found.recording {
        state.outcomes[batch].recordings.append(recording.withoutSeries)
      } else {
        state.outcomes[batch].isCut = true
      }
    }
  }

  func fail(_ batch: Int, _ replication: Int, _ error: any Error) {
    state.withLock { state in
      let isFirst = state.failure.map { (batch, replication) < ($0.batch, $0.replication) } ?? true
      if isFirst { state.failure = (batch, replication, error) }
    }
  }

  func outcomes() throws -> [CappedRuns.Outcome] {
    let (outcomes, failure) = state.withLock { ($0.outcomes, $0.failure) }
    if let failure { throw failure.error }
    return outcomes.map { outcome in
      if outcome.isCut { return CappedRuns.Outcome(recordings: [], looks: 0, isCut: true) }
      var outcome = outcome
      outcome.recordings.sort { $0.replication < $1.replication }
      return outcome
    }
  }

  func progress(of number: Int, isDone: Bool) -> Workers.Progress {
    let done = state.withLock { state in
      if isDone { state.done += 1 }
      return state.done
    }
    return Workers.Progress(number: number, share: nil, executions: nil, done: done, wanted: wanted)
  }
}
