extension Native {
  static let numbers: [Native] = [
    Native("sum", "<a<n>:n>", arity: 1) { (call) throws(JSONataError) in
      try Numbers.of(call).map(Numbers.sum) ?? .undefined
    },
    Native("count", "<a:n>", arity: 1) { call in .number(Double(call[0].array?.items.count ?? 0)) },
    Native("max", "<a<n>:n>", arity: 1) { (call) throws(JSONataError) in
      try Numbers.of(call).flatMap { Numbers.extreme($0, 1) } ?? .undefined
    },
    Native("min", "<a<n>:n>", arity: 1) { (call) throws(JSONataError) in
      try Numbers.of(call).flatMap { Numbers.extreme($0, -1) } ?? .undefined
    },
    Native("average", "<a<n>:n>", arity: 1) { (call) throws(JSONataError) in
      guard let numbers = try Numbers.of(call), !numbers.isEmpty else { return .undefined }
      let (sum, count) = (Numbers.sum(numbers), Value.number(Double(numbers.count)))
      return Operators.exact(.divide, sum, count) ?? .number((sum.double ?? .nan) / Double(numbers.count))
    },
    Native("number", "<(nsb)-:n>", arity: 1, number),
    Native("floor", "<n-:n>", arity: 1) { call in Numbers.rounded(call[0], .down) },
    Native("ceil", "<n-:n>", arity: 1) { call in Numbers.rounded(call[0], .up) },
    Native("round", "<n-n?:n>", arity: 2) { call in
      guard let number = call.number(0) else { return .undefined }
      let places = min(max(call.number(1) ?? 0, -400), 400)
      if case .integer = call[0], places >= 0 { return call[0] }
      return .number(NumberText.round(number, places: Int(places.isNaN ? 0 : places)))
    },
    Native("abs", "<n-:n>", arity: 1) { call in
      switch call[0] {
      case .integer(let value): .whole(abs(value))
      default: call.number(0).map { .number(abs($0)) } ?? .undefined
      }
    },
    Native("sqrt", "<n-:n>", arity: 1) { (call) throws(JSONataError) in
      guard let number = call.number(0) else { return .undefined }
      if number < 0 { throw JSONataError("D3060", value: NumberText.shortest(number)) }
      return .number(number.squareRoot())
    },
    Native("power", "<n-n:n>", arity: 2) { (call) throws(JSONataError) in
      guard let base = call.number(0), let exponent = call.number(1) else { return .undefined }
      let result = NumberPrinting.power(base, exponent)
      if !result.isFinite {
        throw JSONataError("D3061", value: NumberText.shortest(base), second: NumberText.shortest(exponent))
      }
      return .number(result)
    },
    Native("random", "<:n>", arity: 0) { call in .number(call.evaluator.random()) },
    Native("formatNumber", "<n-so?:s>", arity: 3) { (call) throws(JSONataError) in
      guard call[0].isNumber else { return .undefined }
      var options: [String: String] = [:]
      if let box = call[2].object {
        for (key, value) in zip(box.keys, box.values) { options[key] = try call.evaluator.string(value) }
      }
      return .string(try NumberPicture.format(call[0], picture: call.text(1) ?? "", options: options))
    },
    Native("formatBase", "<n-n?:s>", arity: 2) { (call) throws(JSONataError) in
      guard call[0].isNumber else { return .undefined }
      return .string(try NumberPicture.formatBase(call[0], radix: call.number(1) ?? 10))
    },
    Native("formatInteger", "<n-s:s>", arity: 2) { (call) throws(JSONataError) in
      guard call[0].isNumber else { return .undefined }
      return .string(try IntegerPicture.format(call[0], picture: call.text(1) ?? ""))
    },
    Native("parseInteger", "<s-s:n>", arity: 2) { (call) throws(JSONataError) in
      guard let text = call.text(0) else { return .undefined }
      return try IntegerPicture.parse(text, picture: call.text(1) ?? "")
    },
    Native("toMillis", "<s-s?:n>", arity: 2) { (call) throws(JSONataError) in
      guard let text = call.text(0) else { return .undefined }
      let millis = try DateTimePicture.parse(text, picture: call.text(1), now: call.evaluator.now)
      return millis.map { .number($0) } ?? .undefined
    },
    Native("fromMillis", "<n-s?s?:s>", arity: 3) { (call) throws(JSONataError) in
      guard let millis = call.number(0) else { return .undefined }
      return .string(try DateTimePicture.format(millis: millis, picture: call.text(1), timezone: call.text(2)))
    },
    Native("now", "<s?s?:s>", arity: 2) { (call) throws(JSONataError) in
      .string(
        try DateTimePicture.format(millis: call.evaluator.now, picture: call.text(0), timezone: call.text(1)))
    },
    Native("millis", "<:n>", arity: 0) { call in .number(call.evaluator.now) },
  ]

