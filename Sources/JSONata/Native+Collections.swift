extension Native {
  static let standard: [String: Native] = {
    let all = strings + numbers + collections + higherOrder + others
    return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }()

  static let collections: [Native] = [
    Native("keys", "<x-:a<s>>", arity: 1) { call in .strings(keys(call[0]), .sequence) },
    Native("lookup", "<x-s:x>", arity: 2) { call in Evaluator.lookup(call[0], call.text(1) ?? "") },
    Native("append", "<xx:a>", arity: 2) { (call) throws(JSONataError) in
      if call[0].isUndefined { return call[1] }
      if call[1].isUndefined { return call[0] }
      let result = ArrayBox(call[0].asItems, call[0].array == nil ? .sequence : [])
      result.append(contentsOf: ArrayBox(call[1].asItems))
      try call.evaluator.check(count: result.items.count)
      try call.evaluator.charge(result.items.count >> 2)
      return .array(result)
    },
    Native("exists", "<x:b>", arity: 1) { call in .bool(!call[0].isUndefined) },
    Native("spread", "<x-:a<o>>", arity: 1) { call in spread(call[0]) },
    Native("merge", "<a<o>:o>", arity: 1) { call in
      guard let box = call[0].array else { return .undefined }
      let result = ObjectBox()
      for object in box.items.compactMap(\.object) {
        for (key, value) in zip(object.keys, object.values) { result[key] = value }
      }
      return .object(result)
    },
    Native("reverse", "<a:a>", arity: 1) { call in
      guard let box = call[0].array, box.items.count > 1 else { return call[0] }
      return .array(ArrayBox(box.items.reversed()))
    },
    Native("shuffle", "<a:a>", arity: 1) { call in
      guard let box = call[0].array, box.items.count > 1 else { return call[0] }
      var items = box.items
      for index in items.indices.reversed() where index > 0 {
        items.swapAt(index, min(index, Int(call.evaluator.random() * Double(index + 1))))
      }
      return .array(ArrayBox(items))
    },
    Native("distinct", "<x:x>", arity: 1, distinct),
    Native("zip", "<a+>", arity: 0) { (call) throws(JSONataError) in
      let arrays = call.arguments.map { $0.isUndefined ? [] : $0.asItems }
      let length = arrays.map(\.count).min() ?? 0
      try call.evaluator.charge(length)
      return .array(ArrayBox((0..<length).map { row in .array(ArrayBox(arrays.map { $0[row] })) }))
    },
    Native("clone", "<(oa)-:o>", arity: 1) { call in call[0].deepCopy() },
    Native("boolean", "<x-:b>", arity: 1) { call in Operators.boolean(call[0]).map { .bool($0) } ?? .undefined },
    Native("not", "<x-:b>", arity: 1) { call in Operators.boolean(call[0]).map { .bool(!$0) } ?? .undefined },
    Native("type", "<x:s>", arity: 1) { call in
      switch call[0] {
      case .undefined: .undefined
      case .null: .string("null")
      case .bool: .string("boolean")
      case .number, .integer: .string("number")
      case .string: .string("string")
      case .array: .string("array")
      case .object: .string("object")
      case .function: .string("function")
      }
    },
  ]

  private static func keys(_ value: Value) -> [String] {
    switch value {
    case .object(let box): return box.keys
    case .array(let box):
      var seen: Set<String> = []
      return box.items.flatMap(keys).filter { seen.insert($0).inserted }
    default: return []
    }
  }

  private static func spread(_ value: Value) -> Value {
    switch value {
    case .array(let box):
      let result = ArrayBox.sequence()
      for item in box.items {
        if let inner = spread(item).array { result.append(contentsOf: inner) } else { result.append(item) }
      }
      return .array(result)
    case .object(let box):
      let result = ArrayBox.sequence()
      for (key, member) in zip(box.keys, box.values) {
        let object = ObjectBox()
        object[key] = member
        result.append(.object(object))
      }
      return .array(result)
    case .function: return .string("")
    default: return value
    }
  }

  private static func distinct(_ call: Call) throws(JSONataError) -> Value {
    guard let box = call[0].array, box.items.count > 1 else { return call[0] }
    let result = ArrayBox([], box.has(.sequence) ? .sequence : [])
    var texts: Set<String> = []
    var numbers: Set<Double> = []
    var integers: Set<Int> = []
    var others: [Value] = []
    for item in box.items {
      switch item {
      case .string(let text): if texts.insert(text).inserted { result.append(item) }
      case .number(let number): if numbers.insert(number).inserted { result.append(item) }
      case .integer(let integer): if integers.insert(integer).inserted { result.append(item) }
      default:
        try call.evaluator.charge(others.count)
        if others.contains(where: { Value.deepEqual($0, item) }) { continue }
        others.append(item)
        result.append(item)
      }
    }
    return .array(result)
  }
}
