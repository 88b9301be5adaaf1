public import JSON

/// What ends an expression that does not end by itself.
public struct Limits: Sendable {
  /// Nested evaluations; one call of a lambda takes about three.
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
    stack: Int = 400_000
  ) {
    self.depth = depth
    self.steps = steps
    self.sequence = sequence
    self.text = text
    self.stack = stack
  }

  public static let `default` = Limits()
}

/// A function of the host. A nil argument is undefined, a nil result too.
public struct HostFunction: Sendable {
  public typealias Body =
    @Sendable (_ arguments: [JSON?], _ random: () -> Double) throws(JSONataError) -> JSON?

  let native: Native

  /// `name` is without the dollar sign; `signature` is written as for a lambda, such as `<s-n?:s>`.
  public init(_ name: String, signature: String, body: @escaping Body) throws(JSONataError) {
    let parsed = try Signature(signature)
    native = Native(name, signature, arity: parsed.parameters.count) { (call) throws(JSONataError) in
      let result = try body(call.arguments.map(\.json), call.evaluator.random)
      return result.map { Value($0) } ?? .undefined
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
    let result = withoutActuallyEscaping(random) { random -> Result<JSON?, JSONataError> in
      let evaluator = Evaluator(library: library, limits: limits, now: Double(millis), random: random)
      defer { evaluator.clear() }
      do throws(JSONataError) {
        return .success(try evaluator.run(tree, input.map { Value($0) } ?? .undefined, bindings).json)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
