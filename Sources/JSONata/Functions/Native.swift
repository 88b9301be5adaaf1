/// A call of a native function. `arguments` has been checked against the signature.
struct NativeCall {
  let evaluator: Evaluator
  let arguments: [Value]
  let input: Value
  let frame: Frame

  subscript(index: Int) -> Value { index < arguments.count ? arguments[index] : .undefined }

  func text(_ index: Int) -> String? { self[index].text }

  func number(_ index: Int) -> Double? { self[index].double }
}

/// A function written in Swift.
final class Native: Sendable {
  let name: String
  let signature: Signature
  /// The signature as it is written.
  let signatureText: String
  /// How many arguments a higher-order function hands to it: as many as its signature has parameters, unless told.
  let arity: Int
  /// Whether it reads and binds names of the frame that it is called in.
  let seesScope: Bool
  let body: @Sendable (NativeCall) throws(JSONataError) -> Value
  /// Whether it reads the texts that it is given, and does not just hand them on.
  private let readsTexts: Bool
  private let readsPicture: Bool

  init(
    _ name: String, _ signature: String, arity: Int? = nil, seesScope: Bool = false,
    _ body: @escaping @Sendable (NativeCall) throws(JSONataError) -> Value
  ) {
    self.name = name
    self.signature = Signature(own: signature)
    signatureText = signature
    self.seesScope = seesScope
    self.arity = arity ?? self.signature.parameters.count
    self.body = body
    readsTexts = self.signature.parameters.contains { $0.type.contains("s") }
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
