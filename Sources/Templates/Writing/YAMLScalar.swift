import JSON

/// Text as YAML takes it for that text.
enum YAMLScalar {
  static func text(_ text: String) -> String { isPlain(text) ? text : JSON.string(text).text }

  /// Names and paths; what any reader of YAML could take for something else is quoted.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.isASCII, text.utf8.count <= 200 else { return false }
    let isNamelike = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-./".unicodeScalars.contains($0))
    }
    let mayBegin = first.properties.isAlphabetic || first == "_" || text.hasPrefix("../") || first == "/"
    return isNamelike && mayBegin && !reserved.contains(text.lowercased())
  }

  private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
}
