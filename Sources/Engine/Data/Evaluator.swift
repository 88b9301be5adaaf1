public import JSON
import JSONPath
import Prelude
import StatesLanguage

/// How data enters and leaves a state: the one who reads paths, templates and expressions for a strand. What is not
/// written in the definition costs nothing.
public struct Evaluator {
  let payloadBytes: Int
  /// Of all variables that a path of control can read.
  let variableBytes: Int
  /// The one state that is on trial, where that is all that is run.
  let test: StateTest?
  /// No payload that was measured is larger: what is not made need not be measured while this is small.
  public private(set) var largestPayload = 0

  init(_ limits: Interpreter.Limits, test: StateTest?) {
    payloadBytes = limits.payloadBytes
    variableBytes = limits.variableBytes
    self.test = test
  }

  /// InputPath applied to the raw input, which most states take as it is.
  @inline(__always)
  mutating func effectiveInput(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, in records: inout Records
  ) throws(QueryFailure) -> JSON {
    if records.observes(slot) { return try observedInput(slot, state, in: &records) }
    if case .whole = state.pointee.source.dataFlow.inputPath { return records.strands[slot].pointee.input }
    return try selectedInput(slot, state, in: &records)
  }

  private mutating func selectedInput(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, in records: inout Records
  ) throws(QueryFailure) -> JSON {
    switch state.pointee.source.dataFlow.inputPath {
    case .whole: records.strands[slot].pointee.input
    case .nothing: [:]
    case .path(let path): try evaluate(path, slot, input: records.strands[slot].pointee.input, in: &records)
    }
  }

  @inline(never)
  private mutating func observedInput(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, in records: inout Records
  ) throws(QueryFailure) -> JSON {
    let input = try selectedInput(slot, state, in: &records)
    note(.afterInputPath, input, slot, in: &records)
    return input
  }

  /// What the state's work is given: InputPath, then Parameters.
  mutating func payload(_ slot: StrandID, in records: inout Records) throws(QueryFailure) -> JSON {
    let state = records.state(slot)
    switch state.pointee.payload {
    case .constant(let value): return value
    case .input: return try effectiveInput(slot, state, in: &records)
    case .template(let template):
      return try evaluate(template, slot, input: effectiveInput(slot, state, in: &records), in: &records)
    }
  }

  /// The input of the child that a Task starts, where of its Parameters nothing else is worked out anew in each call,
  /// and the bytes of them all.
  mutating func startInput(
    _ slot: StrandID, in records: inout Records
  ) throws(QueryFailure) -> (input: JSON, bytes: Int)? {
    let state = records.state(slot)
    guard let plan = state.pointee.startPlan else { return nil }
    let input = try evaluate(
      plan.input, slot, input: effectiveInput(slot, state, in: &records), in: &records)
    return (input, plan.otherBytes + input.byteCount)
  }

  /// The bytes of that input, and of all Parameters, where they are known without making them; nil: they are not, or
  /// cannot be made.
  mutating func startSize(_ slot: StrandID, in records: inout Records) -> (input: Int, all: Int)? {
    let state = records.state(slot)
    guard let template = state.pointee.sizedStart else { return nil }
    let context = template.usesContext ? context(slot, for: template.contextUse, in: &records) : .none
    guard let extent = template.extent(input: records.strands[slot].pointee.input, context: context) else {
      return nil
    }
    return (extent.bytes, state.pointee.bytesBesideStart + extent.bytes)
  }

  /// `result`, `error`: `$states.result` and `$states.errorOutput` in JSONata, where there is one.
  mutating func evaluate(
    _ template: Template, _ slot: StrandID, input: JSON, result: JSON? = nil, error: JSON? = nil,
    in records: inout Records
  ) throws(QueryFailure) -> JSON {
    if let constant = template.constant { return constant }
    switch template {
    case .jsonPath(let template): return try evaluate(template, slot, input: input, in: &records)
    case .jsonata(let template):
      var scope = scope(slot, for: template.contextUse, input: input, in: &records)
      scope.result = result
      scope.errorOutput = error
      return try template.evaluate(in: &scope)
    }
  }

  mutating func evaluate(_ template: PayloadTemplate, _ slot: StrandID, input: JSON, in records: inout Records)
    throws(QueryFailure) -> JSON
  {
    if let constant = template.constant { return constant }
    var entropy =
      template.usesEntropy ? entropy(slot, in: &records).at(place: template.place) : Entropy(seed: 0)
    return try template.evaluate(
      input: input, context: template.usesContext ? context(slot, for: template.contextUse, in: &records) : .none,
      entropy: &entropy)
  }

  mutating func evaluate(_ path: Path, _ slot: StrandID, input: JSON, in records: inout Records) throws(QueryFailure)
    -> JSON
  {
    try path.evaluate(
      input: input, context: path.usesContext ? context(slot, for: path.contextUse, in: &records) : .none)
  }

