import JSON
import StatesLanguage

/// What the readers of mock files share: objects with distinct and known keys, and words for what is wrong.
struct MockReader {
  let file: String

  func failure(
    _ problem: ReadingProblem, _ position: SourcePosition, _ message: String, hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(problem, file: file, position: position, message: message, hint: hint)
  }

  func unknown(
    _ name: String, at position: SourcePosition, _ kind: String, among known: [String], of owner: String? = nil
  ) -> Diagnostic {
    let near = suggestion(for: name, among: known).map { "did you mean \"\($0)\"?" }
    let few = (1...8).contains(known.count) ? "there is \(alternatives(known.sorted()))" : nil
    return failure(
      .unknownName, position, "unknown \(kind) \"\(name)\"" + (owner.map { " of \($0)" } ?? ""), hint: near ?? few)
  }

  func object(_ member: LocatedJSON.Member, _ owner: String) throws(Diagnostic) -> [LocatedJSON.Member] {
    guard let members = member.value.members else {
      throw failure(.type, member.value.position, "\(owner) must be an object, found \(member.value.described)")
    }
    try checkDistinct(members)
    return members
  }

  func checkDistinct(_ members: [LocatedJSON.Member]) throws(Diagnostic) {
    var seen: Set<String> = []
    for member in members where !seen.insert(member.key).inserted {
      throw failure(.repeatedField, member.keyPosition, "\"\(member.key)\" stands here a second time")
    }
  }

  func check(_ members: [LocatedJSON.Member], keys: [String], in owner: String) throws(Diagnostic) {
    try checkDistinct(members)
    for member in members where !keys.contains(member.key) {
      let near = suggestion(for: member.key, among: keys).map { "did you mean \"\($0)\"?" }
      throw failure(
        .unknownField, member.keyPosition, "unknown key \"\(member.key)\" in \(owner)",
        hint: near ?? "\(owner) has " + alternatives(keys))
    }
  }
}
