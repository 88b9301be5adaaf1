import JSON

extension PathParser {
  private typealias Node = PayloadTemplate.Expression.Node

  /// `States.Name(argument, …)`.
  mutating func call(nesting: Int) throws(PathSyntaxError) -> PayloadTemplate.Expression.Node {
    let start = offset
    guard nesting <= Intrinsic.nestingLimit else {
      throw PathSyntaxError(
        offset: start, message: "found more than \(Intrinsic.nestingLimit) levels of intrinsic functions")
    }
    while let byte = next, Self.isInFunctionName(byte) { offset += 1 }
    let name = text(from: start)
    guard !name.isEmpty else {
      let hint = next == 0x20 ? "leave out the blank in front" : "write $.name or States.Name(…)"
      throw failure("a path or an intrinsic function", hint: hint)
    }
    guard let function = Intrinsic(rawValue: name) else {
      throw PathSyntaxError(
        offset: start, message: "found the unknown name '\(name)', expected a path or an intrinsic function",
        hint: Self.hint(forName: name))
    }
    guard take("(") else { throw failure("'('") }
    let outer = isInArguments
    isInArguments = true
    let arguments = try arguments(of: function, nesting: nesting)
    isInArguments = outer
    guard function.arity.contains(arguments.count) else {
      throw PathSyntaxError(
        offset: start, message: "found \(Self.count(arguments.count)) of \(name), expected \(function.arityText)")
    }
    return .call(function, arguments, text: text(from: start))
  }

  private mutating func arguments(
    of function: Intrinsic, nesting: Int
  ) throws(PathSyntaxError) -> [PayloadTemplate.Expression.Node] {
    var arguments: [Node] = []
    skipBlanks()
    if take(")") { return arguments }
    while true {
      skipBlanks()
      let isTemplate = function == .format && arguments.isEmpty
      arguments.append(try argument(isTemplate: isTemplate, nesting: nesting))
      skipBlanks()
      if take(")") { return arguments }
      guard take(",") else { throw failure("',' or ')'") }
    }
  }

  private mutating func argument(
    isTemplate: Bool, nesting: Int
  ) throws(PathSyntaxError) -> PayloadTemplate.Expression.Node {
    switch next {
    case UInt8(ascii: "$"): return .path(try path())
    case UInt8(ascii: "'"): return .constant(.string(try literal(isTemplate: isTemplate)))
    case UInt8(ascii: "S"): return try call(nesting: nesting + 1)
    case UInt8(ascii: "\""): throw failure("an argument", hint: "text stands in single quotes here")
    default: return .constant(try word())
    }
  }

  /// Text in single quotes. A template keeps its escapes, because they tell `\{}` from `{}`.
  private mutating func literal(isTemplate: Bool) throws(PathSyntaxError) -> String {
    let open = offset
    offset += 1
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "'") {
      if byte == UInt8(ascii: "\\") {
        offset += 1
        switch next {
        case UInt8(ascii: "'"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"):
          if isTemplate { text.append(byte) }
        default: throw failure("one of ' { } \\ after a backslash")
        }
      }
      text.append(bytes[offset])
      offset += 1
    }
    guard take("'") else {
      throw PathSyntaxError(offset: open, message: "the text that begins here has no closing quote")
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func isInFunctionName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func hint(forName name: String) -> String? {
    let wanted = (name.hasPrefix("States.") ? name : "States." + name).lowercased()
    if let match = Intrinsic.allCases.first(where: { $0.rawValue.lowercased() == wanted }) {
      return "did you mean \(match.rawValue)?"
    }
    return name.hasPrefix("States.") ? nil : "a path begins with '$'; for fixed text leave \".$\" off the field's name"
  }

  fileprivate static func count(_ number: Int) -> String { "\(number) argument\(number == 1 ? "" : "s")" }
}

extension Intrinsic {
  fileprivate var arityText: String {
    if arity.upperBound == .max { return "at least \(PathParser.count(arity.lowerBound))" }
    if arity.count == 1 { return PathParser.count(arity.lowerBound) }
    return "\(arity.lowerBound) to \(PathParser.count(arity.upperBound))"
  }
}
