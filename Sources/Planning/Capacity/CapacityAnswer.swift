package import Report
package import Statistics

/// How much load a scenario can take, what gives way first, and what it would take to carry more.
package struct CapacityAnswer: Sendable {
  /// Where what a limit refuses, or holds up, is seen.
  package struct Place: Equatable, Sendable {
    package let machine: String
    package let depth: Int
    /// The Task that calls.
    package let state: String?
    /// Per replication.
    package let refused: Double
    /// Seconds of backoff on its critical path, per execution.
    package let backoff: Double
  }

  package struct Binding: Sendable {
    package let names: [String]
    package let limits: [AccountLimit]
    package let effect: BindingSearch.Effect
    /// `1,300 + 300/s → 1,430 + 330/s`: what was tried, of each.
    package let amounts: [String]
    /// One for each limit; nil where nothing is seen of it.
    package let places: [Place?]
    /// The load at which it binds.
    package let load: Double
  }

  package struct Headroom: Sendable {
    package let limit: AccountLimit
    package let name: String
    /// The share of its supply that is asked for, at the highest load that is met.
    package let used: Estimate
  }

  package struct Increase: Sendable {
    package let name: String
    package let limit: AccountLimit
    package let present: Double
    package let wanted: Double
    /// `tokens`, `tokens/s`, `at once`.
    package let unit: String
    /// nil: it is no quota of AWS's.
    package let code: QuotaCode?
    package let change: VariedScenario.Change
  }

  package struct Target: Sendable {
    package let load: Double
    package let isMet: Bool
    /// Empty where it is met as it is; nil: no increase is enough, or it was not looked for.
    package let increases: [Increase]?
    /// Replications that it took.
    package let replications: Int
  }

  /// Replications of one load of which some are fine and some are not, with nothing between.
  package struct Metastability: Sendable {
    package let load: Double
    package let groups: TwoGroups
    package let expectation: String
  }

  package let name: String
  package let region: String
  package let file: String
  package let seed: UInt64
  package let path: String
  package let scale: Variation.Scale
  package let aim: CapacitySearch.Aim
  package let expectations: CapacityExpectations
  package let bounds: CapacityBounds
  /// The tightest first.
  package let fluid: [FluidBound]
  package let metastability: Metastability?
  package let binding: Binding?
  package let effects: [BindingSearch.Effect]
  package let headroom: [Headroom]
  package let target: Target?
  /// Of every limit that is spoken of.
  package let limitNames: [AccountLimit: String]
  package let version: String

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
  package var isOpenAbove: Bool {
    bounds.upper == nil && bounds.tested.contains { $0.outcome == .undecided && $0.load > bounds.lower ?? 0 }
  }

  /// Likewise below the lowest that is not met.
  package var isOpenBelow: Bool {
    bounds.lower == nil && bounds.tested.contains { $0.outcome == .undecided && $0.load < bounds.upper ?? .infinity }
  }

  func limitName(_ limit: AccountLimit) -> String { limitNames[limit] ?? "" }
}
