extension Evaluator {
  @inline(never)
  func transform(_ transform: Transform, _ value: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if value.isUndefined { return value }
    guard let clone = self.value(of: transform.clone, frame)?.function else {
      throw JSONataError("T2013", position: transform.position)
    }
    let result = try apply(clone, [value], .null, frame)
    let matches = try evaluate(transform.pattern, result, frame)
    if matches.isUndefined { return result }
    for match in matches.asItems {
      let change = try evaluate(transform.update, match, frame)
      try update(match, with: change, of: transform)
      guard let deletions = transform.deletions else { continue }
      let names = try evaluate(deletions, match, frame)
      try remove(names, from: match, of: deletions)
    }
    try measure(result)
    return result
  }

  @inline(never)
  private func update(_ match: Value, with change: Value, of transform: Transform) throws(JSONataError) {
    if change.isUndefined { return }
    guard let members = change.object else {
      throw JSONataError("T2011", position: transform.update.position, value: change.shown)
    }
    if let target = match.object, target !== members { try update(target, with: members) }
  }

  @inline(never)
  private func remove(_ names: Value, from match: Value, of deletions: Node) throws(JSONataError) {
    if names.isUndefined { return }
    let keys = names.asItems.compactMap(\.text)
    guard keys.count == names.asItems.count else {
      throw JSONataError("T2012", position: deletions.position, value: names.shown)
    }
    guard let target = match.object else { return }
    try charge(items: target.count + keys.count)
    target.remove(keys)
  }

  private func update(_ target: ObjectBox, with members: ObjectBox) throws(JSONataError) {
    try charge(items: members.count)
    for (key, member) in zip(members.keys, members.values) {
      // An object that got itself as a member would have no end.
      target.change(key, try reaches(member, target) ? copy(member) : member)
    }
  }

  /// Whether the object is somewhere in the value. Levels do not tell: those above a change are not yet measured anew.
  private func reaches(_ value: Value, _ target: ObjectBox) throws(JSONataError) -> Bool {
    var seen: Set<ObjectIdentifier> = []
    var rest = [value]
    while let next = rest.popLast() {
      switch next {
      case .array(let box):
        guard seen.insert(ObjectIdentifier(box)).inserted else { continue }
        try charge(items: box.items.count)
        rest += box.items
      case .object(let box):
        if box === target { return true }
        // What is untouched holds nothing that could have been changed.
        guard box.untouched == nil, seen.insert(ObjectIdentifier(box)).inserted else { continue }
        try charge(items: box.count)
        rest += box.values
      default: break
      }
    }
    return false
  }

  /// Levels of what was changed, and of what is above it: the innermost first.
  private func measure(_ value: Value) throws(JSONataError) {
    var seen: Set<ObjectIdentifier> = []
    var rest = [(value: value, isMeasured: false)]
    while let next = rest.popLast() {
      guard let inner = next.value.changeable else { continue }
      if next.isMeasured {
        next.value.measure()
      } else if seen.insert(inner.identifier).inserted {
        try charge(items: inner.values.count)
        rest.append((next.value, true))
        rest += inner.values.map { ($0, false) }
      }
    }
    if value.level > Self.levelLimit { throw .stackOverflow() }
  }
}

extension Value {
  /// What is in an array, or in an object that is not just the input's.
  fileprivate var changeable: (identifier: ObjectIdentifier, values: [Value])? {
    switch self {
    case .array(let box): (ObjectIdentifier(box), box.items)
    case .object(let box): box.untouched == nil ? (ObjectIdentifier(box), box.values) : nil
    default: nil
    }
  }

  fileprivate func measure() {
    switch self {
    case .array(let box): box.measure()
    case .object(let box): box.measure()
    default: break
    }
  }
}
