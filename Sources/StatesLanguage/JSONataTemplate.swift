public import JSON
public import JSONPath

/// A JSON value in which texts `{% … %}` are expressions: Arguments, Output, Assign, Items, ItemSelector, Credentials.
public final class JSONataTemplate: Sendable {
  /// The value where no expression occurs in it.
  public let constant: JSON?
  public let contextUse: ContextUse
  public let usesResult: Bool
  /// Whether there is an input for which it has no value.
  public let mayFail: Bool
  /// The names of the variables that it reads, each once or more often.
  let variables: [String]
  private let node: Node
  let expressions: [JSONataExpression]

  private indirect enum Node: Sendable {
    case constant(JSON)
    case expression(JSONataExpression)
    /// All members with null in the dynamic places, which follow.
    case object(JSONObject, [(place: Int, node: Node)])
    case array([JSON], [(place: Int, node: Node)])
  }

  private init(_ node: Node, _ expressions: [JSONataExpression]) {
    self.node = node
    self.expressions = expressions
    constant = if case .constant(let value) = node { value } else { nil }
    contextUse = expressions.reduce(.nothing) { $0.union($1.contextUse) }
    mayFail = expressions.contains(where: \.mayFail)
    usesResult = expressions.contains(where: \.usesResult)
    variables = expressions.flatMap(\.variables)
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
  public func onlyDynamic(_ key: String) -> JSONataTemplate? {
    guard case .object(_, let dynamic) = node, outline.isOnlyDynamic(key) else { return nil }
    return JSONataTemplate(dynamic[0].node, expressions)
  }

  /// The members of the result that it reads; nil: all of it, or a part of one.
  public var resultMembers: [String]? {
    let parts = expressions.map(\.resultMembers)
    return parts.contains { $0 == nil } ? nil : parts.flatMap { $0 ?? [] }
  }

  /// Throws where the whole value is to be of a type and is not.
  public func evaluate(
    in scope: inout JSONataScope, expecting type: JSONataExpression.ResultType = .any
  ) throws(QueryFailure) -> JSON {
    if case .expression(let expression) = node { return try expression.evaluate(in: &scope, expecting: type) }
    return try Self.evaluate(node, &scope)
  }

  private static func evaluate(_ node: Node, _ scope: inout JSONataScope) throws(QueryFailure) -> JSON {
    switch node {
    case .constant(let value): return value
    case .expression(let expression): return try expression.evaluate(in: &scope)
    case .object(let members, let dynamic):
      let draft = JSONDraft(members)
      for inner in dynamic { draft.set(try evaluate(inner.node, &scope), at: inner.place) }
      return .object(draft.finish())
    case .array(var values, let dynamic):
      for inner in dynamic { values[inner.place] = try evaluate(inner.node, &scope) }
      return .array(values)
    }
  }

  /// The expression, where the whole value is one.
  public var expression: JSONataExpression? {
    if case .expression(let expression) = node { expression } else { nil }
  }
}

// MARK: Compilation

extension JSONataTemplate {
  struct Problem {
    /// The text that is wrong, and how far into it, in UTF-8.
    var value: LocatedJSON
    var text: String
    var error: JSONataExpression.SyntaxError
  }

  /// The template, and everything that is wrong in it. `field` is the name of the field that the value stands in.
  static func compile(_ json: LocatedJSON, field: String) -> (template: JSONataTemplate, problems: [Problem]) {
    var compiler = Compiler()
    let node = compiler.compile(json, field)
    return (JSONataTemplate(node, compiler.expressions), compiler.problems)
  }

  private struct Compiler {
    var expressions: [JSONataExpression] = []
    var problems: [Problem] = []

    mutating func compile(_ json: LocatedJSON, _ field: String) -> Node {
      switch json.content {
      case .string(let text) where text.hasPrefix("{%"): return expression(text, json, field)
      case .null, .bool, .integer, .double, .string: return .constant(json.json)
      case .array(let elements):
        var values: [JSON] = []
        var dynamic: [(place: Int, node: Node)] = []
        for (place, element) in elements.enumerated() {
          values.append(fixed(compile(element, "\(field)[\(place)]"), place, &dynamic))
        }
        return dynamic.isEmpty ? .constant(.array(values)) : .array(values, dynamic)
      case .object(let source):
        var members: [JSONObject.Element] = []
        var dynamic: [(place: Int, node: Node)] = []
        for member in source where !members.contains(where: { $0.key.isWritten(as: member.key) }) {
          let node = compile(member.value, "\(field)/\(member.key)")
          members.append((member.key, fixed(node, members.count, &dynamic)))
        }
        let object = JSONObject(uniqueMembers: members)
        return dynamic.isEmpty ? .constant(.object(object)) : .object(object, dynamic)
      }
    }

    /// The constant of a node; any other node is noted as dynamic and leaves null in its place.
    private func fixed(_ node: Node, _ place: Int, _ dynamic: inout [(place: Int, node: Node)]) -> JSON {
      if case .constant(let value) = node { return value }
      dynamic.append((place, node))
      return .null
    }

    private mutating func expression(_ text: String, _ json: LocatedJSON, _ field: String) -> Node {
      do throws(JSONataExpression.SyntaxError) {
        let expression = try JSONataExpression(parsing: text, field: field)
        expressions.append(expression)
        return .expression(expression)
      } catch {
        problems.append(Problem(value: json, text: text, error: error))
        return .constant(.null)
      }
    }
  }
}
