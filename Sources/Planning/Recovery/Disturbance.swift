import Chance
import Prelude
import Simulation
import StepFunctions

/// What disturbs a scenario for a while: outages, spikes, and streams that are named. The twin that is not disturbed
/// has none of them, and draws the same numbers for all else.
package struct Disturbance: Sendable {
  package struct Problem: Error {
    package let message: String
    package let hint: String?
  }

  /// Seconds: from the first that begins to the last that ends.
  let from: Double
  let until: Double
  /// In words, one each.
  let parts: [String]
  /// How long both are watched: while the load that stays goes on.
  let horizon: Double
  private let streams: Set<Int>

  /// `streams`: places of the load, of streams that are there in the disturbed run alone.
  init(_ plan: Plan, streams: [Int] = []) throws(Problem) {
    var found: [(from: Double, until: Double, text: String)] = []
    for stream in streams {
      guard plan.load.indices.contains(stream) else {
        throw Problem(
          message: "there is no load.\(stream) to be the disturbance", hint: "load has \(plan.load.count) streams")
      }
      let load = plan.load[stream]
      let isAtOnce = if case .burst = load.arrivals { true } else { false }
      let begin = isAtOnce ? load.lastArrival : load.start
      found.append((begin.seconds, load.lastArrival.seconds, "load.\(stream)"))
    }
    for (index, load) in plan.load.enumerated() where !streams.contains(index) {
      guard case .curve(.spike(_, _, let from, let to), _, _) = load.arrivals else { continue }
      let start = load.start.seconds
      found.append((start + from.seconds, start + to.seconds, "the spike of load.\(index)"))
    }
    let outages =
      plan.account.services.flatMap { service in service.outages.map { (service.name, $0) } }
      + APIAction.allCases.flatMap { action in (plan.account.outages[action] ?? []).map { (action.name, $0) } }
    for (name, outage) in outages {
      found.append((outage.from.seconds, outage.until.seconds, "an outage of \(name)"))
    }
    let steady = plan.load.indices.filter { !streams.contains($0) }
    guard let from = found.map(\.from).min(), let until = found.map(\.until).max() else {
      throw Problem(
        message: "nothing disturbs the scenario", hint: "it needs outages, a spike, or --disturbance load.1")
    }
    let loadEnd = steady.map { plan.load[$0].end.seconds }.max() ?? 0
    let end = if case .at(let end) = plan.horizon { min(end.seconds, loadEnd) } else { loadEnd }
    guard end > until else {
      throw Problem(
        message: "the load that stays ends before the disturbance does, or as it does: nothing can recover",
        hint: "make its for longer")
    }
    (self.from, self.until, horizon) = (from, until, end)
    parts = found.map(\.text).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    self.streams = Set(streams)
  }

  /// Both runs are of the same base load: a spike is the base and, for its time, as many arrivals on top as it has
  /// more, which are a Poisson process just as well, and leave all others where they are.
  func plan(_ plan: Plan, isDisturbed: Bool) -> Plan {
    var changed = plan
    let names = LoadStream.names(of: plan.load, machines: plan.account.machines.map(\.name))
    changed.load = []
    for (index, load) in plan.load.enumerated() where isDisturbed || !streams.contains(index) {
      var stream = load
      stream.name = names[index]
      if case .curve(.spike(let base, let peak, let from, let to), let spacing, let length) = load.arrivals,
        !streams.contains(index)
      {
        if peak >= base {
          stream.arrivals = .curve(.constant(base), spacing, duration: length)
        } else if !isDisturbed {
          stream.arrivals = .curve(.constant(base), spacing, duration: length)
        }
        if isDisturbed, peak > base {
          var more = stream
          more.name = names[index] + " spike"
          more.start = load.start + from
          more.arrivals = .curve(.constant(peak - base), spacing, duration: Span(seconds: (to - from)))
          changed.load.append(more)
        }
      }
      changed.load.append(stream)
    }
    if !isDisturbed {
      for index in changed.account.services.indices { changed.account.services[index].outages = [] }
      changed.account.outages = [:]
    }
    changed.horizon = .at(.zero + Span(seconds: horizon))
    changed.recordsBacklog = true
    (changed.expectations, changed.windows, changed.precision) = ([], [], [])
    return changed
  }
}

extension Instant {
  fileprivate var seconds: Double { (self - .zero).seconds }
}

extension Span {
  fileprivate static func - (a: Span, b: Span) -> Double { a.seconds - b.seconds }
}
