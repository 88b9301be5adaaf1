import Schema
import StatesLanguage

/// The members of a mapping whose keys have been checked.
struct Fields {
  let mapping: Cursor
  let block: Block
  let members: [Cursor.Member]
  let hasUnknownKeys: Bool
  /// What the unknown keys were probably meant to be.
  let misspelt: [String]

  subscript(key: String) -> Cursor? { member(key)?.value }

  /// What is read is in the grammar: else no schema, and no explanation, would know of it.
  func member(_ key: String) -> Cursor.Member? {
    assert(block[key] != nil, "the grammar has no key \(key) in \(mapping.path)")
    return members.first { $0.key == key }
  }

  /// Reports a member that may not be there.
  func conflict(_ member: Cursor.Member, _ message: String) {
    mapping.reading.error(.conflictingFields, member.keyPlace, "\(mapping.path): \(message)")
  }

  /// The member, or nil with an error; a misspelling has been reported already.
  func require(_ key: String, hint: String? = nil) -> Cursor? {
    if let value = self[key] { return value }
    if misspelt.contains(key) { return nil }
    mapping.error(.missingField, "the key \"\(key)\" is missing", hint: hint)
    return nil
  }

  /// The one member that says what kind of block it is; none or several are errors.
  func kind() -> Cursor.Member? {
    let kinds = block.kinds
    let found = members.filter { kinds.contains($0.key) }
    if found.count == 1 { return found[0] }
    if let second = found.dropFirst().first {
      conflict(second, "found \"\(second.key)\" beside \"\(found[0].key)\", expected one of them")
    } else if !hasUnknownKeys {
      mapping.error(.missingField, "expected one of \(kinds.joined(separator: ", "))")
    }
    return nil
  }
}
