public import JSON

/// A function of the host. A nil argument is undefined, a nil result too.
public struct HostFunction: Sendable {
  public typealias Body =
    @Sendable (_ arguments: [JSON?], _ random: () -> Double) throws(JSONataError) -> JSON?

  let native: Native

  /// `name` is without the dollar sign; `signature` is written as for a lambda, such as `<s-n?:s>`, and traps where it
  /// is none. An array that is a sequence stands for its item, if it has only one, and for nothing, if it has none.
  public init(_ name: String, signature: String, isSequence: Bool = false, body: @escaping Body) {
    native = Native(name, signature) { (call) throws(JSONataError) in
      var arguments: [JSON?] = []
      for argument in call.arguments { arguments.append(try Self.argument(argument, call.evaluator)) }
      guard let result = try body(arguments, call.evaluator.random) else { return .undefined }
      if case .array(let items) = result { try call.evaluator.check(count: items.count) }
      try call.evaluator.charge(result.cost)
      let value = Value(result)
      guard let box = value.array else { return value }
      if isSequence { box.flags.insert(.sequence) }
      return value
    }
  }
}

extension HostFunction {
  /// A number that is not finite stays one.
  private static func argument(_ value: Value, _ evaluator: Evaluator) throws(JSONataError) -> JSON? {
    if case .number(let number) = value, !number.isFinite { return .double(number) }
    var conversion = Evaluator.Conversion()
    let json = try evaluator.json(value, &conversion)
    if let json, case .array = value { try evaluator.charge(json.cost) }
    if let json, case .object = value { try evaluator.charge(json.cost) }
    return json
  }
}

extension JSON {
  /// Steps for its conversion to or from a value.
  fileprivate var cost: Int {
    switch self {
    case .null, .bool, .integer, .double: 0
    case .string(let text): text.utf8.count >> 6
    case .array(let values): values.reduce(2 + values.count >> 2) { $0 + $1.cost }
    case .object(let members): members.reduce(4 + members.count) { $0 + $1.value.cost }
    }
  }
}

/// Which functions there are besides the standard ones, and which of those are hidden.
public struct Library: Sendable {
  let natives: [String: Native]

  public init(adding functions: [HostFunction] = [], hiding hidden: Set<String> = []) {
    var natives = Native.standard
    for name in hidden { natives[name] = nil }
    for function in functions { natives[function.native.name] = function.native }
    self.natives = natives
  }

  public static let standard = Library()

  /// Whether there is a function of this name.
  public func has(_ name: String) -> Bool { natives[name] != nil }
}
