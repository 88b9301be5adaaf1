/// What can be called.
final class Function {
  enum Body {
    case lambda(Lambda)
    case native(Native)
    /// Where an argument is nil, the call supplies it.
    case partial(Function, [Value?])
    case pattern(RegularExpression)
    /// A transform, with the environment it was written in.
    case transform(Node, Environment)
    /// First the one, then the other.
    case chain(Function, Function)
    /// What a match gives for the next one.
    case next(RegularExpression, [UInt16], Int)
  }

  struct Lambda {
    var parameters: [String]
    var body: Node
    var environment: Environment
    var input: Value
    var isThunk: Bool
  }

  let body: Body
  let arity: Int
  let signature: Signature?
  /// Functions hold values and functions: as with arrays, they may not nest without end.
  let level: Int
  /// Where it was called last, and by which name: for errors.
  var position: Int?
  var token: String?

  init(_ body: Body, arity: Int, signature: Signature? = nil) {
    self.body = body
    self.arity = arity
    self.signature = signature
    level =
      switch body {
      case .lambda(let lambda): lambda.input.level + 1
      case .partial(let function, let given): given.reduce(function.level) { max($0, $1?.level ?? 0) } + 1
      case .chain(let first, let second): max(first.level, second.level) + 1
      case .native, .pattern, .transform, .next: 1
      }
  }
}

/// A call of a native function. `arguments` has been checked against the signature.
struct Call {
  let evaluator: Evaluator
  let arguments: [Value]
  let input: Value
  let environment: Environment

  subscript(index: Int) -> Value { index < arguments.count ? arguments[index] : .undefined }

  func text(_ index: Int) -> String? { self[index].text }

  func number(_ index: Int) -> Double? { self[index].double }
}

/// A function written in Swift.
struct Native: Sendable {
  let name: String
  let signature: Signature?
  /// How many arguments a higher-order function hands to it.
  let arity: Int
  let body: @Sendable (Call) throws(JSONataError) -> Value
  /// Whether it reads the texts that it is given, and does not just hand them on.
  private let readsTexts: Bool
  private let readsPicture: Bool

  init(
    _ name: String, _ signature: String, arity: Int, _ body: @escaping @Sendable (Call) throws(JSONataError) -> Value
  ) {
    self.name = name
    self.signature = try? Signature(signature)
    self.arity = arity
    self.body = body
    readsTexts = self.signature?.parameters.contains { $0.type.contains("s") } ?? true
    readsPicture = Self.readers.contains(name)
  }

  /// Those that read a picture, sign by sign, and may insert separators one by one.
  private static let readers: Set<String> = [
    "formatNumber", "formatInteger", "parseInteger", "toMillis", "fromMillis", "now",
  ]
  private static let longestPicture = 10_000

  /// Steps of a call, besides what the function itself charges for arrays and objects.
  func cost(of arguments: [Value]) throws(JSONataError) -> Int {
    var cost = 2
    guard readsTexts else { return cost }
    for case .string(let text) in arguments {
      let bytes = text.utf8.count
      guard readsPicture else {
        cost += bytes >> 5
        continue
      }
      if bytes > Self.longestPicture { throw JSONataError("U1001", value: "The text given to $\(name) is too long") }
      cost += bytes + bytes * bytes >> 6
    }
    return cost
  }
}

/// Names and their values, inside an outer scope.
final class Environment {
  /// Compared one after the other, as long as they are few.
  private var bindings: [(name: String, value: Value)] = []
  private var places: [String: Int] = [:]
  private static let few = 16
  private var parent: Environment?
  /// A closure refers to it; the evaluator will clear it.
  var isCaptured = false

  init(parent: Environment?) { self.parent = parent }

  func bind(_ name: String, _ value: Value) {
    if let place = place(name) {
      bindings[place].value = value
      return
    }
    bindings.append((name, value))
    if bindings.count == Self.few {
      for (place, binding) in bindings.enumerated() { places[binding.name] = place }
    } else if bindings.count > Self.few {
      places[name] = bindings.count - 1
    }
  }

  private func place(_ name: String) -> Int? {
    if bindings.count >= Self.few { return places[name] }
    for place in bindings.indices where bindings[place].name == name { return place }
    return nil
  }

  func lookup(_ name: String) -> Value? {
    var scope: Environment? = self
    while let current = scope {
      if let place = current.place(name) { return current.bindings[place].value }
      scope = current.parent
    }
    return nil
  }

  /// Breaks the cycle between a scope and the closures bound in it.
  func clear() {
    bindings = []
    places = [:]
    parent = nil
  }
}