  private static func number(_ call: NativeCall) throws(JSONataError) -> Value {
    switch call[0] {
    case .undefined, .number, .integer: return call[0]
    case .bool(let value): return .number(value ? 1 : 0)
    case .string(let text):
      if let number = Numbers.parse(text) { return number }
      throw JSONataError("D3030", value: call[0].shown)
    default: throw JSONataError("D3030", value: call[0].shown)
    }
  }
}

enum Numbers {
  /// By the functions' signature there is nothing else in the array.
  static func of(_ call: NativeCall) throws(JSONataError) -> [Value]? {
    guard let items = call[0].array?.items else { return nil }
    try call.evaluator.charge(items.count / Evaluator.visitsPerStep)
    return items
  }

  static func sum(_ numbers: [Value]) -> Value {
    var sum = 0.0
    for place in numbers.indices {
      guard case .number(let number) = numbers[place], abs(sum + number) < Value.exactLimit else {
        return exactSum(.number(sum), numbers[place...])
      }
      sum += number
    }
    return .number(sum)
  }

  private static func exactSum(_ start: Value, _ numbers: ArraySlice<Value>) -> Value {
    numbers.reduce(start) { sum, number in
      Operators.exact(.add, sum, number) ?? .number((sum.double ?? .nan) + (number.double ?? .nan))
    }
  }

  /// The largest (`sign` 1) or the smallest (-1) number.
  static func extreme(_ numbers: [Value], _ sign: Int) -> Value? {
    numbers.dropFirst().reduce(numbers.first) { best, next in
      guard let best else { return next }
      return Operators.order(next, best) * sign > 0 ? next : best
    }
  }

  static func rounded(_ number: Value, _ rule: FloatingPointRoundingRule) -> Value {
    if case .number(let value) = number { .number(value.rounded(rule)) } else { number }
  }

  /// A number of JSON, also with leading zeros, or a whole one in base 2, 8 or 16.
  static func parse(_ text: String) -> Value? {
    guard let value = double(text) else { return nil }
    if abs(value) < Value.exactLimit { return .number(value) }
    let bases: [Substring: Int] = ["0x": 16, "0X": 16, "0o": 8, "0O": 8, "0b": 2, "0B": 2]
    let whole = bases[text.prefix(2)].map { Int(text.dropFirst(2), radix: $0) } ?? Int(text)
    return whole.map { .whole($0) } ?? .number(value)
  }

  private static func double(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    if bytes.count > 2, bytes[0] == 0x30, let base = [0x78: 16, 0x6F: 8, 0x62: 2][Int(bytes[1] | 0x20)] {
      var value = 0.0
      for byte in bytes[2...] {
        guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < base else { return nil }
        value = value * Double(base) + Double(digit)
      }
      return value.isFinite ? value : nil
    }
    var index = 0
    func digits() -> Int { bytes[index...].prefix { (0x30...0x39).contains($0) }.count }
    if bytes.first == 0x2D { index += 1 }
    let whole = digits()
    guard whole > 0 else { return nil }
    index += whole
    if index < bytes.count, bytes[index] == 0x2E {
      index += 1
      let fraction = digits()
      guard fraction > 0 else { return nil }
      index += fraction
    }
    if index < bytes.count, bytes[index] | 0x20 == 0x65 {
      index += 1
      if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      let exponent = digits()
      guard exponent > 0 else { return nil }
      index += exponent
    }
    guard index == bytes.count, let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
