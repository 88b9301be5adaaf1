import Report
import Statistics

/// How much load a scenario can take, what gives way first, and what it would take to carry more.
package struct CapacityAnswer: Sendable {
  /// Where what a limit refuses, or holds up, is seen.
  struct Place: Equatable, Sendable {
    let machine: String
    let depth: Int
    /// The Task that calls.
    let state: String?
    /// Per replication.
    let refused: Double
    /// Seconds of backoff on its critical path, per execution.
    let backoff: Double
  }

  struct Binding: Sendable {
    let names: [String]
    let limits: [AccountLimit]
    let effect: BindingSearch.Effect
    /// `1,300 + 300/s → 1,430 + 330/s`: what was tried, of each.
    let amounts: [String]
    /// One for each limit; nil where nothing is seen of it.
    let places: [Place?]
    /// The load at which it binds.
    let load: Double
  }

  struct Headroom: Sendable {
    let limit: AccountLimit
    let name: String
    /// The share of its supply that is asked for, at the highest load that is met.
    let used: Estimate
  }

  struct Increase: Sendable {
    let name: String
    let limit: AccountLimit
    let present: Double
    let wanted: Double
    /// `tokens`, `tokens/s`, `at once`.
    let unit: String
    /// nil: it is no quota of AWS's.
    let code: QuotaCode?
    let change: VariedScenario.Change
  }

  struct Target: Sendable {
    let load: Double
    let isMet: Bool
    /// Empty where it is met as it is; nil: no increase is enough, or it was not looked for.
    let increases: [Increase]?
    /// Replications that it took.
    let replications: Int
  }

  /// Replications of one load of which some are fine and some are not, with nothing between.
  struct Metastability: Sendable {
    let load: Double
    let groups: TwoGroups
    let expectation: String
  }

  let name: String
  let region: String
  let file: String
  let seed: UInt64
  let path: String
  let scale: Variation.Scale
  let aim: CapacitySearch.Aim
  let expectations: CapacityExpectations
  let bounds: CapacityBounds
  /// The tightest first.
  let fluid: [FluidBound]
  let metastability: Metastability?
  let binding: Binding?
  let effects: [BindingSearch.Effect]
  let headroom: [Headroom]
  let target: Target?
  /// Of every limit that is spoken of.
  let limitNames: [AccountLimit: String]
  let version: String

  package enum Outcome: Sendable {
    case found, undecided, targetMissed
  }

  /// What it all comes to.
  package var outcome: Outcome {
    if !bounds.isMonotone || metastability != nil || isOpenAbove || isOpenBelow { return .undecided }
    if let target, target.load > bounds.lower ?? 0 { return .targetMissed }
    return .found
  }

  /// Loads above the highest that is met were tested, and none of them was decided.
  var isOpenAbove: Bool {
    bounds.upper == nil && bounds.tested.contains { $0.outcome == .undecided && $0.load > bounds.lower ?? 0 }
  }

  /// Likewise below the lowest that is not met.
  var isOpenBelow: Bool {
    bounds.lower == nil && bounds.tested.contains { $0.outcome == .undecided && $0.load < bounds.upper ?? .infinity }
  }

  func limitName(_ limit: AccountLimit) -> String { limitNames[limit] ?? "" }
}
