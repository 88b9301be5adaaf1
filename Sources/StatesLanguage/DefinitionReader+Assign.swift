import JSON
import JSONPath

/// `Assign`. Source of the rules: AWS developer guide, "Passing data between states with variables".
extension DefinitionReader {
  /// A variable that gets a value somewhere in a scope.
  struct Assignment {
    var scope: Int
    var name: String
    var position: SourcePosition
    /// The state whose `Catch` assigns it; nil where the state itself does.
    var catcher: StateIndex?
  }

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
        error(member.keyPosition, "\"states\" in \"Assign\" of \(fields.owner) is a reserved name, not a variable's")
      } else if !name.isVariableName || name.count > Self.variableNameLimit {
        error(
          member.keyPosition, "\(quoted(name)) in \"Assign\" of \(fields.owner) is no name of a variable",
          hint: name.contains(".") || name.contains("[")
            ? "a variable gets its value as a whole; a part of it cannot be assigned"
            : "1 to \(Self.variableNameLimit) letters, digits and _, of which the first is no digit")
      } else {
        assignments.append(Assignment(scope: scope.id, name: name, position: member.keyPosition, catcher: catcher))
      }
    }
    return template(fields, "Assign", at: place)
  }

  /// A variable that nobody assigns is a misspelt one, or a path that lacks its dot.
  mutating func warnOfUnassigned() {
    let assigned = Set(assignments.map(\.name))
    var told: Set<String> = []
    for read in reads where !assigned.contains(read.name) && told.insert(read.name).inserted {
      warn(
        read.position, "no \"Assign\" gives a value to the variable \(quoted(read.name))",
        hint: suggestion(for: read.name, among: assigned).map { "did you mean \"$\($0)\"?" })
    }
  }

  /// A scope cannot assign to a name that a scope around it assigns to. What the `Catch` of a Parallel or Map assigns
  /// does not count for the states inside of it (recorded on AWS).
  mutating func reportShadowing() {
    var named: [[String: [Assignment]]] = scopes.map { _ in [:] }
    for assignment in assignments { named[assignment.scope][assignment.name, default: []].append(assignment) }
    for assignment in assignments {
      var scope = scopes[assignment.scope]
      while let outer = scope.outer {
        let owner = scope.owner
        if let other = named[outer][assignment.name]?.first(where: { $0.catcher == nil || $0.catcher != owner }) {
          error(
            assignment.position,
            "the variable \(quoted(assignment.name)) belongs to the scope around this one, which can only be read here",
            hint: "it is assigned at \(other.position.line):\(other.position.column); take another name")
          break
        }
        scope = scopes[outer]
      }
    }
  }
}
