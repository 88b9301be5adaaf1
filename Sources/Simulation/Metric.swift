import Engine
import Prelude
package import Statistics
import StepFunctions

/// What can be asked of a result. Expectations, summaries and tables read their names, units and values from here.
package struct Metric: Sendable {
  /// What a metric has one value for: the run, each action that starts executions, each machine, each Task state, each
  /// nesting depth.
  package enum Scope: Sendable {
    case run, action, machine, task, depth
  }
  /// As files write it.
  package enum Unit: String, Sendable {
    case transitions, states, executions, callers, calls, errors, events, seconds, requests, milliseconds
    case ratio
    case dollars
    case megabyteMilliseconds = "megabyte_milliseconds"
  }
  package enum Reading: Sendable {
    /// A number of one replication, of its subject by index; NaN where there is none.
    case number(@Sendable (Recording, Int) -> Double)
    /// What executions or calls of the subject had in one replication, in nanoseconds or counts; `of`: those that did
    /// this, in words.
    case distribution(@Sendable (Recording, Int) -> Sample, of: String)
  }
  /// What an expectation may ask for beside a plain number.
  package enum Statistic: String, CaseIterable, Sendable {
    case mean, min, p50, p90, p95, p99, p999, max
    /// Of all that were started or tried to be.
    case ratio
  }

  package let name: String
  package let scope: Scope
  package let unit: Unit
  package let reading: Reading
  /// How many executions a replication's number is a mean over; nil where it is no such mean.
  package var weight: (@Sendable (Recording, Int) -> Double)?
  /// Of all replications it is the largest that counts, in place of the mean.
  package var isLargest = false
  /// How many in one replication, of how many: what `ratio` asks for. nil: it has none.
  package var share: (@Sendable (Recording, Int) -> (hits: Int, count: Int))?

  package var statistics: [Statistic] {
    switch reading {
    case .distribution: Statistic.allCases.filter { $0 != .ratio }
    case .number: share == nil ? [] : [.ratio]
    }
  }
  /// Whether it can be asked for without a statistic.
  package var isNumber: Bool { if case .number = reading { true } else { false } }
}

// MARK: The catalogue

extension Metric {
  package static let transitions = run("transitions", .transitions) { Double($0.transitions) }
  /// Retries among them, of Standard workflows: AWS bills each as a transition.
  package static let retries = run("retries", .transitions) { Double($0.retries()) }
  static let retriesRatio = run("retries.ratio", .ratio) { Double($0.retries()) / Double($0.transitions) }
  static let statesEntered = run("statesEntered", .states) { Double($0.statesEntered) }
  package static let peakOpen = run("peakOpen", .executions) { Double($0.peakOpen) }
  package static let peakWaiting = run("peakWaiting", .callers) { Double($0.peakWaiting) }
  package static let makespan = run("makespan", .seconds) { $0.makespan.seconds }
  package static let lastRootEnd = run("lastRootEnd", .seconds) { $0.lastRootEnd.seconds }
  static let historyEvents = run("historyEvents", .events) { Double($0.historyEvents) }

  package static let offered = action("offered") { $0.offered }
  package static let admitted = action("admitted") { $0.admitted }
  package static let throttled = {
    var metric = action("throttled") { $0.throttled }
    metric.share = { recording, index in
      let calls = recording.calls[APIAction.starts[index]]
      return (calls.throttled, calls.offered)
    }
    return metric
  }()

