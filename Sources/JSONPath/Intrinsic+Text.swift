import Digest
import JSON

extension Intrinsic {
  static func hash(_ data: JSON, _ algorithm: JSON) throws(Refusal) -> JSON {
    let name = try text(algorithm, "second")
    guard let digest = Digest(rawValue: name) else {
      let known = Digest.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(reason: "The second argument must be one of \(known), but was '\(name)'")
    }
    let text = if case .string(let text) = data { text } else { data.text }
    guard text.utf16.count <= characterLimit else {
      throw Refusal(reason: "The first argument has more than \(characterLimit) characters")
    }
    return .string(Digest.hex(algorithm: digest, of: Array(text.utf8)))
  }

  /// Blank text is null, as AWS has it.
  static func parse(_ text: String) throws(Refusal) -> JSON {
    if text.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return .null }
    do throws(JSONSyntaxError) {
      return try JSON.parse(text)
    } catch {
      throw Refusal(reason: "The first argument is not valid JSON: \(error.message)")
    }
  }

  /// Every character of the second argument separates; empty pieces are left out.
  static func split(_ value: JSON, _ separators: JSON) throws(Refusal) -> JSON {
    let text = try text(value, "first")
    let separators = Set(try Self.text(separators, "second").unicodeScalars)
    var pieces: [JSON] = []
    var piece = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !separators.contains(scalar) {
        piece.append(scalar)
      } else if !piece.isEmpty {
        pieces.append(.string(String(piece)))
        piece.removeAll()
      }
    }
    if !piece.isEmpty { pieces.append(.string(String(piece))) }
    return .array(pieces)
  }

  /// Fills each `{}` with the next argument; a backslash takes the next brace, quote or backslash as it is, and a brace
  /// without its other half fails, in AWS's words for the opening one.
  static func format(_ template: String, _ arguments: ArraySlice<JSON>) throws(Refusal) -> String {
    let bytes = Array(template.utf8)
    var text: [UInt8] = []
    var rest = arguments
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      let following = place + 1 < bytes.count ? bytes[place + 1] : nil
      switch (byte, following) {
      case (UInt8(ascii: "\\"), UInt8(ascii: "{")?), (UInt8(ascii: "\\"), UInt8(ascii: "}")?),
        (UInt8(ascii: "\\"), UInt8(ascii: "\\")?), (UInt8(ascii: "\\"), UInt8(ascii: "'")?):
        text.append(bytes[place + 1])
        place += 2
      case (UInt8(ascii: "{"), UInt8(ascii: "}")?):
        guard let argument = rest.popFirst() else {
          throw Refusal(reason: "The template has more occurrences of {} than there are arguments")
        }
        text += argument.javaText.utf8
        place += 2
      case (UInt8(ascii: "{"), _): throw Refusal(reason: unmatched("{", without: "}"))
      case (UInt8(ascii: "}"), _): throw Refusal(reason: unmatched("}", without: "{"))
      default:
        text.append(byte)
        place += 1
      }
    }
    guard rest.isEmpty else {
      throw Refusal(reason: "The template has fewer occurrences of {} than there are arguments")
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func unmatched(_ brace: String, without other: String) -> String {
    "Invalid template in States.Format: matching '\(other)' not found for '\(brace)'"
  }
}
