/// The names of a dotted path; one in double quotes may have dots.
enum ScenarioPath {
  static func names(_ path: String) -> [String] {
    var names = [""]
    var isQuoted = false
    for character in path {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ".", !isQuoted {
        names.append("")
      } else {
        names[names.count - 1].append(character)
      }
    }
    return names
  }

  /// A name as a path has it.
  static func quoted(_ name: String) -> String {
    let isPlain = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    return isPlain ? name : "\"" + name + "\""
  }
}
