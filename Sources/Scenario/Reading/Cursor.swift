import Schema
import StatesLanguage

/// A value of the scenario that is about to be read: it knows where it stands, how messages name it, and where its
/// problems go. What reads it returns nil where it has reported one.
struct Cursor {
  /// A member of a mapping.
  struct Member {
    let key: String
    let keyPlace: Place
    let value: Cursor
  }

  /// How messages name the outermost mapping, whose members go by their keys alone.
  static let root = "the scenario"

  let node: Node
  /// How messages name it: `load.0.retry`.
  let path: String
  let reading: Reading

  var place: Place { node.place }

  func error(_ problem: ReadingProblem, _ message: String, hint: String? = nil) {
    reading.error(problem, place, "\(path): \(message)", hint: hint)
  }

  func mismatch(_ problem: ReadingProblem = .type, expected: String, hint: String? = nil) {
    error(problem, "found \(node.found), expected \(expected)", hint: hint)
  }

  /// The same value under another name.
  func named(_ path: String) -> Cursor { Cursor(node: node, path: path, reading: reading) }

  /// The elements of a list.
  var items: [Cursor]? {
    guard case .sequence(let items) = node.content else { return nil }
    return items.enumerated().map { Cursor(node: $1, path: "\(path).\($0)", reading: reading) }
  }

  /// The members of a mapping, whatever their keys.
  var members: [Member]? {
    node.members?.map { member in
      let key = Node.excerpt(member.key)
      let value = Cursor(node: member.value, path: path == Cursor.root ? key : "\(path).\(key)", reading: reading)
      return Member(key: member.key, keyPlace: member.keyPlace, value: value)
    }
  }

  /// The members of a mapping in which every key that the grammar does not have there is an error.
  func fields(_ block: Block) -> Fields? {
    let known = block.names
    guard let members else {
      mismatch(expected: "a mapping", hint: "keys: " + known.joined(separator: ", "))
      return nil
    }
    let unknown = members.filter { !known.contains($0.key) }
    for member in unknown {
      reading.error(
        .unknownField, member.keyPlace, "\(path): unknown key \"\(Node.excerpt(member.key))\"",
        hint: Suggestion.hint(for: member.key, among: known))
    }
    return Fields(
      mapping: self, block: block, members: members, hasUnknownKeys: !unknown.isEmpty,
      misspelt: unknown.compactMap { suggestion(for: $0.key, among: known) })
  }
}
