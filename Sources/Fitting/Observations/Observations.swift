import Statistics

/// What was read of all histories, logs and tables.
package struct Observations: Sendable {
  /// Who was called from where.
  package struct CallSite: Hashable, Sendable {
    /// nil: the recording does not say it.
    let machine: String?
    let state: String?
    /// As a scenario's services are named.
    let resource: String
  }

  /// How long something took, and when it began.
  struct Timing: Sendable {
    let value: LatencySample.Value
    /// Microseconds since 1970; nil: the recording has no times.
    let start: Int64?
  }

  package struct Calls: Sendable {
    /// From the start of an attempt to its answer: of a `.waitForTaskToken` Task to the end of its call.
    var latency: Reservoir<Timing>
    /// From there to the answer of the token.
    var callback: Reservoir<Timing>
    /// From schedule to start: of an activity, until a worker takes the task.
    var queue: Reservoir<Double>
    /// How long attempts took that failed.
    var failed: Reservoir<Double>
    var results: Reservoir<String>
    /// Of each execution that called: how often.
    private(set) var attempts: [Int] = []
    /// By name: how often in each execution, by its place in `attempts`.
    private(set) var errors: [String: [Int: Int]] = [:]
    /// Errors of the answer to a token.
    var callbackErrors: [String: Int] = [:]
    var isActivity = false
    private var execution = -1

    init(_ name: String) {
      latency = Reservoir(limit: Observations.mostTimes, name: name)
      callback = Reservoir(limit: Observations.mostTimes, name: name + " callback")
      queue = Reservoir(limit: Observations.mostTimes, name: name + " queue")
      failed = Reservoir(limit: Observations.mostTimes, name: name + " failed")
      results = Reservoir(limit: Observations.mostResults, name: name + " results")
    }

    mutating func countAttempt(execution number: Int) {
      if number != execution || attempts.isEmpty {
        attempts.append(0)
        execution = number
      }
      attempts[attempts.count - 1] += 1
    }

    /// Of the attempt that was counted last, or of one before it in the same execution.
    mutating func countError(_ name: String) { errors[name, default: [:]][max(0, attempts.count - 1), default: 0] += 1 }

    var attemptCount: Int { attempts.reduce(0, +) }
  }

  package struct Execution: Sendable {
    var machine: String?
    var arn: String?
    var isExpress = false
    /// Microseconds since 1970.
    var start: Int64?
    var end: Int64?
    /// AWS's word: `SUCCEEDED`.
    var status: String?
    /// No other execution has started it.
    var isRoot = true
    /// Its text; nil: it was not recorded, or is too large to be kept.
    var input: String?
    /// When its first state was entered, and what Step Functions took until that, in seconds.
    var firstEntry: Int64?
    var firstState: Double?
    /// A history of its was read, not a mere description.
    var hasHistory = true

    /// Seconds.
    var duration: Double? {
      guard let start, let end, end >= start else { return nil }
      return Double(end - start) / 1e6
    }
  }

  /// Where a Choice leads.
  struct Fork: Hashable, Sendable {
    let machine: String?
    let state: String
  }

  enum Gap: String, CaseIterable, Sendable {
    case start, firstState, stateEntry, end, notify
  }

  /// A Task's start of another execution, whose own history may be here too.
  struct NestedStart: Sendable {
    let child: String
    let scheduled: Int64
    /// When the parent was told of its end; nil: it does not wait.
    let told: Int64?
  }

  package internal(set) var calls: [CallSite: Calls] = [:]
  package internal(set) var executions: [Execution] = []
  var forks: [Fork: [String: Int]] = [:]
  /// How many items the Maps had, by their states.
  var items: [Fork: Reservoir<Double>] = [:]
  /// How often Tasks were tried, by their states: of each visit.
  var attempts: [Fork: Reservoir<Double>] = [:]
  var gaps: [Gap: Reservoir<Double>] = [:]
  var nested: [NestedStart] = []
  /// The ARNs of executions that others have started.
  var started: Set<String> = []
  /// Of the inputs that are kept.
  var inputBytes = 0

  static let mostTimes = 10_000
  static let mostResults = 1_000
  /// Of a result, in bytes: larger ones decide nothing.
  static let longestResult = 4_096
  /// Of all inputs, and of one: beyond, they are not kept.
  static let mostInputBytes = 1 << 26
  static let longestPayload = 1 << 16

  init() {}

  mutating func add(gap: Gap, _ seconds: Double) {
    gaps[gap, default: Reservoir(limit: Self.mostTimes, name: gap.rawValue)].add(seconds)
  }

  mutating func call(_ site: CallSite, _ body: (inout Calls) -> Void) {
    let name = "\(site.machine ?? "").\(site.state ?? "").\(site.resource)"
    body(&calls[site, default: Calls(name)])
  }

  /// What only all histories together say: who was started by another, and what lies between a parent and its child.
  mutating func join() {
    for (index, execution) in executions.enumerated() where execution.arn.map({ started.contains($0) }) ?? false {
      executions[index].isRoot = false
      inputBytes -= execution.input?.utf8.count ?? 0
      executions[index].input = nil
    }
    // Of a nested one the time to its first state may be told with that of its start in it.
    let roots = executions.filter { $0.isRoot && $0.firstState != nil }
    let first = (roots.isEmpty ? executions : roots).compactMap(\.firstState)
    for seconds in first { add(gap: .firstState, seconds) }
    matchNestedStarts(firstState: ServiceFit.median(first) ?? 0)
  }

  private mutating func matchNestedStarts(firstState: Double) {
    var byARN: [String: Execution] = [:]
    for execution in executions { if let arn = execution.arn { byARN[arn] = execution } }
    for start in nested {
      guard let child = byARN[start.child] else { continue }
      if let entry = child.firstEntry, entry >= start.scheduled {
        add(gap: .start, max(0, Double(entry - start.scheduled) / 1e6 - firstState))
      }
      if let told = start.told, let end = child.end, told >= end { add(gap: .notify, Double(told - end) / 1e6) }
    }
    nested = []
  }
}
