public import JSON

/// What ends an expression that does not end by itself.
public struct Limits: Sendable {
  /// Nested evaluations, as the reference counts them: one for each node that is being evaluated, constants included.
  /// One call of a lambda takes about three.
  public var depth: Int
  /// Evaluations of a node, and items that functions make.
  public var steps: Int
  /// Items of one array.
  public var sequence: Int
  /// Bytes of one text.
  public var text: Int
  /// Bytes of the native stack, a second guard that holds whatever the frames measure.
  public var stack: Int

  public init(
    depth: Int = 600, steps: Int = 20_000_000, sequence: Int = 10_000_000, text: Int = 100_000_000,
    stack: Int = Limits.stack
  ) {
    self.depth = depth
    self.steps = steps
    self.sequence = sequence
    self.text = text
    self.stack = stack
  }

  public static let `default` = Limits()

  /// Less than the half mebibyte that threads beside the main one have on some systems, in an optimised build.
  public static let stack = 400_000 * StackGuard.unoptimised
}

/// A function of the host. A nil argument is undefined, a nil result too.
public struct HostFunction: Sendable {
  public typealias Body =
    @Sendable (_ arguments: [JSON?], _ random: () -> Double) throws(JSONataError) -> JSON?

  let native: Native

  /// `name` is without the dollar sign; `signature` is written as for a lambda, such as `<s-n?:s>`. An array that is a
  /// sequence stands for its item, if it has only one, and for nothing, if it has none.
  public init(
    _ name: String, signature: String, isSequence: Bool = false, body: @escaping Body
  ) throws(JSONataError) {
    let parsed = try Signature(signature)
    native = Native(name, signature, arity: parsed.parameters.count) { (call) throws(JSONataError) in
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

/// A parsed expression.
public struct Expression: Sendable {
  let tree: Node

  public init(parsing text: String) throws(JSONataError) { try self.init(parsingUTF16: Array(text.utf16)) }

  /// For texts that are not valid Unicode.
  public init(parsingUTF16 units: [UInt16]) throws(JSONataError) {
    tree = try Parser.parse(units)
  }

  /// The value for an input; nil stands for undefined, of the input and of the result.
  ///
  /// `millis` is what `$now` and `$millis` tell, `random` gives numbers in 0..<1 for `$random` and `$shuffle`.
  public func evaluate(
    _ input: JSON?, bindings: [String: JSON] = [:], library: Library = .standard, limits: Limits = .default,
    now millis: Int64, random: () -> Double
  ) throws(JSONataError) -> JSON? {
    try outcome(input, bindings: bindings, library: library, limits: limits, now: millis, random: random).value
  }

  /// What an evaluation gives.
  public struct Outcome: Sendable {
    /// nil stands for undefined. A function is undefined too, null in an array, and not there in an object.
    public var value: JSON?
    /// Whether there was a function, which is no JSON.
    public var holdsFunction = false
  }

  /// As `evaluate`.
  public func outcome(
    _ input: JSON?, bindings: [String: JSON] = [:], library: Library = .standard, limits: Limits = .default,
    now millis: Int64, random: () -> Double
  ) throws(JSONataError) -> Outcome {
    let result = withoutActuallyEscaping(random) { random -> Result<Outcome, JSONataError> in
      let evaluator = Evaluator(library: library, limits: limits, now: Double(millis), random: random)
      defer { evaluator.clear() }
      do throws(JSONataError) {
        let value = try evaluator.run(tree, input.map { Value($0) } ?? .undefined, bindings)
        var outcome = Outcome()
        var conversion = Evaluator.Conversion()
        outcome.value = try evaluator.json(value, &conversion)
        outcome.holdsFunction = conversion.holdsFunction
        return .success(outcome)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
