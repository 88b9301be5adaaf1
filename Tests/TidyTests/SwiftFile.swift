/// A Swift source file, as text and as code: the code has blanks where comments and literals were.
struct SwiftFile {
  var path: String
  var lines: [Substring]
  var code: [Substring]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    code = CodeReader(text).code.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// `Sources`, `Tests`.
  var area: Substring { path.split(separator: "/")[0] }
  /// The module: the folder below `Sources` or `Tests`.
  var module: String { String(path.split(separator: "/")[1]) }

  /// The modules that the file imports, whatever stands before and after the word `import`.
  var imports: [String] {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    return code.flatMap { $0.split(separator: ";") }.compactMap { statement in
      let words = statement.split(whereSeparator: \.isWhitespace)
      guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy(Self.mayPrecedeImport) else {
        return nil
      }
      let named = words[(place + 1)...].drop { kinds.contains($0) }.first
      return named.map { String($0.split(separator: ".")[0]) }
    }
  }

  private static func mayPrecedeImport(_ word: Substring) -> Bool {
    word.hasPrefix("@") || ["package", "public", "internal", "fileprivate", "private"].contains(word)
  }

  /// Line numbers, from 1, where the code has one of these words standing alone.
  func lines(withWord forbidden: Set<String>) -> [Int] {
    code.indices.filter { line in
      code[line].split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { forbidden.contains(String($0)) }
    }.map { $0 + 1 }
  }

  /// Line numbers, from 1, where the code has this text, not as the end of a longer word.
  func lines(withCode text: String) -> [Int] {
    code.indices.filter { line in
      code[line].ranges(of: text).contains { range in
        guard range.lowerBound > code[line].startIndex else { return true }
        let before = code[line][code[line].index(before: range.lowerBound)]
        return !(before.isLetter || before.isNumber || before == "_" || before == ".")
      }
    }.map { $0 + 1 }
  }
}
