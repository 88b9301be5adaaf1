import JSON
import JSONPath
import Prelude

/// `Assign`. Source of the rules: AWS developer guide, "Passing data between states with variables".
extension DefinitionReader {
  static let variableNameLimit = 80

  /// An object whose members become variables. `place`: how a failure names the field.
  mutating func assign(
    _ fields: Fields, at place: String = "Assign", in scope: Scope, catcher: StateIndex? = nil
  ) -> Template? {
    guard let value = fields["Assign"], let members = members(value, "Assign") else { return nil }
    for member in members {
      let isPath = stateLanguage == .jsonPath && member.key.hasSuffix(".$")
      let name = isPath ? String(member.key.dropLast(2)) : member.key
      if name == "states" {
        error(
          .value, member.keyPosition, "\"states\" in \"Assign\" of \(fields.owner) is a reserved name, not a variable's"
        )
      } else if !name.isVariableName || AWSName.length(name) > Self.variableNameLimit {
        error(
          .value, member.keyPosition, "\(quoted(name)) in \"Assign\" of \(fields.owner) is no name of a variable",
          hint: name.contains(".") || name.contains("[")
            ? "a variable gets its value as a whole; a part of it cannot be assigned"
            : "1 to \(Self.variableNameLimit) letters, digits and _, of which the first is no digit")
      } else {
        written.assignments.append(
          DefinitionText.Assignment(scope: scope.id, name: name, position: member.keyPosition, catcher: catcher))
      }
    }
    return template(fields, "Assign", at: place)
  }
}
