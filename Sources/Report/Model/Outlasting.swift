import Engine
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// Retries that are over before the outage is which they are for, and how many would outlast it.
struct Outlasting {
  let text: String

  /// Of what ended most executions.
  init?(_ model: ReportModel) {
    guard model.plan.account.services.contains(where: { !$0.outages.isEmpty }) else { return nil }
    let tasks = model.plan.account.answeredTasks
    for row in model.errors.byWeight where row.ended > 0 && [.error, .throttled].contains(row.place.kind) {
      guard let state = model.state(row.place), model.machines[row.place.machine].kind == .standard,
        let task = tasks.first(where: { $0.isIn(model.plan.account.machines[row.place.machine], state.name) }),
        case .service(let service) = task.answer,
        let text = Self.text(model.described(row.place), row.place.error, state, service, model)
      else { continue }
      self.text = text
      return
    }
    return nil
  }

  private static func text(
    _ place: String, _ error: String, _ state: State, _ index: Int, _ model: ReportModel
  ) -> String? {
    let service = model.plan.account.services[index]
    let retrier = state.retriers.first { $0.takes(error) }
    // What the outage fails with, or what the crowd that comes back after it meets.
    let outages = service.outages.filter { outage in
      outage.errors.contains { $0.name == error || retrier?.takes($0.name) == true }
    }
    guard let away = longest(outages) else { return nil }
    let name = Explanations.shortName(ofService: service.name)
    let outage = "the outage of \(name) lasts \(Number.duration(away))"
    guard let retrier else { return "\(place) has no Retry for \(error), and \(outage)." }
    let backlog = backlog(of: index, after: away, model)
    let share = retrier.jitter == .full ? 0.5 : 1
    let reach = retrier.backoff.sum(retrier.maxAttempts) * share
    let needed = away + backlog
    let attempts = (retrier.maxAttempts..<1_000).first { retrier.backoff.sum($0) * share >= needed }
    guard reach < needed, let attempts else { return nil }
    let mean = share < 1 ? " on average" : ""
    let crowd = backlog > 0 ? ", and what it has piled up takes \(Number.duration(backlog)) more" : ""
    return """
      \(place)'s retries are over after \(Number.duration(reach))\(mean), but \(outage)\(crowd): with MaxAttempts of \
      \(attempts) in place of \(retrier.maxAttempts) it tries for \
      \(Number.duration(retrier.backoff.sum(attempts) * share))\(mean).
      """
  }

  /// Seconds, of those that follow one another at once taken together.
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

  /// Seconds in which what came meanwhile is served beside what goes on coming, where the service has a rate.
  private static func backlog(of index: Int, after away: Double, _ model: ReportModel) -> Double {
    guard case .limited(let limit) = model.plan.account.services[index].rate else { return 0 }
    let tasks = model.plan.account.answeredTasks.filter { $0.answer == .service(index) }
    let visits = model.states.filter { state in
      tasks.contains { $0.isIn(model.plan.account.machines[state.machine], state.name) }
    }.reduce(0) { $0 + $1.entered }
    let seconds = model.plan.load.map { ($0.lastArrival - .zero).seconds }.max() ?? 0
    let spare = limit.refill.perSecond - visits / seconds
    return seconds > 0 && spare > 0 ? max(0, visits / seconds * away - Double(limit.capacity)) / spare : 0
  }
}

extension AnsweredTask {
  fileprivate func isIn(_ machine: MachineModel, _ name: String) -> Bool {
    self.machine == machine.definingName && state == name
  }
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
