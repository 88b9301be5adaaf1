/// `$string`: JSON text, with numbers as `NumberPrinting` has them.
struct Printer {
  /// The most bytes.
  let limit: Int
  let stack: StackGuard
  var isPretty = false
  private var text = ""

  init(limit: Int, stack: StackGuard, isPretty: Bool = false) {
    self.limit = limit
    self.stack = stack
    self.isPretty = isPretty
  }

  mutating func string(_ value: Value) throws(JSONataError) -> String {
    text = ""
    try write(value, indent: 0)
    return text
  }

  private mutating func write(_ value: Value, indent: Int) throws(JSONataError) {
    if text.utf8.count > limit { throw .memoryLimit }
    switch value {
    case .undefined, .null: text += "null"
    case .function: text += "\"\""
    case .bool(let value): text += value ? "true" : "false"
    case .number(let number):
      if number.isInfinite { throw JSONataError("D1001", value: NumberText.shortest(number)) }
      text += number.isNaN ? "null" : NumberPrinting.text(number)
    case .integer(let number): text += String(number)
    case .string(let string): try quote(string)
    case .array(let box):
      if box.items.isEmpty {
        text += "[]"
        return
      }
      try stack.check(at: nil)
      text += "["
      for (index, item) in box.items.enumerated() {
        if index > 0 { text += "," }
        if isPretty { newLine(indent + 1) }
        try write(item, indent: indent + 1)
      }
      if isPretty { newLine(indent) }
      text += "]"
    case .object(let box):
      try stack.check(at: nil)
      try write(box, indent: indent)
    }
  }

  private mutating func write(_ box: ObjectBox, indent: Int) throws(JSONataError) {
    text += "{"
    var isFirst = true
    for (key, member) in zip(box.keys, box.values) where !member.isUndefined {
      if !isFirst { text += "," }
      isFirst = false
      if isPretty { newLine(indent + 1) }
      try quote(key)
      text += isPretty ? ": " : ":"
      try write(member, indent: indent + 1)
    }
    if isPretty, !isFirst { newLine(indent) }
    text += "}"
  }

  private mutating func newLine(_ indent: Int) {
    text += "\n" + String(repeating: "  ", count: indent)
  }

  private static let digits = Array("0123456789abcdef")

  private mutating func quote(_ string: String) throws(JSONataError) {
    if string.utf8.count > limit { throw .memoryLimit }
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{08}": text += "\\b"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\u{0C}": text += "\\f"
      case "\r": text += "\\r"
      default:
        if scalar.value < 0x20 {
          text += "\\u00"
          text.append(Self.digits[Int(scalar.value >> 4)])
          text.append(Self.digits[Int(scalar.value & 15)])
        } else if scalar.value >= UTF16Text.firstLone {
          text += "\\u" + String(scalar.value - UTF16Text.firstLone + 0xD800, radix: 16)
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}

extension Evaluator {
  /// nil where the value is undefined.
  func string(_ value: Value, pretty: Bool = false) throws(JSONataError) -> String? {
    switch value {
    case .undefined: return nil
    case .string(let text): return text
    case .function: return ""
    case .number(let number):
      if !number.isFinite { throw JSONataError("D3001", value: NumberText.shortest(number)) }
      return NumberPrinting.text(number)
    case .integer(let number): return String(number)
    default:
      var printer = Printer(limit: limits.text, stack: stack, isPretty: pretty)
      let text = try printer.string(value)
      try charge(text.utf8.count >> 4)
      return text
    }
  }
}
