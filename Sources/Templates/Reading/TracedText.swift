import JSON
import Scenario

/// Text that was put together out of a template's: it knows where each byte comes from.
struct TracedText: Sendable {
  private struct Piece: Sendable {
    var start: Int
    var place: Place
    /// One to one from there on; else all of it stands for what is there.
    var isCopied: Bool
  }
  private(set) var bytes: [UInt8] = []
  private var pieces: [Piece] = []

  mutating func add(_ text: String, from place: Place, isCopied: Bool = false) {
    pieces.append(Piece(start: bytes.count, place: place, isCopied: isCopied))
    bytes += Array(text.utf8)
  }

  mutating func add(_ other: TracedText) {
    pieces += other.pieces.map { Piece(start: $0.start + bytes.count, place: $0.place, isCopied: $0.isCopied) }
    bytes += other.bytes
  }

  /// Where the byte at `offset` stands in a template; nil where nothing stands.
  func place(of offset: Int) -> Place? {
    guard !pieces.isEmpty else { return nil }
    var (low, high) = (0, pieces.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= offset { low = middle } else { high = middle }
    }
    var place = pieces[low].place
    let end = min(max(offset, pieces[low].start), bytes.count)
    guard pieces[low].isCopied else { return place }
    place.position.column += bytes[pieces[low].start..<end].count { $0 & 0xC0 != 0x80 }
    return place
  }

  func place(of position: SourcePosition) -> Place? { place(of: Lines(bytes).offset(of: position)) }

  /// `from` in place of `to` wherever it stands.
  func replacing(_ old: String, with new: String) -> TracedText {
    let pattern = Array(old.utf8)
    var copy = self
    var offset = 0
    while offset + pattern.count <= copy.bytes.count {
      guard copy.bytes[offset] == pattern[0], Array(copy.bytes[offset..<offset + pattern.count]) == pattern else {
        offset += 1
        continue
      }
      copy.bytes.replaceSubrange(offset..<offset + pattern.count, with: Array(new.utf8))
      let shift = new.utf8.count - pattern.count
      for index in copy.pieces.indices where copy.pieces[index].start > offset { copy.pieces[index].start += shift }
      offset += new.utf8.count
    }
    return copy
  }
}

/// The lines of the files that templates are in: how a scalar was written decides where its characters stand.
struct SourceLines {
  private var lines: [String: [[UInt8]]] = [:]

  mutating func add(_ bytes: [UInt8], of file: String) {
    lines[file] = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
  }

  /// The text of a scalar.
  func traced(_ node: Node) -> TracedText {
    var traced = TracedText()
    guard let text = node.text else { return traced }
    let start = begin(of: node.place)
    switch start.mark {
    case UInt8(ascii: "|"): addBlock(text, node.place, start.position.line, &traced)
    case UInt8(ascii: "\""): addQuoted(text, Place(file: node.place.file, position: start.position), &traced)
    case _ where isVerbatim(text, node.place): addBlock(text, node.place, node.place.position.line - 1, &traced)
    default:
      let isOneLine = !text.contains("\n")
      var place = Place(file: node.place.file, position: start.position)
      if start.mark == UInt8(ascii: "'") { place.position.column += 1 }
      traced.add(text, from: place, isCopied: isOneLine && start.mark != UInt8(ascii: ">"))
    }
    return traced
  }

  /// Whether the lines of a text stand so in the file, as those of a heredoc do.
  private func isVerbatim(_ text: String, _ place: Place) -> Bool {
    guard text.contains("\n"), place.position.column == 1, let lines = lines[place.file] else { return false }
    let content = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropFirst(place.position.line - 1).starts(with: content.map { Array($0.utf8) })
  }

  /// Behind tags and anchors, and the character there.
  private func begin(of place: Place) -> (position: SourcePosition, mark: UInt8) {
    guard let lines = lines[place.file], lines.indices.contains(place.position.line - 1) else {
      return (place.position, 0)
    }
    let line = lines[place.position.line - 1]
    let characters = String(decoding: line, as: UTF8.self).unicodeScalars.map { $0 }
    var column = place.position.column - 1
    while characters.indices.contains(column), "!&".unicodeScalars.contains(characters[column]) {
      while characters.indices.contains(column), characters[column] != " " { column += 1 }
      while characters.indices.contains(column), characters[column] == " " { column += 1 }
    }
    let mark = characters.indices.contains(column) ? characters[column] : "\0"
    return (SourcePosition(line: place.position.line, column: column + 1), mark.isASCII ? UInt8(mark.value) : 0)
  }

  /// A literal block: each of its lines is one of the file, without the indentation.
  private func addBlock(_ text: String, _ place: Place, _ header: Int, _ traced: inout TracedText) {
    let written = lines[place.file] ?? []
    let content = text.split(separator: "\n", omittingEmptySubsequences: false)
    // Of the first line that says something.
    var indentation = 0
    for (index, line) in content.enumerated() where !line.allSatisfy({ $0 == " " }) {
      guard written.indices.contains(header + index) else { break }
      let there = written[header + index].prefix { $0 == 0x20 }.count
      indentation = max(0, there - line.prefix { $0 == " " }.count)
      break
    }
    for (index, line) in content.enumerated() {
      let start = SourcePosition(line: header + index + 1, column: indentation + 1)
      let isLast = index == content.count - 1
      traced.add(
        String(line) + (isLast ? "" : "\n"), from: Place(file: place.file, position: start), isCopied: true)
    }
  }

  /// A text in double quotes on one line, whose escapes are as JSON writes them.
  private func addQuoted(_ text: String, _ start: Place, _ traced: inout TracedText) {
    var place = start
    place.position.column += 1
    var run = ""
    var runPlace = place
    for character in text.unicodeScalars {
      guard character == "\"" || character == "\\" || character.value < 0x20 else {
        run.unicodeScalars.append(character)
        place.position.column += 1
        continue
      }
      if !run.isEmpty { traced.add(run, from: runPlace, isCopied: true) }
      traced.add(String(character), from: place)
      place.position.column += 2
      run = ""
      runPlace = place
    }
    if !run.isEmpty || text.isEmpty { traced.add(run, from: runPlace, isCopied: true) }
  }
}
