import Chance
import JSON
import Prelude
package import Simulation
import StatesLanguage
import StepFunctions

/// What has to be known of a run, besides its numbers, to set it against another: without its definitions.
package struct RunFacts: Sendable {
  /// A stream of the load, as words for a person and as a key that only an equal one has.
  struct Stream: Equatable {
    var machine: String
    var isSync: Bool
    var arrivals: String
    var key: String
    /// A hash of the input's text.
    var input: String
  }
  struct Service: Equatable {
    var name: String
    var latency: String
    var isSynchronised: Bool
  }
  package struct Machine: Sendable {
    package var name: String
    package var tasks: [String]
  }

  /// Which number is drawn for what. Another number: the same seed gives other draws, and nothing is paired.
  package static let drawing = 1

  package var name: String
  var version: String
  package var seed: UInt64
  package var replications: Int
  var drawing = Self.drawing
  /// The Region's; what a scenario sets itself is a difference that it names.
  var quotaProfile: String
  var warmup: Double
  /// `after 20 min`, and what only an equal one has.
  var horizon: String
  var horizonKey: String
  var load: [Stream]
  package var machines: [Machine]
  var services: [Service]
  package var expectations: [Expectation]

  package init(_ plan: Plan, version: String) {
    name = plan.name
    self.version = version
    seed = plan.seed
    replications = plan.replications
    quotaProfile = String(plan.quotaProfile.prefix { $0 != ";" })
    warmup = plan.warmup.seconds
    (horizon, horizonKey) = Self.words(plan.horizon)
    load = plan.load.map { stream in
      Stream(
        machine: plan.account.machines[stream.machine].name, isSync: stream.isSync, arrivals: stream.text,
        key: stream.key, input: Self.hash(stream.input.text))
    }
    machines = plan.account.machines.map { machine in
      Machine(name: machine.name, tasks: machine.definition.taskNames)
    }
    services = plan.account.services.map { service in
      Service(
        name: service.name, latency: service.latencyText, isSynchronised: service.latency.isSynchronised)
    }
    expectations = plan.expectations
  }

  /// Of a run whose warm-up is still to be found.
  package func with(warmupOf other: RunFacts) -> RunFacts {
    var facts = self
    facts.warmup = other.warmup
    return facts
  }

  /// `Machine.State`, as recordings have them.
  var tasks: [String] { machines.flatMap { machine in machine.tasks.map { "\(machine.name).\($0)" } } }

  /// Machines that the load starts, in its order.
  var outside: [Int] {
    var seen: Set<String> = []
    return load.compactMap { stream in
      seen.insert(stream.machine).inserted ? machines.firstIndex { $0.name == stream.machine } : nil
    }
  }

  var replicationText: String {
    replications == 1 ? "1 replication" : "\(Number.count(Double(replications))) replications"
  }

  private static func words(_ horizon: Plan.Horizon) -> (String, String) {
    switch horizon {
    case .drained: ("when nothing is left to happen", "drained")
    case .at(let end): ("after \(Number.span((end - .zero).seconds))", "at \((end - .zero).nanoseconds)")
    case .counted(let latest):
      (
        "with the counted executions, after \(Number.span((latest - .zero).seconds)) at the latest",
        "counted \((latest - .zero).nanoseconds)"
      )
    }
  }

  static func hash(_ text: String) -> String {
    let digits = String(Mix64.hash(text), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension LoadStream {
  /// What only an equal load has.
  fileprivate var key: String {
    var key = arrivals.key
    if start > .zero { key += " at \((start - .zero).nanoseconds)" }
    if !batch.isOne { key += " batch \(batch)" }
    return key
  }
}

extension LoadStream.Arrivals {
  fileprivate var key: String {
    switch self {
    case .burst(let count, let at): "burst \(count) \((at - .zero).nanoseconds)"
    case .constant(let rate, let length):
      "constant \(rate.count) \(rate.period.nanoseconds) \(length.nanoseconds)"
    case .curve(let curve, let spacing, let length): "\(spacing.rawValue) \(curve.key) \(length.nanoseconds)"
    case .timetable(let table):
      "trace \(table.count) \(table.scale) \(table.every.nanoseconds) "
        + RunFacts.hash(
          table.rows.map { "\(($0.at - .zero).nanoseconds) \($0.input?.text ?? "-")" }.joined(separator: "\n"))
    case .users(let count, let think, let length): "users \(count) \(think) \(length.nanoseconds)"
    }
  }
}

extension RateCurve {
  fileprivate var key: String {
    switch self {
    case .constant(let rate): "\(rate)"
    case .ramp(let from, let to, let length): "ramp \(from) \(to) \(length.nanoseconds)"
    case .steps(let steps): "steps " + steps.map { "\($0.rate) \($0.length.nanoseconds)" }.joined(separator: " ")
    case .spike(let base, let peak, let from, let to): "spike \(base) \(peak) \(from.nanoseconds) \(to.nanoseconds)"
    case .sine(let mean, let amplitude, let period, let phase):
      "sine \(mean) \(amplitude) \(period.nanoseconds) \(phase.nanoseconds)"
    }
  }
}
