import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage
import StepFunctions

/// Which values a retry policy has, where they stand, and between what they are chosen.
extension TuneSpace {
  /// The values of one retrier or caller now.
  private struct Policy {
    var interval: Double
    var rate: Double
    var attempts: Int
    var delay: Double?
    var isJittered: Bool
  }

  /// Where the five values of a policy stand.
  private struct Site {
    let interval: Place
    let rate: Place
    let attempts: Place
    let delay: Place
    let jitter: Place
    let policy: Policy
  }

  /// AWS's: IntervalSeconds 1, BackoffRate 2, MaxAttempts 3, no MaxDelaySeconds, JitterStrategy NONE. Source: the
  /// Amazon States Language's fields of a retrier, whose defaults these are.
  private static let documented = Policy(interval: 1, rate: 2, attempts: 3, delay: nil, isJittered: false)

  /// As large as the service allows: of which no delay is cut.
  static let longestDelay = "31622400"

  static func dimensions(_ policy: String, _ plan: Plan) throws(Problem) -> [Dimension] {
    if policy == "all" {
      let sites = allSites(plan)
      guard !sites.isEmpty else {
        throw Problem(message: "--policy all: no state has a Retry, and no caller a policy", hint: nil)
      }
      return dimensions("", sites)
    }
    let names = ScenarioReader.names(ofPath: policy) ?? [policy]
    if names.count == 2, names[0] == "load", let stream = Int(names[1]) {
      guard plan.load.indices.contains(stream) else {
        throw Problem(message: "--policy \(policy): there are \(plan.load.count) streams of load", hint: nil)
      }
      guard let site = site(ofStream: stream, plan) else {
        throw Problem(
          message: "--policy \(policy): the stream has no policy of its own",
          hint: "retry: { interval: 1s, rate: 2, maxAttempts: 3 }")
      }
      return dimensions(policy + " ", [site])
    }
    return try ofState(policy, names, plan)
  }

  private static func ofState(_ policy: String, _ names: [String], _ plan: Plan) throws(Problem) -> [Dimension] {
    let form = "--policy takes Machine.\"State name\", load.0 or all"
    let machines = plan.account.machines.filter { $0.version == nil && $0.owner == nil }
    guard names.count == 2 || names.count == 4 && names[2] == "Retry" else {
      throw Problem(message: "--policy \(policy): it is none", hint: form)
    }
    guard let machine = machines.first(where: { $0.name == names[0] }) else {
      let hint = suggestion(for: names[0], among: machines.map(\.name)).map { "did you mean \"\($0)\"?" }
      throw Problem(message: "--policy \(policy): there is no state machine \"\(names[0])\"", hint: hint ?? form)
    }
    guard let state = machine.definition.states.first(where: { $0.name == names[1] }) else {
      let hint = suggestion(for: names[1], among: machine.definition.states.map(\.name))
      throw Problem(
        message: "--policy \(policy): \(names[0]) has no state \"\(names[1])\"",
        hint: hint.map { "did you mean \"\($0)\"?" })
    }
    let concurrency = concurrency(of: state, machine.name, policy)
    if names.count == 2, state.retriers.isEmpty, let concurrency { return [concurrency] }
    let number = names.count == 4 ? Int(names[3]) ?? -1 : retrierOfThrottling(state)
    guard let number, let site = site(machine.name, state, retrier: number) else {
      throw Problem(message: "--policy \(policy): the state has no such Retry", hint: "write one, and it can be tuned")
    }
    return dimensions(policy + " ", [site]) + (names.count == 2 ? [concurrency].compactMap(\.self) : [])
  }

  /// Of a Map whose MaxConcurrency is a plain number.
  private static func concurrency(of state: State, _ machine: String, _ policy: String) -> Dimension? {
    guard case .map(let map) = state.action, case .fixed(let now) = map.maxConcurrency else { return nil }
    let path = "stateMachines.\(ScenarioReader.pathName(machine)).\(ScenarioReader.pathName(state.name)).MaxConcurrency"
    return Dimension(
      name: policy + " MaxConcurrency",
      choice: .numbers(Variation.Scale(low: 1, high: 100, unit: "", isWhole: true, isLogarithmic: true), places: 0),
      places: [Place(path: path, suffix: "", today: String(now))], today: String(now), documented: "0")
  }

