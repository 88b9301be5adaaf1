import JSONPath
import StatesLanguage

/// What is read of the description of a child that has succeeded, where that is less than all.
public struct ChildExcerpt: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  static let status = ChildExcerpt(rawValue: 1)
  static let output = ChildExcerpt(rawValue: 2)

  /// Nil where the state reads more, or may find that something is missing.
  init?(_ state: State) {
    let flow = state.dataFlow
    var members: [String]?
    if state.language == .jsonata {
      if let output = flow.output?.resultMembers {
        members = flow.assign.map { $0.resultMembers.map { $0 + output } } ?? output
      }
    } else if let selector = flow.resultSelector {
      members = selector.inputMembers
    } else if case .replace = flow.resultPath, case .path(let path) = flow.outputPath, flow.assign == nil {
      members = path.inputMembers
    }
    guard let members else { return nil }
    self = []
    for member in members {
      switch member {
      case "Status": insert(.status)
      case "Output": insert(.output)
      default: return nil
      }
    }
  }
}

extension Template {
  fileprivate var resultMembers: [String]? {
    if case .jsonata(let template) = self { template.resultMembers } else { nil }
  }
}

/// Whose input is still read, and by what: what nobody reads need not be kept.
extension State {
  /// Of a Task: whether anything but its Parameters reads its input. What makes those may fail, or somebody reads them:
  /// that is for others to say.
  var readsInputBesideParameters: Bool {
    guard case .task(let task) = action, catchers.isEmpty, dataFlow.output == nil else { return true }
    if task.timeout?.isWorkedOut ?? false || task.heartbeat?.isWorkedOut ?? false { return true }
    if case .jsonata? = dataFlow.assign { return true }
    if case .replace = dataFlow.resultPath { return false }
    return true
  }

  /// Of a Task that starts an execution and waits for it: whether its input may be read after the start. A retrier
  /// makes the Parameters anew; one that takes refused starts alone does so before there is a child.
  var readsInputWhileWaiting: Bool {
    if readsInputBesideParameters { return true }
    return retriers.contains { retrier in
      retrier.errorEquals.contains { !$0.hasPrefix("StepFunctions.") && !$0.hasPrefix("Sfn.") }
    }
  }
}

extension Seconds {
  fileprivate var isWorkedOut: Bool { if case .fixed = self { false } else { true } }
}
