/// Replaces comments and string literals by blanks; lines stay where they are. Code inside `\( )` stays code.
struct CodeReader {
  private let text: [Character]
  private var place = 0
  private(set) var code = ""

  init(_ text: String) {
    self.text = Array(text)
    readCode(untilClosingParenthesis: false)
  }

  private func starts(_ prefix: String) -> Bool {
    text[place...].starts(with: prefix)
  }

  private mutating func keep() {
    code.append(text[place])
    place += 1
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where place < text.count {
      code.append(text[place].isNewline ? text[place] : " ")
      place += 1
    }
  }

  private mutating func readCode(untilClosingParenthesis: Bool) {
    var depth = 0
    while place < text.count {
      if starts("//") {
        while place < text.count, !text[place].isNewline { blank() }
      } else if starts("/*") {
        readBlockComment()
      } else if text[place] == "\"" {
        readLiteral(hashes: 0)
      } else if text[place] == "#", let hashes = hashesBeforeQuote() {
        blank(hashes)
        readLiteral(hashes: hashes)
      } else {
        if text[place] == "(" { depth += 1 }
        if text[place] == ")" {
          if depth == 0, untilClosingParenthesis { return }
          depth -= 1
        }
        keep()
      }
    }
  }

  private mutating func readBlockComment() {
    var depth = 0
    repeat {
      if starts("/*") {
        depth += 1
        blank(2)
      } else if starts("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && place < text.count
  }

  private func hashesBeforeQuote() -> Int? {
    let hashes = text[place...].prefix { $0 == "#" }.count
    return place + hashes < text.count && text[place + hashes] == "\"" ? hashes : nil
  }

  private mutating func readLiteral(hashes: Int) {
    let fence = String(repeating: "#", count: hashes)
    let quote = starts("\"\"\"") ? "\"\"\"" : "\""
    let escape = "\\" + fence
    blank(quote.count)
    while place < text.count {
      if starts(quote + fence) { return blank(quote.count + hashes) }
      if starts(escape + "(") {
        blank(escape.count + 1)
        readCode(untilClosingParenthesis: true)
        blank()
      } else if starts(escape) {
        blank(escape.count + 1)
      } else {
        blank()
      }
    }
  }
}