  mutating func find(_ path: Path, _ slot: StrandID, input: JSON, in records: inout Records) -> JSON? {
    path.find(input: input, context: context(slot, for: path.contextUse, in: &records))
  }

  mutating func evaluate(
    _ expression: JSONataExpression, _ slot: StrandID, expecting type: JSONataExpression.ResultType,
    in records: inout Records
  ) throws(QueryFailure) -> JSON {
    var scope = scope(slot, for: expression.contextUse, input: records.strands[slot].pointee.input, in: &records)
    return try expression.evaluate(in: &scope, expecting: type)
  }

  /// What an expression in JSONata reads. Its time is that of the strand's last step.
  mutating func scope(_ slot: StrandID, for use: ContextUse, input: JSON, in records: inout Records) -> JSONataScope {
    let context = context(slot, for: use == .nothing ? .variables : use, in: &records)
    var scope = JSONataScope(
      input: input, variables: context.variables ?? [:],
      now: records.clock.milliseconds(of: records.strands[slot].pointee.markedAt),
      entropy: entropy(slot, in: &records))
    scope.context = context
    return scope
  }

  @inline(__always)
  mutating func entropy(_ slot: StrandID, in records: inout Records) -> Entropy {
    Entropy(seed: records.attemptKey(slot))
  }

  /// ResultSelector, ResultPath and OutputPath; `result` is wanted only where it is used. The caller checks the size.
  mutating func output(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, result: JSON, in records: inout Records
  ) throws(QueryFailure) -> JSON {
    if state.pointee.passesWhole { return result }
    if state.pointee.passesInput { return records.strands[slot].pointee.input }
    if let output = state.pointee.source.dataFlow.output {
      return try evaluate(
        .jsonata(output), slot, input: records.strands[slot].pointee.input,
        result: state.pointee.kind.hasResult ? result : nil, in: &records)
    }
    let selected: JSON =
      if !state.pointee.ignoresResult, let selector = state.pointee.source.dataFlow.resultSelector {
        if let made = state.pointee.selectedOfSuccess, ChildDescription.isSuccess(result) {
          made
        } else {
          try evaluate(selector, slot, input: result, in: &records)
        }
      } else { result }
    if records.isObserved { note(.afterResultSelector, selected, slot, in: &records) }
    let value: JSON =
      switch state.pointee.source.dataFlow.resultPath {
      case .replace: selected
      case .discard: records.strands[slot].pointee.input
      case .at(let path): try path.place(selected, in: records.strands[slot].pointee.input)
      }
    if records.isObserved { note(.afterResultPath, value, slot, in: &records) }
    switch state.pointee.source.dataFlow.outputPath {
    case .whole: return value
    case .nothing: return [:]
    case .path(let path): return try evaluate(path, slot, input: value, in: &records)
    }
  }

  /// A value that a state has reached, for the observer. After the failure of the state on trial nothing is told.
  @inline(never)
  mutating func note(_ step: StateTest.Step, _ value: JSON, _ slot: StrandID, in records: inout Records) {
    guard records.isObserved, test?.failure == nil else { return }
    let state = records.state(slot)
    let isJSONata = state.pointee.source.language == .jsonata
    guard StateTest.Step.isShown(step, in: state.pointee.kind, isJSONata: isJSONata) else { return }
    records.see(.value(step, value), of: slot)
  }

  // MARK: Sizes

  /// The output is too large, of a state that hands on its input unless it has an `Output`.
  mutating func grown(_ output: JSON, _ state: UnsafeMutablePointer<CompiledState>) -> Failure? {
    state.pointee.source.dataFlow.output == nil ? nil : tooLarge(output, state)
  }

  /// AWS's text: recorded for Tasks and for the Result of a Pass, likely for other states.
  public mutating func tooLarge(_ value: JSON, _ state: UnsafeMutablePointer<CompiledState>) -> Failure? {
    guard payloadBytes != .max else { return nil }
    return tooLarge(bytes: value.byteCount, state)
  }

  public mutating func tooLarge(bytes: Int, _ state: UnsafeMutablePointer<CompiledState>) -> Failure? {
    if bytes > payloadBytes { return Self.tooLarge(state) }
    notePayload(bytes)
    return nil
  }

  @inline(__always)
  public mutating func notePayload(_ bytes: Int) {
    if bytes > largestPayload { largestPayload = bytes }
  }

  static func tooLarge(_ state: UnsafeMutablePointer<CompiledState>) -> Failure {
    let name =
      if case .task(let task) = state.pointee.source.action {
        task.resource.kind == .lambdaFunction ? task.resource.arn : task.resource.service
      } else { state.pointee.source.name }
    return Failure(
      "States.DataLimitExceeded",
      "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes service limit.")
  }
}
