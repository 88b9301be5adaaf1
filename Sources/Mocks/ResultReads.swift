import JSON
import StatesLanguage

/// What a Task's own fields read of its result: `$.Payload.status` in a ResultSelector, `$states.result.Payload` in an
/// Output. Later states may read more; what these read is what the form of an answer shows by.
struct ResultReads {
  struct Read {
    /// Names of members, from the outermost.
    var path: [String]
    /// As it is written.
    var text: String
    var position: SourcePosition

    /// The same of a member of the result.
    func within(_ member: String) -> String {
      text.dropLast(path.joined(separator: ".").count) + member + "." + path.joined(separator: ".")
    }
  }

  private(set) var reads: [Read] = []

  init(_ state: State, _ source: DefinitionSource) {
    if state.language == .jsonata {
      for value in ["Output", "Assign"].compactMap({ source.value([$0], in: state) }) {
        collect(value, after: "$states.result")
      }
    } else if let selector = source.value(["ResultSelector"], in: state) {
      collect(selector, after: "$", isPath: true)
    } else if replacesInput(state, source), let path = source.value(["OutputPath"], in: state) {
      collect(path, after: "$")
    }
  }

  /// Where the result is all that the OutputPath is applied to.
  private func replacesInput(_ state: State, _ source: DefinitionSource) -> Bool {
    guard let path = source.value(["ResultPath"], in: state) else { return true }
    return path.string == "$"
  }

  /// `isPath`: only values of keys that end in `.$` are paths.
  private mutating func collect(_ value: LocatedJSON, after root: String, isPath: Bool = false) {
    switch value.content {
    case .array(let items): for item in items { collect(item, after: root) }
    case .object(let members):
      for member in members where !isPath || member.key.hasSuffix(".$") || member.value.string == nil {
        collect(member.value, after: root, isPath: isPath && member.value.string == nil)
      }
    case .string(let text): collect(text, value.position, after: root)
    case .null, .bool, .integer, .double: break
    }
  }

  private mutating func collect(_ text: String, _ position: SourcePosition, after root: String) {
    for place in text.ranges(of: root) {
      // `$$.` is the context object.
      if root == "$", place.lowerBound > text.startIndex, text[text.index(before: place.lowerBound)] == "$" { continue }
      var path: [String] = []
      var rest = text[place.upperBound...]
      while rest.first == "." {
        let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        if name.isEmpty { break }
        path.append(String(name))
        rest = rest.dropFirst(name.count + 1)
      }
      if path.isEmpty { continue }
      reads.append(Read(path: path, text: root + "." + path.joined(separator: "."), position: position))
    }
  }
}
