import JSON
import JSONPath
import Prelude
import StatesLanguage

/// The fields of states that are numbers, times or conditions, fixed or worked out.
extension Evaluator {
  /// A whole number of seconds read from the input, with the texts that AWS gives where there is none.
  mutating func wholeSeconds(
    _ path: Path, _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, field: String,
    in records: inout Records
  ) throws(QueryFailure) -> Int {
    let input = try effectiveInput(slot, state, in: &records)
    func refuse(_ what: String) -> QueryFailure {
      QueryFailure(error: "States.Runtime", cause: "The \(field) parameter \(what)")
    }
    guard let value = find(path, slot, input: input, in: &records) else {
      throw refuse("does not reference an input value: \(path.text)")
    }
    switch value {
    case .integer(let seconds) where seconds < 0:
      throw refuse("references a negative value: \(path.text) == \(seconds)")
    case .integer(let seconds): return seconds
    default: throw refuse("cannot be parsed as a long value: \(path.text) == \(value.unquoted)")
    }
  }

  /// A whole number worked out by an expression, as a rule not negative. The texts are assumptions.
  mutating func wholeNumber(
    _ expression: JSONataExpression, _ slot: StrandID, mayBeNegative: Bool = false, in records: inout Records
  ) throws(QueryFailure) -> Int {
    let value = try evaluate(expression, slot, expecting: .number, in: &records)
    guard let number = value.wholeNumber else {
      throw .evaluation("The \(expression.field) field must be an integer but was: \(value.text)", at: expression.field)
    }
    guard mayBeNegative || number >= 0 else {
      throw .evaluation("The \(expression.field) field must not be negative but was: \(number)", at: expression.field)
    }
    return number
  }

  mutating func seconds(
    _ seconds: Seconds?, _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, field: String,
    in records: inout Records
  ) throws(QueryFailure) -> Span {
    switch seconds {
    case nil: return .longest
    case .fixed(let seconds): return .seconds(seconds)
    case .path(let path):
      // A missing value is worded otherwise here than in Wait (recorded on AWS).
      _ = try evaluate(path, slot, input: effectiveInput(slot, state, in: &records), in: &records)
      return .seconds(try wholeSeconds(path, slot, state, field: field, in: &records))
    case .expression(let expression): return .seconds(try wholeNumber(expression, slot, in: &records))
    }
  }

  mutating func waitSpan(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ wait: Wait, at now: Instant,
    in records: inout Records
  ) throws(QueryFailure) -> Span {
    switch wait.duration {
    case .seconds(let seconds): return .seconds(seconds)
    case .timestamp(let timestamp): return until(timestamp, from: now, in: &records)
    case .secondsPath(let path):
      return .seconds(try wholeSeconds(path, slot, state, field: "SecondsPath", in: &records))
    case .secondsExpression(let expression):
      return .seconds(try wholeNumber(expression, slot, in: &records))
    case .timestampExpression(let expression):
      let value = try evaluate(expression, slot, expecting: .any, in: &records)
      guard case .string(let text) = value, let timestamp = Timestamp(rfc3339: text) else {
        throw .evaluation(
          "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "
            + value.unquoted, at: expression.field)
      }
      return until(timestamp, from: now, in: &records)
    case .timestampPath(let path):
      let input = try effectiveInput(slot, state, in: &records)
      guard let value = find(path, slot, input: input, in: &records) else {
        throw QueryFailure(
          error: "States.Runtime", cause: "The TimestampPath parameter does not reference an input value: \(path.text)")
      }
      guard case .string(let text) = value, let timestamp = Timestamp(rfc3339: text) else {
        throw QueryFailure(
          error: "States.Runtime",
          cause: "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format "
            + "string: \(path.text) == \(value.unquoted)")
      }
      return until(timestamp, from: now, in: &records)
    }
  }

  mutating func until(_ timestamp: Timestamp, from now: Instant, in records: inout Records) -> Span {
    let (whole, overflow) = timestamp.secondsSinceEpoch.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return timestamp.secondsSinceEpoch > 0 ? .longest : .zero }
    let (target, past) = whole.addingReportingOverflow(Int64(timestamp.nanoseconds))
    if past { return .longest }
    let (span, far) = target.subtractingReportingOverflow(records.clock.nanoseconds(of: now))
    return Span(nanoseconds: far ? 0 : max(0, span))
  }

  /// The rule that matches; nil: none does, and there is a Default.
  mutating func choose(_ choice: Choice, _ slot: StrandID, input: JSON, in records: inout Records) throws(QueryFailure)
    -> Int?
  {
    var context: QueryContext?
    for (index, rule) in choice.rules.enumerated() {
      if let condition = rule.extras?.condition {
        var scope = scope(slot, for: condition.contextUse, input: input, in: &records)
        if case .bool(true) = try condition.evaluate(in: &scope, expecting: .boolean) { return index }
        continue
      }
      if rule.usesContext, context == nil { context = self.context(slot, in: &records) }
      if try rule.matches(input: input, context: context ?? .none) { return index }
    }
    guard choice.fallback != nil else { throw Self.noChoiceMatched }
    return nil
  }

  /// Measured on AWS by others. The language's own name for it, States.NoChoiceMatched, does not occur there.
  private static var noChoiceMatched: QueryFailure {
    QueryFailure(
      error: "States.Runtime",
      cause: "Failed to transition out of the state. The state does not point to a next state.")
  }
}
