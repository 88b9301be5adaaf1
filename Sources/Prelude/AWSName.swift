/// What AWS takes as the name of a state machine, an execution or an activity, and as what becomes part of an ARN.
/// Source: API reference, CreateStateMachine and StartExecution: 1 to 80 characters, no white space, no control
/// characters, none of those in `special`.
public enum AWSName {
  public static let longest = 80
  static let special = "?*<>{}[]\"#%\\^|~`$&,;:/"

  public enum Problem: Equatable, Sendable {
    /// The name is empty or too long.
    case length(Int)
    /// By scalars: a forbidden one with a combining mark after it is another character, and still forbidden.
    case scalar(Unicode.Scalar)
  }

  /// Its length in scalars: a letter with a combining mark is two.
  public static func length(_ text: String) -> Int { text.unicodeScalars.count }

  /// Everything that is wrong with a name.
  public static func problems(of name: String, longest: Int = longest) -> [Problem] {
    var problems: [Problem] = []
    let length = length(name)
    if !(1...longest).contains(length) { problems.append(.length(length)) }
    if let scalar = name.unicodeScalars.first(where: { isHidden($0) || special.unicodeScalars.contains($0) }) {
      problems.append(.scalar(scalar))
    }
    return problems
  }

  /// White space or a control.
  public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
  }
}
