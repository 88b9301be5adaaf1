import Simulation
import StatesLanguage
import StepFunctions

/// Why executions were lost, in a sentence or two.
struct Explanation {
  let model: ReportModel
  let row: ErrorRecord

  var text: String {
    let count = Number.count(Double(row.lostOutside))
    let place = model.described(row.place)
    switch row.place.kind {
    case .rejected: return "\(count) callers of \(place) gave up: \(row.place.error) (\(row.cause))."
    case .unanswered: return "\(count) Tasks \(place) wait for an answer to their token, and nobody gives one."
    case .historyFull: return "\(count) executions died at \(place): \(fullHistory(row.place))"
    case .timedOut, .expressLimit, .aborted: return "\(count) executions were at \(place) when \(ending(row.place))."
    case .error, .throttled, .others:
      var text = "\(count) failed at \(place) with \(row.place.name)"
      guard let root = row.root else { return text + because + "." }
      text += ", which came of \(root.name) at \(model.described(root))"
      switch root.kind {
      case .historyFull: return "\(text): \(fullHistory(root))"
      case .timedOut, .expressLimit, .aborted: return "\(text), where \(ending(root))."
      case .error, .throttled, .rejected, .unanswered, .others: return text + because + "."
      }
    }
  }

  private var because: String {
    let cause = model.errors.cause(of: row)
    guard !cause.isEmpty else { return "" }
    let shown = cause.count > 200 ? cause.prefix(199) + "…" : cause[...]
    return ": " + (shown.last == "." ? shown.dropLast() : shown)
  }

  private func ending(_ place: ErrorRecord.Place) -> String {
    let machine = model.plan.account.machines[place.machine]
    let seconds = machine.definition.timeoutSeconds.map { Number.span(Double($0)) } ?? ""
    return switch place.kind {
    case .expressLimit: "the five minutes of an Express execution were over: a Standard one may take a year"
    case .aborted: "they were stopped"
    default: "\(machine.name)'s TimeoutSeconds of \(seconds) were over"
    }
  }

  private func fullHistory(_ place: ErrorRecord.Place) -> String {
    guard let limit = model.plan.account.quotas.historyEvents else { return "the history was full." }
    let full = "the history had reached \(Number.count(Double(limit))) events"
    let definition = model.plan.account.machines[place.machine].definition
    guard let state = definition.states.firstIndex(where: { $0.name == place.state }) else { return full + "." }
    if let events = Rounds(machine: definition).events(around: state), events > 0 {
      return """
        \(full). A round through \(place.state) costs \(events) events, so that about \
        \(Number.count(Double(limit / events))) rounds fill it: wait longer in each, or go on in a new execution before.
        """
    }
    switch definition.states[state].action {
    case .map, .parallel: return "\(full) with those of its branches: let nested executions do a part of them each."
    case .task where !definition.states[state].retriers.isEmpty:
      return "\(full). Each attempt of \(place.state) costs 3 events: let it be retried less often."
    default: return full + "."
    }
  }
}
