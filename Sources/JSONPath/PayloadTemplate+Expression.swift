public import JSON

extension PayloadTemplate {
  /// A path, or a call of an intrinsic function: the value of a field whose name ends with `.$`.
  ///
  /// A class, because those who run it would copy it.
  public final class Expression: Sendable {
    public let text: String
    public let contextUse: ContextUse
    var usesContext: Bool { contextUse != .nothing }
    /// Whether two evaluations may differ: States.UUID, or States.MathRandom without a seed.
    public let usesEntropy: Bool
    /// Whether there is an input for which it has no value.
    public let mayFail: Bool
    let node: Node
    /// Where the expression is a path.
    let path: Path?

    public init(parsing text: String) throws(PathSyntaxError) {
      var parser = PathParser(text)
      let node: Node
      if parser.isNext("$") {
        node = .path(try Path(parsing: text))
      } else {
        node = try parser.call(nesting: 1)
        parser.skipBlanks()
        guard parser.next == nil else { throw parser.failure("the end") }
      }
      self.text = text
      self.node = node
      path = if case .path(let path) = node { path } else { nil }
      contextUse = node.contextUse
      usesEntropy = node.usesEntropy
      mayFail = node.mayFail
    }

    /// `field` is the name that the failure's cause gives, with its `.$`.
    public func evaluate(
      input: JSON, context: QueryContext, entropy: inout Entropy, field: String
    ) throws(QueryFailure) -> JSON {
      try node.evaluate(input: input, context: context, entropy: &entropy, field: field)
    }

    indirect enum Node: Sendable {
      case constant(JSON)
      case path(Path)
      /// The text is the call as it is written.
      case call(Intrinsic, [Node], text: String)
    }
  }
}

extension PayloadTemplate.Expression.Node {
  fileprivate var contextUse: ContextUse {
    switch self {
    case .constant: .nothing
    case .path(let path): path.contextUse
    case .call(_, let arguments, _): arguments.reduce(.nothing) { $0.union($1.contextUse) }
    }
  }

  fileprivate var mayFail: Bool {
    switch self {
    case .constant: false
    case .path(let path): !path.alwaysLeadsSomewhere
    case .call: true
    }
  }

  fileprivate var usesEntropy: Bool {
    switch self {
    case .constant, .path: false
    case .call(.uuid, _, _): true
    case .call(.mathRandom, let arguments, _): arguments.count == 2 || arguments.contains(where: \.usesEntropy)
    case .call(_, let arguments, _): arguments.contains(where: \.usesEntropy)
    }
  }

  fileprivate func evaluate(
    input: JSON, context: QueryContext, entropy: inout Entropy, field: String
  ) throws(QueryFailure) -> JSON {
    switch self {
    case .constant(let value): return value
    case .path(let path):
      if let value = path.find(input: input, context: context) { return value }
      throw .runtime(
        "The JSONPath '\(path.text)' specified for the field '\(field)' could not be found in the input '\(input.text)'"
      )
    case .call(let function, let arguments, let text):
      var values: [JSON] = []
      values.reserveCapacity(arguments.count)
      for argument in arguments {
        values.append(try argument.evaluate(input: input, context: context, entropy: &entropy, field: field))
      }
      do throws(Intrinsic.Refusal) {
        return try function.call(values, &entropy)
      } catch {
        throw .intrinsic("The function '\(text)' had the following error: \(error.reason)")
      }
    }
  }
}
