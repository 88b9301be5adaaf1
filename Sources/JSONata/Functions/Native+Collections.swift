import JSON

extension Native {
  static let standard: [String: Native] = {
    let all = strings + numbers + collections + higherOrder + others
    return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }()

  static let collections: [Native] = [
    Native("keys", "<x-:a<s>>", arity: 1) { (call) throws(JSONataError) in
      var seen: Set<ExactText> = []
      return .strings(try keys(call[0], call.evaluator, &seen), .sequence)
    },
    Native("lookup", "<x-s:x>", arity: 2) { (call) throws(JSONataError) in
      try call.evaluator.lookup(call[0], call.text(1) ?? "")
    },
    Native("append", "<xx:a>", arity: 2) { (call) throws(JSONataError) in
      if call[0].isUndefined { return call[1] }
      if call[1].isUndefined { return call[0] }
      let result = ArrayBox(call[0].asItems, call[0].array == nil ? .sequence : [])
      try call.evaluator.charge(result.items.count >> 2)
      try call.evaluator.append(ArrayBox(call[1].asItems), to: result)
      return .array(result)
    },
    Native("exists", "<x:b>", arity: 1) { call in .bool(!call[0].isUndefined) },
    Native("spread", "<x-:a<o>>", arity: 1) { (call) throws(JSONataError) in try spread(call[0], call.evaluator) },
    Native("merge", "<a<o>:o>", arity: 1) { (call) throws(JSONataError) in
      guard let box = call[0].array else { return .undefined }
      let result = ObjectBox()
      for object in box.items.compactMap(\.object) {
        try call.evaluator.charge(1 + object.count)
        for (key, value) in zip(object.keys, object.values) { result[key] = value }
      }
      return .object(result)
    },
    Native("reverse", "<a:a>", arity: 1) { (call) throws(JSONataError) in
      guard let box = call[0].array, box.items.count > 1 else { return call[0] }
      try call.evaluator.charge(items: box.items.count)
      return .array(ArrayBox(box.items.reversed()))
    },
    Native("shuffle", "<a:a>", arity: 1) { (call) throws(JSONataError) in
      guard let box = call[0].array, box.items.count > 1 else { return call[0] }
      try call.evaluator.charge(items: box.items.count)
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
      try call.evaluator.charge(length * (2 + arrays.count))
      return .array(ArrayBox((0..<length).map { row in .array(ArrayBox(arrays.map { $0[row] })) }))
    },
    Native("clone", "<(oa)-:o>", arity: 1) { (call) throws(JSONataError) in try call.evaluator.copy(call[0]) },
    Native("boolean", "<x-:b>", arity: 1) { (call) throws(JSONataError) in
      try call.evaluator.boolean(call[0]).map { .bool($0) } ?? .undefined
    },
    Native("not", "<x-:b>", arity: 1) { (call) throws(JSONataError) in
      try call.evaluator.boolean(call[0]).map { .bool(!$0) } ?? .undefined
    },
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

  private static func keys(
    _ value: Value, _ evaluator: Evaluator, _ seen: inout Set<ExactText>
  ) throws(JSONataError) -> [String] {
    switch value {
    case .object(let box):
      try evaluator.charge(1 + box.count)
      return box.keys.filter { seen.insert(ExactText($0)).inserted }
    case .array(let box):
      try evaluator.stack.check(at: nil)
      try evaluator.charge(items: box.items.count)
      var keys: [String] = []
      for item in box.items { keys += try self.keys(item, evaluator, &seen) }
      return keys
    default: return []
    }
  }

  private static func spread(_ value: Value, _ evaluator: Evaluator) throws(JSONataError) -> Value {
    switch value {
    case .array(let box):
      try evaluator.stack.check(at: nil)
      try evaluator.charge(items: box.items.count)
      let result = ArrayBox.sequence()
      for item in box.items {
        if let inner = try spread(item, evaluator).array {
          try evaluator.append(inner, to: result)
        } else {
          result.append(item)
        }
      }
      return .array(result)
    case .object(let box):
      try evaluator.charge(1 + 4 * box.count)
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

  private static func distinct(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let box = call[0].array, box.items.count > 1 else { return call[0] }
    try call.evaluator.charge(items: box.items.count)
    let result = ArrayBox([], box.has(.sequence) ? .sequence : [])
    var texts: Set<ExactText> = []
    var numbers: Set<Double> = []
    var integers: Set<Int> = []
    var others: [Value] = []
    for item in box.items {
      switch item {
      case .string(let text):
        try call.evaluator.charge(bytes: text.utf8.count)
        if texts.insert(ExactText(text)).inserted { result.append(item) }
      case .number(let number): if numbers.insert(number).inserted { result.append(item) }
      case .integer(let integer): if integers.insert(integer).inserted { result.append(item) }
      default:
        try call.evaluator.charge(others.count)
        var isKnown = false
        for other in others where !isKnown { isKnown = try call.evaluator.equal(other, item) }
        if isKnown { continue }
        others.append(item)
        result.append(item)
      }
    }
    return .array(result)
  }
}
