import Engine
import JSON
import JSONPath
import Prelude
public import StatesLanguage

/// A part of a service's answer that a JSONata expression works out for each call.
public struct CallExpression: Sendable {
  /// What it is told of the call, by variables of these names.
  enum Variable: String, CaseIterable {
    /// The Task's parameters as they are sent.
    case request
    /// Of the visit of the Task: 1 is the first try.
    case attempt
    /// Calls that have begun, this one included: to the service, and to the service by the execution.
    case call, execution
    /// Seconds since the run began.
    case now
  }

  /// What is asked of it.
  public enum Kind: String, Sendable {
    case latency, errors, result
  }

  /// The error of a Task whose answer could not be worked out.
  static let error = "Headroom.ServiceExpression"

  let kind: Kind
  /// How messages name it: `services.Charge.result`.
  let name: String
  /// Where it stands, if in a file of its own.
  let file: String?
  private let expression: HostExpression

  public init(
    _ kind: Kind, name: String, parsing text: String, file: String? = nil
  ) throws(HostExpression.SyntaxError) {
    self.kind = kind
    self.name = name
    self.file = file
    expression = try HostExpression(parsing: text, variables: Variable.allCases.map(\.rawValue))
  }

  public var text: String { expression.text }

  func reads(_ variable: Variable) -> Bool { expression.reads(variable.rawValue) }

  /// What is wrong with a value that is the same for every call; nil where it is right, or depends on the call.
  public var constantProblem: String? {
    guard expression.isConstant else { return nil }
    do throws(Failure) {
      let scope = CallScope()
      switch kind {
      case .latency: _ = try latency(scope)
      case .errors: _ = try failure(scope)
      case .result: _ = try result(scope)
      }
      return nil
    } catch {
      return error.cause.text
    }
  }

  // MARK: Values

  /// A number of seconds, or a duration such as `250ms`.
  func latency(_ scope: CallScope) throws(Failure) -> Span {
    switch try value(scope) {
    case .integer(let seconds)? where seconds >= 0: return .seconds(seconds)
    case .double(let seconds)? where seconds >= 0: return Span(seconds: seconds)
    case .string(let text)?:
      if let span = Span(parsing: text) { return span }
      throw wrong(.string(text))
    case let other: throw wrong(other)
    }
  }

  /// Nothing, an error's name, or `{ name, cause }`.
  func failure(_ scope: CallScope) throws(Failure) -> Failure? {
    switch try value(scope) {
    case nil, .null?: return nil
    case .string(let name)? where Self.isErrorName(name): return Failure(error: name, cause: .none)
    case .object(let members)?:
      guard case .string(let name)? = members["name"], Self.isErrorName(name),
        members.count == (members["cause"] == nil ? 1 : 2)
      else { throw wrong(.object(members)) }
      switch members["cause"] {
      case nil, .null?: return Failure(error: name, cause: .none)
      case .string(let cause)?: return Failure(name, cause)
      case _?: throw wrong(.object(members))
      }
    case let other: throw wrong(other)
    }
  }

  func result(_ scope: CallScope) throws(Failure) -> JSON {
    guard let value = try value(scope) else { throw wrong(nil) }
    return value
  }

  /// As long as the scenario's own may be.
  private static func isErrorName(_ name: String) -> Bool { !name.isEmpty && name.count <= 256 }

  private func value(_ scope: CallScope) throws(Failure) -> JSON? {
    var bindings: [String: JSON] = [:]
    for variable in Variable.allCases where reads(variable) { bindings[variable.rawValue] = scope[variable] }
    var entropy = Entropy(seed: scope.seed &+ kind.seed)
    do throws(HostExpression.Failure) {
      return try expression.value(bindings, now: scope.millis, entropy: &entropy)
    } catch {
      let place = error.position.map { " at \($0.line):\($0.column)" } ?? ""
      throw problem(error.message + (place.isEmpty ? "" : place + " of \(file ?? "the expression")"))
    }
  }

  private func wrong(_ value: JSON?) -> Failure {
    let found = value.map { String($0.text.prefix(80)) } ?? "nothing (undefined)"
    let expected =
      switch kind {
      case .latency: "seconds or a duration such as \"250ms\""
      case .errors: "null, the name of an error or { \"name\", \"cause\" }"
      case .result: "a value; null stands for nothing"
      }
    return problem("found \(found), expected \(expected)")
  }

  private func problem(_ what: String) -> Failure { Failure(Self.error, "\(name): \(what)") }
}

extension CallExpression.Kind {
  /// Each draws from a sequence of its own, so that one expression moves no draw of another.
  fileprivate var seed: UInt64 {
    switch self {
    case .latency: 0
    case .errors: 1
    case .result: 2
    }
  }
}

/// What a service's expressions are told of one call: only what they read is worked out.
struct CallScope {
  var request: JSON?
  var attempt = 1
  var call = 1
  var execution = 1
  var seconds = 0.0
  /// Since 1970.
  var millis: Int64 = 0
  var seed: UInt64 = 0

  subscript(variable: CallExpression.Variable) -> JSON? {
    switch variable {
    case .request: request
    case .attempt: .integer(attempt)
    case .call: .integer(call)
    case .execution: .integer(execution)
    case .now: .double(seconds)
    }
  }
}
