import Digest
package import Report
package import Scenario
import Simulation
import StatesLanguage
import StepFunctions
import Synchronization

/// A scenario at every point of a design, each with the same seed and replications: what differs between two of them is
/// what was varied, and not chance.
package struct Sweep: Sendable {
  package let scenario: VariedScenario
  package let design: SweepDesign
  package let metrics: [MeasuredMetric]
  let version: String
  /// Of all that decides its numbers.
  package let hash: String
  /// The scenario, and what it names at any of the values that are tried first.
  package let files: FileSnapshot
  package let sources: [ShardHeader.Source]

  /// `asked`: metrics by name, as expectations have them. Fails where a value fits nowhere: at the ends of each range,
  /// and at each value of a list.
  package init(
    _ scenario: VariedScenario, _ variations: [Variation], points: Int, asked names: [String], version: String
  ) throws {
    self.scenario = scenario
    self.version = version
    let plan = scenario.plan
    design = try SweepDesign(variations, points: points, seed: plan.seed)
    let asked = try ScenarioReader.metrics(names, of: plan, option: "--metric")
    metrics = MeasuredMetric.all(of: plan, asked: asked)
    var files: Set<String> = [plan.source?.hash ?? ""]
    for changes in Self.trials(design) {
      let trial = try scenario.plan(changes)
      for file in trial.source?.files ?? [] { files.insert(file.path + "\t" + file.hash) }
    }
    hash = Self.hash(scenario, design, metrics, files.sorted(), version)
    self.files = try scenario.files(of: Self.trials(design))
    let named = files.subtracting([plan.source?.hash ?? ""]).sorted().map { $0.split(separator: "\t").map(String.init) }
    sources =
      [ShardHeader.Source(path: scenario.file, hash: plan.source?.hash ?? "")]
      + named.map { ShardHeader.Source(path: $0[0], hash: $0.last ?? "") }
  }

  /// Every value of a list, and the ends of every range, with the first point's values elsewhere.
  private static func trials(_ design: SweepDesign) -> [[VariedScenario.Change]] {
    var trials = [design.changes(at: 0)]
    for (index, variation) in design.variations.enumerated() {
      let values =
        switch variation.values {
        case .list(let values): values
        case .range(let scale): [scale.low, scale.high].map { scale.text($0) }
        }
      for value in values {
        var changes = trials[0]
        changes[index] = VariedScenario.Change(path: variation.path, value: value)
        trials.append(changes)
      }
    }
    return trials
  }

  private static func hash(
    _ scenario: VariedScenario, _ design: SweepDesign, _ metrics: [MeasuredMetric], _ files: [String],
    _ version: String
  ) -> String {
    var text = [version, String(scenario.plan.seed), String(scenario.plan.replications)]
    text += files + scenario.sets.map(\.text) + metrics.map { $0.name + "\t" + $0.expectation.text }
    text += design.variations.map(\.path) + design.points.map { $0.values.joined(separator: "\t") }
    return Digest.hex(algorithm: .sha256, of: Array(text.joined(separator: "\n").utf8))
  }

  /// How far it is.
  package struct Progress: Sendable {
    package let done: Int
    package let of: Int
    /// Of the whole, 0 to 1.
    package let share: Double
  }

  /// Runs what `journal` does not have of `points`, several at once; what is finished is in the journal, whatever
  /// happens to the rest.
  package func run(
    points: [Int], journal: SweepJournal, jobs: Int, isCancelled: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (Progress) -> Void
  ) async throws -> [Int: [MeasuredValue]] {
    let known = journal.finished
    let missing = points.filter { known[$0] == nil }
    let queue = PointQueue(journal, missing)
    let board = ProgressBoard(before: points.count - missing.count, of: points.count, progress)
    let tasks = max(1, min(jobs, missing.count))
    // Where there are fewer points than jobs, each has several.
    let inner = max(1, jobs / tasks)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<tasks {
        group.addTask {
          while let point = queue.next() {
            do {
              let workers = Workers(jobs: inner, isCancelled: isCancelled) { board.update(point, $0) }
              try queue.finish(point, try await measure(point, workers))
              board.finish(point)
            } catch {
              queue.fail(point, error)
            }
          }
        }
      }
    }
    return try queue.result()
  }

  private func measure(_ point: Int, _ workers: Workers) async throws -> [MeasuredValue] {
    let (scenario, changes, metrics) = (scenario, design.changes(at: point), metrics)
    let names = scenario.plan.account.machines.map(\.name)
    let run = PlanRun(workers: workers) {
      var plan = try scenario.plan(changes)
      guard plan.account.machines.map(\.name) == names else { throw OtherMachines(changes: changes) }
      plan.record(metrics.map(\.expectation))
      return plan
    }
    let (plan, result) = try await run.result()
    return MeasuredMetric.measure(metrics, plan, result)
  }

  /// Metrics are of machines, which have to be the same at every point.
  package struct OtherMachines: Error {
    let changes: [VariedScenario.Change]

    package var message: String {
      changes.map(\.text).joined(separator: " ")
        + ": it has other state machines than the scenario, whose metrics are compared"
    }
  }
}

/// Hands out points, and keeps what they gave.
private final class PointQueue: Sendable {
  private struct State {
    var missing: ArraySlice<Int>
    var failure: (point: Int, error: any Error)?
  }
  private let journal: SweepJournal
  private let state: Mutex<State>

  init(_ journal: SweepJournal, _ missing: [Int]) {
    self.journal = journal
    state = Mutex(State(missing: missing[...]))
  }

  /// nil: nothing is left, or one has failed.
  func next() -> Int? {
    state.withLock { $0.failure == nil ? $0.missing.popFirst() : nil }
  }

  func finish(_ point: Int, _ measured: [MeasuredValue]) throws { try journal.add(point, measured) }

  func fail(_ point: Int, _ error: any Error) {
    state.withLock { state in
      if state.failure.map({ point < $0.point }) ?? true { state.failure = (point, error) }
    }
  }

  func result() throws -> [Int: [MeasuredValue]] {
    if let failure = state.withLock(\.failure) { throw failure.error }
    return journal.finished
  }
}

/// Adds up how far the points are that run at once.
private final class ProgressBoard: Sendable {
  private struct State {
    var done: Int
    var shares: [Int: Double] = [:]
  }
  private let state: Mutex<State>
  private let all: Int
  private let report: @Sendable (Sweep.Progress) -> Void

  init(before done: Int, of all: Int, _ report: @escaping @Sendable (Sweep.Progress) -> Void) {
    state = Mutex(State(done: done))
    self.all = all
    self.report = report
  }

  func update(_ point: Int, _ progress: Workers.Progress) {
    let share = (Double(progress.done) + (progress.share ?? 0)) / Double(max(1, progress.wanted))
    report(
      state.withLock { state in
        state.shares[point] = min(1, share)
        return snapshot(state)
      })
  }

  func finish(_ point: Int) {
    report(
      state.withLock { state in
        state.shares[point] = nil
        state.done += 1
        return snapshot(state)
      })
  }

  private func snapshot(_ state: State) -> Sweep.Progress {
    let running = state.shares.values.reduce(0, +)
    return Sweep.Progress(done: state.done, of: all, share: (Double(state.done) + running) / Double(max(1, all)))
  }
}
