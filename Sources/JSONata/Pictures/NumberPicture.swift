/// `$formatNumber` and `$formatBase`: pictures of numbers, as XPath's `fn:format-number` has them.
enum NumberPicture {
  static func format(
    _ value: Double, picture: String, options: [String: String]
  ) throws(JSONataError) -> String {
    try format(.number(value), picture: picture, options: options)
  }

  /// `value` is a number.
  static func format(
    _ value: Value, picture: String, options: [String: String]
  ) throws(JSONataError) -> String {
    let whole: String? = if case .integer(let whole) = value { String(whole.magnitude) } else { nil }
    return try NumberFormat(options).format(value.double ?? .nan, digits: whole, picture: Array(picture.utf16))
  }

  /// `value` is a number.
  static func formatBase(_ value: Value, radix: Double) throws(JSONataError) -> String {
    let base = NumberText.round(radix)
    guard base >= 2, base <= 36 else { throw JSONataError("D3100", value: NumberText.shortest(base)) }
    if case .integer(let whole) = value { return String(whole, radix: Int(base)) }
    return NumberText.whole(NumberText.round(value.double ?? .nan), radix: Int(base))
  }
}

/// The symbols of a decimal format and what they make of a picture, in UTF-16 units as JavaScript counts.
struct NumberFormat {
  typealias Units = [UInt16]

  /// The parts of a positive or a negative sub-picture.
  struct Parts {
    var prefix: Units
    var suffix: Units
    var active: Units
    var mantissa: Units
    var exponent: Units?
    var integer: Units
    var fraction: Units
    var picture: Units
  }

  /// What the parts ask for.
  struct Layout {
    var prefix: Units
    var suffix: Units
    var picture: Units
    var integerGroups: [Int]
    var regularGroups: Int
    var fractionGroups: [Int]
    var leastInteger: Int
    var scaling: Int
    var leastFraction: Int
    var mostFraction: Int
    var leastExponent: Int
  }

  let point: Units
  let grouping: Units
  let exponentMark: Units
  let minus: Units
  let percent: Units
  let perMille: Units
  let optionalDigit: Units
  let patternSeparator: Units
  let zero: UInt16

  init(_ options: [String: String]) {
    func symbol(_ name: String, _ standard: String) -> Units { Array((options[name] ?? standard).utf16) }
    point = symbol("decimal-separator", ".")
    grouping = symbol("grouping-separator", ",")
    exponentMark = symbol("exponent-separator", "e")
    minus = symbol("minus-sign", "-")
    percent = symbol("percent", "%")
    perMille = symbol("per-mille", "‰")
    optionalDigit = symbol("digit", "#")
    patternSeparator = symbol("pattern-separator", ";")
    // A family that would not fit begins where it still does.
    zero = min(symbol("zero-digit", "0").first ?? 0x30, UInt16.max - 9)
  }

  /// Units; a result may hold a separator for each of its digits.
  private static let longestSymbol = 1_000

  private var symbols: [Units] { [point, grouping, exponentMark, minus, percent, perMille, patternSeparator] }

  func isDigit(_ unit: UInt16) -> Bool { unit >= zero && unit <= zero + 9 }
  func isOptional(_ unit: UInt16) -> Bool { [unit] == optionalDigit }
  func isActive(_ unit: UInt16) -> Bool {
    isDigit(unit) || [point, exponentMark, grouping, optionalDigit, patternSeparator].contains([unit])
  }

  static func index(of part: Units, in text: Units, from start: Int = 0) -> Int? {
    guard start >= 0, start + part.count <= text.count else { return nil }
    return (start...text.count - part.count).first { text[$0..<$0 + part.count].elementsEqual(part) }
  }

  static func lastIndex(of part: Units, in text: Units) -> Int? {
    guard part.count <= text.count else { return nil }
    return (0...text.count - part.count).last { text[$0..<$0 + part.count].elementsEqual(part) }
  }

  private func subPictures(_ picture: Units) -> [Units] {
    guard !patternSeparator.isEmpty else { return picture.map { [$0] } }
    var parts: [Units] = []
    var start = 0
    while let found = Self.index(of: patternSeparator, in: picture, from: start) {
      parts.append(Array(picture[start..<found]))
      start = found + patternSeparator.count
    }
    return parts + [Array(picture[start...])]
  }

