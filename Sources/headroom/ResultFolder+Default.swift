extension ResultFolder {
  /// Where results go that nobody names a place for. `scenario`: as it was given.
  static func defaultPath(of run: String, in scenario: String, prefix: String = "") throws -> String {
    let name = prefix + run
    guard !run.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
      throw CommandFailure(
        .invalid,
        [
          "\(scenario): error: the name \"\(run)\" is no name for a folder",
          "    hint: choose one with --out",
        ])
    }
    return "Reports/" + name
  }
}
