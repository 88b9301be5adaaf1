public import JSON

/// A JSON value in which fields named `….$` hold expressions: Parameters, ResultSelector, ItemSelector, Credentials.
///
/// A class, because those who run it would copy it.
public final class PayloadTemplate: Sendable {
  let node: Node
  /// The value where no expression occurs in it.
  public let constant: JSON?
  public let contextUse: ContextUse
  public let usesContext: Bool
  public let usesEntropy: Bool
  /// Whether there is an input for which it has no value.
  public let mayFail: Bool
  /// Of the node, so that it need not be taken apart for its size.
  let parts: Node.Parts?
  /// Tells its draws from those of the state's other fields.
  package let place: UInt64

  init(_ node: Node, place: UInt64) {
    self.place = place
    self.node = node
    constant = if case .constant(let value) = node { value } else { nil }
    parts = node.parts
    contextUse = node.contextUse
    usesContext = contextUse != .nothing
    usesEntropy = node.contains(\.usesEntropy)
    mayFail = node.contains(\.mayFail)
  }

  public var outline: TemplateOutline {
    switch node {
    case .constant(let value): .constant(value)
    case .expression: .expression
    case .object(let members, let dynamic): .object(members, dynamicPlaces: dynamic.map(\.place))
    case .array: .other
    }
  }

  /// The member of the outermost object, where nothing else in it is worked out.
  public func onlyDynamic(_ key: String) -> PayloadTemplate? {
    guard case .object(_, let dynamic) = node, outline.isOnlyDynamic(key) else { return nil }
    return PayloadTemplate(dynamic[0].node, place: place)
  }

  indirect enum Node: Sendable {
    case constant(JSON)
    /// `field` is the name as written, with its `.$`.
    case expression(Expression, field: String)
    /// All members with null in the dynamic places, which follow.
    case object(JSONObject, [Dynamic])
    case array([JSON], [Dynamic])
  }

  final class Dynamic: Sendable {
    let place: Int
    let node: Node
    /// Of a node that is a path: followed without taking the node apart, which copies it.
    let path: Path?

    init(place: Int, node: Node) {
      self.place = place
      self.node = node
      path = if case .expression(let expression, _) = node { expression.path } else { nil }
    }

    func evaluate(input: JSON, context: QueryContext, entropy: inout Entropy) throws(QueryFailure) -> JSON {
      if let path, let value = path.find(input: input, context: context) { return value }
      return try node.evaluate(input: input, context: context, entropy: &entropy)
    }
  }

  public func evaluate(input: JSON, context: QueryContext, entropy: inout Entropy) throws(QueryFailure) -> JSON {
    try node.evaluate(input: input, context: context, entropy: &entropy)
  }
}

extension PayloadTemplate.Node {
  func contains(_ property: (PayloadTemplate.Expression) -> Bool) -> Bool {
    switch self {
    case .constant: false
    case .expression(let expression, _): property(expression)
    case .object(_, let dynamic), .array(_, let dynamic): dynamic.contains { $0.node.contains(property) }
    }
  }

  var contextUse: ContextUse {
    switch self {
    case .constant: .nothing
    case .expression(let expression, _): expression.contextUse
    case .object(_, let dynamic), .array(_, let dynamic):
      dynamic.reduce(.nothing) { $0.union($1.node.contextUse) }
    }
  }

  func evaluate(input: JSON, context: QueryContext, entropy: inout Entropy) throws(QueryFailure) -> JSON {
    switch self {
    case .constant(let value): return value
    case .expression(let expression, let field):
      return try expression.evaluate(input: input, context: context, entropy: &entropy, field: field)
    case .object(let members, let dynamic):
      let draft = JSONDraft(members)
      for place in dynamic.indices {
        draft.set(
          try dynamic[place].evaluate(input: input, context: context, entropy: &entropy), at: dynamic[place].place)
      }
      return .object(draft.finish())
    case .array(var values, let dynamic):
      for inner in dynamic {
        values[inner.place] = try inner.evaluate(input: input, context: context, entropy: &entropy)
      }
      return .array(values)
    }
  }
}
