/// What ends an expression that does not end by itself.
public struct Limits: Sendable {
  /// Nested evaluations, as the reference counts them: one for each node that is being evaluated, constants included.
  /// One call of a lambda takes about three.
  var depth: Int
  /// Evaluations of a node, and items that functions make.
  var steps: Int
  /// Items of one array.
  public var sequence: Int
  /// Bytes of one text.
  var text: Int
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
