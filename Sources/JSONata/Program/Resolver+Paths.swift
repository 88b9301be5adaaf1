/// Paths and the clauses that follow their steps.
extension Resolver {
  @inline(never)
  mutating func path(_ left: Syntax, _ right: Syntax) throws(JSONataError) -> Draft {
    let first = try draft(left)
    let result = first.asPath
    if case .parent(let place) = first.form { result.seeking = [place] }
    let rest = try draft(right)
    if rest.isPath {
      result.steps = result.steps + rest.steps
    } else {
      if !rest.predicates.isEmpty {
        rest.stages = rest.predicates
        rest.predicates = []
      }
      result.steps = result.steps + [rest]
    }
    for step in result.steps {
      switch step.form {
      case .number(let constant), .finished(.constant(let constant)):
        throw JSONataError("S0213", position: step.position, value: constant.text)
      case .string(let text): step.form = .name(text)
      default: break
      }
    }
    if result.steps.contains(where: \.keepsArray) { result.keepsSingleton = true }
    for step in [result.steps[0], result.lastStep] where step.isArray { step.isKept = true }
    try resolveAncestry(result)
    return result
  }

  @inline(never)
  mutating func predicate(
    _ base: Syntax, _ filter: Syntax, _ position: Int, _ tail: Tail
  ) throws(JSONataError) -> Draft {
    let result = try draft(base, tail == .no ? .no : .ofBlock)
    let step = result.lastStep
    if step.group != nil { throw JSONataError("S0209", position: position) }
    let predicate = try draft(filter)
    for place in predicate.seeking {
      if ancestors[place].level == 1 { try seekParent(step, place) } else { ancestors[place].level -= 1 }
    }
    if !predicate.seeking.isEmpty { step.seeking = step.seeking + predicate.seekers }
    let stage = Step.Stage.filter(try finish(predicate))
    if result.isPath { step.stages = step.stages + [stage] } else { step.predicates = step.predicates + [stage] }
    return result
  }

  @inline(never)
  mutating func group(
    _ base: Syntax, _ pairs: [Syntax.Pair], _ position: Int, _ tail: Tail
  ) throws(JSONataError) -> Draft {
    let result = try draft(base, tail == .no ? .no : .ofBlock)
    if result.group != nil { throw JSONataError("S0210", position: position) }
    var ignored: [Int] = []
    result.group = try object(pairs, position, &ignored)
    return result
  }

  @inline(never)
  mutating func order(_ base: Syntax, _ terms: [Syntax.Term], _ syntax: Syntax) throws(JSONataError) -> Draft {
    let result = try draft(base).asPath
    var seeking: [Int] = []
    var all: [Order.Term] = []
    for term in terms {
      let expression = try operand(term.expression, &seeking)
      all.append(Order.Term(isDescending: term.isDescending, expression: expression))
    }
    let sort = Draft(.sort(Order(all, at: syntax.position)), syntax.word, at: syntax.position)
    sort.seeking = seeking
    result.steps = result.steps + [sort]
    try resolveAncestry(result)
    return result
  }

  @inline(never)
  mutating func focus(_ base: Syntax, _ name: String, _ syntax: Syntax) throws(JSONataError) -> Draft {
    let result = try draft(base)
    let step = result.lastStep
    if !step.stages.isEmpty || !step.predicates.isEmpty { throw JSONataError("S0215", position: syntax.position) }
    if step.isSort { throw JSONataError("S0216", position: syntax.position) }
    if syntax.keepsArray { step.keepsArray = true }
    step.focus = name
    step.isTuple = true
    return result
  }

  @inline(never)
  mutating func index(_ base: Syntax, _ name: String) throws(JSONataError) -> Draft {
    let draft = try draft(base)
    let step = draft.lastStep
    if !draft.isPath {
      step.stages = step.predicates
      step.predicates = []
    }
    if step.stages.isEmpty { step.index = name } else { step.stages = step.stages + [.index(name)] }
    step.isTuple = true
    return draft.asPath
  }

  // MARK: Ancestry

  /// Goes a step further out with a `%`, and lets the step bind what it stands for, if that is reached.
  @inline(never)
  private mutating func seekParent(_ draft: Draft, _ place: Int) throws(JSONataError) {
    switch draft.form {
    case .name, .finished(.wildcard):
      ancestors[place].level -= 1
      if ancestors[place].level == 0 {
        if let earlier = draft.ancestor { ancestors[place].label = ancestors[earlier].label }
        draft.ancestor = place
        draft.isTuple = true
      }
    case .parent: ancestors[place].level += 1
    case .block(_, let last, _):
      guard let last else { return }
      draft.isTuple = true
      try seekParent(last, place)
    case .path:
      draft.isTuple = true
      var index = draft.steps.count - 1
      repeat {
        try seekParent(draft.steps[index], place)
        index -= 1
      } while ancestors[place].level > 0 && index >= 0
    default: throw JSONataError("S0217", position: draft.position, token: draft.kind)
    }
  }

  /// Ties the `%` of the last step to steps before it; those that find none look further out.
  @inline(never)
  private mutating func resolveAncestry(_ path: Draft) throws(JSONataError) {
    for place in path.lastStep.seekers {
      var index = path.steps.count - 2
      while ancestors[place].level > 0 {
        if index < 0 {
          path.seeking = path.seeking + [place]
          break
        }
        var step = path.steps[index]
        index -= 1
        // Neighbouring steps that bind a focus all start from the same context.
        while index >= 0, step.focus != nil, path.steps[index].focus != nil {
          step = path.steps[index]
          index -= 1
        }
        try seekParent(step, place)
      }
    }
  }
}