  package static let started = machine("started", .executions) { Double($0.started) }
  package static let succeeded = machine("succeeded", .executions) { Double($0.succeeded) }
  package static let failed = {
    var metric = machine("failed", .executions) { Double($0.failed) }
    metric.share = share { ($0.failed + $0.timedOut + $0.rejected, $0.started + $0.rejected) }
    return metric
  }()
  package static let timedOut = machine("timedOut", .executions) { Double($0.timedOut) }
  package static let aborted = machine("aborted", .executions) { Double($0.aborted) }
  package static let rejected = machine("rejected", .executions) { Double($0.rejected) }
  package static let running = machine("running", .executions) { Double($0.running) }
  static let waiting = machine("waiting", .callers) { Double($0.waiting) }
  package static let latency = distribution("latency", .seconds, of: "succeeded") { $0.latency }
  static let duration = distribution("duration", .seconds, of: "succeeded") { $0.duration }
  static let retriesPerAdmittedCall = distribution("retriesPerAdmittedCall", .calls, of: "was admitted") {
    $0.retriesPerAdmittedCall
  }
  package static let ownTransitions = ofLevels("transitions", .transitions) { Double($0.transitions) }
  package static let ownRetries = ofLevels("retries", .transitions) { Double($0.transitions > 0 ? $0.retries : 0) }
  static let ownRetriesRatio = ofLevels("retries.ratio", .ratio) {
    $0.transitions > 0 ? Double($0.retries) / Double($0.transitions) : .nan
  }
  /// As `latency`, without those that failed: of the others a percentile says nothing.
  static let latencyOfSucceeded = distribution("latency(succeeded)", .seconds, of: "succeeded") { $0.latency }
  /// Still running or waiting when the run ended.
  static let censored = {
    var metric = machine("censored", .executions) { Double($0.running + $0.waiting) }
    metric.share = share { ($0.running + $0.waiting, $0.started + $0.rejected + $0.waiting) }
    return metric
  }()
  static let requests = machine("requests", .requests) { Double($0.requests) }
  static let billedMilliseconds = machine("billedMilliseconds", .milliseconds) {
    Double($0.billedMilliseconds)
  }
  static let billedMegabyteMilliseconds = machine("billedMegabyteMilliseconds", .megabyteMilliseconds) {
    Double($0.billedMegabyteMilliseconds)
  }

  static let taskErrors = task("errors", .errors) { $0.errors }
  static let taskThrottled = task("throttled", .calls) { $0.throttled }
  static let attempts = Metric(
    name: "attempts", scope: .task, unit: .calls,
    reading: .distribution(
      { recording, index in index < recording.tasks.count ? recording.tasks[index].attempts : Sample() },
      of: "visited the state"))

  static let latencyOfDepth = Metric(
    name: "latency", scope: .depth, unit: .seconds,
    reading: .distribution(
      { recording, depth in depth < recording.latencyByDepth.count ? recording.latencyByDepth[depth] : Sample() },
      of: "at this depth has ended"))

  /// In the order of the files.
  package static let ofRun = [
    transitions, retries, retriesRatio, statesEntered, peakOpen, peakWaiting, makespan, lastRootEnd, historyEvents,
  ]
  /// What can be asked for besides, and no file shows as a row of its own.
  package static let largestHistory = {
    var metric = run("largestHistory", .events) { Double($0.largestHistory) }
    metric.isLargest = true
    return metric
  }()
  package static let askedOfRun = ofRun + [largestHistory, costPerExecution]
  package static let ofAction = [offered, admitted, throttled]
  package static let outcomes = [started, succeeded, failed, timedOut, aborted, rejected, running, waiting]
  package static let distributions = [latency, duration, retriesPerAdmittedCall]
  package static let bill = [requests, billedMilliseconds, billedMegabyteMilliseconds]
  /// Mean seconds of the executions in `latency`, which they sum to.
  static let parts = Part.allCases.map { part in
    var metric = machine("parts." + part.name, .seconds) {
      $0.parts[part.rawValue] * 1e-9 / Double($0.latency.count)
    }
    metric.weight = { $1 < $0.machines.count ? Double($0.machines[$1].latency.count) : 0 }
    return metric
  }
  static let billedTransitions = [ownTransitions, ownRetries, ownRetriesRatio]
  package static let ofMachine = outcomes + distributions + billedTransitions + bill + parts
  package static let askedOfMachine = ofMachine + [latencyOfSucceeded, censored]
  package static let ofTask = [taskErrors, taskThrottled]
  package static let askedOfTask = ofTask + [attempts]
  package static let askedOfDepth = [latencyOfDepth]
}

