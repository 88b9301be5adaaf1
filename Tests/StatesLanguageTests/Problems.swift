import StatesLanguage

/// A definition, or a part of one, and every problem it has, as texts without the file's name.
struct Row: Sendable {
  let definition: String
  let problems: String

  init(_ definition: String, _ problems: String) {
    self.definition = definition
    self.problems = problems
  }
}

/// All problems of a definition, one below the other; marked where a machine came in spite of an error.
func problems(_ definition: String) -> String {
  let (machine, diagnostics) = StateMachine.parse(Array(definition.utf8), file: "f")
  let hasError = diagnostics.contains { $0.severity == .error }
  let texts = diagnostics.map { String($0.textWithoutRule.dropFirst(2)) }
  return (texts + (hasError == (machine == nil) ? [] : ["machine and errors disagree"])).joined(separator: "\n")
}

extension Diagnostic {
  /// What the reader of a row cares for.
  var textWithoutRule: String {
    var plain = self
    plain.rule = nil
    return plain.text
  }
}

/// A machine that starts at `A`; `states` begins on line 2.
func machine(_ states: String) -> String { "{\"StartAt\": \"A\", \"States\": {\n\(states)}}" }
