/// Reads a pattern, as leniently as browsers do: a brace that begins no quantifier is itself.
struct PatternParser {
  typealias Node = RegularExpression.Node
  typealias UnitSet = RegularExpression.UnitSet
  typealias Ranges = [ClosedRange<UInt16>]

  static let digit: Ranges = [0x30...0x39]
  static let word: Ranges = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
  static let space: Ranges = [
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
    0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ]
  static let lineEnds: Ranges = [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]

  let pattern: String
  let units: [UInt16]
  var index = 0
  var groupCount = 0
  private var depth = 0
  private var totalGroups = 0
  private var names: [[UInt16]: Int] = [:]

  init(_ pattern: String) {
    self.pattern = pattern
    units = Array(pattern.utf16)
  }

  mutating func parse() throws(JSONataError) -> Node {
    try scanGroups()
    let node = try choice()
    // Only a closing parenthesis ends a choice early.
    if index < units.count { throw invalid }
    return node
  }

  var invalid: JSONataError { JSONataError("S0302", position: index, token: pattern) }

  /// Counts the groups ahead: a reference may stand before its group.
  private mutating func scanGroups() throws(JSONataError) {
    var inClass = false
    var at = 0
    while at < units.count {
      switch Character(Unicode.Scalar(units[at]) ?? "x") {
      case "\\": at += 1
      case "[": inClass = true
      case "]": inClass = false
      case "(" where !inClass:
        let question = at + 1 < units.count && units[at + 1] == 0x3F
        let angle = question && at + 3 < units.count && units[at + 2] == 0x3C
        let named = angle && units[at + 3] != 0x3D && units[at + 3] != 0x21
        if !question || named { totalGroups += 1 }
        if named {
          // No name goes beyond the next group.
          let name = Array(units[(at + 3)...].prefix { $0 != 0x3E && $0 != 0x28 })
          if names.updateValue(totalGroups, forKey: name) != nil || name.isEmpty { throw invalid }
        }
      default: break
      }
      at += 1
    }
  }

  var peek: Character? {
    index < units.count ? Character(Unicode.Scalar(units[index]) ?? "\u{FFFD}") : nil
  }

  mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.utf16)
    guard index + wanted.count <= units.count, Array(units[index..<index + wanted.count]) == wanted else {
      return false
    }
    index += wanted.count
    return true
  }

  private mutating func choice() throws(JSONataError) -> Node {
    depth += 1
    if depth > RegularExpression.deepestNesting {
      throw JSONataError("U1001", value: "The regular expression nests too deeply")
    }
    defer { depth -= 1 }
    var options: [Node] = []
    repeat {
      var terms: [Node] = []
      while let next = peek, next != "|", next != ")" { terms.append(try term()) }
      options.append(terms.count == 1 ? terms[0] : .sequence(terms))
    } while take("|")
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func term() throws(JSONataError) -> Node {
    let firstGroup = groupCount + 1
    var isAssertion = false
    let node: Node
    switch peek {
    case "^":
      (node, isAssertion) = (.lineStart, true)
      index += 1
    case "$":
      (node, isAssertion) = (.lineEnd, true)
      index += 1
    case "(":
      node = try group()
      if case .look(behind: true, _, _) = node { isAssertion = true }
    case "[": node = .set(try unitClass().inOrder())
    case ".":
      node = .set(UnitSet(ranges: Self.lineEnds, isNegated: true))
      index += 1
    case "\\":
      index += 1
      node = try escape()
      if case .wordBoundary = node { isAssertion = true }
    case "*", "+", "?": throw invalid
    default:
      if peek == "{", try quantifier() != nil { throw invalid }
      node = .unit(units[index])
      index += 1
    }
    guard let (low, high) = try quantifier() else { return node }
    if isAssertion { throw invalid }
    let lazy = take("?")
    return .loop(node, min: low, max: high, greedy: !lazy, groups: firstGroup..<groupCount + 1)
  }

  private mutating func quantifier() throws(JSONataError) -> (Int, Int)? {
    if take("*") { return (0, .max) }
    if take("+") { return (1, .max) }
    if take("?") { return (0, 1) }
    let start = index
    guard take("{"), let low = number() else {
      index = start
      return nil
    }
    let high = take(",") ? number() ?? .max : low
    guard take("}") else {
      index = start
      return nil
    }
    if high < low { throw invalid }
    return (low, high)
  }

  private mutating func number() -> Int? {
    let start = index
    var value = 0
    while index < units.count, units[index] >= 0x30, units[index] <= 0x39 {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      value = overflows || product > Int.max - 9 ? Int.max - 9 : product + Int(units[index] - 0x30)
      index += 1
    }
    return index > start ? value : nil
  }

  private mutating func group() throws(JSONataError) -> Node {
    index += 1
    var wrap: (Node) -> Node = { $0 }
    if take("?:") {
      // Nothing to note.
    } else if take("?=") {
      wrap = { .look(behind: false, negative: false, $0) }
    } else if take("?!") {
      wrap = { .look(behind: false, negative: true, $0) }
    } else if take("?<=") {
      wrap = { .look(behind: true, negative: false, $0) }
    } else if take("?<!") {
      wrap = { .look(behind: true, negative: true, $0) }
    } else {
      if take("?<") {
        while let next = peek, next != ">" {
          guard next.isLetter || next.isNumber || next == "_" || next == "$" else { throw invalid }
          index += 1
        }
        guard take(">") else { throw invalid }
      } else if peek == "?" {
        throw invalid
      }
      groupCount += 1
      let number = groupCount
      wrap = { .group(number, $0) }
    }
    let body = try choice()
    guard take(")") else { throw invalid }
    return wrap(body)
  }

  // MARK: - Escapes

  /// What follows a backslash, outside of a class.
  private mutating func escape() throws(JSONataError) -> Node {
    guard let next = peek else { throw invalid }
    if let set = Self.classEscape(next) {
      index += 1
      return .set(set)
    }
    switch next {
    case "b", "B":
      index += 1
      return .wordBoundary(next == "b")
    case "k" where !names.isEmpty:
      index += 1
      guard take("<") else { throw invalid }
      let name = Array(units[index...].prefix { $0 != 0x3E })
      index += name.count
      guard take(">"), let number = names[name] else { throw invalid }
      return .backReference(number)
    case "1"..."9":
      let start = index
      if let number = number(), number <= totalGroups { return .backReference(number) }
      index = start
      return .unit(unitEscape())
    default: return .unit(unitEscape())
    }
  }

  private static func classEscape(_ letter: Character) -> UnitSet? {
    switch letter {
    case "d": UnitSet(ranges: digit)
    case "D": UnitSet(ranges: digit, isNegated: true)
    case "w": UnitSet(ranges: word)
    case "W": UnitSet(ranges: word, isNegated: true)
    case "s": UnitSet(ranges: space)
    case "S": UnitSet(ranges: space, isNegated: true)
    default: nil
    }
  }

  /// The unit that an escape stands for; a letter without a meaning stands for itself.
  private mutating func unitEscape() -> UInt16 {
    let unit = units[index]
    let controls: [Character: UInt16] = ["t": 9, "n": 10, "v": 11, "f": 12, "r": 13]
    guard let letter = peek else { return unit }
    index += 1
    if let control = controls[letter] { return control }
    switch letter {
    case "0"..."7":
      var value = unit - 0x30
      while index < units.count, (0x30...0x37).contains(units[index]), value * 8 + units[index] - 0x30 <= 0xFF {
        value = value * 8 + units[index] - 0x30
        index += 1
      }
      return value
    case "x": return hex(2) ?? unit
    case "u": return hex(4) ?? unit
    case "c":
      guard let control = peek, control.isASCII, control.isLetter else {
        index -= 1
        return 0x5C
      }
      index += 1
      return units[index - 1] % 32
    default: return unit
    }
  }

  private mutating func hex(_ count: Int) -> UInt16? {
    guard index + count <= units.count else { return nil }
    var value: UInt16 = 0
    for unit in units[index..<index + count] {
      guard let scalar = Unicode.Scalar(unit), let digit = Character(scalar).hexDigitValue, unit < 128 else {
        return nil
      }
      value = value << 4 | UInt16(digit)
    }
    index += count
    return value
  }

  // MARK: - Classes

  private mutating func unitClass() throws(JSONataError) -> UnitSet {
    index += 1
    var set = UnitSet(isNegated: take("^"))
    while peek != "]" {
      let low = try classAtom()
      if peek == "-", index + 1 < units.count, units[index + 1] != 0x5D {
        index += 1
        let high = try classAtom()
        if let first = Self.single(low), let last = Self.single(high) {
          guard first <= last else { throw invalid }
          set.ranges.append(first...last)
        } else {
          set.ranges += low + [0x2D...0x2D] + high
        }
      } else {
        set.ranges += low
      }
    }
    index += 1
    return set
  }

  private static func single(_ ranges: Ranges) -> UInt16? {
    guard ranges.count == 1, let only = ranges.first, only.count == 1 else { return nil }
    return only.lowerBound
  }

  private mutating func classAtom() throws(JSONataError) -> Ranges {
    guard let next = peek else { throw invalid }
    guard next == "\\" else {
      index += 1
      return [units[index - 1]...units[index - 1]]
    }
    index += 1
    guard let letter = peek else { throw invalid }
    if let set = Self.classEscape(letter) {
      index += 1
      return set.isNegated ? Self.complement(set.ranges) : set.ranges
    }
    if letter == "b" {
      index += 1
      return [8...8]
    }
    let unit = unitEscape()
    return [unit...unit]
  }

  private static func complement(_ ranges: Ranges) -> Ranges {
    var result: Ranges = []
    var low: UInt32 = 0
    for range in ranges {
      if UInt32(range.lowerBound) > low { result.append(UInt16(low)...range.lowerBound - 1) }
      low = UInt32(range.upperBound) + 1
    }
    if low <= 0xFFFF { result.append(UInt16(low)...0xFFFF) }
    return result
  }
}
