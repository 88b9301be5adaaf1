import Chance
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// The load against the account's token buckets.
extension Rules {
  static let aboveRefill = Rule<LoadCheck>(
    RuleInfo(
      "load.above-refill", .warning, "a load that asks for more tokens per second than its bucket is refilled with",
      source: "arithmetic of the bucket; calls per root by running one alone",
      example: .load("arrivals: { rate: 400/s }, for: 60s"))
  ) { check in
    let found = (APIAction.starts + [.stateTransition, .startMapRun]).compactMap { check.overload($0) }
    // What runs dry later gets less than is offered: the first bucket lets no more through.
    guard let first = found.map(\.at).min() else { return [] }
    return found.filter { $0.at <= first * 1.01 }.map {
      check.finding($0)
    }
  }
}

extension RuleInfo.Example {
  /// A stream of starts of a machine whose one state is a Pass.
  static func load(_ stream: String) -> Self {
    .scenario(
      """
      region: us-east-1
      stateMachines: { Root: { definition: machine.asl.json } }
      load: [ { start: Root, \(stream) } ]

      """, definition: #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#)
  }
}

extension LoadCheck {
  /// A bucket that the timed streams empty.
  fileprivate struct Overload {
    var action: APIAction
    var capacity: Int
    var refill: Double
    /// In seconds.
    var at: Double
    /// Streams that take part, with starts and tokens per second at that time.
    var parts: [Part]
    var demand: Double { parts.reduce(0) { $0 + $1.rate * $1.perRoot } }

    /// Without a token nothing fails, it is late.
    var waits: Bool { action == .stateTransition || action == .startMapRun }
    var unit: String {
      switch action {
      case .stateTransition: "transitions"
      case .startMapRun: "Map Runs"
      default: "calls"
      }
    }

    struct Part {
      var stream: Int
      var rate: Double
      var perRoot: Double
      var isSteady: Bool
    }
  }

  fileprivate func overload(_ action: APIAction) -> Overload? {
    guard case .tokens(let capacity, let rate) = plan.account.quotas[action] else { return nil }
    var flows: [RateCurve.Line] = []
    for (stream, trial) in zip(plan.load, trials) {
      // What an admission lets through is not what arrives.
      guard stream.admission == nil, let trial, let lines = stream.flow else { continue }
      for part in trial.demand[action] ?? [] {
        for line in lines {
          flows.append(
            RateCurve.Line(
              start: part.seconds + line.start, end: part.seconds + line.end, first: line.first * part.count,
              last: line.last * part.count))
        }
      }
    }
    let bucket = FluidBucket(capacity: Double(capacity), refill: rate.perSecond)
    guard let at = bucket.empties(flows)?.at else { return nil }
    if case .at(let end) = plan.horizon, at >= (end - .zero).seconds { return nil }
    var parts: [Overload.Part] = []
    for (index, trial) in trials.enumerated() {
      guard let perRoot = trial?.total(action), perRoot > 0, plan.load[index].admission == nil,
        let lines = plan.load[index].flow
      else { continue }
      // Calls come a while after their root: the last line goes on for as long.
      guard let line = lines.last(where: { $0.start <= at }) else { continue }
      let isSteady = lines.count == 1 && line.first == line.last && line.start == 0
      parts.append(
        Overload.Part(stream: index, rate: line.rate(at: min(at, line.end)), perRoot: perRoot, isSteady: isSteady))
    }
    return Overload(action: action, capacity: capacity, refill: rate.perSecond, at: at, parts: parts)
  }

  fileprivate func finding(_ overload: Overload) -> Finding {
    let largest = overload.parts.max { $0.rate * $0.perRoot < $1.rate * $1.perRoot }
    let place = places[largest?.stream ?? 0]
    let unit = overload.unit
    let terms = overload.parts.map { part -> String in
      let stream = plan.load[part.stream]
      let calls = trials[part.stream].map { callsPerRoot(overload.action, $0) } ?? ""
      let tree = overload.waits || !calls.contains(",") ? "" : " (\(calls))"
      let one = part.perRoot == 1 ? String(unit.dropLast()) : unit
      return "\(Self.rounded(part.rate, 2))/s of \(name(stream)) × \(Self.rounded(part.perRoot)) \(one)\(tree)"
    }
    let demand = Self.rounded(overload.demand, 2)
    let sum = terms.joined(separator: " + ") + " = \(demand)/s"
    let refill = Self.rounded(overload.refill, 2)
    return Finding(
      place,
      "\(overload.action.name): \(sum), and \(refill)/s are refilled: the bucket of \(overload.capacity) is empty "
        + emptyAfter(overload)
        + (overload.waits ? "; then each waits for its token" : "; then what is above the refill is refused"),
      hint: hint(overload))
  }

  /// The formula where it is the truth: a constant demand from the first second on.
  private func emptyAfter(_ overload: Overload) -> String {
    let refill = Self.rounded(overload.refill, 2)
    let surplus = overload.demand - overload.refill
    let plain = surplus > 0 ? Double(overload.capacity) / surplus : .infinity
    let seconds = Self.seconds(overload.at)
    guard overload.parts.allSatisfy(\.isSteady), plain.isFinite else { return "after about \(seconds) s" }
    let formula = "\(overload.capacity) / (\(Self.rounded(overload.demand, 2)) - \(refill)) = \(Self.seconds(plain)) s"
    if abs(plain - overload.at) <= 0.01 * plain { return "after \(formula)" }
    return "after about \(seconds) s (\(formula), and the time until the calls come)"
  }

  private static func seconds(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths < 1e9 ? "\(tenths)" : rounded(value)
  }

  private func hint(_ overload: Overload) -> String {
    let needed = Self.rounded(overload.demand.rounded(.up))
    guard overload.parts.count == 1, let part = overload.parts.first else {
      return "offer less, or ask for a refill of \(needed)/s"
    }
    let carried = Self.rounded((overload.refill / part.perRoot * 100).rounded(.down) / 100, 2)
    return "\(carried) starts/s can be carried for ever; \(Self.rounded(part.rate, 2)) need a refill of \(needed)/s"
  }
}