  func split(_ picture: Units) -> Parts {
    let marks = picture.indices.filter { isActive(picture[$0]) && [picture[$0]] != exponentMark }
    let start = marks.first ?? 0
    let end = marks.last.map { $0 + 1 } ?? picture.count
    let active = Array(picture[start..<end])
    let suffix = marks.isEmpty ? [] : Array(picture[end...])
    var mantissa = active
    var exponent: Units?
    if let mark = Self.index(of: exponentMark, in: picture, from: start), mark <= picture.count - suffix.count {
      // The reference takes the place in the whole picture for one in its active part.
      mantissa = Array(active.prefix(mark))
      exponent = Array(active.dropFirst(mark + 1))
    }
    var integer = mantissa
    var fraction = suffix
    if let separator = Self.index(of: point, in: mantissa) {
      integer = Array(mantissa[..<separator])
      fraction = Array(mantissa[min(separator + 1, mantissa.count)...])
    }
    return Parts(
      prefix: Array(picture[..<start]), suffix: suffix, active: active, mantissa: mantissa, exponent: exponent,
      integer: integer, fraction: fraction, picture: picture)
  }

  /// The last rule that the parts break, as the reference reports it.
  func fault(of parts: Parts) -> String? {
    let picture = parts.picture
    func isTwice(_ symbol: Units) -> Bool {
      Self.index(of: symbol, in: picture) != Self.lastIndex(of: symbol, in: picture)
    }
    func has(_ symbol: Units) -> Bool { Self.index(of: symbol, in: picture) != nil }
    var fault: String?
    if isTwice(point) { fault = "D3081" }
    if isTwice(percent) { fault = "D3082" }
    if isTwice(perMille) { fault = "D3083" }
    if has(percent) && has(perMille) { fault = "D3084" }
    if !parts.mantissa.contains(where: { isDigit($0) || isOptional($0) }) { fault = "D3085" }
    if !parts.active.allSatisfy(isActive) { fault = "D3086" }
    if let place = Self.index(of: point, in: picture) {
      let around = [place - 1, place + 1].filter(picture.indices.contains)
      if around.contains(where: { [picture[$0]] == grouping }) { fault = "D3087" }
    } else if let last = parts.integer.last, [last] == grouping {
      fault = "D3088"
    }
    if has(grouping + grouping) { fault = "D3089" }
    if let first = Self.index(of: optionalDigit, in: parts.integer), parts.integer[..<first].contains(where: isDigit) {
      fault = "D3090"
    }
    if let last = Self.lastIndex(of: optionalDigit, in: parts.fraction),
      parts.fraction[last...].contains(where: isDigit)
    {
      fault = "D3091"
    }
    if let exponent = parts.exponent {
      if !exponent.isEmpty && (has(percent) || has(perMille)) { fault = "D3092" }
      if exponent.isEmpty || !exponent.allSatisfy(isDigit) { fault = "D3093" }
    }
    return fault
  }

  private func groupPositions(_ part: Units, in integer: Units, toLeft: Bool) -> [Int] {
    var positions: [Int] = []
    var next = grouping.isEmpty ? nil : Self.index(of: grouping, in: part)
    while let place = next {
      let side = toLeft ? part.prefix(place) : part.dropFirst(place)
      positions.append(side.count { isDigit($0) || isOptional($0) })
      // The reference goes on in the integer part, whichever part it began with.
      next = Self.index(of: grouping, in: integer, from: place + 1)
    }
    return positions
  }

  func layout(_ parts: Parts) -> Layout {
    let integerGroups = groupPositions(parts.integer, in: parts.integer, toLeft: false)
    let scaling = parts.integer.count(where: isDigit)
    var leastInteger = scaling
    var leastFraction = parts.fraction.count(where: isDigit)
    var mostFraction = parts.fraction.count { isDigit($0) || isOptional($0) }
    if leastInteger == 0 && mostFraction == 0 {
      if parts.exponent != nil {
        (leastFraction, mostFraction) = (1, 1)
      } else {
        leastInteger = 1
      }
    }
    if parts.exponent != nil && leastInteger == 0 && parts.integer.contains(where: isOptional) { leastInteger = 1 }
    if leastInteger == 0 && leastFraction == 0 { leastFraction = 1 }
    return Layout(
      prefix: parts.prefix, suffix: parts.suffix, picture: parts.picture, integerGroups: integerGroups,
      regularGroups: GroupingInterval.regular(integerGroups),
      fractionGroups: groupPositions(parts.fraction, in: parts.integer, toLeft: true), leastInteger: leastInteger,
      scaling: scaling, leastFraction: leastFraction, mostFraction: mostFraction,
      leastExponent: parts.exponent?.count(where: isDigit) ?? 0)
  }

