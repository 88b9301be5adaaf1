// Simulation: a Plan is one value that determines a run. This module drives an account through virtual time under load
// and records what happens: the load generator, the recorder, the conservation laws.

package import Prelude
package import StepFunctions

/// The one value that determines a run: same plan, same bytes out.
package struct Plan: Sendable {
  package var name: String
  package var seed: UInt64
  package var replications: Int
  package var account: AccountModel
  /// Names the region class and the date of its figures: `us-east-1 (class A), 2026-09`.
  package var quotaProfile: String
  /// `measured`, `none` or `custom`, for the report.
  package var overheadsProfile: String
  package var load: [LoadStream]
  /// Executions whose root has its intended start before are left out of distributions, counts and ratios.
  package var warmup: Span
  package var horizon: Horizon
  package var expectations: [Expectation]
  /// How much work there is, bin by bin: for whoever sets replications against one another.
  package var recordsBacklog = false
  /// What is recorded of stretches of the run.
  package var windows: [Window] = []
  package var judging = Judging.intervals
  /// Where the warm-up comes from.
  package var warmupOrigin = WarmupOrigin.given
  /// What the replications go on for; `replications` is then the most that there may be.
  package var precision: [Precision] = []
  /// Fewer replications are run where they decide every expectation.
  package var stopsEarly = false
  /// All replications are run, however precise fewer of them are.
  package var hasFixedReplications = false
  /// What its executions cost.
  package var prices: Prices
  /// What each root brings forth is recorded apart, which takes time and memory.
  package var recordsLedger = false
  /// Single executions are kept that show what many were like.
  package var keepsExemplars = false
  /// The scenario that it was read from; nil: none.
  package var source: Source?

  package struct Source: Sendable {
    /// As it was given.
    package var path: String
    /// SHA-256 of its bytes, as hexadecimal digits.
    package var hash: String
    /// What it names, in the order of the paths as they were opened: definitions, mocks, inputs, traces, objects.
    package var files: [(path: String, hash: String)] = []
    /// What was changed of it.
    package var overrides = Overrides(sets: [], seed: nil, replications: nil)

    package struct Overrides: Sendable {
      /// `path=value`, as they were given.
      package var sets: [String]
      package var seed: UInt64?
      package var replications: Int?

      package init(sets: [String], seed: UInt64?, replications: Int?) {
        self.sets = sets
        self.seed = seed
        self.replications = replications
      }
    }

    package init(path: String, hash: String) {
      self.path = path
      self.hash = hash
    }
  }

  /// What an expectation is held against.
  package enum Judging: String, CaseIterable, Sendable {
    /// The interval of the estimate, so that chance is taken into account.
    case intervals
    /// The estimate alone.
    case point
  }

  package enum Horizon: Equatable, Sendable {
    /// Until nothing is left to happen.
    case drained
    case at(Instant)
    /// Until every execution that counts has ended, while arrivals go on; at the latest then.
    case counted(atLatest: Instant)
  }

  package init(
    name: String, seed: UInt64, replications: Int, account: AccountModel, quotaProfile: String,
    overheadsProfile: String, load: [LoadStream], warmup: Span, horizon: Horizon, expectations: [Expectation]
  ) {
    self.name = name
    self.seed = seed
    self.replications = replications
    self.account = account
    prices = Prices(region: account.region)
    self.quotaProfile = quotaProfile
    self.overheadsProfile = overheadsProfile
    self.load = load
    self.warmup = warmup
    self.horizon = horizon
    self.expectations = expectations
    record(expectations)
  }

  /// Has it recorded what these are asked of.
  package mutating func record(_ expectations: [Expectation]) {
    for window in expectations.compactMap(\.window) where !windows.contains(window) { windows.append(window) }
  }
}

/// `Root.latency.p99 < 30s`: what the scenario demands of a result.
package struct Expectation: Sendable {
  /// Where the scenario says it.
  package struct Place: Sendable {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
      self.file = file
      self.line = line
      self.column = column
    }
  }
  package enum Comparison: String, Sendable, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
  }
  /// As written in the scenario.
  package var text: String
  package var place: Place?
  package var metric: Metric
  /// Index of the machine in the account, of the action in `APIAction.starts`, or of the Task in the recording; the
  /// depth; 0 for a metric of the whole run.
  package var subject: Int
  /// nil for the plain number.
  package var statistic: Metric.Statistic?
  /// The stretch of the run that it is about; nil: all that counts.
  package var window: Window?
  /// Of a distribution without a statistic: of so large a share of all executions the comparison is to hold.
  package var share: Double?
  package var comparison: Comparison
  /// Seconds for times, a plain number for counts and ratios; not a number where it is relative.
  package var value: Double
  /// The bound is this many times the baseline's value.
  package var baselineFactor: Double?

  package init(
    text: String, place: Place? = nil, metric: Metric, subject: Int, statistic: Metric.Statistic?,
    share: Double? = nil, comparison: Comparison, value: Double
  ) {
    self.text = text
    self.place = place
    self.metric = metric
    self.subject = subject
    self.statistic = statistic
    self.share = share
    self.comparison = comparison
    self.value = value
  }
}
