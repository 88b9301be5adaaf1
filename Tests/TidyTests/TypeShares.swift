/// How many lines of a module each of its types holds: its declaration and its extensions, comments included, what is
/// declared inside counted with it.
struct TypeShares {
  private(set) var lines: [String: Int] = [:]
  private(set) var all = 0

  init(of files: [SwiftFile]) {
    for file in files {
      all += file.lines.count
      for (name, count) in Self.declarations(in: file) { lines[name, default: 0] += count }
    }
  }

  /// Percent of the module, by type, the largest first.
  var shares: [(type: String, percent: Double)] {
    lines.map { ($0.key, 100 * Double($0.value) / Double(max(1, all))) }
      .sorted { ($1.percent, $0.type) < ($0.percent, $1.type) }
  }

  /// The types that a file declares or extends at its top level, with their lines from the first comment above.
  private static func declarations(in file: SwiftFile) -> [(String, Int)] {
    var found: [(String, Int)] = []
    var depth = 0
    var open: (name: String, start: Int)?
    for (index, line) in file.code.enumerated() {
      if depth == 0, open == nil, let name = declared(in: line) { open = (name, start(of: index, in: file)) }
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      if depth == 0, let (name, start) = open, line.contains("}") {
        found.append((name, index + 1 - start))
        open = nil
      }
    }
    return found
  }

  private static func declared(in line: Substring) -> String? {
    let words = line.split { $0.isWhitespace || $0 == ":" || $0 == "{" }
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "extension"]
    guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count else { return nil }
    let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private", "final", "indirect"]
    guard words[..<kind].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") }) else { return nil }
    // `extension A.B` adds to what `A` holds; `Slab<Record>` is `Slab`.
    return words[kind + 1].split { $0 == "<" || $0 == "." }.first.map(String.init)
  }

  /// Comments and attributes right above belong to a declaration.
  private static func start(of index: Int, in file: SwiftFile) -> Int {
    var start = index
    while start > 0, file.lines[start - 1].hasPrefix("///") || file.lines[start - 1].hasPrefix("@") { start -= 1 }
    return start
  }
}
