import Engine
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// Retries that are over before the outage is which they are for, and how many would outlast it.
struct Outlasting {
  let text: String

  /// Of the Task whose errors ended most executions.
  init?(_ model: ReportModel) {
    let account = model.plan.account
    guard account.services.contains(where: { !$0.outages.isEmpty }) else { return nil }
    let tasks = account.answeredTasks
    for row in model.errors.byWeight where row.ended > 0 {
      // A Map or a Parallel ends with what ended a branch, and a Task with what ended a child.
      let place = row.root ?? row.place
      if place != row.place, model.state(row.place)?.retriers.isEmpty == false { continue }
      guard [.error, .throttled].contains(place.kind), let state = model.state(place) else { continue }
      let machine = account.machines[place.machine]
      guard let task = tasks.first(where: { $0.isIn(machine, state.name) }), case .service(let index) = task.answer,
        let trouble = OutageTrouble(state, machine, place.error, index, tasks, model)
      else { continue }
      text = trouble.text(model.described(place))
      return
    }
    return nil
  }
}

/// An outage, and the retries of a state that meets it. All in seconds.
private struct OutageTrouble {
  let error: String
  let retrier: Retrier?
  let service: String
  /// How long it lasts, and how long what has come meanwhile takes beside what goes on coming.
  let away: Double
  let backlog: Double
  /// Of a call.
  let latency: Double
  let machine: MachineModel

  /// nil: the error is not of an outage, or nobody knows how long its backlog takes, or the retries are long enough.
  init?(
    _ state: State, _ machine: MachineModel, _ error: String, _ index: Int, _ tasks: [AnsweredTask],
    _ model: ReportModel
  ) {
    let service = model.plan.account.services[index]
    let retrier = state.retriers.first { $0.takes(error) }
    let isRefusal = Self.refusal(service, state) == error
    let outages = service.outages.filter { outage in
      // Of less than half of the calls, a retry or two are soon in luck.
      outage.share >= 0.5
        && outage.errors.contains { $0.name == error || isRefusal && retrier?.takes($0.name) == true }
        && model.plan.load.contains { $0.firstArrival < outage.until && outage.from <= $0.lastArrival }
    }
    guard let away = Self.longest(outages),
      let backlog = Self.backlog(of: index, after: away, outages.map(\.share).max() ?? 1, tasks, model)
    else { return nil }
    (self.error, self.retrier, self.machine, self.away, self.backlog) = (error, retrier, machine, away, backlog)
    self.service = Explanations.shortName(ofService: service.name)
    let calls = model.recordings.reduce(0) { $0 + $1.services[index].calls }
    let busy = model.recordings.reduce(0) { $0 + Double($1.services[index].busy) }
    latency = calls > 0 ? busy * 1e-9 / Double(calls) : 0
    if let retrier, reach(retrier, retrier.maxAttempts).least >= away + backlog { return nil }
  }

  func text(_ place: String) -> String {
    let crowd = backlog > 0 ? ", and what it has piled up takes \(Number.duration(backlog)) more" : ""
    let outage = "the outage of \(service) lasts \(Number.duration(away))\(crowd)"
    guard let retrier else { return "\(place) has no Retry for \(error), and \(outage)." }
    let now = reach(retrier, retrier.maxAttempts)
    let over =
      now.least < now.mean
      ? "may be over after \(Number.duration(now.least)) (\(Number.duration(now.mean)) on average)"
      : "are over after \(Number.duration(now.mean))"
    let needed = away + backlog
    let attempts = (1...1_000).first { reach(retrier, $0).least >= needed }
    if let timeout = machine.definition.timeoutSeconds, Double(timeout) < needed {
      return "\(place)'s retries \(over), but \(outage): \(machine.name)'s TimeoutSeconds of "
        + "\(Number.duration(Double(timeout))) let none outlast it."
    }
    guard let attempts else { return "\(place)'s retries \(over), but \(outage)." }
    let then = reach(retrier, attempts)
    return """
      \(place)'s retries \(over), but \(outage): with MaxAttempts of \(attempts) in place of \(retrier.maxAttempts) it \
      tries for \(then.least < then.mean ? "at least " : "")\(Number.duration(then.least)).
      """
  }

  /// From the first call to the last. With full jitter each wait is uniform from 0, and one execution in 44 has less
  /// than two standard deviations below the mean.
  private func reach(_ retrier: Retrier, _ attempts: Int) -> (least: Double, mean: Double) {
    let calls = Double(attempts) * latency
    let waits = retrier.backoff.sum(attempts)
    guard retrier.jitter == .full else { return (waits + calls, waits + calls) }
    let squares = retrier.backoff.squared.sum(attempts)
    return (max(0, waits / 2 - 2 * (squares / 12).squareRoot()) + calls, waits / 2 + calls)
  }

  /// What a service that has a rate refuses calls with.
  private static func refusal(_ service: ServiceModel, _ state: State) -> String? {
    guard case .limited(let limit) = service.rate, case .refuse(let error) = limit.excess else { return nil }
    if case .task(let task) = state.action { return error ?? task.resource.throttleError }
    return error
  }

  /// Of those that follow one another at once taken together.
  private static func longest(_ outages: [ServiceModel.Outage]) -> Double? {
    var spells: [(from: Instant, until: Instant)] = []
    for outage in outages.sorted(by: { $0.from < $1.from }) {
      if let last = spells.last, outage.from <= last.until {
        spells[spells.count - 1].until = max(last.until, outage.until)
      } else {
        spells.append((outage.from, outage.until))
      }
    }
    return spells.map { ($0.until - $0.from).seconds }.max()
  }

  /// Where a service refuses what is above its rate; 0 where nothing is refused. nil: the load has no rate, or it is
  /// never worked off.
  private static func backlog(
    of index: Int, after away: Double, _ share: Double, _ tasks: [AnsweredTask], _ model: ReportModel
  ) -> Double? {
    let plan = model.plan
    guard case .limited(let limit) = plan.account.services[index].rate, case .refuse = limit.excess else { return 0 }
    let callers = tasks.filter { $0.answer == .service(index) }
    let visits = model.states.filter { state in
      callers.contains { $0.isIn(plan.account.machines[state.machine], state.name) }
    }.reduce(0) { $0 + $1.entered }
    let from = plan.load.map(\.firstArrival).min() ?? .zero
    let until = plan.load.map(\.lastArrival).max() ?? .zero
    let counted = (until - max(from, .zero + plan.warmup)).seconds
    guard plan.load.allSatisfy({ $0.flow != nil }), counted > 0 else { return nil }
    let perSecond = visits / counted
    let spare = limit.refill.perSecond - perSecond
    return spare > 0 ? max(0, perSecond * share * away - Double(limit.capacity)) / spare : nil
  }
}

extension AnsweredTask {
  fileprivate func isIn(_ machine: MachineModel, _ name: String) -> Bool {
    self.machine == machine.definingName && state == name
  }
}

extension Backoff {
  /// Whose delays are the squares of its own.
  fileprivate var squared: Backoff { Backoff(first: first * first, rate: rate * rate, limit: limit * limit) }
}

extension Retrier {
  func takes(_ error: String) -> Bool { errorEquals.contains { ErrorName.matches($0, error) } }
}

extension ReportModel {
  /// The state that an error is of.
  func state(_ place: ErrorRecord.Place) -> State? {
    guard plan.account.machines.indices.contains(place.machine) else { return nil }
    return plan.account.machines[place.machine].definition.states.first { $0.name == place.state }
  }
}