  /// The one that meets refused calls, else the first.
  private static func retrierOfThrottling(_ state: State) -> Int? {
    let broad: Set = ["States.ALL", "States.TaskFailed"]
    let index = state.retriers.firstIndex { retrier in
      retrier.errorEquals.contains { $0.contains("Throttl") || $0.contains("TooManyRequests") || broad.contains($0) }
        || retrier.errorEquals.contains("StepFunctions.AWSStepFunctionsException")
    }
    return index ?? (state.retriers.isEmpty ? nil : 0)
  }

  private static func site(_ machine: String, _ state: State, retrier number: Int) -> Site? {
    guard state.retriers.indices.contains(number) else { return nil }
    let retrier = state.retriers[number]
    let path =
      "stateMachines.\(ScenarioReader.pathName(machine)).\(ScenarioReader.pathName(state.name)).Retry.\(number)."
    func place(_ field: String) -> Place { Place(path: path + field, suffix: "") }
    return Site(
      interval: place("IntervalSeconds"), rate: place("BackoffRate"), attempts: place("MaxAttempts"),
      delay: place("MaxDelaySeconds"), jitter: place("JitterStrategy"),
      policy: Policy(
        interval: Double(retrier.intervalSeconds), rate: retrier.backoffRate, attempts: retrier.maxAttempts,
        delay: retrier.maxDelaySeconds.map { Double($0) }, isJittered: retrier.jitter == .full))
  }

  private static func site(ofStream stream: Int, _ plan: Plan) -> Site? {
    guard case .policy(let policy) = plan.load[stream].retry else { return nil }
    let path = "load.\(stream).retry."
    return Site(
      interval: Place(path: path + "interval", suffix: "s"), rate: Place(path: path + "rate", suffix: ""),
      attempts: Place(path: path + "maxAttempts", suffix: ""), delay: Place(path: path + "maxDelay", suffix: "s"),
      jitter: Place(path: path + "jitter", suffix: ""),
      policy: Policy(
        interval: policy.interval.seconds, rate: policy.rate, attempts: policy.maxAttempts,
        delay: policy.maxDelay?.seconds, isJittered: policy.fullJitter))
  }

  /// Of every Task that has a Retry, and of every stream that has a policy.
  private static func allSites(_ plan: Plan) -> [Site] {
    let machines = plan.account.machines.filter { $0.version == nil && $0.owner == nil }
    let states = machines.flatMap { machine in
      machine.definition.states.compactMap { state in
        retrierOfThrottling(state).flatMap { site(machine.name, state, retrier: $0) }
      }
    }
    return states + plan.load.indices.compactMap { site(ofStream: $0, plan) }
  }

  private static func dimensions(_ prefix: String, _ sites: [Site]) -> [Dimension] {
    func dimension(
      _ name: String, _ choice: Choice, _ place: KeyPath<Site, Place>, _ text: (Policy) -> String
    ) -> Dimension {
      let texts = Set(sites.map { text($0.policy) })
      return Dimension(
        name: prefix + name, choice: choice,
        places: sites.map { site in
          var place = site[keyPath: place]
          place.today = text(site.policy)
          return place
        },
        today: texts.count == 1 ? texts.first : nil, documented: text(documented))
    }
    func numbers(_ low: Double, _ high: Double, places: Int = 0, isLogarithmic: Bool = false) -> Choice {
      .numbers(
        Variation.Scale(low: low, high: high, unit: "", isWhole: places == 0, isLogarithmic: isLogarithmic),
        places: places)
    }
    return [
      dimension(first, numbers(1, 60, isLogarithmic: true), \.interval) { Number.short($0.interval, 3) },
      dimension("BackoffRate", numbers(1, 4, places: 1), \.rate) { Number.short($0.rate, 3) },
      dimension("MaxAttempts", numbers(0, 20), \.attempts) { String($0.attempts) },
      dimension(longest, numbers(1, 600, isLogarithmic: true), \.delay) { policy in
        policy.delay.map { Number.short($0, 3) } ?? longestDelay
      },
      dimension("JitterStrategy", .words(["FULL", "NONE"]), \.jitter) { $0.isJittered ? "FULL" : "NONE" },
    ]
  }
}
