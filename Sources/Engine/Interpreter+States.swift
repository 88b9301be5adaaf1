public import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// The states that are over at the instant they are entered, and Wait.
extension Interpreter {
  mutating func runPass(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    if state.pointee.passResultBytes > limits.payloadBytes { return fail(slot, Self.tooLarge(state), at: now) }
    if state.pointee.handsOnInput { return leaveUntouched(slot, to: state.pointee.next, at: now) }
    do throws(QueryFailure) {
      let value = if let result = state.pointee.passResult { result } else { try payload(slot) }
      if keepsHistory { note(state.pointee.passResult == nil ? .afterParameters : .result, value, slot) }
      let output = try output(slot, state, result: value)
      if !state.pointee.passesWhole, let failure = tooLarge(output, state) { return fail(slot, failure, at: now) }
      let variables = try state.pointee.assigns ? assignments(slot, state, result: value) : nil
      leave(slot, output: output, assigning: variables, to: state.pointee.next, at: now)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  mutating func runChoice(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    guard let choice = state.pointee.choice else { preconditionFailure("not a Choice") }
    do throws(QueryFailure) {
      let input = try effectiveInput(slot, state)
      let index = try choose(choice, slot, input: input)
      if keepsHistory {
        decide(slot, index.map { "rule \($0 + 1) of \(choice.rules.count) holds" } ?? "no rule holds: Default")
      }
      let next = state.pointee.base + Int32(index.map { choice.rules[$0].next } ?? choice.fallback ?? 0)
      if state.pointee.handsOnInput { return leaveUntouched(slot, to: next, at: now) }
      guard let index else {
        let output = try output(slot, state, result: input)
        if let failure = grown(output, state) { return fail(slot, failure, at: now) }
        let variables = try assignments(slot, state, result: input)
        return leave(slot, output: output, assigning: variables, to: next, at: now)
      }
      // A rule that matches has Output and Assign of its own; the state's are for Default.
      let extras = choice.rules[index].extras
      let handedOn =
        state.pointee.source.language == .jsonPath
        ? try output(slot, state, result: input)
        : try extras?.output.map { (output) throws(QueryFailure) in try evaluate(.jsonata(output), slot, input: input) }
          ?? input
      if extras?.output != nil, let failure = tooLarge(handedOn, state) { return fail(slot, failure, at: now) }
      leave(slot, output: handedOn, assigning: try assignments(extras?.assign, slot, input: input), to: next, at: now)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  /// The rule that matches; nil: none does, and there is a Default.
  private mutating func choose(_ choice: Choice, _ slot: StrandID, input: JSON) throws(QueryFailure) -> Int? {
    var context: QueryContext?
    for (index, rule) in choice.rules.enumerated() {
      if let condition = rule.extras?.condition {
        var scope = scope(slot, for: condition.contextUse, input: input)
        if case .bool(true) = try condition.evaluate(in: &scope, expecting: .boolean) { return index }
        continue
      }
      if rule.usesContext, context == nil { context = self.context(slot) }
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

  mutating func runSucceed(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    if state.pointee.handsOnInput { return leaveUntouched(slot, to: -1, at: now) }
    do throws(QueryFailure) {
      let output = try output(slot, state, result: effectiveInput(slot, state))
      if let failure = grown(output, state) { return fail(slot, failure, at: now) }
      leave(slot, output: output, to: -1, at: now)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  mutating func runFail(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    guard case .fail(let action) = state.pointee.source.action else { preconditionFailure("not a Fail") }
    func text(_ source: Fail.Text?, _ field: String) throws(QueryFailure) -> String? {
      switch source {
      case nil: return nil
      case .fixed(let text): return text
      case .path(let expression):
        var entropy = entropy(slot)
        let value = try expression.evaluate(
          input: strands[slot].pointee.input, context: context(slot, for: expression.contextUse), entropy: &entropy,
          field: field)
        guard case .string(let text) = value else {
          throw QueryFailure(
            error: "States.Runtime",
            cause: "The \(field) parameter does not reference a string: \(expression.text) == \(value.text)")
        }
        return text
      case .expression(let expression):
        guard case .string(let text) = try evaluate(expression, slot, expecting: .string) else { return nil }
        return text
      }
    }
    do throws(QueryFailure) {
      let error = try text(action.error, "ErrorPath")
      let cause = try text(action.cause, "CausePath")
      fail(slot, Failure(error: error, cause: cause.map(Cause.text) ?? .none), at: now)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  // MARK: Wait

  mutating func runWait(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    guard case .wait(let wait) = state.pointee.source.action else { preconditionFailure("not a Wait") }
    do throws(QueryFailure) {
      let span = try waitSpan(slot, state, wait, at: now)
      guard span <= Self.longestWait else { throw .runtime("Wait state delay is too long.") }
      strands[slot].pointee.phase = .waiting
      strands[slot].pointee.mark(.waitState, at: now)
      ask(.wait, of: slot, nanoseconds: span.nanoseconds)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  /// As many seconds as a 32-bit integer can count (recorded on AWS).
  private static var longestWait: Span { .seconds(Int(Int32.max)) }

  private mutating func waitSpan(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ wait: Wait, at now: Instant
  ) throws(QueryFailure) -> Span {
    switch wait.duration {
    case .seconds(let seconds): return .seconds(seconds)
    case .timestamp(let timestamp): return until(timestamp, from: now)
    case .secondsPath(let path):
      return .seconds(try wholeSeconds(path, slot, state, field: "SecondsPath"))
    case .secondsExpression(let expression):
      return .seconds(try wholeNumber(expression, slot))
    case .timestampExpression(let expression):
      let value = try evaluate(expression, slot, expecting: .any)
      guard case .string(let text) = value, let timestamp = Timestamp(rfc3339: text) else {
        throw .evaluation(
          "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "
            + value.unquoted, at: expression.field)
      }
      return until(timestamp, from: now)
    case .timestampPath(let path):
      let input = try effectiveInput(slot, state)
      guard let value = find(path, slot, input: input) else {
        throw QueryFailure(
          error: "States.Runtime", cause: "The TimestampPath parameter does not reference an input value: \(path.text)")
      }
      guard case .string(let text) = value, let timestamp = Timestamp(rfc3339: text) else {
        throw QueryFailure(
          error: "States.Runtime",
          cause: "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format "
            + "string: \(path.text) == \(value.unquoted)")
      }
      return until(timestamp, from: now)
    }
  }

  private func until(_ timestamp: Timestamp, from now: Instant) -> Span {
    let (whole, overflow) = timestamp.secondsSinceEpoch.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return timestamp.secondsSinceEpoch > 0 ? .longest : .zero }
    let (target, past) = whole.addingReportingOverflow(Int64(timestamp.nanoseconds))
    if past { return .longest }
    let (span, far) = target.subtractingReportingOverflow(epochNanoseconds(now))
    return Span(nanoseconds: far ? 0 : max(0, span))
  }

  /// A whole number of seconds read from the input, with the texts that AWS gives where there is none.
  mutating func wholeSeconds(
    _ path: Path, _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, field: String
  ) throws(QueryFailure) -> Int {
    let input = try effectiveInput(slot, state)
    func refuse(_ what: String) -> QueryFailure {
      QueryFailure(error: "States.Runtime", cause: "The \(field) parameter \(what)")
    }
    guard let value = find(path, slot, input: input) else {
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
    _ expression: JSONataExpression, _ slot: StrandID, mayBeNegative: Bool = false
  ) throws(QueryFailure) -> Int {
    let value = try evaluate(expression, slot, expecting: .number)
    guard let number = value.wholeNumber else {
      throw .evaluation("The \(expression.field) field must be an integer but was: \(value.text)", at: expression.field)
    }
    guard mayBeNegative || number >= 0 else {
      throw .evaluation("The \(expression.field) field must not be negative but was: \(number)", at: expression.field)
    }
    return number
  }

  /// The Wait is over.
  public mutating func wake(_ slot: StrandID, at now: Instant) {
    let state = self.state(slot)
    strands[slot].pointee.mark(.overhead, at: now)
    if state.pointee.handsOnInput { return leaveUntouched(slot, to: state.pointee.next, at: now) }
    do throws(QueryFailure) {
      let input = try effectiveInput(slot, state)
      let output = try output(slot, state, result: input)
      if let failure = grown(output, state) { return fail(slot, failure, at: now) }
      let variables = try state.pointee.assigns ? assignments(slot, state, result: input) : nil
      leave(slot, output: output, assigning: variables, to: state.pointee.next, at: now)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  // MARK: Failures of data flow

  /// Puts the state and its entry event in front of the cause, as AWS does. The failure of an expression in JSONata is
  /// an event of its own. `item`: the iteration that the failure belongs to, where the state itself goes on.
  mutating func located(
    _ failure: QueryFailure, _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, item: StrandID? = nil,
    at now: Instant
  ) -> Failure {
    // AWS's test of one state, which has no events, gives the cause alone (recorded).
    if stateTest != nil { return Failure(failure.error, failure.cause) }
    var located = Failure(
      failure.error,
      "An error occurred while executing the state '\(state.pointee.source.name)' (entered at the event id "
        + "#\(strands[slot].pointee.enteredEvent)). \(failure.cause)")
    located.endsExecution = failure.error == "States.Runtime"
    if failure.isEvaluation { recordEvaluationFailed(item ?? slot, state, located, at: failure.location, at: now) }
    return located
  }

  /// The output is too large, of a state that hands on its input unless it has an `Output`.
  private mutating func grown(_ output: JSON, _ state: UnsafeMutablePointer<CompiledState>) -> Failure? {
    state.pointee.source.dataFlow.output == nil ? nil : tooLarge(output, state)
  }

  /// AWS's text: recorded for Tasks and for the Result of a Pass, likely for other states.
  public mutating func tooLarge(_ value: JSON, _ state: UnsafeMutablePointer<CompiledState>) -> Failure? {
    guard limits.payloadBytes != .max else { return nil }
    let bytes = value.byteCount
    if bytes > limits.payloadBytes { return Self.tooLarge(state) }
    notePayload(bytes)
    return nil
  }

  @inline(__always)
  public mutating func notePayload(_ bytes: Int) {
    if bytes > largestPayload { largestPayload = bytes }
  }

  private static func tooLarge(_ state: UnsafeMutablePointer<CompiledState>) -> Failure {
    let name =
      if case .task(let task) = state.pointee.source.action {
        task.resource.kind == .lambdaFunction ? task.resource.arn : task.resource.service
      } else { state.pointee.source.name }
    return Failure(
      "States.DataLimitExceeded",
      "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes service limit.")
  }
}

extension JSON {
  /// As a cause shows a value: text without quotation marks.
  var unquoted: String { if case .string(let text) = self { text } else { text } }

  /// The number, also of text that is one.
  var number: Double? {
    switch self {
    case .integer(let whole): Double(whole)
    case .double(let fraction): fraction
    // Swift reads hexadecimal digits too.
    case .string(let text): text.utf8.contains { $0 | 32 == UInt8(ascii: "x") } ? nil : Double(text)
    case .null, .bool, .array, .object: nil
    }
  }

  /// The whole number, also of text that is one.
  var wholeNumber: Int? {
    switch self {
    case .integer(let whole): whole
    case .double(let fraction): Int(exactly: fraction)
    case .string(let text): Int(text)
    case .null, .bool, .array, .object: nil
    }
  }
}
