/// What an expression reads, as far as its text tells: a host need not make what nobody reads.
extension Expression {
  /// How an expression reads a variable.
  public enum Use: Equatable, Sendable {
    case nothing
    /// These members, by `$variable.member`.
    case members(Set<String>)
    case whole
  }

  public func use(of variable: String) -> Use {
    var members: Set<String> = []
    var rest = [program.root]
    while let node = rest.popLast() {
      if node.variableName == variable { return .whole }
      if case .path(let path) = node.form, let member = path.member(of: variable) {
        members.insert(member)
        // The first step is the variable.
        rest += node.parts.dropFirst()
      } else {
        rest += node.parts
      }
    }
    return members.isEmpty ? .nothing : .members(members)
  }

  /// The names after a dollar sign, of variables and functions alike, in no order.
  public var names: Set<String> { program.names }

  /// The names that the expression gives values to itself: by `:=`, as parameters, by `@` and `#`.
  public var ownNames: Set<String> { program.ownNames }

  /// `$variable.name.name`, and nothing else. Where every step leads from an object to a member, that is the result.
  public var reference: (variable: String, names: [String])? {
    if let name = program.root.plainVariable { return (name, []) }
    guard case .path(let path) = program.root.form, !program.root.keepsArray, path.isPlain,
      let variable = path.steps[0].node?.plainVariable
    else { return nil }
    let names = path.steps.dropFirst().map { $0.node?.plainName }
    let found = names.compactMap(\.self)
    return found.count == names.count ? (variable, found) : nil
  }

  /// Where the expression reads its input by a bare name or `$$`: nil where it cannot. In functions nobody looks.
  public var inputUse: (name: String, position: Int?)? { program.root.inputUse }
}

extension Node {
  /// The name of a variable that is neither `$` nor `$$`, where nothing is around it.
  fileprivate var plainVariable: String? {
    guard isLeaf, case .variable(let variable) = form, variable.name != "$" else { return nil }
    return variable.name
  }

  fileprivate var plainName: String? {
    guard isLeaf, case .name(let name) = form else { return nil }
    return name
  }
}

extension Path {
  fileprivate var isPlain: Bool {
    group == nil && !keepsSingleton && !isTuple
      && steps.allSatisfy {
        $0.stages.isEmpty && $0.focus == nil && $0.index == nil && $0.ancestor == nil && !$0.isTuple
      }
  }

  fileprivate func member(of variable: String) -> String? {
    guard steps.count > 1, let first = steps[0].node, first.variableName == variable, first.predicates.isEmpty,
      steps[0].stages.isEmpty, case .name(let name)? = steps[1].node?.form
    else { return nil }
    return name
  }
}
