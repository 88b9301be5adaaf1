import JSON

/// What a deployment would have replaced.
extension Rules {
  /// Where it decides nothing that a run depends on: there it is an error of reading.
  static let placeholder = Rule<DefinitionText>(
    RuleInfo(
      "text.placeholder", .warning, "a `${Name}` without a substitution within a text, which stays as it is",
      source: "SAM and CloudFormation, DefinitionSubstitutions",
      example: .state(#""Type":"Pass","End":true,"Result":"to ${Name}""#))
  ) { text in
    var findings: [Finding] = []
    var open = text.root.map { [$0] } ?? []
    while let value = open.popLast() {
      switch value.content {
      case .array(let items): open += items
      case .object(let members): open += members.filter { !["Comment", "Resource"].contains($0.key) }.map(\.value)
      case .string(let string):
        findings += Placeholder.all(in: string).map { name, offset in
          let column = value.position.column + 1 + offset
          return text.finding(
            SourcePosition(line: value.position.line, column: column), "\(quoted("${\(name)}")) is not replaced",
            hint: nil)
        }
      case .null, .bool, .integer, .double: break
      }
    }
    findings.sort { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
    if !findings.isEmpty { findings[findings.count - 1].hint = substitutionHint }
    return findings
  }

  private static let substitutionHint = "substitutions: { Name: value } in the scenario, or --substitute Name=value"
}
