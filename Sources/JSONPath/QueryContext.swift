public import JSON

/// What an expression may read besides its input: the context object, and the variables in scope.
public struct QueryContext: Sendable {
  /// Of the context object, where it is made when it is looked at.
  private let members: DeferredMembers?
  private let whole: JSON
  /// nil: there is none.
  public var variables: JSONObject?

  public init(_ object: JSON, variables: JSONObject? = nil) {
    (members, whole) = (nil, object)
    self.variables = variables
  }

  public init(_ members: DeferredMembers, variables: JSONObject? = nil) {
    (self.members, whole) = (members, .null)
    self.variables = variables
  }

  /// The context object.
  public var object: JSON { members.map { .object(JSONObject($0)) } ?? whole }

  /// Where the names lead in the context object.
  func find(_ names: [String]) -> JSON? {
    guard let members, !names.isEmpty else { return object.find(names) }
    return members.find(names, from: 0)
  }

  public static var none: QueryContext { QueryContext(.null) }
}

extension QueryContext: ExpressibleByDictionaryLiteral {
  /// The context object alone.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(.object(JSONObject(uniqueMembers: elements.map { (key: $0.0, value: $0.1) })))
  }
}
