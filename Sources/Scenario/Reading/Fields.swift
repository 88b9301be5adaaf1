import StatesLanguage

/// The members of a mapping whose keys have been checked.
struct Fields {
  let mapping: Cursor
  let members: [Cursor.Member]
  let hasUnknownKeys: Bool
  /// What the unknown keys were probably meant to be.
  let misspelt: [String]

  subscript(key: String) -> Cursor? { member(key)?.value }

  func member(_ key: String) -> Cursor.Member? { members.first { $0.key == key } }

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

  /// The one member that is named in `kinds`; none or several are errors.
  func kind(of kinds: [String]) -> Cursor.Member? {
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
