package import JSON

/// Text made out of a file's: parts of it, some replaced. It knows where each byte comes from, so that what is wrong is
/// said at its place in the file.
package struct MappedText {
  /// Bytes that came together from one place.
  private struct Piece {
    let start: Int
    let origin: Int
    /// One to one; else all of the piece stands for what is at `origin`.
    let isCopied: Bool
  }
  package private(set) var bytes: [UInt8]
  private let original: Lines
  private var pieces: [Piece]

  /// A file as it is.
  package init(file bytes: [UInt8]) {
    self.bytes = bytes
    original = Lines(bytes)
    pieces = [Piece(start: 0, origin: 0, isCopied: true)]
  }

  private init(startOf other: MappedText) {
    bytes = []
    original = other.original
    pieces = []
  }

  /// Whether every byte stands where the file has it.
  var isWholeFile: Bool { pieces.count == 1 && pieces[0].isCopied && pieces[0].origin == 0 }

  /// With other bytes in place of these ranges, which ascend.
  func replacing(_ edits: [(range: Range<Int>, bytes: [UInt8])]) -> MappedText {
    guard !edits.isEmpty else { return self }
    var text = MappedText(startOf: self)
    var end = 0
    for edit in edits {
      text.copy(end..<edit.range.lowerBound, of: self)
      text.add(edit.bytes, for: origin(of: edit.range.lowerBound))
      end = edit.range.upperBound
    }
    text.copy(end..<bytes.count, of: self)
    return text
  }

  /// What the JSON string at `range`, quotes included, says: a definition that is a text within another JSON.
  func unescaped(_ range: Range<Int>) -> MappedText {
    var text = MappedText(startOf: self)
    var place = range.lowerBound + 1
    let end = range.upperBound - 1
    while place < end {
      let next = bytes[place..<end].firstIndex(of: UInt8(ascii: "\\")) ?? end
      text.copy(place..<next, of: self)
      guard next < end else { break }
      // An escape alone, or a pair of them that is one character.
      var length = escapeLength(at: next, end)
      let isPair = length == 6 && next + 12 <= end && bytes[next + 6] == UInt8(ascii: "\\") && isHighSurrogate(next)
      if isPair { length = 12 }
      let literal = [UInt8(ascii: "\"")] + bytes[next..<min(end, next + length)] + [UInt8(ascii: "\"")]
      let character = (try? JSON.parse(literal))?.string ?? ""
      text.add(Array(character.utf8), for: origin(of: next))
      place = next + length
    }
    return text
  }

  private func escapeLength(at place: Int, _ end: Int) -> Int {
    place + 1 < end && bytes[place + 1] == UInt8(ascii: "u") ? 6 : 2
  }

  private func isHighSurrogate(_ place: Int) -> Bool {
    let digits = String(decoding: bytes[place + 2..<place + 6], as: UTF8.self)
    return UInt32(digits, radix: 16).map { 0xD800..<0xDC00 ~= $0 } ?? false
  }

  private mutating func copy(_ range: Range<Int>, of other: MappedText) {
    guard !range.isEmpty else { return }
    var start = range.lowerBound
    // Each piece of the other one is one here.
    for (index, piece) in other.pieces.enumerated() {
      let end = index + 1 < other.pieces.count ? other.pieces[index + 1].start : other.bytes.count
      guard piece.start < range.upperBound, end > start else { continue }
      let origin = piece.isCopied ? piece.origin + start - piece.start : piece.origin
      pieces.append(Piece(start: bytes.count, origin: origin, isCopied: piece.isCopied))
      let stop = min(end, range.upperBound)
      bytes += other.bytes[start..<stop]
      start = stop
    }
  }

  private mutating func add(_ replacement: [UInt8], for origin: Int) {
    pieces.append(Piece(start: bytes.count, origin: origin, isCopied: false))
    bytes += replacement
  }

  private func origin(of offset: Int) -> Int {
    var (low, high) = (0, pieces.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= offset { low = middle } else { high = middle }
    }
    guard pieces.indices.contains(low) else { return 0 }
    return pieces[low].isCopied ? pieces[low].origin + offset - pieces[low].start : pieces[low].origin
  }

  /// In the file.
  package func position(of offset: Int) -> SourcePosition { original.position(of: origin(of: offset)) }

  /// In the file, of a place of this text.
  func position(of position: SourcePosition) -> SourcePosition {
    isWholeFile ? position : self.position(of: Lines(bytes).offset(of: position))
  }
}

/// Where the lines of a text begin.
package struct Lines {
  private let bytes: [UInt8]
  private let starts: [Int]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  package func position(of offset: Int) -> SourcePosition {
    let offset = min(max(0, offset), bytes.count)
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    let column = bytes[starts[low]..<offset].count { $0 & 0xC0 != 0x80 }
    return SourcePosition(line: low + 1, column: column + 1)
  }

  package func offset(of position: SourcePosition) -> Int {
    guard starts.indices.contains(position.line - 1) else { return bytes.count }
    var offset = starts[position.line - 1]
    var column = 1
    while offset < bytes.count, column < position.column, bytes[offset] != 0x0A {
      offset += 1
      if offset >= bytes.count || bytes[offset] & 0xC0 != 0x80 { column += 1 }
    }
    return offset
  }
}
