import JSON
import StatesLanguage
import StepFunctions

/// One reading of a mock file: every problem that was met, and what all parts of the format have in common.
final class MockReader {
  let file: String
  private(set) var problems: [Diagnostic] = []

  init(file: String) { self.file = file }

  func error(_ problem: ReadingProblem, _ position: SourcePosition, _ message: String, hint: String? = nil) {
    problems.append(Diagnostic(problem, file: file, position: position, message: message, hint: hint))
  }

  func unknown(
    _ name: String, at position: SourcePosition, _ kind: String, among known: [String], of owner: String? = nil
  ) {
    error(
      .unknownName, position, "unknown \(kind) \"\(name)\"" + (owner.map { " of \($0)" } ?? ""),
      hint: Self.hint(for: name, among: known))
  }

  /// The name that was meant, or those that there are.
  static func hint(for name: String, among known: [String]) -> String? {
    let few = (1...8).contains(known.count) ? "there is \(alternatives(known.sorted()))" : nil
    return suggestion(for: name, among: known).map { "did you mean \"\($0)\"?" } ?? few
  }

  /// Nil: it is none.
  func object(_ member: LocatedJSON.Member, _ owner: String) -> [LocatedJSON.Member]? {
    guard let members = member.value.members else {
      error(.type, member.value.position, "\(owner) must be an object, found \(member.value.described)")
      return nil
    }
    checkDistinct(members)
    return members
  }

  func checkDistinct(_ members: [LocatedJSON.Member]) {
    var seen: Set<String> = []
    for member in members where !seen.insert(member.key).inserted { isRepeated(member) }
  }

  func isRepeated(_ member: LocatedJSON.Member) {
    error(.repeatedField, member.keyPosition, "\"\(member.key)\" stands here a second time")
  }

  func check(_ members: [LocatedJSON.Member], keys: [String], in owner: String) {
    for member in members where !keys.contains(member.key) {
      let near = suggestion(for: member.key, among: keys).map { "did you mean \"\($0)\"?" }
      error(
        .unknownField, member.keyPosition, "unknown key \"\(member.key)\" in \(owner)",
        hint: near ?? "\(owner) has " + alternatives(keys))
    }
  }

  // MARK: Replies

  /// What a call is answered: `{"error": …, "cause": …}` and `{"Throw": {"Error": …, "Cause": …}}` are failures,
  /// `{"Return": …}` is a result whatever it holds, and all else is one.
  func reply(_ value: LocatedJSON) -> TaskReply? {
    guard let members = value.members else { return .success(value.json) }
    if members.count == 1, members[0].key == "Return" { return .success(members[0].value.json) }
    if members.count == 1, members[0].key == "Throw" {
      guard let parts = object(members[0], "\"Throw\"") else { return nil }
      return failure(parts, of: members[0], keys: ("Error", "Cause"))
    }
    guard let error = members.first(where: { $0.key == "error" }) else { return .success(value.json) }
    let others = members.filter { $0.key != "error" && $0.key != "cause" }
    if let misspelt = others.first(where: { suggestion(for: $0.key, among: ["cause"]) != nil }), others.count == 1 {
      self.error(
        .unknownField, misspelt.keyPosition, "unknown key \"\(misspelt.key)\" beside \"error\"",
        hint: "did you mean \"cause\"? A result that has both is written {\"Return\": …}")
      return nil
    }
    if !others.isEmpty { return .success(value.json) }
    return failure(members, of: error, keys: ("error", "cause"))
  }

  /// The members of a failure; nil where they are none.
  func failure(
    _ members: [LocatedJSON.Member], of owner: LocatedJSON.Member, keys: (error: String, cause: String)
  ) -> TaskReply? {
    let before = problems.count
    check(members, keys: [keys.error, keys.cause], in: "\"\(owner.key)\"")
    checkDistinct(members)
    var texts: [String: String] = [:]
    for member in members {
      if let text = member.value.string {
        texts[member.key] = text
      } else {
        error(.type, member.value.position, "\"\(member.key)\" must be a string, found \(member.value.described)")
      }
    }
    if problems.count > before { return nil }
    guard let error = texts[keys.error] else {
      self.error(.missingField, owner.value.position, "\"\(owner.key)\" has no \"\(keys.error)\"")
      return nil
    }
    return .failure(error: error, cause: texts[keys.cause])
  }
}
