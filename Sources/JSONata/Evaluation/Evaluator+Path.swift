import JSON

extension Evaluator {
  @inline(never)
  func path(_ path: Path, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var sequence: ArrayBox
    if let box = input.array, !path.beginsWithVariable { sequence = box } else { sequence = .sequence([input]) }
    var result = ArrayBox.sequence()
    var isTupleStream = false
    var tuples: ArrayBox?
    for (index, step) in path.steps.enumerated() {
      if step.isTuple { isTupleStream = true }
      if index == 0, step.isKept, let node = step.node {
        let value = try evaluate(node, .array(sequence), frame)
        result = value.array ?? ArrayBox.sequence(value.isUndefined ? [] : [value])
      } else if isTupleStream {
        tuples = try tupleStep(step, sequence, tuples, frame)
      } else {
        result = try self.step(step, sequence, frame, isLast: index == path.steps.count - 1)
      }
      if !isTupleStream, result.items.isEmpty { break }
      if step.focus == nil { sequence = result }
    }
    if isTupleStream, let tuples {
      if path.isTuple {
        result = tuples
      } else {
        result = .sequence()
        for tuple in tuples.items { result.append(tuple.object?["@"] ?? .undefined) }
      }
    }
    if path.keepsSingleton {
      if result.has(.cons), !result.has(.sequence) { result = .sequence([.array(result)]) }
      result.flags.insert(.keepSingleton)
    }
    guard let group = path.group else { return .array(result) }
    return try self.group(group, .array(isTupleStream ? tuples ?? result : result), frame)
  }

  @inline(never)
  private func step(
    _ step: Step, _ input: ArrayBox, _ frame: Frame, isLast: Bool
  ) throws(JSONataError) -> ArrayBox {
    let node: Node
    switch step.action {
    case .evaluate(let evaluated): node = evaluated
    case .sort(let order): return try stages(step.stages, try sort(order, input, frame), frame)
    }
    var items: [Value] = []
    var found = 0
    var first = Value.undefined
    for item in input.items {
      var value = try evaluate(node, item, frame)
      for case .filter(let predicate) in step.stages { value = try filter(predicate, value, frame) }
      if value.isUndefined { continue }
      if found == 0 { first = value }
      found += 1
      if let box = value.array, !box.has(.cons) { try append(box, to: &items) } else { items.append(value) }
    }
    if isLast, found == 1, let only = first.array, !only.has(.sequence) { return only }
    try check(count: items.count)
    return .sequence(items)
  }

