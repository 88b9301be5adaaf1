import Chance
import Prelude
import Simulation
import StepFunctions

/// What went into the model.
struct Assumptions: PageSection {
  let model: ReportModel

  var markup: Markup {
    var entries: [(String, String)] = model.plan.load.map { stream in
      let name = model.machines.indices.contains(stream.machine) ? model.machines[stream.machine].name : "?"
      return ("Load on \(name)", "\(stream.text)\(stream.admission.map { "; " + $0.text } ?? ""); \(stream.retry.text)")
    }
    let tasks = model.plan.account.answeredTasks
    let quotas = model.plan.account.integrationQuotas
    entries += model.plan.account.services.enumerated().map { index, service in
      var text = "latency \(service.latencyExpression.map { "by " + $0.text } ?? service.latencyText)"
      for error in service.errors {
        text += "; \(error.name) with probability \(Number.significant(error.probability, 6))"
      }
      if let expression = service.errorExpression { text += "; errors by \(expression.text)" }
      if let function = service.function { text += "; " + function.text }
      if let shared = service.shared { text += "; " + shared.text }
      if let answer = service.tokenAnswer {
        text += "; answers the token in its request after \(answer.after.description)"
      }
      for outage in service.outages { text += "; outage \(outage.text)" }
      text += rate(of: service, quotas[index])
      switch service.concurrency {
      case .unlimited: break
      case .refuse(let limit, let error):
        text += "; \(Number.count(Double(limit))) at once, more are refused with \(error)"
      case .queue(let limit): text += "; \(Number.count(Double(limit))) at once, more wait in line"
      }
      if service.abandoned == .run { text += "; those in line run, though their Task has timed out" }
      let answered = tasks.filter { $0.answer == .service(index) }
        .map { ServiceKey.text(machine: $0.machine, state: $0.state) }
      if !answered.isEmpty { text += "; answers \(answered.joined(separator: ", "))" }
      return (service.name, text)
    }
    entries.append(("Step Functions' own latencies", model.plan.overheadsProfile))
    entries.append(("What a Task sees when throttled", model.plan.account.throttleError))
    for action in APIAction.allCases {
      let outages = model.plan.account.outages[action] ?? []
      entries += outages.map { ("Outage of \(action.name)", $0.text) }
    }
    if !model.plan.account.stopChildren { entries.append(("What if", "a failing parent does not stop its children")) }
    return Page.section("assumptions", "What went in", "", [Page.definitions(entries)])
  }

  private func rate(of service: ServiceModel, _ quotas: [IntegrationQuota]) -> String {
    func text(_ limit: ServiceModel.RateLimit) -> String {
      let perSecond = Number.significant(limit.refill.perSecond, 6)
      return "\(Number.count(Double(limit.capacity))) calls at once and \(perSecond) a second"
    }
    switch service.rate {
    case .unlimited: return "; no limit of its rate"
    case .integration:
      return quotas.map { "; \(text($0.limit)), AWS's default quota of \($0.name)" }.joined()
    case .limited(let limit):
      return switch limit.excess {
      case .queue: "; \(text(limit)), more wait for their turn"
      case .refuse(let error): "; \(text(limit)), more are refused with \(error ?? "the integration's throttle error")"
      }
    }
  }
}
