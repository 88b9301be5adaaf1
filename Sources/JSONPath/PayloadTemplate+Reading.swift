import JSON

extension PayloadTemplate.Expression {
  /// A call of an intrinsic function, as far as its arguments are no calls themselves.
  public struct Call: Sendable {
    /// `States.Array`.
    public var function: String
    /// The arguments that are text, in order.
    public var texts: [String]
    /// The arguments that are paths, in order.
    public var paths: [Path]
  }

  /// The outermost call; nil where the expression is a path.
  public var call: Call? {
    guard case .call(let function, let arguments, _) = node else { return nil }
    var call = Call(function: function.rawValue, texts: [], paths: [])
    for argument in arguments {
      switch argument {
      case .constant(.string(let text)): call.texts.append(text)
      case .path(let path): call.paths.append(path)
      case .constant, .call: break
      }
    }
    return call
  }

  /// Every path that the expression reads, those within nested calls included.
  public var paths: [Path] { node.paths }
}

extension PayloadTemplate {
  /// Every path in it.
  public var paths: [Path] { node.paths }
}

extension PayloadTemplate.Node {
  fileprivate var paths: [Path] {
    switch self {
    case .constant: []
    case .expression(let expression, _): expression.paths
    case .object(_, let dynamic), .array(_, let dynamic): dynamic.flatMap { $0.node.paths }
    }
  }
}

extension PayloadTemplate.Expression.Node {
  fileprivate var paths: [Path] {
    switch self {
    case .constant: []
    case .path(let path): [path]
    case .call(_, let arguments, _): arguments.flatMap(\.paths)
    }
  }
}
