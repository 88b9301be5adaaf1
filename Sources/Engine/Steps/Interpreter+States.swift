import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// The states that are over at the instant they are entered, and Wait.
extension Interpreter {
  mutating func runPass(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    if state.pointee.passResultBytes > limits.payloadBytes { return fail(slot, Evaluator.tooLarge(state), at: now) }
    if state.pointee.handsOnInput { return leaveUntouched(slot, to: state.pointee.next, at: now) }
    do throws(QueryFailure) {
      if state.pointee.passResult != nil, state.pointee.payloadMayFail {
        _ = try evaluator.effectiveInput(slot, state, in: &records)
      }
      let value = if let result = state.pointee.passResult { result } else { try evaluator.payload(slot, in: &records) }
      if records.isObserved {
        evaluator.note(state.pointee.passResult == nil ? .afterParameters : .result, value, slot, in: &records)
      }
      let output = try evaluator.output(slot, state, result: value, in: &records)
      if !state.pointee.passesWhole, let failure = evaluator.tooLarge(output, state) {
        return fail(slot, failure, at: now)
      }
      let variables = try state.pointee.assigns ? evaluator.assignments(slot, state, result: value, in: &records) : nil
      leave(slot, output: output, assigning: variables, to: state.pointee.next, at: now)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  mutating func runChoice(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    guard let choice = state.pointee.choice else { preconditionFailure("not a Choice") }
    do throws(QueryFailure) {
      let input = try evaluator.effectiveInput(slot, state, in: &records)
      let index = try evaluator.choose(choice, slot, input: input, in: &records)
      if records.isObserved {
        let words = index.map { "rule \($0 + 1) of \(choice.rules.count) holds" } ?? "no rule holds: Default"
        records.see(.decision(words), of: slot)
      }
      let next = state.pointee.base + Int32(index.map { choice.rules[$0].next } ?? choice.fallback ?? 0)
      if state.pointee.handsOnInput { return leaveUntouched(slot, to: next, at: now) }
      guard let index else {
        let output = try evaluator.output(slot, state, result: input, in: &records)
        if let failure = evaluator.grown(output, state) { return fail(slot, failure, at: now) }
        let variables = try evaluator.assignments(slot, state, result: input, in: &records)
        return leave(slot, output: output, assigning: variables, to: next, at: now)
      }
      // A rule that matches has Output and Assign of its own; the state's are for Default.
      let extras = choice.rules[index].extras
      let handedOn =
        state.pointee.source.language == .jsonPath
        ? try evaluator.output(slot, state, result: input, in: &records)
        : try extras?.output.map { (output) throws(QueryFailure) in
          try evaluator.evaluate(.jsonata(output), slot, input: input, in: &records)
        }
          ?? input
      if extras?.output != nil, let failure = evaluator.tooLarge(handedOn, state) {
        return fail(slot, failure, at: now)
      }
      leave(
        slot, output: handedOn, assigning: try evaluator.assignments(extras?.assign, slot, input: input, in: &records),
        to: next, at: now)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  mutating func runSucceed(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    if state.pointee.handsOnInput { return leaveUntouched(slot, to: -1, at: now) }
    do throws(QueryFailure) {
      let output = try evaluator.output(
        slot, state, result: evaluator.effectiveInput(slot, state, in: &records), in: &records)
      if let failure = evaluator.grown(output, state) { return fail(slot, failure, at: now) }
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
        var entropy = evaluator.entropy(slot, in: &records).at(place: field == "ErrorPath" ? 1 : 2)
        let value = try expression.evaluate(
          input: strands[slot].pointee.input,
          context: evaluator.context(slot, for: expression.contextUse, in: &records), entropy: &entropy,
          field: field)
        guard case .string(let text) = value else {
          throw QueryFailure(
            error: "States.Runtime",
            cause: "The \(field) parameter does not reference a string: \(expression.text) == \(value.text)")
        }
        return text
      case .expression(let expression):
        guard case .string(let text) = try evaluator.evaluate(expression, slot, expecting: .string, in: &records) else {
          return nil
        }
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
      let span = try evaluator.waitSpan(slot, state, wait, at: now, in: &records)
      guard span <= Self.longestWait else { throw .runtime("Wait state delay is too long.") }
      strands[slot].pointee.phase = .waiting
      strands[slot].pointee.mark(.waitState, at: now)
      records.ask(.wait, of: slot, nanoseconds: span.nanoseconds)
    } catch {
      fail(slot, located(error, slot, state, at: now), at: now)
    }
  }

  /// As many seconds as a 32-bit integer can count (recorded on AWS).
  private static var longestWait: Span { .seconds(Int(Int32.max)) }

  /// The Wait is over.
  public mutating func wake(_ slot: StrandID, at now: Instant) {
    let state = self.state(slot)
    strands[slot].pointee.mark(.overhead, at: now)
    if state.pointee.handsOnInput { return leaveUntouched(slot, to: state.pointee.next, at: now) }
    do throws(QueryFailure) {
      let input = try evaluator.effectiveInput(slot, state, in: &records)
      let output = try evaluator.output(slot, state, result: input, in: &records)
      if let failure = evaluator.grown(output, state) { return fail(slot, failure, at: now) }
      let variables = try state.pointee.assigns ? evaluator.assignments(slot, state, result: input, in: &records) : nil
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
    if evaluator.test != nil { return Failure(failure.error, failure.cause) }
    var located = Failure(
      failure.error,
      "An error occurred while executing the state '\(state.pointee.source.name)' (entered at the event id "
        + "#\(strands[slot].pointee.enteredEvent)). \(failure.cause)")
    located.endsExecution = failure.error == "States.Runtime"
    if failure.isEvaluation {
      history.evaluationFailed(item ?? slot, state, located, at: failure.location, at: now, in: &records)
    }
    return located
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
