import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// Tasks that call Step Functions itself: nested starts, and the answers to task tokens. A nested caller meets the same
/// buckets in the same code as an outside one.
struct NestedDesk: ~Copyable {
  /// By state: the child's input where its site `hasFixedInput`; else null.
  private let fixedInputs: UnsafeMutablePointer<JSON>
  private let count: Int
  /// Integrations try throttled calls again by themselves.
  let retriesCalls: Bool

  init(_ core: inout AccountCore) {
    retriesCalls = core.model.integrationRetry != nil
    count = core.interpreter.records.program.stateCount
    fixedInputs = .allocate(capacity: max(1, count))
    let limit = core.model.quotas.payloadBytes ?? .max
    for index in 0..<count {
      let state = core.interpreter.records.program.states + index
      let input = retriesCalls ? nil : Self.fixedInput(of: state.pointee, upTo: limit)
      (fixedInputs + index).initialize(to: input ?? .null)
      core.sites[index].hasFixedInput = input != nil
      core.interpreter.evaluator.notePayload(input?.byteCount ?? 0)
    }
  }

  deinit {
    fixedInputs.deinitialize(count: count)
    fixedInputs.deallocate()
  }

  /// Parameters beyond the limit are evaluated in each call, which then refuses them.
  private static func fixedInput(of state: borrowing CompiledState, upTo limit: Int) -> JSON? {
    guard case .constant(let whole) = state.payload, case .object(let members) = whole, members["Name"] == nil,
      whole.byteCount <= limit
    else { return nil }
    return try? childInput(members["Input"])
  }

  @inline(__always)
  private mutating func fixedInput(_ id: StrandID, _ core: inout AccountCore) -> JSON {
    fixedInputs[Int(core.strand(id).pointee.state)]
  }

  // MARK: Calls

  mutating func start(_ id: StrandID, _ admission: inout AdmissionDesk, _ core: inout AccountCore) {
    let site = core.site(id)
    let strand = core.strand(id)
    guard site.pointee.target >= 0, !site.pointee.mayFail || strand.pointee.attempts > 0 else {
      return startUnknown(id, &admission, &core)
    }
    if core.hasOutages, meetsOutage(id, site.pointee.action, &core) { return }
    let level = core.levelBelow(id, of: site.pointee.target)
    if core.takeToken(site.pointee.action, for: level) { return startKnown(id, &admission, &core) }
    refuse(id, target: site.pointee.target, &core)
  }

  /// The parameters tell the machine, or may turn out not to exist: they are evaluated before the call.
  private mutating func startUnknown(
    _ id: StrandID, _ admission: inout AdmissionDesk, _ core: inout AccountCore
  ) {
    do {
      let known = core.site(id).pointee.target
      let isRefused = known >= 0 && !core.buckets[core.site(id).pointee.action].hasToken(at: core.now)
      let parameters = try parameters(id, isRefused: isRefused, &core)
      let target = known >= 0 ? known : machine(named: parameters.whole, &core)
      let action =
        core.site(id).pointee.action == .startSyncExecution ? .startSyncExecution : core.startAction(of: target)
      if core.hasOutages, meetsOutage(id, action, &core) { return }
      let level = core.levelBelow(id, of: target)
      guard core.takeToken(action, for: level) else { return refuse(id, target: target, &core) }
      spendToken(id, target: target, parameters, &admission, &core)
    } catch {
      core.parametersFailed(id, error)
    }
  }

  /// What a call says: all of it; or the child's input, where the rest is the same in every call and nobody looks at
  /// it; or the bytes of that input, where it is not looked at either.
  private struct Parameters {
    var whole = JSON.null
    var input: JSON?
    var inputBytes = 0
    var bytes = 0
  }

  /// `isRefused`: all that matters is whether they could be made.
  private mutating func parameters(
    _ id: StrandID, isRefused: Bool = false, _ core: inout AccountCore
  ) throws(QueryFailure) -> Parameters {
    let isLookedAt =
      core.interpreter.records.isObserved || core.site(id).pointee.target < 0 || !core.model.aliases.isEmpty
    if !isLookedAt, isRefused || core.site(id).pointee.forgetsInput, let size = core.interpreter.startSize(id) {
      return Parameters(inputBytes: size.input, bytes: size.all)
    }
    if !isLookedAt, let made = try core.interpreter.startInput(id) {
      return Parameters(input: made.input, bytes: made.bytes)
    }
    let whole = try core.interpreter.payload(id)
    return Parameters(whole: whole, bytes: whole.byteCount)
  }

  mutating func startKnown(_ id: StrandID, _ admission: inout AdmissionDesk, _ core: inout AccountCore) {
    spendToken(id, target: core.site(id).pointee.target, nil, &admission, &core)
  }

