import Prelude
import Simulation

/// Does a scenario come back after a disturbance, and how long does that take: one answer, or a map of them over values
/// of the scenario.
package struct Recovery: Sendable {
  /// Where the class changes along the one axis that is a range.
  struct Boundary: Equatable, Sendable {
    let below: RecoveryCell.Class
    let above: RecoveryCell.Class
    /// The last value that is known to be of the one class, and the first of the other.
    let last: String
    let first: String
  }

  let name: String
  let seed: UInt64
  let replications: Int
  let version: String
  /// Of the scenario as it is.
  let disturbance: Disturbance
  let axes: [Variation]
  /// In the order of the axes' values.
  var cells: [RecoveryCell] = []
  var boundaries: [Boundary] = []

  /// A cell of none that does not recover needs so many to be stable.
  static let defaultReplications = 80
  /// Values of a range where there are two axes.
  static let points = 5
  /// A boundary is looked for until it is known to one part in so many of the range.
  static let resolution = 32.0

  init(_ scenario: VariedScenario, _ disturbance: Disturbance, axes: [Variation], version: String) {
    name = scenario.plan.name
    seed = scenario.plan.seed
    replications = Self.replications(of: scenario)
    self.version = version
    self.disturbance = disturbance
    self.axes = axes
  }

  static func replications(of scenario: VariedScenario) -> Int {
    scenario.replications ?? max(defaultReplications, scenario.plan.replications)
  }
}

/// Finds it.
package struct RecoveryStudy: Sendable {
  let scenario: VariedScenario
  let streams: [Int]
  let axes: [Variation]
  let workers: Workers
  /// Told of each cell before it is run: `load.0.for=60s`.
  let begins: @Sendable (String) -> Void

  /// `streams`: those of the load that are the disturbance, besides outages and spikes.
  package init(
    _ scenario: VariedScenario, streams: [Int] = [], axes: [Variation] = [], workers: Workers,
    begins: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.scenario = scenario
    self.streams = streams
    self.axes = axes
    self.workers = workers
    self.begins = begins
  }

  package func run(version: String) async throws -> Recovery {
    var recovery = Recovery(
      scenario, try Disturbance(scenario.plan, streams: streams), axes: axes, version: version)
    if axes.count == 1, case .range(let scale) = axes[0].values {
      let search = try await search(scale, path: axes[0].path)
      (recovery.cells, recovery.boundaries) = (search.cells.map(\.cell), search.boundaries(scale))
      return recovery
    }
    for changes in Self.grid(axes) { recovery.cells.append(try await cell(changes)) }
    return recovery
  }

  /// All combinations, the last axis changing first.
  static func grid(_ axes: [Variation]) -> [[VariedScenario.Change]] {
    axes.reduce([[]]) { rows, axis in
      let values =
        switch axis.values {
        case .list(let values): values
        case .range(let scale):
          (0..<Recovery.points).map { scale.text(scale.value(at: Double($0) / Double(Recovery.points - 1))) }
        }
      return rows.flatMap { row in values.map { row + [VariedScenario.Change(path: axis.path, value: $0)] } }
    }
  }

  /// Both runs of each replication have the same seed.
  func cell(_ changes: [VariedScenario.Change]) async throws -> RecoveryCell {
    begins(changes.isEmpty ? "recovery" : changes.map(\.text).joined(separator: " "))
    let base = try scenario.plan(changes)
    let disturbance = try Disturbance(base, streams: streams)
    let calm = RecoveryTime.calm(p50: nil)
    guard disturbance.horizon - disturbance.until >= calm else {
      throw Disturbance.Problem(
        message: "the load goes on for \(Int(disturbance.horizon - disturbance.until)) s after the disturbance, and "
          + "what has recovered has to stay so for \(Int(calm)) s", hint: "make its for longer")
    }
    let all = 0..<Recovery.replications(of: scenario)
    let (scenario, workers) = (scenario, workers)
    let results = try await workers.run(
      [true, false].map { isDisturbed in
        Workers.Batch(all) { disturbance.plan(try scenario.plan(changes), isDisturbed: isDisturbed) }
      })
    return RecoveryCell(changes, disturbance, warmup: base.warmup.seconds, results[0], results[1])
  }
}
