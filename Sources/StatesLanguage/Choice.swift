import JSON
import JSONPath
import Prelude

/// The rules of a Choice state, tried in order; without a match `fallback`, the `Default`, if there is one.
public struct Choice: Sendable {
  public var rules: [Rule]
  public var fallback: StateIndex?

  public init(rules: [Rule], fallback: StateIndex?) {
    self.rules = rules
    self.fallback = fallback
  }

  /// One rule: a condition as jumps between tests, so that And, Or and Not cost nothing when it runs.
  public struct Rule: Sendable {
    public let next: StateIndex
    /// Whether any path of the condition reads the context.
    public let usesContext: Bool
    let tests: [Test]
    /// What few rules have lies apart: a rule is copied whenever it is tried.
    public var extras: Extras?
  }

  /// What a rule has besides comparisons.
  public final class Extras: Sendable {
    /// `Condition`, which JSONata has in place of comparisons.
    public let condition: JSONataTemplate?
    /// `Output`, of JSONata.
    public let output: JSONataTemplate?
    public let assign: Template?

    init(condition: JSONataTemplate? = nil, output: JSONataTemplate? = nil, assign: Template?) {
      self.condition = condition
      self.output = output
      self.assign = assign
    }
  }

  /// One comparison, and where to go after it: the place of another test, or `accept` or `refuse`.
  struct Test: Sendable {
    static let accept = -1
    static let refuse = -2

    let variable: Path
    let comparison: Comparison
    var whenTrue: Int
    var whenFalse: Int
  }

  enum Comparison: Sendable {
    case string(Order, Operand<String>)
    case number(Order, Operand<Number>)
    case timestamp(Order, Operand<Timestamp>)
    case boolean(Operand<Bool>)
    case matches(TextPattern)
    case isPresent(Bool)
    case isOfKind(Kind, Bool)
  }

  enum Operand<Value: Sendable>: Sendable {
    case constant(Value)
    case path(Path)
  }

  enum Order: Sendable { case equal, less, greater, lessOrEqual, greaterOrEqual }

  enum Kind: Sendable { case null, number, string, boolean, timestamp }

  /// A JSON number, an integer as long as it is one: 2^53 and its neighbour differ.
  enum Number: Sendable {
    case integer(Int)
    case double(Double)
  }
}
