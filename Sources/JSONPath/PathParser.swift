import JSON

/// Reads paths, filters and calls of intrinsic functions from one text.
struct PathParser {
  let bytes: [UInt8]
  var offset = 0
  /// Arguments of a function end at a comma or a closing parenthesis.
  var isInArguments = false
  /// Filters within filters and parentheses within parentheses.
  var depth = 0
  static let depthLimit = 32
  /// Placing a value recurses along the path.
  static let stepLimit = 256

  init(_ text: String) { bytes = Array(text.utf8) }

  // MARK: Bytes

  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func isNext(_ text: StaticString) -> Bool {
    guard bytes.count - offset >= text.utf8CodeUnitCount else { return false }
    for place in 0..<text.utf8CodeUnitCount where bytes[offset + place] != text.utf8Start[place] { return false }
    return true
  }

  mutating func take(_ text: StaticString) -> Bool {
    guard isNext(text) else { return false }
    offset += text.utf8CodeUnitCount
    return true
  }

  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { offset += 1 }
  }

  func text(from start: Int) -> String { String(decoding: bytes[start..<offset], as: UTF8.self) }

  func failure(_ expected: String, at place: Int? = nil, hint: String? = nil) -> PathSyntaxError {
    let place = place ?? offset
    let rest = String(decoding: bytes[min(place, bytes.count)...].prefix(4), as: UTF8.self)
    let found = rest.unicodeScalars.first.map { "'\($0)'" } ?? "the end"
    return PathSyntaxError(offset: place, message: "found \(found), expected \(expected)", hint: hint)
  }

  // MARK: Paths

  /// A path that begins here with `$`.
  mutating func path() throws(PathSyntaxError) -> Path {
    let start = offset
    guard take("$") else {
      let hint = next == 0x20 ? "leave out the blank before the path" : "write $.name"
      throw failure("a path, which begins with '$'", hint: hint)
    }
    var root = take("$") ? Path.Root.context : .input
    switch next {
    case nil, UInt8(ascii: "."), UInt8(ascii: "["): break
    case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: ")"): break
    default:
      guard case .input = root, let name = variableName() else { throw failure("'.' or '['", hint: "write $.name") }
      root = .variable(name)
    }
    let steps = try steps()
    return Path(text: text(from: start), root: root, steps: steps)
  }

  /// A name that begins here, as Unicode defines identifiers.
  private mutating func variableName() -> String? {
    let rest = String(decoding: bytes[offset...], as: UTF8.self)
    let name = String(rest.prefix { $0.unicodeScalars.allSatisfy(\.isOfVariableName) })
    guard name.isVariableName else { return nil }
    offset += name.utf8.count
    return name
  }

  /// The steps after `$` or `@`.
  mutating func steps() throws(PathSyntaxError) -> [PathStep] {
    var steps: [PathStep] = []
    while true {
      guard steps.count < Self.stepLimit else {
        throw PathSyntaxError(offset: offset, message: "found more than \(Self.stepLimit) steps")
      }
      if take("[") {
        steps.append(try bracket())
      } else if take("..") {
        steps.append(.descendants)
        if take("[") { steps.append(try bracket()) } else { steps.append(try name()) }
      } else if take(".") {
        if take("[") { steps.append(try bracket()) } else { steps.append(try name()) }
      } else {
        return steps
      }
      if case .function = steps[steps.count - 1] { return steps }
    }
  }

  private func endsName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "("), 0...0x20: true
    case UInt8(ascii: ","), UInt8(ascii: ")"): isInArguments
    case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: "&"),
      UInt8(ascii: "|"), UInt8(ascii: "]"):
      depth > 0
    default: false
    }
  }

  /// What follows a dot: a name, `*` or a function.
  private mutating func name() throws(PathSyntaxError) -> PathStep {
    let start = offset
    while let byte = next, !endsName(byte) { offset += 1 }
    guard offset > start else { throw failure("a name", hint: "a path must not end with a dot") }
    let name = text(from: start)
    if name == "*" { return .wildcard }
    if next == UInt8(ascii: "(") {
      guard let function = PathFunction(rawValue: name) else {
        let known = PathFunction.allCases.map { "\($0.rawValue)()" }.joined(separator: ", ")
        throw PathSyntaxError(offset: start, message: "found the unknown function '\(name)'", hint: "known: \(known)")
      }
      offset += 1
      skipBlanks()
      guard take(")") else { throw failure("')'") }
      return .function(function)
    }
    return .name(name)
  }

  // MARK: Brackets

  /// What stands between brackets; the opening one is taken.
  private mutating func bracket() throws(PathSyntaxError) -> PathStep {
    skipBlanks()
    let step: PathStep
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): step = try names()
    case UInt8(ascii: "*"):
      offset += 1
      step = .wildcard
    case UInt8(ascii: "?"):
      offset += 1
      step = .filter(try filter())
    default: step = try indices()
    }
    skipBlanks()
    guard take("]") else { throw failure("']'") }
    return step
  }

  private mutating func names() throws(PathSyntaxError) -> PathStep {
    var names = [try quotedText()]
    skipBlanks()
    while take(",") {
      skipBlanks()
      names.append(try quotedText())
      skipBlanks()
    }
    return names.count == 1 ? .name(names[0]) : .names(names)
  }

  /// Text in single or double quotes. A backslash escapes the quote and itself; before others AWS keeps it (recorded).
  mutating func quotedText() throws(PathSyntaxError) -> String {
    let open = offset
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw failure("text in quotes")
    }
    offset += 1
    var text: [UInt8] = []
    while let byte = next, byte != quote {
      if byte == UInt8(ascii: "\\"), offset + 1 < bytes.count {
        if bytes[offset + 1] == quote || bytes[offset + 1] == byte { offset += 1 }
      }
      text.append(bytes[offset])
      offset += 1
    }
    guard take(quote == UInt8(ascii: "'") ? "'" : "\"") else {
      throw PathSyntaxError(offset: open, message: "the text that begins here has no closing quote")
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func indices() throws(PathSyntaxError) -> PathStep {
    let first = try index()
    skipBlanks()
    if next == UInt8(ascii: ":") { return try slice(from: first) }
    guard let first else { throw failure("an index, a name in quotes, '*' or a filter") }
    var indices = [first]
    while take(",") {
      skipBlanks()
      guard let index = try index() else { throw failure("an index") }
      indices.append(index)
      skipBlanks()
    }
    return indices.count == 1 ? .index(first) : .indices(indices)
  }

  private mutating func slice(from lower: Int?) throws(PathSyntaxError) -> PathStep {
    _ = take(":")
    skipBlanks()
    let upper = try index()
    skipBlanks()
    guard next != UInt8(ascii: ":") else { throw failure("']'", hint: "slices have no step") }
    return .slice(lower, upper)
  }

  private mutating func index() throws(PathSyntaxError) -> Int? {
    let start = offset
    _ = take("-")
    let digits = offset
    while let byte = next, byte >= 0x30, byte <= 0x39 { offset += 1 }
    if offset == digits {
      guard offset == start else { throw failure("a digit") }
      return nil
    }
    guard let index = Int(text(from: start)) else {
      throw PathSyntaxError(offset: start, message: "the index \(text(from: start)) is too large")
    }
    return index
  }
}
