/// What a value is, where it is of a kind; nil where it is of another.
extension JSON {
  @inlinable public var string: String? { if case .string(let text) = self { text } else { nil } }
  @inlinable public var integer: Int? { if case .integer(let number) = self { number } else { nil } }
  @inlinable var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  @inlinable public var elements: [JSON]? { if case .array(let values) = self { values } else { nil } }
  @inlinable public var members: JSONObject? { if case .object(let members) = self { members } else { nil } }

  /// The member of an object.
  @inlinable public subscript(key: String) -> JSON? { members?[key] }
}

extension JSON {
  /// Where the names lead, one inside the other, beginning with the one at `first`.
  public func find(_ names: [String], from first: Int = 0) -> JSON? {
    if first == names.count { return self }
    guard case .object(let object) = self else { return nil }
    return object.find(names, from: first)
  }
}
