package import JSON
package import StatesLanguage
import Yams

/// YAML text to located nodes. Yams parses; types are not resolved; depth and size are limited, since aliases multiply.
package struct YAMLText {
  package struct Problem: Error {
    package var problem = ReadingProblem.syntax
    package var place: Place
    package var message: String
    package var hint: String?
  }
  /// The key of the mapping whose one value a value with a tag of its own, such as `!Sub`, stands for.
  package typealias Functions = (_ tag: String) -> String?
  static let depthLimit = 100
  static let nodeLimit = 1_000_000

  private let file: String
  /// Where the text begins: past (1, 1) for the value of a `--set` argument.
  private let origin: SourcePosition
  private let functions: Functions
  private var nodes = 0

  private init(file: String, origin: SourcePosition, functions: @escaping Functions) {
    self.file = file
    self.origin = origin
    self.functions = functions
  }

  package static func parse(
    _ text: String, file: String, origin: SourcePosition = SourcePosition(line: 1, column: 1),
    functions: @escaping Functions = { _ in nil }
  ) throws(Problem) -> Node? {
    var yaml = YAMLText(file: file, origin: origin, functions: functions)
    let root: Yams.Node?
    do {
      root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw yaml.problem(error)
    } catch {
      throw Problem(place: yaml.place(nil), message: "YAML: \(error)", hint: nil)
    }
    guard let root else { return nil }
    return try yaml.node(root, depth: 0)
  }

  private func place(_ mark: Mark?) -> Place { place(line: mark?.line ?? 1, column: mark?.column ?? 1) }

  private func place(line: Int, column: Int) -> Place {
    let (line, column) = (max(line, 1), max(column, 1))
    let shift = line == 1 ? origin.column - 1 : 0
    return Place(file: file, position: SourcePosition(line: line + origin.line - 1, column: column + shift))
  }

  private mutating func node(_ source: Yams.Node, depth: Int) throws(Problem) -> Node {
    let place = place(source.mark)
    nodes += 1
    guard depth < YAMLText.depthLimit else {
      throw Problem(
        problem: .size, place: place, message: "nested deeper than \(YAMLText.depthLimit) levels", hint: nil)
    }
    guard nodes <= YAMLText.nodeLimit else {
      throw Problem(
        problem: .size, place: place, message: "more than \(YAMLText.nodeLimit) values",
        hint: "aliases count as often as they are used"
      )
    }
    if let key = functions(Self.writtenTag(source)) {
      let value = Node(place: place, content: try content(untagged(source), place, depth: depth))
      return Node(place: place, content: .mapping([Node.Member(key: key, keyPlace: place, value: value)]))
    }
    return Node(place: place, content: try content(source, place, depth: depth))
  }

  /// As it stands there: the node's own `tag` would be resolved by that, for good.
  private static func writtenTag(_ source: Yams.Node) -> String {
    switch source {
    case .scalar(let scalar): scalar.tag.description
    case .sequence(let sequence): sequence.tag.description
    case .mapping(let mapping): mapping.tag.description
    case .alias: ""
    }
  }

  private func untagged(_ source: Yams.Node) -> Yams.Node {
    switch source {
    case .scalar(let scalar): .scalar(.init(scalar.string, .implicit, scalar.style, scalar.mark))
    case .sequence(let sequence): .sequence(.init(Array(sequence), .implicit, sequence.style, sequence.mark))
    case .mapping(let mapping): .mapping(.init(Array(mapping), .implicit, mapping.style, mapping.mark))
    case .alias: source
    }
  }

  private mutating func content(
    _ source: Yams.Node, _ place: Place, depth: Int
  ) throws(Problem) -> Node.Content {
    switch source {
    case .scalar(let scalar):
      let isText = try isTagged(scalar.tag, as: "str", place)
      return .scalar(scalar.string, isPlain: scalar.style == .plain && !isText)
    case .sequence(let sequence):
      _ = try isTagged(sequence.tag, as: "seq", place)
      var items: [Node] = []
      for item in sequence { items.append(try node(item, depth: depth + 1)) }
      return .sequence(items)
    case .mapping(let mapping):
      _ = try isTagged(mapping.tag, as: "map", place)
      return .mapping(try members(mapping, depth: depth))
    case .alias:
      throw Problem(place: place, message: "an alias that nothing defines", hint: nil)
    }
  }

  /// Whether a value has the one tag that changes nothing, such as `!!str`; every other tag is a problem.
  private func isTagged(_ tag: Tag, as name: String, _ place: Place) throws(Problem) -> Bool {
    let text = tag.description
    if text.isEmpty { return false }
    let core = "tag:yaml.org,2002:"
    if text == "!" || text == core + name { return true }
    let short = text.hasPrefix(core) ? "!!" + text.dropFirst(core.count) : text
    throw Problem(place: place, message: "found the tag \(Node.excerpt(short)), expected none", hint: nil)
  }

  private mutating func members(_ mapping: Yams.Node.Mapping, depth: Int) throws(Problem) -> [Node.Member] {
    var members: [Node.Member] = []
    var seen: Set<String> = []
    for (key, value) in mapping {
      let keyPlace = place(key.mark)
      guard case .scalar(let scalar) = key else {
        throw Problem(place: keyPlace, message: "found a list or mapping as a key, expected text", hint: nil)
      }
      guard seen.insert(scalar.string).inserted else {
        throw Problem(
          problem: .repeatedField, place: keyPlace, message: "duplicate key \"\(Node.excerpt(scalar.string))\"",
          hint: nil)
      }
      let member = try node(value, depth: depth + 1)
      members.append(Node.Member(key: scalar.string, keyPlace: keyPlace, value: member))
    }
    return members
  }

  private func problem(_ error: YamlError) -> Problem {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      if problem.hasPrefix("but found another document") {
        return Problem(place: place(mark), message: "found a second document, expected one scenario", hint: nil)
      }
      if problem.hasPrefix("Maximum nesting level") {
        return Problem(
          problem: .size, place: place(mark), message: "nested deeper than \(YAMLText.depthLimit) levels", hint: nil)
      }
      var detail = ""
      if let context, (context.mark.line, context.mark.column) != (mark.line, mark.column) {
        let begin = place(context.mark).position
        detail = " \(context.text) that begins at \(begin.line):\(begin.column)"
      }
      let hint =
        problem.contains("cannot start any token")
        ? "indent with spaces, not tabs; quote text that begins with @, ` or %" : nil
      return Problem(place: place(mark), message: "YAML: \(problem)\(detail)", hint: hint)
    case .reader(let problem, let offset, _, let yaml):
      return Problem(place: place(of: offset ?? 0, in: yaml), message: "YAML: \(problem)", hint: nil)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = Node.excerpt(duplicates.first ?? "")
      return Problem(
        problem: .repeatedField, place: place(context.mark), message: "duplicate key \"\(key)\"",
        hint: "this is the first one; the same mapping has it again further down")
    default:
      return Problem(place: place(nil), message: "YAML: \(error)", hint: nil)
    }
  }

  private func place(of offset: Int, in text: String) -> Place {
    var line = 1
    var column = 1
    for character in text.prefix(offset) {
      if character.isNewline {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return place(line: line, column: column)
  }
}
