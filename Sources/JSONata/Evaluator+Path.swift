extension Evaluator {
  @inline(never)
  func path(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    var sequence: ArrayBox
    if let box = input.array, node.items[0].kind != .variable { sequence = box } else { sequence = .sequence([input]) }
    var result = ArrayBox.sequence()
    var isTupleStream = false
    var tuples: ArrayBox?
    for (index, step) in node.items.enumerated() {
      if step.tuple { isTupleStream = true }
      if index == 0, step.consArray {
        let value = try evaluate(step, .array(sequence), environment)
        result = value.array ?? ArrayBox.sequence(value.isUndefined ? [] : [value])
      } else if isTupleStream {
        tuples = try tupleStep(step, sequence, tuples, environment)
      } else {
        result = try self.step(step, sequence, environment, isLast: index == node.items.count - 1)
      }
      if !isTupleStream, result.items.isEmpty { break }
      if step.focus == nil { sequence = result }
    }
    if isTupleStream, let tuples {
      if node.tuple {
        result = tuples
      } else {
        result = .sequence()
        for tuple in tuples.items { result.append(tuple.object?["@"] ?? .undefined) }
      }
    }
    if node.keepSingletonArray {
      if result.has(.cons), !result.has(.sequence) { result = .sequence([.array(result)]) }
      result.flags.insert(.keepSingleton)
    }
    guard let group = node.group else { return .array(result) }
    return try self.group(group, .array(isTupleStream ? tuples ?? result : result), environment)
  }

  @inline(never)
  private func step(
    _ node: Node, _ input: ArrayBox, _ environment: Environment, isLast: Bool
  ) throws(JSONataError) -> ArrayBox {
    if node.kind == .sort {
      let sorted = try sort(node, input, environment)
      guard let stages = node.stages else { return sorted }
      return try self.stages(stages, sorted, environment)
    }
    let result = ArrayBox.sequence()
    var found = 0
    var first = Value.undefined
    for item in input.items {
      var value = try evaluate(node, item, environment)
      if let stages = node.stages {
        for stage in stages {
          if let expression = stage.expression { value = try filter(expression, value, environment) }
        }
      }
      if value.isUndefined { continue }
      if found == 0 { first = value }
      found += 1
      if let box = value.array, !box.has(.cons) { try append(box, to: result) } else { result.append(value) }
    }
    if isLast, found == 1, let only = first.array, !only.has(.sequence) { return only }
    try check(count: result.items.count)
    return result
  }

  @inline(never)
  private func stages(
    _ stages: [Node.Stage], _ input: ArrayBox, _ environment: Environment
  ) throws(JSONataError) -> ArrayBox {
    var result = input
    for stage in stages {
      if stage.isIndex {
        for (index, tuple) in result.items.enumerated() { tuple.object?[stage.name] = .number(Double(index)) }
      } else if let expression = stage.expression {
        let filtered = try filter(expression, .array(result), environment)
        result = filtered.array ?? .sequence(filtered.isUndefined ? [] : [filtered])
      }
    }
    return result
  }

  private static func tuple(_ context: Value) -> ObjectBox {
    let tuple = ObjectBox()
    tuple["@"] = context
    return tuple
  }

  @inline(never)
  private func tupleStep(
    _ node: Node, _ input: ArrayBox, _ bindings: ArrayBox?, _ environment: Environment
  ) throws(JSONataError) -> ArrayBox {
    var result = ArrayBox([], [.sequence, .tupleStream])
    if node.kind == .sort {
      if let bindings {
        result = try sort(node, bindings, environment)
      } else {
        for (index, item) in try sort(node, input, environment).items.enumerated() {
          let tuple = Self.tuple(item)
          if let name = node.index { tuple[name] = .number(Double(index)) }
          result.append(.object(tuple))
        }
      }
      return try stages(node.stages ?? [], result, environment)
    }
    let tuples = bindings?.items ?? input.items.map { .object(Self.tuple($0)) }
    for tuple in tuples {
      guard let tuple = tuple.object else { continue }
      let context = tuple["@"] ?? .undefined
      let found = try evaluate(node, context, scope(environment, tuple))
      if found.isUndefined { continue }
      let isStream = found.array?.has(.tupleStream) == true
      // A copied tuple takes more room than an item.
      try charge((4 + tuple.count) * found.asItems.count)
      for (index, item) in found.asItems.enumerated() {
        let next = tuple.copy()
        if isStream {
          if let inner = item.object { for (key, value) in zip(inner.keys, inner.values) { next[key] = value } }
        } else {
          if let focus = node.focus {
            next[focus] = item
            next["@"] = context
          } else {
            next["@"] = item
          }
          if let name = node.index { next[name] = .number(Double(index)) }
          if let ancestor = node.ancestor { next[ancestor.label] = context }
        }
        result.append(.object(next))
      }
      try check(count: result.items.count)
    }
    return try stages(node.stages ?? [], result, environment)
  }

  private func scope(_ environment: Environment, _ tuple: ObjectBox) -> Environment {
    let scope = Environment(parent: environment)
    for (key, value) in zip(tuple.keys, tuple.values) { scope.bind(key, value) }
    return scope
  }

  // MARK: Filters

  @inline(never)
  func filter(_ predicate: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    let isStream = input.array?.has(.tupleStream) == true
    let result = ArrayBox([], isStream ? [.sequence, .tupleStream] : .sequence)
    let items = input.asItems
    if predicate.kind == .number, case .number(let number) = predicate.constant {
      var index = number.rounded(.down)
      if index < 0 { index += Double(items.count) }
      guard let place = Int(exactly: index), items.indices.contains(place) else { return .array(result) }
      let item = items[place]
      if item.isUndefined { return .array(result) }
      if item.array != nil { return item }
      result.append(item)
      return .array(result)
    }
    for (index, item) in items.enumerated() {
      let tuple = isStream ? item.object : nil
      let context = tuple.map { $0["@"] ?? .undefined } ?? item
      let chosen = try evaluate(predicate, context, tuple.map { scope(environment, $0) } ?? environment)
      if let numbers = try indices(chosen) {
        for number in numbers {
          var place = number.rounded(.down)
          if place < 0 { place += Double(items.count) }
          if place == Double(index) { result.append(item) }
        }
      } else if try boolean(chosen) == true {
        result.append(item)
      }
    }
    return .array(result)
  }

  private func indices(_ value: Value) throws(JSONataError) -> [Double]? {
    if let number = try value.numeric() { return [number] }
    guard let box = value.array else { return nil }
    try charge(items: box.items.count)
    var numbers: [Double] = []
    for item in box.items {
      guard let number = try item.numeric() else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  // MARK: Groups

  @inline(never)
  func group(_ node: Node, _ input: Value, _ environment: Environment) throws(JSONataError) -> Value {
    let reduces = input.array?.has(.tupleStream) == true
    var items = input.asItems
    // An object constructor without input still makes an object.
    if items.isEmpty { items.append(.undefined) }
    var places: [String: Int] = [:]
    var groups: [(key: String, data: [Value], pair: Int)] = []
    for item in items {
      let tuple = reduces ? item.object : nil
      let context = tuple.map { $0["@"] ?? .undefined } ?? item
      let scope = tuple.map { self.scope(environment, $0) } ?? environment
      for (index, pair) in node.pairs.enumerated() {
        let key = try evaluate(pair.key, context, scope)
        if key.isUndefined { continue }
        guard let name = key.text else { throw JSONataError("T1003", position: node.position, value: key.shown) }
        if let place = places[name] {
          if groups[place].pair != index { throw JSONataError("D1009", position: node.position, value: key.shown) }
          groups[place].data.append(item)
        } else {
          places[name] = groups.count
          groups.append((name, [item], index))
        }
      }
    }
    let result = ObjectBox()
    for group in groups {
      let pair = node.pairs[group.pair].value
      let value: Value
      if reduces {
        let tuple = try reduce(group.data)
        value = try evaluate(pair, tuple["@"] ?? .undefined, scope(environment, tuple))
      } else {
        value = try evaluate(pair, try joined(group.data), environment)
      }
      if !value.isUndefined { result[group.key] = value }
    }
    return .object(result)
  }

  /// As repeated `$append` joins them.
  private func joined(_ items: [Value]) throws(JSONataError) -> Value {
    if items.count == 1 { return items[0] }
    try charge(items: items.count)
    let result = ArrayBox([])
    for item in items {
      switch item {
      case .undefined: break
      case .array(let box): try append(box, to: result)
      default: result.append(item)
      }
    }
    return .array(result)
  }

  private func reduce(_ tuples: [Value]) throws(JSONataError) -> ObjectBox {
    var columns: [String: [Value]] = [:]
    var keys: [String] = []
    for tuple in tuples.compactMap(\.object) {
      try charge(items: tuple.count)
      for (key, value) in zip(tuple.keys, tuple.values) {
        if columns[key] == nil { keys.append(key) }
        columns[key, default: []].append(value)
      }
    }
    let result = ObjectBox()
    for key in keys { result[key] = try joined(columns[key] ?? []) }
    return result
  }

  // MARK: Order

  @inline(never)
  private func sort(_ node: Node, _ input: ArrayBox, _ environment: Environment) throws(JSONataError) -> ArrayBox {
    // As the reference: nothing to sort hands on the sequence as it is, which may stand for its only item.
    if input.items.count <= 1 { return input }
    let isStream = input.has(.tupleStream)
    let sorted = try Sorting.merge(input.items) { (a, b) throws(JSONataError) in
      for term in node.terms {
        let left = try self.term(term.expression, a, isStream, environment)
        let right = try self.term(term.expression, b, isStream, environment)
        var order: Int
        switch (left, right) {
        case (.undefined, .undefined): continue
        case (.undefined, _): return true
        case (_, .undefined): return false
        case (.string(let a), .string(let b)): order = try compare(a, b)
        case (.number(let a), .number(let b)): order = a < b ? -1 : a == b ? 0 : 1
        case _ where left.isNumber && right.isNumber: order = Operators.order(left, right)
        case (.string, _) where right.isNumber, (_, .string) where left.isNumber:
          throw JSONataError("T2007", position: node.position, value: left.shown, second: right.shown)
        default:
          let isLeft = !Operators.isComparable(left)
          throw JSONataError("T2008", position: node.position, value: (isLeft ? left : right).shown)
        }
        if order == 0 { continue }
        if term.descending { order = -order }
        return order > 0
      }
      return false
    }
    return ArrayBox(sorted, isStream ? [.sequence, .tupleStream] : [])
  }

  @inline(never)
  private func term(
    _ expression: Node, _ item: Value, _ isStream: Bool, _ environment: Environment
  ) throws(JSONataError) -> Value {
    guard isStream, let tuple = item.object else { return try evaluate(expression, item, environment) }
    return try evaluate(expression, tuple["@"] ?? .undefined, scope(environment, tuple))
  }
}

/// A stable sort by a test that can fail.
enum Sorting {
  /// `after`: whether its first argument belongs behind the second one.
  static func merge(
    _ items: [Value], _ after: (Value, Value) throws(JSONataError) -> Bool
  ) throws(JSONataError) -> [Value] {
    if items.count <= 1 { return items }
    let middle = items.count / 2
    let left = try merge(Array(items[..<middle]), after)
    let right = try merge(Array(items[middle...]), after)
    var result: [Value] = []
    result.reserveCapacity(items.count)
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if try after(left[i], right[j]) {
        result.append(right[j])
        j += 1
      } else {
        result.append(left[i])
        i += 1
      }
    }
    result += left[i...]
    result += right[j...]
    return result
  }
}
