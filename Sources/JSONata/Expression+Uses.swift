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
    var isWhole = false
    tree.forEach { node in
      guard node.kind == .variable, node.text == variable else { return }
      isWhole = true
    } path: { node in
      guard let member = node.member(of: variable) else { return false }
      members.insert(member)
      return true
    }
    return isWhole ? .whole : members.isEmpty ? .nothing : .members(members)
  }

  /// The names after a dollar sign, of variables and functions alike, in no order.
  public var names: Set<String> {
    var names: Set<String> = []
    tree.forEach { node in
      if node.kind == .variable { names.insert(node.text) }
    } path: { _ in
      false
    }
    return names
  }

  /// The names that the expression gives values to itself: by `:=`, as parameters, by `@` and `#`.
  public var ownNames: Set<String> {
    var names: Set<String> = []
    tree.forEach { node in
      if node.kind == .bind { names.insert(node.text) }
      names.formUnion(node.parameters)
      names.formUnion([node.focus, node.index].compactMap(\.self))
      for stage in (node.stages ?? []) + (node.predicates ?? []) where stage.isIndex { names.insert(stage.name) }
    } path: { _ in
      false
    }
    return names
  }

  /// `$variable.name.name`, and nothing else. Where every step leads from an object to a member, that is the result.
  public var reference: (variable: String, names: [String])? {
    if tree.isNamedVariable { return (tree.text, []) }
    guard tree.isPlain(.path), let first = tree.items.first, first.isNamedVariable,
      tree.items.dropFirst().allSatisfy({ $0.isPlain(.name) })
    else { return nil }
    return (first.text, tree.items.dropFirst().map(\.text))
  }

  /// Where the expression reads its input by a bare name or `$$`: nil where it cannot. In functions nobody looks.
  public var inputUse: (name: String, position: Int?)? { tree.inputUse }
}

extension Node {
  /// A node of this kind without predicates and the like.
  fileprivate func isPlain(_ kind: Kind) -> Bool {
    self.kind == kind && predicates == nil && stages == nil && group == nil && focus == nil && index == nil
      && ancestor == nil && !keepArray && !keepSingletonArray && !tuple
  }

  /// Neither `$` nor `$$`.
  fileprivate var isNamedVariable: Bool { isPlain(.variable) && text != "" && text != "$" }

  fileprivate func member(of variable: String) -> String? {
    guard kind == .path, items.count > 1, items[0].kind == .variable, items[0].text == variable,
      items[0].predicates == nil, items[0].stages == nil, items[1].kind == .name
    else { return nil }
    return items[1].text
  }

  /// Calls `visit` for every node; where `path` answers true, the node's first item is left out.
  fileprivate func forEach(_ visit: (Node) -> Void, path: (Node) -> Bool) {
    visit(self)
    let isKnown = path(self)
    for node in inner where !(isKnown && node === items[0]) { node.forEach(visit, path: path) }
  }

  /// What is read of the input where this node is evaluated with it.
  fileprivate var inputUse: (name: String, position: Int?)? {
    switch kind {
    case .name: return (text, position)
    case .variable: return text == "$" ? ("$$", position) : nil
    case .path, .sort: return items.first?.inputUse
    case .binary, .unary, .block, .condition, .function, .partial, .bind, .apply:
      let parts = [lhs, rhs, third].compactMap(\.self) + items + pairs.flatMap { [$0.key, $0.value] }
      return parts.lazy.compactMap(\.inputUse).first
    case .string, .number, .value, .regex, .operator, .lambda, .transform, .wildcard, .descendant, .parent, .end:
      return nil
    }
  }
}