  /// `digits` are those of a whole number that the double does not hold.
  func format(_ value: Double, digits: String? = nil, picture: Units) throws(JSONataError) -> String {
    guard value.isFinite else { throw JSONataError("D1001", value: NumberText.shortest(value)) }
    guard picture.count <= 10_000 else { throw JSONataError("U1001") }
    let pictures = subPictures(picture)
    guard pictures.count <= 2 else { throw JSONataError("D3080") }
    // An empty separator leaves no sub-picture of an empty picture.
    guard !pictures.isEmpty else { throw JSONataError("D3085") }
    guard symbols.allSatisfy({ $0.count <= Self.longestSymbol }) else { throw JSONataError.memoryLimit }
    let parts = pictures.map(split)
    for part in parts {
      if let fault = fault(of: part) { throw JSONataError(fault) }
    }
    var layouts = parts.map(layout)
    if layouts.count == 1 {
      layouts.append(layouts[0])
      layouts[1].prefix = minus + layouts[1].prefix
    }
    return write(value, digits, layouts[value >= 0 ? 0 : 1])
  }
}

// MARK: - Writing

extension NumberFormat {
  private func write(_ value: Double, _ whole: String?, _ layout: Layout) -> String {
    var mantissa = abs(value)
    if Self.index(of: percent, in: layout.picture) != nil {
      mantissa *= 100
    } else if Self.index(of: perMille, in: layout.picture) != nil {
      mantissa *= 1000
    }
    var exponent = 0
    if layout.leastExponent > 0, mantissa.isFinite {
      let most = Double("1e\(layout.scaling)") ?? .infinity
      let least = Double("1e\(layout.scaling - 1)") ?? .infinity
      while mantissa != 0 && mantissa < least && mantissa * 10 > mantissa {
        mantissa *= 10
        exponent -= 1
      }
      while mantissa > most {
        mantissa /= 10
        exponent += 1
      }
    }
    let places = layout.mostFraction
    let text: Units
    if let whole, layout.leastExponent == 0, mantissa == abs(value) {
      text = inFamily(places > 0 ? whole + "." + String(repeating: "0", count: places) : whole)
    } else {
      text = digits(NumberText.round(mantissa, places: places), places: places)
    }
    var result = layout.prefix + laidOut(text, layout)
    if layout.leastExponent > 0 {
      let size = digits(Double(abs(exponent)), places: 0)
      result += exponentMark + (exponent < 0 ? minus : [])
      result += Array(repeating: zero, count: max(layout.leastExponent - size.count, 0)) + size
    }
    return String(decoding: result + layout.suffix, as: UTF16.self)
  }

  private func digits(_ value: Double, places: Int) -> Units {
    inFamily(NumberText.fixed(value, places: places))
  }

  private func inFamily(_ text: String) -> Units {
    text.utf16.map { $0 >= 0x30 && $0 <= 0x39 ? $0 - 0x30 + zero : $0 }
  }

  private func laidOut(_ text: Units, _ layout: Layout) -> Units {
    let dot = text.firstIndex(of: 0x2E) ?? text.count
    var whole = Array(text[..<dot].drop { $0 == zero })
    var fraction = Array(text[min(dot + 1, text.count)...])
    while fraction.last == zero { fraction.removeLast() }
    whole.insert(contentsOf: repeatElement(zero, count: max(layout.leastInteger - whole.count, 0)), at: 0)
    fraction += repeatElement(zero, count: max(layout.leastFraction - fraction.count, 0))

    let width = whole.count
    var positions = layout.integerGroups
    if layout.regularGroups > 0 {
      positions = (0..<max(width - 1, 0) / layout.regularGroups).map { ($0 + 1) * layout.regularGroups }
    }
    for position in positions.sorted(by: >) where position <= width {
      // From the left: each separator put in shifts the ones after it.
      whole.insert(contentsOf: grouping, at: whole.count - position)
    }
    let isPlain = fraction.isEmpty || Self.index(of: point, in: layout.picture) == nil
    guard !isPlain || !fraction.isEmpty else { return whole }
    var result = whole + point + fraction
    for position in layout.fractionGroups where whole.count + point.count + position <= result.count {
      result.insert(contentsOf: grouping, at: whole.count + point.count + position)
    }
    // The reference drops the last unit, taking it for the separator.
    if isPlain { result.removeLast() }
    return result
  }
}
