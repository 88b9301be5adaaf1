public import JSON
public import JSONPath

/// What the expressions of a JSONata state read: `$states`, and the variables. Source: AWS developer guide,
/// "Transforming data with JSONata in Step Functions".
public struct JSONataScope: Sendable {
  public var input: JSON
  public var result: JSON?
  public var errorOutput: JSON?
  /// As much of the context object as the expression's `contextUse` asks for.
  public var context: JSON
  public var variables: JSONObject
  /// Milliseconds since 1970: what `$now` and `$millis` tell.
  public var now: Int64
  public var entropy: Entropy

  public init(input: JSON, variables: JSONObject = [:], now: Int64, entropy: Entropy) {
    self.input = input
    self.context = .null
    self.variables = variables
    self.now = now
    self.entropy = entropy
  }

  /// A member of `$states`; nil is undefined.
  func states(_ member: String) -> JSON? {
    switch member {
    case "input": input
    case "result": result
    case "errorOutput": errorOutput
    case "context": context
    default: nil
    }
  }

  static let members = ["input", "result", "errorOutput", "context"]
}
