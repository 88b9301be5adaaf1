extension JSON {
  /// The value with `2.0` and `1e3` as the integers 2 and 1000, which they equal: how a number was written is lost.
  public var withWholeNumbers: JSON { holdsWholeDouble ? converted : self }

  /// Most values hold no double, and an object knows it.
  private var holdsWholeDouble: Bool {
    switch self {
    case .null, .bool, .integer, .string: return false
    case .double(let value): return Int(exactly: value) != nil
    case .array(let values):
      for value in values where value.mayHoldDouble && value.holdsWholeDouble { return true }
      return false
    case .object(let object):
      guard extent.holdsDouble else { return false }
      for member in object where member.value.mayHoldDouble && member.value.holdsWholeDouble { return true }
      return false
    }
  }

  private var mayHoldDouble: Bool {
    switch self {
    case .null, .bool, .integer, .string: false
    case .double, .array, .object: true
    }
  }

  private var converted: JSON {
    switch self {
    case .null, .bool, .integer, .string: self
    case .double(let value): Int(exactly: value).map { .integer($0) } ?? self
    case .array(let values): .array(values.map(\.converted))
    case .object(let members): .object(JSONObject(uniqueMembers: members.map { ($0.key, $0.value.converted) }))
    }
  }
}
