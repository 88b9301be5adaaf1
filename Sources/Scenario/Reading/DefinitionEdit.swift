package import JSON
import Schema
import StatesLanguage

/// Another value at one place of a definition's text. The bytes around it stay as they are, so that what is written
/// back differs from the file by that value alone.
package struct DefinitionEdit: Sendable {
  /// Names of members and numbers of elements: first a state's name, at whatever depth, or a field of the definition.
  let path: [String]
  let value: JSON

  package struct Problem: Error {
    let message: String
    let hint: String?
  }

  package init(path: [String], value: JSON) {
    self.path = path
    self.value = value
  }

  /// The text with the value in its place; a member that is not there becomes the last of its object. A text that is no
  /// JSON stays as it is, for whoever parses it to say so.
  package func applied(to bytes: [UInt8]) throws(Problem) -> [UInt8] {
    guard let root = try? LocatedJSON.parse(bytes), let first = path.first else { return bytes }
    var states: [LocatedJSON.Member] = []
    Self.collectStates(of: root, into: &states)
    if let state = states.first(where: { $0.key == first }) {
      return try place(at: path.dropFirst(), in: state.value, walked: first, bytes)
    }
    if root.members?.contains(where: { $0.key == first }) == true || Self.fields.contains(first) {
      return try place(at: path[...], in: root, walked: "the definition", bytes)
    }
    throw Self.unknown(first, states)
  }

  /// The same in what was read of a definition, whatever its format.
  func applied(to root: LocatedJSON) throws(Problem) -> LocatedJSON {
    var states: [LocatedJSON.Member] = []
    Self.collectStates(of: root, into: &states)
    guard let first = path.first else { return root }
    guard let state = states.first(where: { $0.key == first }) else {
      if root.members?.contains(where: { $0.key == first }) == true || Self.fields.contains(first) {
        return try placed(at: path[...], in: root, walked: "the definition")
      }
      throw Self.unknown(first, states)
    }
    let edited = try placed(at: path.dropFirst(), in: state.value, walked: first)
    return Self.replacing(state.keyPosition, with: edited, in: root)
  }

  private static func unknown(_ name: String, _ states: [LocatedJSON.Member]) -> Problem {
    let hint = suggestion(for: name, among: states.map(\.key) + fields).map { "did you mean \"\($0)\"?" }
    return Problem(message: "the definition has no state or field \"\(Node.excerpt(name))\"", hint: hint)
  }

  /// With another value for the member whose key stands there.
  private static func replacing(
    _ position: SourcePosition, with value: LocatedJSON, in node: LocatedJSON
  ) -> LocatedJSON {
    var node = node
    switch node.content {
    case .array(let elements):
      node.content = .array(elements.map { replacing(position, with: value, in: $0) })
    case .object(let members):
      node.content = .object(
        members.map { member in
          var member = member
          member.value = member.keyPosition == position ? value : replacing(position, with: value, in: member.value)
          return member
        })
    case .null, .bool, .integer, .double, .string: break
    }
    return node
  }

  private func placed(
    at path: ArraySlice<String>, in node: LocatedJSON, walked: String
  ) throws(Problem) -> LocatedJSON {
    guard let key = path.first else { return LocatedJSON(value, at: node.position) }
    var node = node
    switch try Self.child(key, of: node, walked) {
    case .element(let index, var elements):
      elements[index] = try placed(at: path.dropFirst(), in: elements[index], walked: walked + "." + key)
      node.content = .array(elements)
    case .member(let index, var members):
      members[index].value = try placed(
        at: path.dropFirst(), in: members[index].value, walked: walked + "." + key)
      node.content = .object(members)
    case .none(let members):
      let added = LocatedJSON(nested(path.dropFirst()), at: node.position)
      node.content = .object(
        members + [LocatedJSON.Member(key: key, keyPosition: node.position, keyOffset: 0, value: added)])
    }
    return node
  }

  /// The value, within objects for names that are not there yet.
  private func nested(_ path: ArraySlice<String>) -> JSON { path.reversed().reduce(value) { .object([$1: $0]) } }

  private enum Child {
    case element(Int, [LocatedJSON])
    case member(Int, [LocatedJSON.Member])
    /// It may be added to these.
    case none([LocatedJSON.Member])
  }

  private static func child(_ key: String, of node: LocatedJSON, _ walked: String) throws(Problem) -> Child {
    switch node.content {
    case .array(let elements):
      if let index = Int(key), elements.indices.contains(index) { return .element(index, elements) }
      let range = elements.isEmpty ? "it is empty" : "expected a number from 0 to \(elements.count - 1)"
      throw Problem(message: "\(walked) is a list: found \"\(Node.excerpt(key))\", \(range)", hint: nil)
    case .object(let members):
      return members.lastIndex { $0.key == key }.map { .member($0, members) } ?? .none(members)
    case .null, .bool, .integer, .double, .string:
      throw Problem(message: "\(walked) is \(node.json.text), which has no \"\(Node.excerpt(key))\"", hint: nil)
    }
  }

  /// What a definition may have besides, as the Amazon States Language names it.
  private static let fields = ["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"]

  /// In the order of the text, those of branches and item processors included.
  private static func collectStates(of value: LocatedJSON, into states: inout [LocatedJSON.Member]) {
    for element in value.elements ?? [] { collectStates(of: element, into: &states) }
    for member in value.members ?? [] {
      if member.key == "States" { states += member.value.members ?? [] }
      collectStates(of: member.value, into: &states)
    }
  }

  private func place(
    at path: ArraySlice<String>, in node: LocatedJSON, walked: String, _ bytes: [UInt8]
  ) throws(Problem) -> [UInt8] {
    guard let key = path.first else { return Self.replacing(node.bytes, of: bytes, with: value.text) }
    switch try Self.child(key, of: node, walked) {
    case .element(let index, let elements):
      return try place(at: path.dropFirst(), in: elements[index], walked: walked + "." + key, bytes)
    case .member(let index, let members):
      return try place(at: path.dropFirst(), in: members[index].value, walked: walked + "." + key, bytes)
    case .none(let members): return Self.adding(key, nested(path.dropFirst()), to: node, members, bytes)
    }
  }

  private static func replacing(_ range: Range<Int>, of bytes: [UInt8], with text: String) -> [UInt8] {
    Array(bytes[..<range.lowerBound]) + Array(text.utf8) + Array(bytes[range.upperBound...])
  }

  /// With the white space that stands before the last member.
  private static func adding(
    _ key: String, _ value: JSON, to object: LocatedJSON, _ members: [LocatedJSON.Member], _ bytes: [UInt8]
  ) -> [UInt8] {
    let text = JSON.string(key).text + ": " + value.text
    guard let last = members.last else { return replacing(object.bytes, of: bytes, with: "{ " + text + " }") }
    let gap = bytes[..<last.keyOffset].reversed().prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.reversed()
    let end = last.value.bytes.upperBound
    return Array(bytes[..<end]) + [UInt8(ascii: ",")] + gap + Array(text.utf8) + Array(bytes[end...])
  }
}

