import StatesLanguage

enum Suggestion {
  /// `did you mean "replications"?`, or the list of what is known where nothing is near.
  static func hint(for word: String, among known: [String]) -> String? {
    guard !known.isEmpty else { return nil }
    if let nearest = suggestion(for: word, among: known) { return "did you mean \"\(nearest)\"?" }
    return "known: " + known.prefix(20).joined(separator: ", ")
  }
}
