/// What a value is, where it is of a kind; nil where it is of another.
extension LocatedJSON {
  public var string: String? { if case .string(let text) = content { text } else { nil } }
  public var integer: Int? { if case .integer(let number) = content { number } else { nil } }
  public var elements: [LocatedJSON]? { if case .array(let values) = content { values } else { nil } }
  public var members: [Member]? { if case .object(let members) = content { members } else { nil } }
}