  @inline(never)
  private func stages(_ stages: [Step.Stage], _ input: ArrayBox, _ frame: Frame) throws(JSONataError) -> ArrayBox {
    var result = input
    for stage in stages {
      switch stage {
      case .index(let name):
        for (index, tuple) in result.items.enumerated() { tuple.object?[name] = .number(Double(index)) }
      case .filter(let predicate):
        let filtered = try filter(predicate, .array(result), frame)
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
    _ step: Step, _ input: ArrayBox, _ bindings: ArrayBox?, _ frame: Frame
  ) throws(JSONataError) -> ArrayBox {
    let node: Node
    switch step.action {
    case .evaluate(let evaluated): node = evaluated
    case .sort(let order): return try stages(step.stages, try sortTuples(order, step, input, bindings, frame), frame)
    }
    let result = ArrayBox([], [.sequence, .tupleStream])
    let tuples = bindings?.items ?? input.items.map { .object(Self.tuple($0)) }
    for tuple in tuples {
      guard let tuple = tuple.object else { continue }
      let context = tuple["@"] ?? .undefined
      let found = try evaluate(node, context, Frame(tuple, parent: frame))
      if found.isUndefined { continue }
      // A copied tuple takes more room than an item.
      try charge((4 + tuple.count) * found.asItems.count)
      Self.extend(tuple, with: found, of: step, in: result)
      try check(count: result.items.count)
    }
    return try stages(step.stages, result, frame)
  }

  /// A tuple for each of the items that the step found.
  @inline(never)
  private static func extend(_ tuple: ObjectBox, with found: Value, of step: Step, in result: ArrayBox) {
    let isStream = found.array?.has(.tupleStream) == true
    for (index, item) in found.asItems.enumerated() {
      let next = tuple.copy()
      if isStream {
        if let inner = item.object { for (key, value) in zip(inner.keys, inner.values) { next[key] = value } }
      } else {
        // With a focus the context stays what it was.
        next[step.focus ?? "@"] = item
        if let name = step.index { next[name] = .number(Double(index)) }
        if let ancestor = step.ancestor { next[ancestor] = tuple["@"] ?? .undefined }
      }
      result.append(.object(next))
    }
  }

  private func sortTuples(
    _ order: Order, _ step: Step, _ input: ArrayBox, _ bindings: ArrayBox?, _ frame: Frame
  ) throws(JSONataError) -> ArrayBox {
    if let bindings { return try sort(order, bindings, frame) }
    let result = ArrayBox([], [.sequence, .tupleStream])
    for (index, item) in try sort(order, input, frame).items.enumerated() {
      let tuple = Self.tuple(item)
      if let name = step.index { tuple[name] = .number(Double(index)) }
      result.append(.object(tuple))
    }
    return result
  }

  // MARK: Filters

  @inline(never)
  func filter(_ predicate: Node, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let isStream = input.array?.has(.tupleStream) == true
    let result = ArrayBox([], isStream ? [.sequence, .tupleStream] : .sequence)
    let items = input.asItems
    if case .constant(.number(let number)) = predicate.form { return Self.item(number, of: items, into: result) }
    for (index, item) in items.enumerated() {
      let tuple = isStream ? item.object : nil
      let context = tuple.map { $0["@"] ?? .undefined } ?? item
      let chosen = try evaluate(predicate, context, tuple.map { Frame($0, parent: frame) } ?? frame)
      for _ in 0..<(try timesChosen(index, of: items.count, by: chosen)) { result.append(item) }
    }
    return .array(result)
  }

  /// The item at a constant index, counted from the end where it is negative.
  @inline(never)
  private static func item(_ number: Double, of items: [Value], into result: ArrayBox) -> Value {
    var index = number.rounded(.down)
    if index < 0 { index += Double(items.count) }
    guard let place = Int(exactly: index), items.indices.contains(place) else { return .array(result) }
    let item = items[place]
    if item.array != nil { return item }
    if !item.isUndefined { result.append(item) }
    return .array(result)
  }

  /// An index that a predicate names twice is there twice.
  @inline(never)
  private func timesChosen(_ index: Int, of count: Int, by chosen: Value) throws(JSONataError) -> Int {
    guard let numbers = try indices(chosen) else { return try boolean(chosen) == true ? 1 : 0 }
    return numbers.count { number in
      let place = number.rounded(.down)
      return (place < 0 ? place + Double(count) : place) == Double(index)
    }
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
  func group(_ group: Group, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let reduces = input.array?.has(.tupleStream) == true
    var items = input.asItems
    // An object constructor without input still makes an object.
    if items.isEmpty { items.append(.undefined) }
    var places: [ExactText: Int] = [:]
    var groups: [(key: String, data: [Value], pair: Int)] = []
    for item in items {
      let tuple = reduces ? item.object : nil
      let context = tuple.map { $0["@"] ?? .undefined } ?? item
      let scope = tuple.map { Frame($0, parent: frame) } ?? frame
      for (index, pair) in group.pairs.enumerated() {
        let key = try evaluate(pair.key, context, scope)
        if key.isUndefined { continue }
        guard let name = key.text else { throw JSONataError("T1003", position: group.position, value: key.shown) }
        if let place = places[ExactText(name)] {
          if groups[place].pair != index { throw JSONataError("D1009", position: group.position, value: key.shown) }
          groups[place].data.append(item)
        } else {
          places[ExactText(name)] = groups.count
          groups.append((name, [item], index))
        }
      }
    }
    let result = ObjectBox()
    for (name, data, pair) in groups {
      let node = group.pairs[pair].value
      let value: Value
      if reduces {
        let tuple = try reduce(data)
        value = try evaluate(node, tuple["@"] ?? .undefined, Frame(tuple, parent: frame))
      } else {
        value = try evaluate(node, try joined(data), frame)
      }
      if !value.isUndefined { result[name] = value }
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
  private func sort(_ order: Order, _ input: ArrayBox, _ frame: Frame) throws(JSONataError) -> ArrayBox {
    // As the reference: nothing to sort hands on the sequence as it is, which may stand for its only item.
    if input.items.count <= 1 { return input }
    let isStream = input.has(.tupleStream)
    let sorted = try Sorting.merge(input.items) { (a, b) throws(JSONataError) in
      for term in order.terms {
        let left = try self.term(term.expression, a, isStream, frame)
        let right = try self.term(term.expression, b, isStream, frame)
        var difference: Int
        switch (left, right) {
        case (.undefined, .undefined): continue
        case (.undefined, _): return true
        case (_, .undefined): return false
        case (.string(let a), .string(let b)): difference = try compare(a, b)
        case (.number(let a), .number(let b)): difference = a < b ? -1 : a == b ? 0 : 1
        case _ where left.isNumber && right.isNumber: difference = Operators.order(left, right)
        case (.string, _) where right.isNumber, (_, .string) where left.isNumber:
          throw JSONataError("T2007", position: order.position, value: left.shown, second: right.shown)
        default:
          let isLeft = !Operators.isComparable(left)
          throw JSONataError("T2008", position: order.position, value: (isLeft ? left : right).shown)
        }
        if difference == 0 { continue }
        return term.isDescending ? difference < 0 : difference > 0
      }
      return false
    }
    return ArrayBox(sorted, isStream ? [.sequence, .tupleStream] : [])
  }

  @inline(never)
  private func term(
    _ expression: Node, _ item: Value, _ isStream: Bool, _ frame: Frame
  ) throws(JSONataError) -> Value {
    guard isStream, let tuple = item.object else { return try evaluate(expression, item, frame) }
    return try evaluate(expression, tuple["@"] ?? .undefined, Frame(tuple, parent: frame))
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
