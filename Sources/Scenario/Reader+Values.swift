import Prelude
import StatesLanguage

/// The members of a mapping whose keys have been checked.
struct Fields {
  let place: Place
  /// How messages name the mapping.
  let what: String
  let members: [Node.Member]
  let hasUnknownKeys: Bool
  /// What the unknown keys were probably meant to be.
  let misspelt: [String]

  subscript(key: String) -> Node? { members.first { $0.key == key }?.value }

  /// The path of a member in messages: `load.retry`.
  func path(_ key: String) -> String { what == "the scenario" ? key : "\(what).\(key)" }
}

extension Reader {
  /// The members of `node`, or nil with an error where it is no mapping. Every key outside `known` is an error.
  mutating func fields(_ node: Node, of what: String, known: [String]) -> Fields? {
    guard let members = node.members else {
      error(
        node.place, "\(what): found \(node.found), expected a mapping",
        hint: "keys: " + known.joined(separator: ", "))
      return nil
    }
    let unknown = members.filter { !known.contains($0.key) }
    for member in unknown {
      let key = Node.excerpt(member.key)
      error(
        member.keyPlace, "\(what): unknown key \"\(key)\"", hint: Suggestion.hint(for: member.key, among: known))
    }
    let misspelt = unknown.compactMap { suggestion(for: $0.key, among: known) }
    return Fields(
      place: node.place, what: what, members: members, hasUnknownKeys: !unknown.isEmpty, misspelt: misspelt)
  }

  /// The member, or nil with an error; a misspelling has been reported already.
  mutating func require(_ fields: Fields, _ key: String, hint: String? = nil) -> Node? {
    if let node = fields[key] { return node }
    if fields.misspelt.contains(key) { return nil }
    error(fields.place, "\(fields.what): the key \"\(key)\" is missing", hint: hint)
    return nil
  }

  mutating func text(_ node: Node, _ what: String) -> String? {
    if let text = node.text, !text.isEmpty, !node.isNull { return text }
    error(node.place, "\(what): found \(node.found), expected text")
    return nil
  }

  mutating func errorName(_ node: Node, _ what: String) -> String? {
    guard let name = text(node, what) else { return nil }
    guard name.count <= 256 else {
      error(node.place, "\(what): found \(name.count) characters, expected at most 256")
      return nil
    }
    return name
  }

  mutating func integer(_ node: Node, _ what: String, in range: ClosedRange<Int>) -> Int? {
    if let text = node.text, Quantity.isJSONNumber(text), let value = Int(text), range.contains(value) { return value }
    let expected =
      range.upperBound == .max
      ? "a whole number, at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    error(node.place, "\(what): found \(node.found), expected \(expected)", hint: plainNumberHint(node))
    return nil
  }

  mutating func number(_ node: Node, _ what: String, in range: ClosedRange<Double>, expected: String) -> Double? {
    if let text = node.text, let value = Quantity.number(text), range.contains(value) { return value }
    error(node.place, "\(what): found \(node.found), expected \(expected)", hint: plainNumberHint(node))
    return nil
  }

  /// For `1_000` and `1,000`, which other formats read as a thousand.
  private func plainNumberHint(_ node: Node) -> String? {
    guard let text = node.text, text.contains("_") || text.contains(",") else { return nil }
    let digits = text.filter { $0 != "_" && $0 != "," }
    return Quantity.isJSONNumber(digits) ? "write \(digits)" : nil
  }

  mutating func flag(_ node: Node, _ what: String) -> Bool? {
    if case .scalar(let text, isPlain: true) = node.content {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    let hint: String? =
      switch node.text?.lowercased() {
      case "yes", "on", "y", "true", "1": "write true"
      case "no", "off", "n", "false", "0": "write false"
      default: nil
      }
    error(node.place, "\(what): found \(node.found), expected true or false", hint: hint)
    return nil
  }

  mutating func duration(_ node: Node, _ what: String) -> Span? {
    guard let text = node.text else {
      error(node.place, "\(what): found \(node.found), expected a duration such as 90s, 15m, 2h, 120ms or 250us")
      return nil
    }
    do throws(Quantity.Problem) {
      return try Quantity.duration(text)
    } catch {
      self.error(node.place, "\(what): found \(node.found), expected \(error.expected)", hint: error.hint)
      return nil
    }
  }

  mutating func positiveDuration(_ node: Node, _ what: String) -> Span? {
    guard let span = duration(node, what) else { return nil }
    guard span > .zero else {
      error(node.place, "\(what): found \(node.found), expected a duration above zero")
      return nil
    }
    return span
  }

  mutating func rate(_ node: Node, _ what: String) -> Rate? {
    guard let text = node.text else {
      error(node.place, "\(what): found \(node.found), expected a rate such as 50/s, 3000/m or 0.5/s")
      return nil
    }
    do throws(Quantity.Problem) {
      return try Quantity.rate(text)
    } catch {
      self.error(node.place, "\(what): found \(node.found), expected \(error.expected)", hint: error.hint)
      return nil
    }
  }

  mutating func positiveRate(_ node: Node, _ what: String) -> Rate? {
    guard let rate = rate(node, what) else { return nil }
    guard rate.count > 0 else {
      error(node.place, "\(what): found \(node.found), expected a rate above zero")
      return nil
    }
    return rate
  }

  mutating func size(_ node: Node, _ what: String) -> Int? {
    guard let text = node.text else {
      error(node.place, "\(what): found \(node.found), expected a size such as 256KiB")
      return nil
    }
    do throws(Quantity.Problem) {
      return try Quantity.size(text)
    } catch {
      self.error(node.place, "\(what): found \(node.found), expected \(error.expected)", hint: error.hint)
      return nil
    }
  }

  /// One of several words.
  mutating func word(_ node: Node, _ what: String, of words: [String]) -> String? {
    if let text = node.text, words.contains(text) { return text }
    let hint = node.text.flatMap { suggestion(for: $0, among: words) }.map { "did you mean \($0)?" }
    error(node.place, "\(what): found \(node.found), expected \(words.joined(separator: " or "))", hint: hint)
    return nil
  }

  /// The one member of `fields` that is named in `kinds`; none or several are errors.
  mutating func kind(_ fields: Fields, of kinds: [String]) -> Node.Member? {
    let found = fields.members.filter { kinds.contains($0.key) }
    if found.count == 1 { return found[0] }
    if let second = found.dropFirst().first {
      error(second.keyPlace, "\(fields.what): found \"\(second.key)\" beside \"\(found[0].key)\", expected one of them")
    } else if !fields.hasUnknownKeys {
      error(fields.place, "\(fields.what): expected one of the keys \(kinds.joined(separator: ", "))")
    }
    return nil
  }
}
