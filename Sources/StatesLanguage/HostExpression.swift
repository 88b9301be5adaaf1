public import JSON
public import JSONPath
import JSONata

/// A JSONata expression over variables that its host binds, with the functions and the limits of Step Functions.
public final class HostExpression: Sendable {
  public let text: String
  private let expression: Expression
  /// Those of the host's variables that it reads.
  private let variables: Set<String>

  /// Why a text is no such expression, and where in it.
  public struct SyntaxError: Error {
    public var message: String
    public var position: SourcePosition
    public var hint: String?
  }

  /// Why it has no value, and where that came up.
  public struct Failure: Error {
    public var message: String
    public var position: SourcePosition?
  }

  /// `known`: the host's variables, without the dollar sign. None of them is a function, even where JSONata has one of
  /// that name.
  public init(parsing text: String, variables known: [String]) throws(SyntaxError) {
    func error(_ message: String, at offset: String.Index, _ hint: String? = nil) -> SyntaxError {
      SyntaxError(message: message, position: Self.position(of: offset, in: text), hint: hint)
    }
    guard text.contains(where: { !$0.isWhitespace }) else { throw error("found nothing", at: text.startIndex) }
    if let mark = text.firstIndex(where: { !$0.isWhitespace }), text[mark...].hasPrefix("{%") {
      throw error("found '{%', expected the expression alone", at: mark, "leave out {% and %}")
    }
    do throws(JSONataError) {
      expression = try Expression(parsing: text, library: JSONataExpression.library)
    } catch let problem {
      let place = problem.position.map { Self.index($0, in: text) } ?? text.endIndex
      throw error("\(problem.code): \(problem.message)", at: place)
    }
    if let use = expression.inputUse {
      let place = use.position.map { Self.index($0 - use.name.utf16.count, in: text) } ?? text.startIndex
      let hint = "what there is: " + known.map { "$" + $0 }.joined(separator: ", ")
      throw error("'\(use.name)' reads the expression's own input, which it does not have", at: place, hint)
    }
    let foreign = expression.names.subtracting(expression.ownNames).subtracting(["", "$"])
    for name in foreign.subtracting(known).sorted() where !JSONataExpression.library.has(name) {
      let hint =
        suggestion(for: name, among: known).map { "did you mean $\($0)?" }
        ?? "what there is: " + known.map { "$" + $0 }.joined(separator: ", ")
      throw error("nothing gives the variable '$\(name)' a value", at: Self.place(of: name, in: text), hint)
    }
    for name in known where foreign.contains(name) {
      guard let call = Self.call(of: name, in: text) else { continue }
      throw error("'$\(name)' is a value here and no function", at: call, "write $\(name)")
    }
    self.text = text
    variables = foreign.intersection(known)
  }

  public func reads(_ variable: String) -> Bool { variables.contains(variable) }

  /// Whether every evaluation gives the same.
  public var isConstant: Bool {
    let changing: Set<String> = ["random", "shuffle", "uuid", "now", "millis"]
    return variables.isEmpty && expression.names.isDisjoint(with: changing)
  }

  /// The value, undefined being nil. `millis`, since 1970, is what `$millis` tells.
  public func value(
    _ bindings: [String: JSON], now millis: Int64, entropy: inout Entropy
  ) throws(Failure) -> JSON? {
    var drawn = entropy
    defer { entropy = drawn }
    let outcome: Expression.Outcome
    do throws(JSONataError) {
      outcome = try expression.outcome(nil, bindings: bindings, limits: JSONataExpression.limits, now: millis) {
        drawn.uniform()
      }
    } catch {
      let code = error.code == "U1001" ? "" : "\(error.code): "
      let place = error.position.map { Self.position(of: Self.index($0, in: text), in: text) }
      throw Failure(message: code + error.message, position: place)
    }
    if outcome.holdsFunction { throw Failure(message: "its value is a function", position: nil) }
    return outcome.value
  }

  // MARK: Places

  private static func index(_ offset: Int, in text: String) -> String.Index {
    text.utf16.index(text.startIndex, offsetBy: max(0, offset), limitedBy: text.endIndex) ?? text.endIndex
  }

  private static func position(of index: String.Index, in text: String) -> SourcePosition {
    var position = SourcePosition(line: 1, column: 1)
    for scalar in text.unicodeScalars[..<index] {
      position.column += 1
      if scalar == "\n" { position = SourcePosition(line: position.line + 1, column: 1) }
    }
    return position
  }

  private static func place(of name: String, in text: String) -> String.Index {
    uses(of: name, in: text).first?.lowerBound ?? text.startIndex
  }

  private static func call(of name: String, in text: String) -> String.Index? {
    uses(of: name, in: text).first { use in
      text[use.upperBound...].first { !$0.isWhitespace } == "("
    }?.lowerBound
  }

  /// Where the variable stands by its whole name, outside of texts.
  private static func uses(of name: String, in text: String) -> [Range<String.Index>] {
    text.ranges(of: "$" + name).filter { range in
      let next = text[range.upperBound...].first
      let quotes = text[..<range.lowerBound].filter { $0 == "\"" }.count
      return !(next.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false) && quotes.isMultiple(of: 2)
    }
  }
}
