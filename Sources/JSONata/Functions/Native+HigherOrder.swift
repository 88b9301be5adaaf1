extension Native {
  static let higherOrder: [Native] = [
    Native("map", "<af>", arity: 2) { (call) throws(JSONataError) in
      guard let box = call[0].array, let function = call[1].function else { return .undefined }
      let result = ArrayBox.sequence()
      for (index, item) in box.items.enumerated() {
        let value = try call.evaluator.callBack(function, [item, .number(Double(index)), call[0]], call.frame)
        if !value.isUndefined { result.append(value) }
      }
      return .array(result)
    },
    Native("filter", "<af>", arity: 2) { (call) throws(JSONataError) in
      guard let box = call[0].array, let function = call[1].function else { return .undefined }
      let result = ArrayBox.sequence()
      for (index, item) in box.items.enumerated() {
        let value = try call.evaluator.callBack(function, [item, .number(Double(index)), call[0]], call.frame)
        if try call.evaluator.boolean(value) == true { result.append(item) }
      }
      return .array(result)
    },
    Native("single", "<af?>", arity: 2, single),
    Native("reduce", "<afj?:j>", arity: 3, reduce),
    Native("sift", "<o-f?:o>", arity: 2) { (call) throws(JSONataError) in
      guard let box = call[0].object, let function = call[1].function else { return .undefined }
      let result = ObjectBox()
      for (key, value) in zip(box.keys, box.values) {
        let test = try call.evaluator.callBack(function, [value, .string(key), call[0]], call.frame)
        if try call.evaluator.boolean(test) == true { result[key] = value }
      }
      return result.count == 0 ? .undefined : .object(result)
    },
    Native("each", "<o-f:a>", arity: 2) { (call) throws(JSONataError) in
      guard let box = call[0].object, let function = call[1].function else { return .undefined }
      let result = ArrayBox.sequence()
      for (key, value) in zip(box.keys, box.values) {
        let item = try call.evaluator.callBack(function, [value, .string(key), call[0]], call.frame)
        if !item.isUndefined { result.append(item) }
      }
      return .array(result)
    },
    Native("sort", "<af?:a>", arity: 2, sort),
  ]

  private static func single(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let box = call[0].array else { return .undefined }
    var found: Value?
    for (index, item) in box.items.enumerated() {
      if let function = call[1].function {
        let test = try call.evaluator.callBack(function, [item, .number(Double(index)), call[0]], call.frame)
        if try call.evaluator.boolean(test) != true { continue }
      }
      if found != nil { throw JSONataError("D3138") }
      found = item
    }
    guard let found else { throw JSONataError("D3139") }
    return found
  }

  private static func reduce(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let box = call[0].array, let function = call[1].function else { return .undefined }
    if function.arity < 2 { throw JSONataError("D3050") }
    var rest = box.items[...]
    var result = call[2]
    if result.isUndefined { result = rest.popFirst() ?? .undefined }
    for index in rest.indices {
      let arguments = [result, rest[index], .number(Double(index)), call[0]]
      result = try call.evaluator.callBack(function, arguments, call.frame)
    }
    return result
  }

  private static func sort(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let box = call[0].array, box.items.count > 1 else { return call[0] }
    if let function = call[1].function {
      let sorted = try Sorting.merge(box.items) { (a, b) throws(JSONataError) in
        try call.evaluator.boolean(try call.evaluator.apply(function, [a, b], .null, call.frame)) == true
      }
      return .array(ArrayBox(sorted))
    }
    let texts = box.items.allSatisfy { $0.text != nil }
    let numbers = box.items.allSatisfy(\.isNumber)
    if !texts, !numbers { throw JSONataError("D3070") }
    try call.evaluator.charge(box.items.count)
    // For each item about as many comparisons as the logarithm of the count.
    try call.evaluator.charge(box.items.count * (Int.bitWidth - box.items.count.leadingZeroBitCount) >> 2)
    let sorted = try Sorting.merge(box.items) { (a, b) throws(JSONataError) in
      switch (a, b) {
      case (.string(let a), .string(let b)): try call.evaluator.compare(a, b) > 0
      case (.number(let a), .number(let b)): a > b
      default: numbers && Operators.order(a, b) > 0
      }
    }
    return .array(ArrayBox(sorted))
  }
}