  private mutating func machine(named parameters: JSON, _ core: inout AccountCore) -> Int32 {
    guard let arn = parameters["StateMachineArn"]?.string, let index = core.directory.machineIndex(arn: arn) else {
      return -1
    }
    return Int32(index)
  }

  /// What becomes of a token that a nested call took: a start, or else a refusal, whatever its reason.
  private mutating func spendToken(
    _ id: StrandID, target: Int32, _ parameters: Parameters?, _ admission: inout AdmissionDesk,
    _ core: inout AccountCore
  ) {
    let before = core.tally.started
    if core.strand(id).pointee.refusals > 0 { core.interpreter.countThrottles(id) }
    do {
      if target >= 0, core.site(id).pointee.hasFixedInput, !core.interpreter.records.observes(id) {
        try startFixed(id, target: target, &admission, &core)
      } else {
        let parameters = if let parameters { parameters } else { try self.parameters(id, &core) }
        try startAdmitted(id, target: target, parameters, &admission, &core)
      }
    } catch {
      core.parametersFailed(id, error)
    }
    if core.tally.started == before { core.tally.refused += 1 }
  }

  private mutating func startAdmitted(
    _ id: StrandID, target: Int32, _ parameters: Parameters, _ admission: inout AdmissionDesk, _ core: inout AccountCore
  ) throws(QueryFailure) {
    if let failure = core.interpreter.evaluator.tooLarge(bytes: parameters.bytes, core.state(id)) {
      _ = try attemptStarts(id, parameters: parameters.whole, &core)
      return core.fail(id, failure)
    }
    let (timeout, heartbeat) = try attemptStarts(id, parameters: parameters.whole, &core)
    do throws(Refusal) {
      let child = try admitChild(id, target: target, parameters, &admission, &core)
      admitted(id, child, timeout: timeout, heartbeat: heartbeat, &core)
    } catch {
      refused(id, error, &core)
    }
  }

  /// Hot: as above, where the child's input is the same in every call, and nobody looks at the parameters.
  @inline(__always)
  private mutating func startFixed(
    _ id: StrandID, target: Int32, _ admission: inout AdmissionDesk, _ core: inout AccountCore
  ) throws(QueryFailure) {
    var (timeout, heartbeat) = (Span.longest, Span.longest)
    if !core.interpreter.attemptStartsPlainly(id, at: core.now) {
      (timeout, heartbeat) = try core.interpreter.attemptStarts(id, parameters: .null, at: core.now)
    }
    do throws(Refusal) {
      try checkTarget(id, target, &core)
      let child = try admitChild(
        id, target: target, .null, name: nil, input: fixedInput(id, &core), &admission, &core)
      admitted(id, child, timeout: timeout, heartbeat: heartbeat, &core)
    } catch {
      refused(id, error, &core)
    }
  }

  /// The Task's own call has started the child, or found it.
  @inline(__always)
  private mutating func admitted(
    _ id: StrandID, _ child: ExecutionID, timeout: Span, heartbeat: Span, _ core: inout AccountCore
  ) {
    let site = core.site(id)
    if site.pointee.call == .start { return started(id, child, timeout: timeout, heartbeat: heartbeat, &core) }
    if site.pointee.call == .startForToken {
      core.interpreter.records.awaitsToken(id, at: core.now)
    } else {
      core.interpreter.records.waits(id, for: child)
    }
    if core.interpreter.records.observes(id), site.pointee.call != .startSyncExecution {
      let response = startResponse(child, isSDK: site.pointee.isSDK, &core)
      core.interpreter.recordSubmitted(id, output: response, at: core.now)
    } else if site.pointee.call != .startSyncExecution {
      core.interpreter.recordSubmitted(id, output: .null, at: core.now)
    }
    core.scheduleTimeouts(id, timeout: timeout, heartbeat: heartbeat)
  }

  mutating func refused(_ id: StrandID, _ refusal: Refusal, _ core: inout AccountCore) {
    core.interpreter.records.isRefused(id)
    let isSDK = core.site(id).pointee.isSDK
    let isOpenLimit = refusal.name == "ExecutionLimitExceeded" && !isSDK
    let name = isSDK ? "Sfn.\(refusal.name)Exception" : "StepFunctions.\(refusal.name)Exception"
    core.fail(
      id,
      Failure(
        isOpenLimit ? core.model.openExecutionsError : name,
        Envelope.cause(refusal.message, code: refusal.name, isSDK: isSDK)))
  }

  @inline(__always)
  private mutating func checkTarget(_ id: StrandID, _ target: Int32, _ core: inout AccountCore) throws(Refusal) {
    if target >= 0, core.site(id).pointee.action == .startSyncExecution, !core.isExpress(target) {
      throw .notSupported
    }
  }

