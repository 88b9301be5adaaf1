public import JSON

/// What is known of a template's value without making it.
extension PayloadTemplate {
  /// Its size; nil where it has to be made to know that, or may turn out not to exist.
  public func extent(input: JSON, context: QueryContext) -> JSONExtent? {
    let extent =
      if let parts { Node.extent(parts, input, context) } else { node.extent(input: input, context: context) }
    return extent.flatMap { $0.isFlat ? $0 : nil }
  }

  /// What it always makes of this input; nil: that depends on more.
  public func value(of input: JSON) -> JSON? {
    if usesContext || usesEntropy { return nil }
    var entropy = Entropy(seed: 0)
    return try? evaluate(input: input, context: .none, entropy: &entropy)
  }

  /// Whether it makes an object, whatever the input is.
  public var makesObject: Bool { if case .object = node { true } else { false } }

  /// The members of the input that it reads; nil: all of it, or a part of one.
  public var inputMembers: [String]? { node.inputMembers }
}

extension PayloadTemplate.Node {
  fileprivate func extent(input: JSON, context: QueryContext) -> JSONExtent? {
    switch self {
    case .constant(let value): return value.extent
    case .expression(let expression, _): return expression.path?.extent(input: input, context: context)
    case .object, .array: return parts.flatMap { Self.extent($0, input, context) }
    }
  }

  /// Of an object or array: the size of what is constant in it, with nulls in the dynamic places, and these.
  typealias Parts = (frame: JSONExtent, dynamic: [PayloadTemplate.Dynamic])

  var parts: Parts? {
    switch self {
    case .constant, .expression: nil
    case .object(let members, let dynamic): (JSON.object(members).extent, dynamic)
    case .array(let values, let dynamic): (JSON.array(values).extent, dynamic)
    }
  }

  fileprivate static func extent(_ parts: Parts, _ input: JSON, _ context: QueryContext) -> JSONExtent? {
    var sum = parts.frame
    for inner in parts.dynamic {
      let extent =
        if let path = inner.path { path.extent(input: input, context: context) } else {
          inner.node.extent(input: input, context: context)
        }
      guard let extent else { return nil }
      sum.fillNull(with: extent)
    }
    return sum
  }

  fileprivate var inputMembers: [String]? {
    switch self {
    case .constant: []
    case .expression(let expression, _): expression.inputMembers
    case .object(_, let dynamic), .array(_, let dynamic): joined(dynamic.map(\.node.inputMembers))
    }
  }
}

extension PayloadTemplate.Expression {
  var inputMembers: [String]? { Self.inputMembers(node) }

  private static func inputMembers(_ node: Node) -> [String]? {
    switch node {
    case .constant: []
    case .path(let path): path.inputMembers
    case .call(_, let arguments, _): joined(arguments.map(inputMembers))
    }
  }
}

/// All of them; nil where one is missing.
private func joined(_ parts: [[String]?]) -> [String]? {
  parts.contains { $0 == nil } ? nil : parts.flatMap { $0 ?? [] }
}
