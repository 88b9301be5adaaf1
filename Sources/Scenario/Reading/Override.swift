import JSON
import StatesLanguage

/// What `--set path=value` asks for: another value at one place of the tree.
struct Override {
  let path: String
  let value: String

  var argument: String { "--set \(path)=\(value)" }

  var start: Place { Place(file: argument, position: SourcePosition(line: 1, column: 1)) }

  /// Missing keys are added, so that the strict reading of the tree says what is wrong with a misspelt one.
  func applyToTree(_ root: inout Node, _ reading: Reading) {
    guard let segments = Override.segments(of: path) else {
      return reading.error(
        .syntax, start,
        "found \"\(Node.excerpt(path))\" as the path, expected names and numbers with dots between them",
        hint: "quote a name that has dots: services.\"arn:...\".latency=100ms")
    }
    guard let value = parsedValue(reading) else { return }
    if let problem = Override.place(value, at: segments[...], in: &root, walked: []) {
      reading.error(.unknownField, start, problem)
    }
  }

  /// nil where it is no YAML, which is reported.
  func parsedValue(_ reading: Reading) -> Node? {
    let origin = SourcePosition(line: 1, column: path.count + 2)
    do throws(YAMLText.Problem) {
      return try YAMLText.parse(value, file: argument, origin: origin)
        ?? Node(place: Place(file: argument, position: origin), content: .scalar("", isPlain: true))
    } catch {
      reading.error(error.problem, error.place, error.message, hint: error.hint)
      return nil
    }
  }

  /// `path=value` at its first equals sign that stands in no quoted name; nil where there is no path.
  static func split(_ argument: String) -> (path: String, value: String)? {
    var isQuoted = false
    for index in argument.indices {
      if argument[index] == "\"" { isQuoted.toggle() }
      guard argument[index] == "=", !isQuoted else { continue }
      let path = String(argument[..<index])
      return path.isEmpty ? nil : (path, String(argument[index...].dropFirst()))
    }
    return nil
  }

  /// The names of a dotted path; a name in double quotes may have dots. Nil where a name is empty or a quote is open.
  static func segments(of path: String) -> [String]? {
    var segments: [String] = []
    var rest = Substring(path)
    while true {
      let segment: Substring
      if rest.first == "\"" {
        rest.removeFirst()
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        segment = rest[..<end]
        rest = rest[rest.index(after: end)...]
      } else {
        segment = rest.prefix { $0 != "." && $0 != "\"" }
        rest = rest.dropFirst(segment.count)
      }
      guard !segment.isEmpty else { return nil }
      segments.append(String(segment))
      guard let dot = rest.first else { return segments }
      guard dot == "." else { return nil }
      rest.removeFirst()
    }
  }

  /// Puts `value` at `path`, or says why the path does not fit the tree.
  private static func place(
    _ value: Node, at path: ArraySlice<String>, in node: inout Node, walked: [String]
  ) -> String? {
    guard let key = path.first else {
      node = value
      return nil
    }
    guard walked.count < YAMLText.depthLimit else { return "the path is longer than \(YAMLText.depthLimit) names" }
    let here = walked.isEmpty ? "the scenario" : walked.joined(separator: ".")
    switch node.content {
    case .scalar:
      if node.isNull {
        node.content = .mapping([])
        return place(value, at: path, in: &node, walked: walked)
      }
      return "\(here) is \(node.found), which has no \"\(key)\""
    case .sequence(var items):
      guard let index = Int(key), items.indices.contains(index) else {
        let range = items.isEmpty ? "it is empty" : "expected a number from 0 to \(items.count - 1)"
        return "\(here) is a list: found \"\(key)\", \(range)"
      }
      let problem = place(value, at: path.dropFirst(), in: &items[index], walked: walked + [key])
      node.content = .sequence(items)
      return problem
    case .mapping(var members):
      var index = members.count
      if let known = members.firstIndex(where: { $0.key == key }) {
        index = known
      } else {
        let place = Place(file: value.place.file, position: SourcePosition(line: 1, column: 1))
        let empty = Node(place: place, content: .scalar("", isPlain: true))
        members.append(Node.Member(key: key, keyPlace: place, value: empty))
      }
      let problem = place(value, at: path.dropFirst(), in: &members[index].value, walked: walked + [key])
      node.content = .mapping(members)
      return problem
    }
  }
}
