package import StatesLanguage

extension Rules {
  /// About scenarios: what their machines call. The last one looks at what the others have found.
  static let ofScenarios: [Rule<CallCheck>] = [
    unknownMachine, standardMachine, unknownService, idleWorkers, noFunction, missingWorkers, nobodyWorks,
    nobodyAnswers,
    childAnswersNot, lateAnswer, idleCallback, missingLatency, unknownState, uncalledService, idlePattern,
    idleLock,
  ]

  /// About plans: what becomes of their load.
  static let ofLoads: [Rule<LoadCheck>] = [aboveRefill, impatientBurst, fullHistory, literalDraw]

  /// What is said of everything that is reported: what cannot be read, then the rules, those about definitions first.
  package static let catalogue =
    ReadingProblem.allCases.map(\.info) + infos + ofScenarios.map(\.info) + ofLoads.map(\.info)

  /// Why warnings of the rule `id` cannot be silenced, and a way out; nil where they can.
  package static func refusalToSilence(
    _ id: String
  ) -> (problem: ReadingProblem, message: String, hint: String?)? {
    if ReadingProblem(rawValue: id) != nil {
      return (.value, "what \(id) finds cannot be read: only warnings can be silenced", "mend what it finds")
    }
    guard let rule = catalogue.first(where: { $0.id == id }) else {
      return (
        .unknownName, "no rule is called \"\(Node.excerpt(id))\"",
        Suggestion.hint(for: id, among: catalogue.filter { $0.severity == .warning }.map(\.id))
      )
    }
    return rule.severity == .error
      ? (.value, "what \(id) finds is an error: only warnings can be silenced", "mend what it finds") : nil
  }
}

extension [Diagnostic] {
  /// Without the warnings of these rules.
  package func silencing(_ rules: Set<String>) -> Self {
    filter { $0.severity == .error || !($0.rule.map(rules.contains) ?? false) }
  }
}
