public import JSON
public import JSONPath
import JSONata
import Prelude

/// A text `{% … %}`, compiled.
public final class JSONataExpression: Sendable {
  /// Without the marks and the blanks inside them.
  public let text: String
  /// The place that it stands in, from its state: `Output/result`. Failures name it.
  public let field: String
  /// What it reads of the context object; variables are no part of it.
  public let contextUse: ContextUse
  public let usesResult: Bool
  private let expression: Expression
  /// Of the field: it tells its draws from those of the state's other fields.
  private let place: UInt64
  /// What it reads of `$states`.
  private let states: [String]
  /// The names of variables, functions included, whose values it may read.
  private let names: [String]
  /// Where it is nothing but `$states.input.x.y` or `$variable.x`.
  private let reference: (variable: String, names: [String])?

  static func isMarked(_ text: String) -> Bool { text.utf8.count >= 4 && text.hasPrefix("{%") && text.hasSuffix("%}") }

  /// Why a text is no expression, and where in it: a UTF-8 offset.
  struct SyntaxError: Error {
    var message: String
    var offset: Int
    var hint: String?
  }

  /// `marked` is the text with its marks.
  init(parsing marked: String, field: String) throws(SyntaxError) {
    guard Self.isMarked(marked) else {
      throw SyntaxError(
        message: "an expression that begins with '{%' must end with '%}'", offset: marked.utf8.count,
        hint: "a text that is no expression must not begin with '{%'")
    }
    let inside = marked.dropFirst(2).dropLast(2)
    let trimmed = inside.drop(while: \.isWhitespace)
    let start = 2 + inside.utf8.count - trimmed.utf8.count
    text = String(trimmed.reversed().drop(while: \.isWhitespace).reversed())
    let expression: Expression
    do throws(JSONataError) {
      expression = try Expression(parsing: text, library: Self.library)
    } catch {
      throw SyntaxError(
        message: "\(error.code): \(error.message)", offset: start + Self.offset(error.position, in: text))
    }
    if let use = expression.inputUse {
      throw SyntaxError(
        message: "'\(use.name)' reads the expression's own input, which Step Functions does not have",
        offset: start + Self.offset(use.position.map { max(0, $0 - use.name.utf16.count) }, in: text),
        hint: use.name == "$$" ? "the state's input is $states.input" : "write $states.input.\(use.name)")
    }
    self.expression = expression
    self.field = field
    place = Mix64.hash(field)
    states =
      switch expression.use(of: "states") {
      case .nothing: []
      case .members(let members): JSONataScope.members.filter(members.contains)
      case .whole: JSONataScope.members
      }
    names = expression.names.subtracting(["states", ""]).sorted()
    reference = expression.reference
    usesResult = states.contains("result")
    contextUse =
      if !states.contains("context") {
        .nothing
      } else if let reference, reference.names.count > 1 {
        .path(Array(reference.names.dropFirst()))
      } else {
        .anything
      }
  }

  private static func offset(_ position: Int?, in text: String) -> Int {
    let end = text.utf16.index(text.startIndex, offsetBy: max(0, position ?? 0), limitedBy: text.endIndex)
    return text[..<(end ?? text.endIndex)].utf8.count
  }

  /// Whether there is an input for which it has no value.
  var mayFail: Bool {
    guard let reference, reference.variable == "states", let member = reference.names.first else { return true }
    if member == "context" { return !QueryContext.alwaysHas(Array(reference.names.dropFirst())) }
    return reference.names != ["input"]
  }

  /// The members of the result that it reads; nil: all of it, or a part of one.
  var resultMembers: [String]? {
    if !usesResult { return [] }
    guard let reference, reference.variable == "states", reference.names.count == 2 else { return nil }
    return [reference.names[1]]
  }

  /// The names of the variables that it reads, but for its own and for those that are functions too.
  var variables: [String] {
    let own = expression.ownNames
    return names.filter { !own.contains($0) && !Self.library.has($0) }
  }

  /// What an expression may be asked to give.
  public enum ResultType: String, Sendable {
    case any, array, number, boolean, string

    func contains(_ value: JSON) -> Bool {
      switch (self, value) {
      case (.any, _), (.array, .array), (.number, .integer), (.number, .double), (.boolean, .bool),
        (.string, .string):
        true
      default: false
      }
    }
  }

  public func evaluate(
    in scope: inout JSONataScope, expecting type: ResultType = .any
  ) throws(QueryFailure) -> JSON {
    guard let value = try value(in: &scope) else { throw failure("returned nothing (undefined).") }
    guard type.contains(value) else {
      throw failure(
        "returned an unexpected result type. Expected '\(type.rawValue)', but was '\(value.jsonataType)' for value: "
          + value.text)
    }
    return value
  }

  private func failure(_ what: String) -> QueryFailure {
    .evaluation("The JSONata expression '\(text)' specified for the field '\(field)' \(what)", at: field)
  }

  private func value(in scope: inout JSONataScope) throws(QueryFailure) -> JSON? {
    if let reference, let value = follow(reference, in: scope) { return value.withWholeNumbers }
    var bindings: [String: JSON] = [:]
    if !states.isEmpty {
      var members = JSONObject()
      for member in states { members[member] = scope.states(member) }
      bindings["states"] = .object(members)
    }
    if !scope.variables.isEmpty { for name in names { bindings[name] = scope.variables[name] } }
    var entropy = scope.entropy.at(place: place)
    let outcome: Expression.Outcome
    do throws(JSONataError) {
      outcome = try expression.outcome(
        nil, bindings: bindings, limits: Self.limits, now: scope.now
      ) {
        entropy.uniform()
      }
    } catch {
      // Errors of a limit have no code on AWS.
      let what = error.code == "U1001" ? ": " : ". \(error.code): "
      throw failure("threw an error during evaluation\(what)\(error.message)")
    }
    if outcome.holdsFunction { throw failure("returned an unsupported result type.") }
    return outcome.value
  }

  /// AWS ends an expression after a second, below 100 nested evaluations, and at a value of 6,990,256 bytes or 873,782
  /// numbers of 8 bytes (measured by others). Here steps stand for time, because results may not depend on the machine:
  /// a million takes about 50 to 100 ms.
  static let limits = Limits(depth: 100, steps: 5_000_000, sequence: 873_782, text: 6_990_256)

  /// A reference from object to object needs no evaluation. nil: it leads elsewhere, which the evaluator deals with.
  private func follow(_ reference: (variable: String, names: [String]), in scope: JSONataScope) -> JSON? {
    let names = reference.names
    guard reference.variable == "states" else { return scope.variables[reference.variable]?.find(names) }
    guard let member = names.first else { return nil }
    return member == "context" ? scope.context.find(names, from: 1) : scope.states(member)?.find(names, from: 1)
  }
}

extension JSON {
  /// The name of the value's type in AWS's texts.
  var jsonataType: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer, .double: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
