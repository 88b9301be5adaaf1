import Prelude
import StatesLanguage
import StepFunctions

/// `outages`: when a service, or an action of the API, is down or slow.
struct OutageReader {
  /// An action of the API may not be slow, and has one error.
  let isOfAction: Bool

  static let service = OutageReader(isOfAction: false)

  private var hint: String {
    isOfAction
      ? "[ { at: 10m, for: 3m, error: StepFunctions.AWSStepFunctionsException, share: 0.5 } ]"
      : "[ { at: 10m, for: 3m, errors: Database.Unavailable } ], or slowdown: 5 in place of errors"
  }

  /// `outages: { StartExecution: [ … ] }`, of the API's actions.
  static func actions(_ node: Cursor?) -> [APIAction: [ServiceModel.Outage]] {
    guard let fields = node?.fields(ScenarioGrammar.actionOutages) else { return [:] }
    var found: [APIAction: [ServiceModel.Outage]] = [:]
    for action in APIAction.called {
      if let node = fields[action.name] { found[action] = OutageReader(isOfAction: true).outages(node) }
    }
    return found
  }

  func outages(_ node: Cursor) -> [ServiceModel.Outage] {
    guard let items = node.items else {
      node.mismatch(expected: "a list", hint: hint)
      return []
    }
    return items.compactMap { outage($0) }
  }

  private func outage(_ node: Cursor) -> ServiceModel.Outage? {
    guard let fields = node.fields(isOfAction ? ScenarioGrammar.actionOutage : ScenarioGrammar.outage) else {
      return nil
    }
    let at = fields.require("at", hint: "at: 10m, since the run began")?.duration()
    let length = fields.require("for", hint: "for: 3m")?.positiveDuration()
    let share = fields["share"].map { $0.number(in: 0...1, expected: "a number from 0 to 1") } ?? 1
    guard let kind = fields.kind() else { return nil }
    var (errors, slowdown): ([ServiceModel.ErrorChance]?, Double?) = ([], 1)
    if kind.key == "slowdown" {
      slowdown = kind.value.number(in: 0...1e6, expected: "how many times as long calls take, at most 1e6")
    } else {
      errors = self.errors(kind.value)
    }
    guard let at, let length, let share, let errors, let slowdown else { return nil }
    let from = Instant.zero + at
    return ServiceModel.Outage(from: from, until: from + length, share: share, errors: errors, slowdown: slowdown)
  }

  /// An error's name; of a service also a list of them, each as likely, or each with its probability.
  private func errors(_ node: Cursor) -> [ServiceModel.ErrorChance]? {
    guard !isOfAction, let items = node.items else {
      return node.errorName().map { [ServiceModel.ErrorChance(name: $0, cause: nil, probability: 1)] }
    }
    guard !items.isEmpty else {
      node.mismatch(.value, expected: "the name of an error, or a list of them")
      return nil
    }
    guard items.contains(where: { $0.members != nil }) else {
      let names = items.compactMap { $0.errorName() }
      guard names.count == items.count else { return nil }
      return names.map { ServiceModel.ErrorChance(name: $0, cause: nil, probability: 1 / Double(names.count)) }
    }
    let chances = items.compactMap { ServiceReader.error($0) }
    guard chances.count == items.count else { return nil }
    let total = chances.reduce(0) { $0 + $1.probability }
    guard abs(total - 1) < 1e-9 else {
      node.error(
        .value, "the probabilities sum to \(total), expected 1", hint: "share is how many of the calls fail at all")
      return nil
    }
    return chances
  }
}
