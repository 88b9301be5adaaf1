public import JSON

/// The members of one object of a definition, looked up by name. Where a name is repeated the first one counts.
struct Fields {
  let members: [LocatedJSON.Member]
  /// Where a missing field is reported.
  let position: SourcePosition
  /// `Task state "Order"`, `Retry entry`.
  let owner: String

  subscript(name: String) -> LocatedJSON? { member(name)?.value }

  func member(_ name: String) -> LocatedJSON.Member? { members.first { $0.key == name } }
}

extension LocatedJSON {
  /// The value as a message names it: `the string "x"`, `an array`.
  public var described: String {
    switch content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "the number \(value)"
    case .double(let value): "the number \(value)"
    case .string(let value): "the string " + quoted(value)
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// `text` in quotation marks, cut where it is too long for a message.
func quoted(_ text: String) -> String { text.count <= 80 ? "\"\(text)\"" : "\"\(text.prefix(77))...\"" }

/// `"A", "B" or "C"`.
public func alternatives(_ words: [String]) -> String {
  let marked = words.map { "\"\($0)\"" }
  guard let last = marked.last, marked.count > 1 else { return marked.first ?? "" }
  return marked.dropLast().joined(separator: ", ") + " or " + last
}
