import Chance
import Prelude
import StepFunctions

extension FunctionModel {
  /// In words, as a part of what went in.
  var text: String {
    let whose = reserved.map { "\(Number.count(Double($0))) at once, reserved" } ?? "the unreserved concurrency at once"
    return
      "cold start \(coldStart.description); environments kept for \(Number.duration(keepAlive.seconds)); \(whose); "
      + "new environments \(scaling.text); more are refused with \(error)"
  }
}

extension SharedUse {
  var text: String {
    switch self {
    case .lock(let use):
      switch use.action {
      case .acquire(let limit): "acquires the lock \(use.name), which \(Number.count(Double(limit))) may hold"
      case .release: "releases the lock \(use.name)"
      case .read: "reads the lock \(use.name)"
      }
    case .table(let use): "\(use.action.rawValue) of an item of the table \(use.name)"
    }
  }
}