extension LocatedJSON {
  /// A value that stands in no text.
  fileprivate init(_ json: JSON, at position: SourcePosition) {
    let content: Content
    switch json {
    case .array(let elements): content = .array(elements.map { LocatedJSON($0, at: position) })
    case .object(let members):
      content = .object(
        members.map { member in
          Member(
            key: member.key, keyPosition: position, keyOffset: 0, value: LocatedJSON(member.value, at: position))
        })
    case .string(let text): content = .string(text)
    case .integer(let number): content = .integer(number)
    case .double(let number): content = .double(number)
    case .bool(let flag): content = .bool(flag)
    case .null: content = .null
    }
    self.init(position: position, content: content)
  }
}

/// A `--set` that reaches into a definition: `stateMachines.Root."Run Middle".Retry.0.MaxAttempts=5`.
struct DefinitionOverride {
  let machine: String
  let edit: DefinitionEdit
  /// The argument, for messages.
  let place: Place
}

extension Override {
  /// Puts the value in its place: in the scenario's tree, or later within the definition that the path leads into.
  func apply(to root: inout Node, _ reading: Reading) {
    guard let (machine, path) = placeInDefinition(of: root) else { return applyToTree(&root, reading) }
    guard let value = parsedValue(reading) else { return }
    let json = Cursor(node: value, path: self.path, reading: reading).json()
    reading.definitionOverrides.append(
      DefinitionOverride(machine: machine, edit: DefinitionEdit(path: path, value: json), place: start))
  }

  /// nil: it does not name one of the scenario's machines and something that only a definition has.
  private func placeInDefinition(of root: Node) -> (machine: String, path: [String])? {
    guard let segments = Override.segments(of: path), segments.count > 2, segments[0] == "stateMachines",
      ScenarioGrammar.machine[segments[2]] == nil,
      let machines = root.members?.last(where: { $0.key == segments[0] })?.value.members,
      machines.contains(where: { $0.key == segments[1] })
    else { return nil }
    return (segments[1], Array(segments.dropFirst(2)))
  }
}
