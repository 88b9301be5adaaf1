import Simulation

extension ResultFolder {
  /// Where results go that nobody names a place for. `scenario`: as it was given.
  static func defaultPath(of plan: Plan, in scenario: String, prefix: String = "") throws -> String {
    let name = prefix + plan.name
    guard !plan.name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
      throw CommandFailure(
        .invalid,
        [
          "\(scenario): error: the name \"\(plan.name)\" is no name for a folder",
          "    hint: choose one with --out",
        ])
    }
    return "Reports/" + name
  }
}
