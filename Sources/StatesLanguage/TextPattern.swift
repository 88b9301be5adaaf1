/// `StringMatches`: `*` stands for any text, `\*` and `\\` for themselves.
public struct TextPattern: Sendable {
  private static let star: UInt16 = 256
  /// UTF-8 bytes and stars.
  private let units: [UInt16]

  /// nil where a backslash stands before anything else.
  public init?(_ text: String) {
    var units: [UInt16] = []
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: "\\") else { return nil }
        units.append(UInt16(byte))
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        units.append(byte == UInt8(ascii: "*") ? Self.star : UInt16(byte))
      }
    }
    if isEscaped { return nil }
    self.units = units
  }

  /// Bytes that a text must have to match.
  public var literalCount: Int { units.count { $0 != Self.star } }

  /// Falls back to the last star only: that is enough, and keeps the work within text × pattern.
  public func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var (place, unit) = (0, 0)
      var retry: (place: Int, unit: Int)?
      while place < bytes.count {
        if unit < units.count, units[unit] == Self.star {
          unit += 1
          retry = (place, unit)
        } else if unit < units.count, units[unit] == UInt16(bytes[place]) {
          unit += 1
          place += 1
        } else if let last = retry {
          retry = (last.place + 1, last.unit)
          (place, unit) = (last.place + 1, last.unit)
        } else {
          return false
        }
      }
      return units[unit...].allSatisfy { $0 == Self.star }
    }
  }
}
