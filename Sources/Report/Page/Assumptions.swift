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
      return ("Load on \(name)", "\(stream.text); \(stream.retry.text)")
    }
    let tasks = model.plan.account.answeredTasks
    entries += model.plan.account.services.enumerated().map { index, service in
      var text = "latency \(service.latencyExpression.map { "by " + $0.text } ?? service.latency.description)"
      for error in service.errors {
        text += "; \(error.name) with probability \(Number.significant(error.probability, 6))"
      }
      if let expression = service.errorExpression { text += "; errors by \(expression.text)" }
      switch service.concurrency {
      case .unlimited: break
      case .refuse(let limit, let error):
        text += "; \(Number.count(Double(limit))) at once, more are refused with \(error)"
      case .queue(let limit): text += "; \(Number.count(Double(limit))) at once, more wait in line"
      }
      let answered = tasks.filter { $0.answer == .service(index) }
        .map { ServiceKey.text(machine: $0.machine, state: $0.state) }
      if !answered.isEmpty { text += "; answers \(answered.joined(separator: ", "))" }
      return (service.name, text)
    }
    entries.append(("Step Functions' own latencies", model.plan.overheadsProfile))
    entries.append(("What a Task sees when throttled", model.plan.account.throttleError))
    if !model.plan.account.stopChildren { entries.append(("What if", "a failing parent does not stop its children")) }
    return Page.section("assumptions", "What went in", "", [Page.definitions(entries)])
  }
}
