import JSON
import Scenario
import StatesLanguage

/// What `validate` finds in one file.
struct Validation {
  let file: String
  let isScenario: Bool
  let diagnostics: [Diagnostic]

  /// Reads a scenario with all that it names, or a definition, of an Express machine if it `isExpress`; either with its
  /// lint, but without the warnings of the rules in `silenced`.
  init(_ file: String, isExpress: Bool, silenced: Set<String>) throws(FileFailure) {
    self.file = file
    isScenario = ScenarioReader.isScenario(file: file)
    if isScenario {
      var files = FileSnapshot()
      diagnostics = try ScenarioReader.read(file: file, from: &files, lints: true, silenced: silenced).diagnostics
    } else {
      let bytes = try File.read(file)
      let (machine, problems) = StateMachine.validate(bytes, file: file, isExpress: isExpress)
      let source = (try? LocatedJSON.parse(bytes)).map { DefinitionSource($0) }
      let lint = source.flatMap { machine?.lint($0, file: file) } ?? []
      diagnostics = (problems + lint).silencing(silenced)
    }
  }

  var isValid: Bool { !diagnostics.contains { $0.severity == .error } }

  /// `{file, valid, diagnostics, result, truncated, problems}`: what AWS answers (`diagnostics`, `result`, `truncated`,
  /// as ValidateStateMachineDefinition gives them) and all that we say, `valid` being our own verdict.
  var json: JSON {
    var object: JSONObject = ["file": .string(file), "valid": .bool(isValid)]
    for (key, value) in AWSValidation(diagnostics).response.members ?? [:] { object[key] = value }
    object["problems"] = .array(diagnostics.map(\.json))
    return .object(object)
  }
}

extension Diagnostic {
  /// `{file, line, column, severity, message, hint, rule}`.
  fileprivate var json: JSON {
    var object: JSONObject = [
      "file": .string(file), "line": .integer(position.line), "column": .integer(position.column),
      "severity": .string(severity.rawValue), "message": .string(message),
    ]
    if let hint { object["hint"] = .string(hint) }
    if let rule { object["rule"] = .string(rule) }
    return .object(object)
  }
}
