import StatesLanguage

/// What the name of a service says that it answers for.
public enum ServiceKey: Equatable, Sendable {
  /// One Task: `Machine."State"`, or `Machine.State`.
  case state(machine: String, state: String)
  /// A resource, a function or an activity.
  case name
  /// Every resource and function that matches a text with `*`.
  case pattern
  /// `*`: what nothing else answers.
  case rest

  /// `machines`: the names of the account's machines, which may have dots.
  public init(_ text: String, machines: Set<String>) {
    if text == "*" {
      self = .rest
    } else if let key = Self.state(text, machines) {
      self = key
    } else {
      self = text.contains("*") && TextPattern(text) != nil ? .pattern : .name
    }
  }

  private static func state(_ text: String, _ machines: Set<String>) -> Self? {
    // The longest that fits is meant.
    var rest = text[...]
    while let dot = rest.lastIndex(of: ".") {
      rest = text[..<dot]
      guard machines.contains(String(rest)) else { continue }
      let state = text[text.index(after: dot)...]
      if state.isEmpty { return nil }
      return .state(machine: String(rest), state: quoted(state) ?? String(state))
    }
    // Only a state's name stands in quotes, whether there is such a machine or not.
    guard let dot = text.ranges(of: ".\"").first, let state = quoted(text[text.index(after: dot.lowerBound)...]) else {
      return nil
    }
    return .state(machine: String(text[..<dot.lowerBound]), state: state)
  }

  private static func quoted(_ text: Substring) -> String? {
    guard text.count > 2, text.first == "\"", text.last == "\"" else { return nil }
    return String(text.dropFirst().dropLast())
  }

  /// How a key names a Task.
  public static func text(machine: String, state: String) -> String {
    let isPlain = state.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    return isPlain ? "\(machine).\(state)" : "\(machine).\"\(state)\""
  }
}
