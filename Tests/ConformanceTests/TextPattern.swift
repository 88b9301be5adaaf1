import JSON

/// A recorded text: `<…>` and the case's bare words stand for any text of at least one character.
struct TextPattern {
  private enum Piece {
    case literal([Unicode.Scalar])
    case anything
  }

  private let text: String
  private let recorded: RecordedCase

  init(_ text: String, _ recorded: RecordedCase) {
    self.text = text
    self.recorded = recorded
  }

  /// The whole text is one placeholder: any value may stand there.
  var isPlaceholder: Bool {
    let scalars = Array(text.unicodeScalars)
    return recorded.bareWords.contains(text) || Self.bracket(in: scalars, at: 0) == scalars.count
  }

  func matches(_ actual: String) -> Bool {
    if text == actual { return true }
    var have = actual
    for (value, placeholder) in recorded.placeholders { have.replace(value, with: placeholder) }
    have = Self.withoutTimes(have)
    if text == have || recorded.bareWords.contains(text) { return true }
    if text.contains("<") || recorded.bareWords.contains(where: text.contains) {
      return Self.fits(pieces, Array(have.unicodeScalars))
    }
    return Self.isSameJSON(text, have)
  }

  /// ISO-8601 times read `date` in a recording.
  static func withoutTimes(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "T")) else { return text }
    let time =
      #/
      [1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) T (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d (?:\.\d{1,9})?
      (?:Z|[+-][01]\d:?(?:[0-5]\d)?)
      /#
    return text.replacing(time, with: "date")
  }

  /// JSON texts that differ only in white space or in the order of members.
  private static func isSameJSON(_ want: String, _ have: String) -> Bool {
    guard let first = want.utf8.first, [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\"")].contains(first),
      let a = try? JSON.parse(want), let b = try? JSON.parse(have)
    else { return false }
    return a == b
  }

  // MARK: Pieces

  private var pieces: [Piece] {
    let scalars = Array(text.unicodeScalars)
    let words = recorded.bareWords.map { Array($0.unicodeScalars) }
    var pieces: [Piece] = []
    var literal: [Unicode.Scalar] = []
    var place = 0
    while place < scalars.count {
      guard let end = Self.bracket(in: scalars, at: place) ?? Self.word(words, in: scalars, at: place) else {
        literal.append(scalars[place])
        place += 1
        continue
      }
      pieces += [.literal(literal), .anything]
      literal = []
      place = end
    }
    return pieces + [.literal(literal)]
  }

  /// Where `<…>`, one more pair of brackets allowed inside, ends that begins at `start`.
  private static func bracket(in scalars: [Unicode.Scalar], at start: Int) -> Int? {
    guard start < scalars.count, scalars[start] == "<" else { return nil }
    var place = start + 1
    while place < scalars.count {
      switch scalars[place] {
      case ">": return place > start + 1 ? place + 1 : nil
      case "<":
        guard let end = scalars[(place + 1)...].firstIndex(where: { $0 == "<" || $0 == ">" }), scalars[end] == ">"
        else {
          return nil
        }
        place = end + 1
      default: place += 1
      }
    }
    return nil
  }

  private static func word(_ words: [[Unicode.Scalar]], in scalars: [Unicode.Scalar], at start: Int) -> Int? {
    func isWordPart(_ place: Int) -> Bool {
      guard scalars.indices.contains(place) else { return false }
      let scalar = scalars[place]
      return scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
    if isWordPart(start - 1) { return nil }
    let found = words.first { scalars[start...].starts(with: $0) && !isWordPart(start + $0.count) }
    return found.map { start + $0.count }
  }

  /// Does the text consist of the literals in order, with at least one character for each gap?
  private static func fits(_ pieces: [Piece], _ text: [Unicode.Scalar]) -> Bool {
    // Ends that the pieces so far may have reached.
    var ends: Set = [0]
    for piece in pieces {
      switch piece {
      case .literal(let literal):
        ends = Set(ends.filter { text[$0...].starts(with: literal) }.map { $0 + literal.count })
      case .anything:
        guard let first = ends.min(), first < text.count else { return false }
        ends = Set(first + 1...text.count)
      }
      if ends.isEmpty { return false }
    }
    return ends.contains(text.count)
  }
}
