import JSON
import Prelude

/// States and variables.
extension Rules {
  static let stateName = Rule<DefinitionText>(
    RuleInfo(
      "state.name", .error, "a state's name without characters, or with more than 80",
      source: "States Language, \"States\"",
      example: .definition(#"{"StartAt":"","States":{"":{"Type":"Succeed"}}}"#))
  ) { text in
    text.names.filter { !(1...80).contains(AWSName.length($0.name)) }.map { name, position in
      text.finding(
        position, "a state's name has 1 to 80 characters, this one has \(AWSName.length(name)): \(quoted(name))")
    }
  }

  static let repeatedState = Rule<DefinitionText>(
    RuleInfo(
      "state.repeated", .error, "two states of one name in the whole machine", source: "States Language, \"States\"",
      example: .definition(
        #"{"StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"#
          + #""Branches":[{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}]}}}"#))
  ) { text in
    text.names.compactMap { name, position in
      guard let first = text.firstNames[name], first != position else { return nil }
      return text.finding(
        position, "duplicate state name \(quoted(name))",
        hint: "names are unique in the whole machine, branches included; the first one is at "
          + "\(first.line):\(first.column)", code: .duplicateStateName,
        aws: "Duplicate State name: \(name)")
    }
  }

  /// A scope cannot assign to a name that a scope around it assigns to. What the `Catch` of a Parallel or Map assigns
  /// does not count for the states inside of it (recorded on AWS).
  static let shadowingVariable = Rule<DefinitionText>(
    RuleInfo(
      "variable.shadows", .error, "a branch or an iteration assigns to a variable of the scope around it",
      source: "AWS guide, \"Passing data between states with variables\"; recorded on AWS",
      example: .definition(
        #"{"StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Assign":{"x":1},"#
          + #""Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"x":2},"End":true}}}]}}}"#))
  ) { text in
    var named: [[String: [DefinitionText.Assignment]]] = text.scopes.map { _ in [:] }
    for assignment in text.assignments { named[assignment.scope][assignment.name, default: []].append(assignment) }
    return text.assignments.compactMap { assignment in
      var scope = text.scopes[assignment.scope]
      while let outer = scope.outer {
        let owner = scope.owner
        if let other = named[outer][assignment.name]?.first(where: { $0.catcher == nil || $0.catcher != owner }) {
          return text.finding(
            assignment.position,
            "the variable \(quoted(assignment.name)) belongs to the scope around this one, which can only be read here",
            hint: "it is assigned at \(other.position.line):\(other.position.column); take another name")
        }
        scope = text.scopes[outer]
      }
      return nil
    }
  }

  /// A variable that nobody assigns is a misspelt one, or a path that lacks its dot.
  static let unassignedVariable = Rule<DefinitionText>(
    RuleInfo(
      "variable.unassigned", .warning, "a variable that no `Assign` gives a value to",
      source: "AWS guide, \"Passing data between states with variables\"",
      example: .state(#""Type":"Pass","Parameters":{"a.$":"$b"},"End":true"#))
  ) { text in
    let assigned = Set(text.assignments.map(\.name))
    var told: Set<String> = []
    return text.reads.filter { !assigned.contains($0.name) && told.insert($0.name).inserted }.map { name, position, _ in
      text.finding(
        position, "no \"Assign\" gives a value to the variable \(quoted(name))",
        hint: suggestion(for: name, among: assigned).map { "did you mean \"$\($0)\"?" })
    }
  }

  /// What is assigned in a branch stays there, and a distributed Map's children are executions of their own.
  static let unreachableVariable = Rule<DefinitionText>(
    RuleInfo(
      "variable.out-of-reach", .warning, "a variable that is assigned where it cannot be read from",
      source: "AWS guide, \"Passing data between states with variables\"",
      example: .definition(
        #"{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x":[1]},"Next":"M"},"M":{"Type":"Map","End":true,"#
          + #""ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"B","#
          + #""States":{"B":{"Type":"Pass","Parameters":{"y.$":"$x"},"End":true}}}}}}"#))
  ) { text in
    var assigned: [String: [DefinitionText.Assignment]] = [:]
    for assignment in text.assignments { assigned[assignment.name, default: []].append(assignment) }
    let scopes = text.scopes
    return text.reads.compactMap { name, position, scope in
      guard let places = assigned[name], let first = places.first else { return nil }
      let visible = Set(sequence(first: scope) { scopes[$0].outer })
      if places.contains(where: { visible.contains($0.scope) }) { return nil }
      return text.finding(
        position,
        "the variable \(quoted(name)) is assigned at \(first.position.line):\(first.position.column), out of reach: "
          + "what a branch assigns stays in it, and the states of a distributed Map see no variable from around it",
        hint: "hand it over as data: by ItemSelector into a Map, by the output out of a branch")
    }
  }
}
