public import JSON

/// What an expression may read besides its input: the context object, and the variables in scope.
public struct QueryContext: Sendable {
  public var object: JSON
  /// nil: there is none.
  public var variables: JSONObject?

  @inlinable
  public init(_ object: JSON, variables: JSONObject? = nil) {
    self.object = object
    self.variables = variables
  }

  @inlinable public static var none: QueryContext { QueryContext(.null) }
}

extension QueryContext: ExpressibleByDictionaryLiteral {
  /// The context object alone.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(.object(JSONObject(uniqueMembers: elements.map { (key: $0.0, value: $0.1) })))
  }
}
