import Chance
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// What went into the model.
struct Assumptions: PageSection {
  let model: ReportModel

  var markup: Markup {
    var entries: [(String, String)] = model.plan.load.map { stream in
      let name = model.machines.indices.contains(stream.machine) ? model.machines[stream.machine].name : "?"
      let parts = [stream.text, stream.admission?.text, stream.retry.text, stream.redrive?.text]
      return ("Load on \(name)", parts.compactMap(\.self).joined(separator: "; "))
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
      let name = Explanations.shortName(ofService: service.name)
      return (name, name == service.name ? text : service.name + ": " + text)
    }
    entries.append(("Step Functions' own latencies", model.plan.overheadsProfile))
    entries.append(("What a Task sees when throttled", model.plan.account.throttleError))
    for action in APIAction.allCases {
      let outages = model.plan.account.outages[action] ?? []
      entries += outages.map { ("Outage of \(action.name)", $0.text) }
    }
    if !model.plan.account.stopChildren { entries.append(("What if", "a failing parent does not stop its children")) }
    return Page.section(
      "assumptions", "What went in", "",
      [Page.definitions(origin + entries), machineTable, retryTable, fileTable])
  }

  private var origin: [(String, String)] {
    let plan = model.plan
    var entries = [("Scenario", "\(plan.name), seed \(plan.seed), \(model.replicationText), \(plan.quotaProfile)")]
    if let overrides = plan.source?.overrides {
      var words = overrides.sets.map { "--set " + ReplayCommand.quoted($0) }
      if let seed = overrides.seed { words.append("--seed \(seed)") }
      if let count = overrides.replications { words.append("--replications \(count)") }
      if !words.isEmpty { entries.append(("Changed on the command line", words.joined(separator: " "))) }
    }
    return entries
  }

  private var machineTable: Markup {
    Page.table(
      "State machines, as their definitions have them", ["state machine", "type", "states", "timeout"], texts: 2,
      model.machines.indices.map { index in
        let machine = model.plan.account.machines[index]
        let timeout = machine.definition.timeoutSeconds.map { Number.span(Double($0)) } ?? Number.none
        return [
          machine.name, machine.kind.rawValue, Number.count(Double(machine.definition.states.count)), timeout,
        ].map { Markup($0) }
      })
  }

  /// What decides how often is called again.
  private var retryTable: Markup {
    let rows = model.plan.account.machines.flatMap { machine in
      machine.definition.states.flatMap { state in
        state.retriers.map { retrier in
          [
            Markup("\(machine.name) · \(state.name)"), Markup(retrier.errorEquals.joined(separator: ", ")),
            Markup(retrier.text),
          ]
        }
      }
    }
    guard !rows.isEmpty else { return .none }
    return Page.table("Retry, as the definitions have it", ["state", "errors", "retries"], texts: 3, rows)
  }

  private var fileTable: Markup {
    guard let source = model.plan.source else { return .none }
    let files = [(path: source.path, hash: source.hash)] + source.files
    return Page.table(
      "Files that were read, and their SHA-256", ["file", "SHA-256"], texts: 2,
      files.map { [Page.breakable($0.path), Markup("code", Markup($0.hash.prefix(16) + "…"))] })
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

extension Retrier {
  /// `up to 8, after 1 s × 2^k, at most 30 s, full jitter`.
  fileprivate var text: String {
    guard maxAttempts > 0 else { return "none" }
    let rate = backoffRate == 1 ? "" : " × \(Number.significant(backoffRate, 4))^k"
    let most = maxDelaySeconds.map { ", at most \(Number.span(Double($0)))" } ?? ""
    return "up to \(Number.count(Double(maxAttempts))), after \(Number.span(Double(intervalSeconds)))\(rate)\(most)"
      + (jitter == .full ? ", full jitter" : "")
  }
}