extension Metric {
  /// How often states of a machine met an error, whatever became of it.
  package static func errors(named name: String) -> Metric {
    Metric(
      name: "errors." + name, scope: .machine, unit: .errors,
      reading: .number { recording, machine in
        recording.errors.reduce(0.0) { sum, row in
          row.place.machine == machine && row.place.error == name ? sum + Double(row.count) : sum
        }
      })
  }

  private static func run(_ name: String, _ unit: Unit, _ value: @escaping @Sendable (Recording) -> Double) -> Metric {
    Metric(name: name, scope: .run, unit: unit, reading: .number { recording, _ in value(recording) })
  }

  private static func action(_ name: String, _ value: @escaping @Sendable (CallCounts) -> Int) -> Metric {
    Metric(
      name: name, scope: .action, unit: .calls,
      reading: .number { recording, index in Double(value(recording.calls[APIAction.starts[index]])) })
  }

  private static func machine(
    _ name: String, _ unit: Unit, _ value: @escaping @Sendable (MachineRecording) -> Double
  ) -> Metric {
    Metric(
      name: name, scope: .machine, unit: unit,
      reading: .number { recording, index in
        index < recording.machines.count ? value(recording.machines[index]) : .nan
      })
  }

  /// Of a machine, its levels together.
  private static func ofLevels(
    _ name: String, _ unit: Unit, _ value: @escaping @Sendable (LevelRecording) -> Double
  ) -> Metric {
    Metric(
      name: name, scope: .machine, unit: unit,
      reading: .number { recording, index in
        var all = LevelRecording(machine: index, depth: 0)
        for level in recording.levels where level.machine == index { all.add(level) }
        return value(all)
      })
  }

  private static func distribution(
    _ name: String, _ unit: Unit, of event: String, _ value: @escaping @Sendable (MachineRecording) -> Sample
  ) -> Metric {
    Metric(
      name: name, scope: .machine, unit: unit,
      reading: .distribution(
        { recording, index in index < recording.machines.count ? value(recording.machines[index]) : Sample() },
        of: event))
  }

  private static func share(
    _ value: @escaping @Sendable (MachineRecording) -> (hits: Int, count: Int)
  ) -> @Sendable (Recording, Int) -> (hits: Int, count: Int) {
    { recording, index in index < recording.machines.count ? value(recording.machines[index]) : (0, 0) }
  }

  private static func task(
    _ name: String, _ unit: Unit, _ value: @escaping @Sendable (TaskRecording) -> Int
  ) -> Metric {
    Metric(
      name: name, scope: .task, unit: unit,
      reading: .number { recording, index in
        index < recording.tasks.count ? Double(value(recording.tasks[index])) : .nan
      })
  }
}

extension Metric {
  /// Over all replications: the mean per execution of what executions have, else the mean per replication.
  package func estimate(_ recordings: [Recording], of subject: Int = 0) -> Estimate {
    if case .distribution(let sample, _) = reading {
      return Estimate(RatioEstimator(recordings.map { sample($0, subject) }, scale: unit == .seconds ? 1e-9 : 1))
    }
    let values = values(recordings, of: subject)
    guard let weight else { return Estimate(replications: values.filter(\.isFinite)) }
    let counts = zip(recordings, values).map { $1.isFinite ? weight($0, subject) : 0 }
    return Estimate(RatioEstimator(sums: zip(values, counts).map { $1 > 0 ? $0 * $1 : 0 }, counts: counts))
  }

  /// One value per replication: of a distribution, its mean, in the metric's unit.
  package func values(_ recordings: [Recording], of subject: Int = 0) -> [Double] {
    switch reading {
    case .number(let value): recordings.map { value($0, subject) }
    case .distribution(let sample, _): recordings.map { sample($0, subject).mean * (unit == .seconds ? 1e-9 : 1) }
    }
  }
}
