/// A text in pieces that JSON, paths and YAML share: quoted text, numbers, words, blanks, single signs.
struct Tokens {
  let bytes: [UInt8]
  private(set) var ranges: [Range<Int>] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var place = 0
    while place < bytes.count {
      let end = Self.end(of: place, in: bytes)
      ranges.append(place..<end)
      place = end
    }
  }

  private static func end(of start: Int, in bytes: [UInt8]) -> Int {
    let first = bytes[start]
    guard first != UInt8(ascii: "\"") && first != UInt8(ascii: "'") else {
      var end = start + 1
      while end < bytes.count, bytes[end] != first { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
      return min(end + 1, bytes.count)
    }
    guard let kind = kind(first) else { return start + 1 }
    var end = start + 1
    while end < bytes.count, Self.kind(bytes[end]) == kind { end += 1 }
    return end
  }

  private static func kind(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): 0
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: 1
    case UInt8(ascii: " "), UInt8(ascii: "\n"): 2
    default: nil
    }
  }

  func first(_ token: Int) -> UInt8? { ranges.indices.contains(token) ? bytes[ranges[token].lowerBound] : nil }

  func isNumber(_ token: Int) -> Bool { first(token).map { Self.kind($0) == 0 } ?? false }

  func isQuoted(_ token: Int) -> Bool { first(token) == UInt8(ascii: "\"") || first(token) == UInt8(ascii: "'") }

  func isBlank(_ token: Int) -> Bool { first(token).map { Self.kind($0) == 2 } ?? false }

  func isKey(_ token: Int) -> Bool { isQuoted(token) && first(token + 1) == UInt8(ascii: ":") }

  /// The key that the token's value is a member with.
  func key(of token: Int) -> ArraySlice<UInt8>? {
    let colon = isBlank(token - 1) ? token - 2 : token - 1
    guard first(colon) == UInt8(ascii: ":"), isQuoted(colon - 1) else { return nil }
    return bytes[ranges[colon - 1]]
  }

  /// Equal for tokens that can often stand for each other: by the first byte, and for quoted text by whether it is a
  /// path and whether it is as short as the names of states are here.
  func likeness(_ token: Int) -> [UInt8] {
    let range = ranges[token]
    guard isQuoted(token), range.count > 2 else { return [bytes[range.lowerBound]] }
    let second = bytes[range.lowerBound + 1]
    return [UInt8(ascii: "\""), second == Self.dollar ? second : 0, range.count == 3 ? 1 : 0]
  }

  static let dollar = UInt8(ascii: "$")

  /// Whether a value begins here: text that is no key, a number, a word, an opening bracket.
  func isValue(_ token: Int) -> Bool {
    guard let first = first(token) else { return false }
    if isQuoted(token) { return !isKey(token) }
    return Self.kind(first).map { $0 < 2 } ?? [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "(")].contains(first)
  }

  /// The bytes from a token to the end of what it opens: of itself, where it is no bracket.
  func value(at token: Int) -> Range<Int> {
    let start = ranges[token].lowerBound
    var depth = 0
    for place in token..<ranges.count {
      switch bytes[ranges[place].lowerBound] {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      default: break
      }
      if depth <= 0 { return start..<ranges[place].upperBound }
    }
    return start..<bytes.count
  }

  /// `"key": value` with the comma behind it, where the token is a key.
  func member(at token: Int) -> Range<Int>? {
    guard isQuoted(token), first(token + 1) == UInt8(ascii: ":") else { return nil }
    let place = isBlank(token + 2) ? token + 3 : token + 2
    guard ranges.indices.contains(place) else { return nil }
    var end = value(at: place).upperBound
    if end < bytes.count, bytes[end] == UInt8(ascii: ",") { end += 1 }
    return ranges[token].lowerBound..<end
  }

  /// A token that `condition` holds for, found by looking on from a random place.
  func find(_ random: inout Random, _ condition: (Int) -> Bool) -> Int? {
    guard !ranges.isEmpty else { return nil }
    let start = random.below(ranges.count)
    return (start..<ranges.count).first(where: condition) ?? (0..<start).first(where: condition)
  }
}
