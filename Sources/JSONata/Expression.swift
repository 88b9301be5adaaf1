public import JSON

/// A compiled expression.
public struct Expression: Sendable {
  let program: Program
  private let library: Library

  /// The functions that it may call are those of the library.
  public init(parsing text: String, library: Library = .standard) throws(JSONataError) {
    try self.init(parsingUTF16: Array(text.utf16), library: library)
  }

  /// For texts that are not valid Unicode.
  init(parsingUTF16 units: [UInt16], library: Library = .standard) throws(JSONataError) {
    program = try Program(try Parser.parse(units), library: library)
    self.library = library
  }

  /// The value for an input; nil stands for undefined, of the input and of the result.
  ///
  /// `millis` is what `$now` and `$millis` tell, `random` gives numbers in 0..<1 for `$random` and `$shuffle`.
  public func evaluate(
    _ input: JSON?, bindings: [String: JSON] = [:], limits: Limits = .default, now millis: Int64, random: () -> Double
  ) throws(JSONataError) -> JSON? {
    try outcome(input, bindings: bindings, limits: limits, now: millis, random: random).value
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
    _ input: JSON?, bindings: [String: JSON] = [:], limits: Limits = .default, now millis: Int64, random: () -> Double
  ) throws(JSONataError) -> Outcome {
    let result = withoutActuallyEscaping(random) { random -> Result<Outcome, JSONataError> in
      let evaluator = Evaluator(program, library: library, limits: limits, now: Double(millis), random: random)
      defer { evaluator.clear() }
      do throws(JSONataError) {
        let value = try evaluator.run(input.map { Value($0) } ?? .undefined, bindings)
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
