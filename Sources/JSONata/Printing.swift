/// `$string`: JSON text, with numbers as `NumberPrinting` has them.
enum Printing {
  static func string(_ value: Value, pretty: Bool) throws(JSONataError) -> String {
    var text = ""
    try write(value, into: &text, pretty: pretty, indent: 0)
    return text
  }

  private static func write(
    _ value: Value, into text: inout String, pretty: Bool, indent: Int
  ) throws(JSONataError) {
    switch value {
    case .undefined, .null: text += "null"
    case .function: text += "\"\""
    case .bool(let value): text += value ? "true" : "false"
    case .number(let number):
      if number.isInfinite { throw JSONataError("D1001", value: NumberText.shortest(number)) }
      text += number.isNaN ? "null" : NumberPrinting.text(number)
    case .integer(let number): text += String(number)
    case .string(let string): quote(string, into: &text)
    case .array(let box):
      if box.items.isEmpty {
        text += "[]"
        return
      }
      text += "["
      for (index, item) in box.items.enumerated() {
        if index > 0 { text += "," }
        if pretty { newLine(indent + 1, into: &text) }
        try write(item, into: &text, pretty: pretty, indent: indent + 1)
      }
      if pretty { newLine(indent, into: &text) }
      text += "]"
    case .object(let box): try write(box, into: &text, pretty: pretty, indent: indent)
    }
  }

  private static func write(
    _ box: ObjectBox, into text: inout String, pretty: Bool, indent: Int
  ) throws(JSONataError) {
    text += "{"
    var isFirst = true
    for (key, member) in zip(box.keys, box.values) where !member.isUndefined {
      if !isFirst { text += "," }
      isFirst = false
      if pretty { newLine(indent + 1, into: &text) }
      quote(key, into: &text)
      text += pretty ? ": " : ":"
      try write(member, into: &text, pretty: pretty, indent: indent + 1)
    }
    if pretty, !isFirst { newLine(indent, into: &text) }
    text += "}"
  }

  private static func newLine(_ indent: Int, into text: inout String) {
    text += "\n" + String(repeating: "  ", count: indent)
  }

  private static let digits = Array("0123456789abcdef")

  private static func quote(_ string: String, into text: inout String) {
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
          text.append(digits[Int(scalar.value >> 4)])
          text.append(digits[Int(scalar.value & 15)])
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
      let text = try Printing.string(value, pretty: pretty)
      try charge(text.utf8.count >> 4)
      return text
    }
  }
}
