import Report

extension Verdict.Outcome {
  /// As files have it.
  var words: String {
    switch self {
    case .met: "met"
    case .notMet: "not met"
    case .undecided: "undecided"
    }
  }

  var mark: String {
    switch self {
    case .met: "✓"
    case .notMet: "✗"
    case .undecided: "?"
    }
  }
}
