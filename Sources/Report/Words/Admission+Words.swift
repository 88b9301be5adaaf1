import Chance
import Prelude
import Simulation

extension Admission {
  var text: String {
    switch kind {
    case .paced(1, let refill, false): "let through \(Number.significant(refill.perSecond, 4)) a second" + lineText
    case .paced(let capacity, let refill, _):
      """
      calls through a bucket of \(Number.count(Double(capacity))) with \(Number.significant(refill.perSecond, 4)) a \
      second
      """ + lineText
    case .semaphore(let limit): "\(Number.count(Double(limit))) in progress at once" + lineText
    case .breaker(let model): model.text + lineText
    case .eventSource(let source): source.text
    }
  }

  private var lineText: String {
    switch length {
    case nil: ", others wait in line"
    case 0: ", others are turned away"
    case let length?: ", \(Number.count(Double(length))) others wait in line, more are turned away"
    }
  }
}

extension BreakerModel {
  fileprivate var text: String {
    let span = Number.span(within.seconds)
    let reason =
      switch trip {
      case .refusals(let count): "\(Number.count(Double(count))) refused calls within \(span)"
      case .ratio(let share, let calls):
        "\(Number.percent(share)) of at least \(Number.count(Double(calls))) calls refused within \(span)"
      }
    let after = probes == 1 ? "a call that is admitted" : "\(probes) calls in a row that are admitted"
    return "a breaker that opens after \(reason), for \(Number.span(open.seconds)), and closes after \(after)"
  }
}

extension EventSource {
  fileprivate var text: String {
    let most = maxReceives.map { "; after \($0) receipts a message is given up" } ?? ""
    return """
      SQS messages that a function takes, \(batch) at a time, with up to \(Number.count(Double(concurrency))) \
      invocations at once: \(pollers) pollers and \(Number.significant(scaling.perSecond, 4)) more a second while \
      messages wait, \(invocationsPerPoller) invocations each; receipt \(receive.description), function \
      \(latency.description) before its calls, at most \(Number.span(timeout.seconds)); visible again after \
      \(Number.span(visibility.seconds))\(most)
      """
  }
}