  private mutating func admitChild(
    _ id: StrandID, target: Int32, _ parameters: Parameters, _ admission: inout AdmissionDesk,
    _ core: inout AccountCore
  ) throws(Refusal) -> ExecutionID {
    try checkTarget(id, target, &core)
    if target >= 0, core.site(id).pointee.hasFixedInput {
      return try admitChild(
        id, target: target, .null, name: nil, input: fixedInput(id, &core), &admission, &core)
    }
    if parameters.inputBytes > 0 {
      return try admitChild(
        id, target: target, .null, name: nil, input: .null, forgottenBytes: parameters.inputBytes, &admission, &core)
    }
    if let input = parameters.input {
      let input = try Self.childInput(input)
      if core.site(id).pointee.forgetsInput, input.extent.isFlat {
        return try admitChild(
          id, target: target, .null, name: nil, input: .null, forgottenBytes: input.byteCount, &admission, &core)
      }
      return try admitChild(id, target: target, .null, name: nil, input: input, &admission, &core)
    }
    guard case .object(let members) = parameters.whole else {
      throw Refusal(name: "InvalidExecutionInput", message: "Parameters must be an object")
    }
    guard target >= 0 else {
      let arn = members["StateMachineArn"].map { $0.string ?? $0.text } ?? ""
      throw Refusal(name: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'")
    }
    let name = members["Name"]?.string
    let input = try Self.childInput(members["Input"])
    return try admitChild(id, target: target, parameters.whole, name: name, input: input, &admission, &core)
  }

  private mutating func admitChild(
    _ id: StrandID, target: Int32, _ parameters: JSON, name: String?, input: consuming JSON, forgottenBytes: Int = 0,
    _ admission: inout AdmissionDesk, _ core: inout AccountCore
  ) throws(Refusal) -> ExecutionID {
    let alias = core.model.aliases.isEmpty ? -1 : alias(id, parameters, &core)
    let machine = alias < 0 ? target : route(id, alias, &core)
    let strand = core.strand(id)
    let parent = strand.pointee.execution
    var start = Interpreter.Start(
      machine: machine, key: Interpreter.mix(strand.pointee.key, 0), firstCallAt: strand.pointee.firstCallAt,
      parent: id, depth: Int(core.execution(parent).pointee.depth) + 1,
      transitionWait: strand.pointee.extra?.transitionWait ?? 0)
    start.isCounted = core.execution(parent).pointee.isCounted
    start.isSynchronous = core.site(id).pointee.action == .startSyncExecution
    start.forgottenBytes = UInt32(clamping: forgottenBytes)
    let parentARN = core.interpreter.records.isObserved ? core.interpreter.records.executionARN(parent) : nil
    let before = core.tally.started
    let refusals = retriesCalls ? allRefusals(id, &core) : strand.pointee.refusals
    let child = try admission.admit(
      start, input: input, name: name, parentARN: parentARN, refusals: refusals, &core)
    if alias >= 0, core.tally.started > before {
      core.interpreter.records.isNamed(child, alias: aliasARN(alias, &core))
    }
    return child
  }

  /// A text is the input's JSON text; a null, or none, starts the child with an empty object (recorded on AWS).
  private static func childInput(_ value: JSON?) throws(Refusal) -> JSON {
    switch value {
    case nil, .null?: return [:]
    case .string(let text)?:
      do {
        return try JSON.parse(text)
      } catch {
        throw Refusal(
          name: "InvalidExecutionInput", message: "Invalid State Machine Execution Input: '\(error.message)'")
      }
    case let value?: return value
    }
  }

  // MARK: Answers

  /// Request-response: the Task goes on when the call has returned.
  private mutating func started(
    _ id: StrandID, _ child: ExecutionID, timeout: Span, heartbeat: Span, _ core: inout AccountCore
  ) {
    let isWanted = core.interpreter.wantsResult(id, upTo: Envelope.largest)
    let response = isWanted ? startResponse(child, isSDK: core.site(id).pointee.isSDK, &core) : .null
    let span = core.draw(core.overheads.start, entity: core.strand(id).pointee.key, .response)
    if span == .zero { return core.succeed(id, response) }
    core.scheduleTimeouts(id, timeout: timeout, heartbeat: heartbeat)
    core.hold(.success(response), id, after: span)
  }

  /// The SDK's answer has a calendar date and no metadata (recorded on AWS).
  private mutating func startResponse(_ child: ExecutionID, isSDK: Bool, _ core: inout AccountCore) -> JSON {
    let started = core.execution(child).pointee.startedAt
    let arn = JSON.string(core.interpreter.records.executionARN(child))
    if isSDK {
      return ["ExecutionArn": arn, "StartDate": .string(core.interpreter.records.clock.text(of: started))]
    }
    return [
      "ExecutionArn": arn,
      "SdkHttpMetadata": Envelope.httpMetadata, "SdkResponseMetadata": Envelope.responseMetadata,
      "StartDate": .integer(Int(core.interpreter.records.clock.milliseconds(of: started))),
    ]
  }
}
