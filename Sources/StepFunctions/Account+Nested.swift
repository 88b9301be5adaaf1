import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// Tasks that call Step Functions itself: nested starts, and the answers to task tokens.
extension Account {
  mutating func call(_ slot: StrandID) {
    let execution = interpreter.strands[slot].pointee.execution
    if interpreter.executions[execution].pointee.isOverfull { return }
    if local != nil, followScript(slot) { return }
    switch site(slot).pointee.call {
    case .none: preconditionFailure("only Tasks call")
    case .service: callService(slot)
    case .activity: callActivity(slot)
    case .start, .startSync, .startForToken, .startSyncExecution: startNested(slot)
    case .sendSuccess, .sendFailure, .sendHeartbeat: answerToken(slot)
    }
  }

  // MARK: Nested starts

  mutating func startNested(_ slot: StrandID) {
    let site = site(slot)
    let strand = interpreter.strands[slot]
    guard site.pointee.target >= 0, !site.pointee.isDynamic || strand.pointee.attempts > 0 else {
      return startUnknown(slot)
    }
    if takeToken(site.pointee.action) { return startKnown(slot) }
    refuse(slot, target: site.pointee.target)
  }

  /// The first refusal of a Task's call, or one after a wait for a StateTransition token: from here on it waits in a
  /// record of its own.
  private mutating func refuse(_ slot: StrandID, target: Int32) {
    let strand = interpreter.strands[slot]
    guard !interpreter.records.isObserved, !interpreter.state(slot).pointee.readsTimeouts,
      site(slot).pointee.target >= 0,
      strand.pointee.retries.0 < site(slot).pointee.rule.maxAttempts,
      interpreter.countThrottle(execution: strand.pointee.execution)
    else {
      site(slot).pointee.throttled &+= 1
      return throttledAtLength(slot, target: target)
    }
    // The jitter is drawn by the attempts made, the one that was refused included.
    let draws = streams.retryJitter.stream(entity: strand.pointee.key, drawn: UInt64(strand.pointee.attempts) + 1)
    tally.callerWaits()
    waitAgain(interpreter.records.park(slot, draws: draws.position))
  }

  /// Hot: under overload nearly every event of a run. A parked call's timer has fired; the bucket refuses; a new timer.
  /// True: it was just that, and nothing else has changed.
  @inline(__always)
  mutating func tryAgain(_ index: CallID) -> Bool {
    let call = interpreter.throttledCalls[index]
    if interpreter.records.releaseIfAbandoned(index) || interpreter.records.isLost(call.pointee.strand) {
      endWait(index)
      return false
    }
    let site = sites + Int(call.pointee.state)
    if !site.pointee.isOfExpress {
      tally.transitions &+= 1
      let waiting = buckets[.stateTransition].reserve(at: now)
      if waiting != .zero {
        tally.waiting &-= 1
        waitForTransition(interpreter.records.unpark(index), waiting)
        return false
      }
    }
    guard !takeToken(site.pointee.action) else {
      tally.waiting &-= 1
      startKnown(interpreter.records.unpark(index))
      return false
    }
    guard call.pointee.used < site.pointee.rule.maxAttempts,
      interpreter.countThrottle(execution: call.pointee.execution)
    else {
      tally.waiting &-= 1
      site.pointee.throttled &+= 1
      throttledAtLength(interpreter.records.unpark(index), target: site.pointee.target)
      return false
    }
    waitAgain(index)
    return true
  }

  /// The timer of a call whose strand is gone, or lies in a Map that takes no more calls.
  private mutating func endWait(_ index: CallID) {
    tally.waiting &-= 1
    if !interpreter.throttledCalls[index].pointee.strand.isNone { _ = interpreter.records.unpark(index) }
  }

  @inline(__always)
  private mutating func waitAgain(_ index: CallID) {
    let call = interpreter.throttledCalls[index]
    let site = sites + Int(call.pointee.state)
    site.pointee.throttled &+= 1
    var delay = site.pointee.rule.delay(call.pointee.used)
    var draws = RandomStream(position: call.pointee.draws)
    if site.pointee.rule.fullJitter { delay = Self.jittered(delay, &draws) }
    call.pointee.waitsAgain(draws: draws.position)
    let due = now + Span(nanoseconds: delay)
    // What is due after the end of time never happens.
    timeline.push(.throttled, index, at: due)
  }

  /// The parameters tell the machine, or may turn out not to exist: they are evaluated before the call.
  private mutating func startUnknown(_ slot: StrandID) {
    do {
      let parameters = try interpreter.payload(slot)
      let known = site(slot).pointee.target
      let target = known >= 0 ? known : machine(named: parameters)
      let action =
        site(slot).pointee.action == .startSyncExecution ? .startSyncExecution : startAction(of: target)
      guard takeToken(action) else {
        return refuse(slot, target: target)
      }
      spendToken(slot, target: target, parameters)
    } catch {
      interpreter.parametersFailed(slot, error, at: now)
    }
  }

  /// The child's input where the Task's parameters are the same in every call, and name no execution.
  @inline(__always)
  private mutating func fixedInput(_ slot: StrandID) -> UnsafeMutablePointer<JSON?> {
    fixedInputs + Int(interpreter.strands[slot].pointee.state)
  }

  private mutating func startKnown(_ slot: StrandID) {
    spendToken(slot, target: site(slot).pointee.target, nil)
  }

  /// What becomes of a token that a nested call took: a start, or else a refusal, whatever its reason.
  private mutating func spendToken(
    _ slot: StrandID, target: Int32, _ parameters: JSON?
  ) {
    let before = tally.started
    interpreter.countThrottles(slot)
    do {
      let isFixed = target >= 0 && fixedInput(slot).pointee != nil && !interpreter.records.isObserved
      let parameters = if let parameters { parameters } else { isFixed ? .null : try interpreter.payload(slot) }
      try startAdmitted(slot, target: target, parameters)
    } catch {
      interpreter.parametersFailed(slot, error, at: now)
    }
    if tally.started == before { tally.refused += 1 }
  }

  private mutating func machine(named parameters: JSON) -> Int32 {
    guard let arn = parameters["StateMachineArn"]?.string, let index = directory.machineIndex(arn: arn) else {
      return -1
    }
    return Int32(index)
  }

  /// A refused call with all its events, or the last one that a retrier takes.
  private mutating func throttledAtLength(_ slot: StrandID, target: Int32) {
    let site = site(slot).pointee
    interpreter.countThrottles(slot)
    let failure = Failure(
      site.isSDK ? ErrorName.throttledSDKStart : model.throttleError,
      Self.cause("Rate exceeded", code: "ThrottlingException", isSDK: site.isSDK))
    do {
      let parameters = interpreter.records.isObserved ? try interpreter.payload(slot) : .null
      _ = try interpreter.attemptStarts(slot, parameters: parameters, at: now)
    } catch {
      return interpreter.parametersFailed(slot, error, at: now)
    }
    let generation = interpreter.strands[slot].pointee.generation
    interpreter.taskFailed(slot, failure, isThrottle: true, at: now)
    let strand = interpreter.strands[slot]
    let isRetried =
      strand.pointee.phase == .throttled
      && strand.pointee.generation == (generation &+ 1) & Interpreter.generationMask
    if !isRetried, target >= 0 { tally.rejectedByMachine[Int(target)] += 1 }
  }

  private mutating func startAdmitted(
    _ slot: StrandID, target: Int32, _ parameters: JSON
  ) throws(QueryFailure) {
    let site = site(slot)
    if !site.pointee.isDynamic {
      if fixedInput(slot).pointee == nil { interpreter.evaluator.notePayload(parameters.byteCount) }
    } else if let failure = interpreter.evaluator.tooLarge(parameters, interpreter.state(slot)) {
      countError(slot)
      _ = try interpreter.attemptStarts(slot, parameters: parameters, at: now)
      return interpreter.taskFailed(slot, failure, at: now)
    }
    let (timeout, heartbeat) = try interpreter.attemptStarts(slot, parameters: parameters, at: now)
    do throws(Refusal) {
      let child = try admitChild(slot, target: target, parameters)
      if site.pointee.call == .start {
        return started(slot, child, timeout: timeout, heartbeat: heartbeat)
      }
      if site.pointee.call == .startSyncExecution {
        interpreter.records.waits(slot, for: child)
        return scheduleTimeouts(slot, timeout: timeout, heartbeat: heartbeat)
      }
      if site.pointee.call == .startSync { interpreter.records.waits(slot, for: child) }
      let response = interpreter.records.isObserved ? startResponse(child, isSDK: site.pointee.isSDK) : .null
      interpreter.recordSubmitted(slot, output: response, at: now)
      scheduleTimeouts(slot, timeout: timeout, heartbeat: heartbeat)
    } catch {
      countError(slot)
      let isSDK = site.pointee.isSDK
      let isOpenLimit = error.name == "ExecutionLimitExceeded" && !isSDK
      let name = isSDK ? "Sfn.\(error.name)Exception" : "StepFunctions.\(error.name)Exception"
      interpreter.taskFailed(
        slot,
        Failure(
          isOpenLimit ? model.openExecutionsError : name,
          Self.cause(error.message, code: error.name, isSDK: isSDK)), at: now)
    }
  }

  private mutating func admitChild(
    _ slot: StrandID, target: Int32, _ parameters: JSON
  ) throws(Refusal) -> ExecutionID {
    if target >= 0, site(slot).pointee.action == .startSyncExecution, !isExpress(target) { throw Self.notSupported }
    if target >= 0, let input = fixedInput(slot).pointee {
      return try admitChild(slot, target: target, parameters, name: nil, input: input)
    }
    guard case .object(let members) = parameters else {
      throw Refusal(name: "InvalidExecutionInput", message: "Parameters must be an object")
    }
    guard target >= 0 else {
      let arn = members["StateMachineArn"].map { $0.string ?? $0.text } ?? ""
      throw Refusal(name: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'")
    }
    let name = members["Name"]?.string
    let input = try Self.childInput(members["Input"])
    return try admitChild(slot, target: target, parameters, name: name, input: input)
  }

  private mutating func admitChild(
    _ slot: StrandID, target: Int32, _ parameters: JSON, name: String?, input: JSON
  ) throws(Refusal) -> ExecutionID {
    let alias = model.aliases.isEmpty ? -1 : alias(slot, parameters)
    let machine = alias < 0 ? target : route(slot, alias)
    let strand = interpreter.strands[slot]
    var parts = Parts()
    let wait = strand.pointee.extra?.transitionWait ?? 0
    parts[.transitionWait] = wait
    parts[.throttleBackoff] = (now - strand.pointee.firstCallAt).nanoseconds &- wait
    var start = Interpreter.Start(
      machine: machine, key: Interpreter.mix(strand.pointee.key, 0), firstCallAt: strand.pointee.firstCallAt,
      parent: slot, depth: Int(interpreter.executions[strand.pointee.execution].pointee.depth) + 1, parts: parts)
    start.isSynchronous = site(slot).pointee.action == .startSyncExecution
    let parentARN = interpreter.records.isObserved ? interpreter.records.executionARN(strand.pointee.execution) : nil
    let before = tally.started
    let child = try admit(
      start, input: input, name: name, parentARN: parentARN, refusals: strand.pointee.refusals)
    if alias >= 0, tally.started > before {
      interpreter.records.isNamed(child, alias: aliasARN(alias))
    }
    return child
  }

  /// A text is the input's JSON text; a null, or none, starts the child with an empty object (recorded on AWS).
  static func childInput(_ value: JSON?) throws(Refusal) -> JSON {
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

  /// Request-response: the Task goes on when the call has returned.
  private mutating func started(
    _ slot: StrandID, _ child: ExecutionID, timeout: Span, heartbeat: Span
  ) {
    let isWanted = interpreter.wantsResult(slot, upTo: Self.responseBytes)
    let response = isWanted ? startResponse(child, isSDK: site(slot).pointee.isSDK) : .null
    let span = draw(overheads.start, entity: interpreter.strands[slot].pointee.key, .response)
    if span == .zero { return interpreter.taskSucceeded(slot, result: response, at: now) }
    interpreter.records.holds(.success(response), for: slot)
    scheduleTimeouts(slot, timeout: timeout, heartbeat: heartbeat)
    schedule(.reply, slot, after: span.nanoseconds)
  }

  /// The SDK's answer has a calendar date and no metadata (recorded on AWS).
  private mutating func startResponse(_ child: ExecutionID, isSDK: Bool) -> JSON {
    let execution = interpreter.executions[child]
    let arn = JSON.string(interpreter.records.executionARN(child))
    if isSDK {
      return [
        "ExecutionArn": arn, "StartDate": .string(interpreter.records.clock.text(of: execution.pointee.startedAt)),
      ]
    }
    return [
      "ExecutionArn": arn,
      "SdkHttpMetadata": Self.httpMetadata, "SdkResponseMetadata": ["RequestId": "RequestId"],
      "StartDate": .integer(Int(interpreter.records.clock.milliseconds(of: execution.pointee.startedAt))),
    ]
  }

  static var httpMetadata: JSON {
    ["AllHttpHeaders": [:], "HttpHeaders": [:], "HttpStatusCode": 200]
  }

  /// The texts of the two integrations: recorded on AWS.
  static func cause(_ message: String, code: String, isSDK: Bool) -> String {
    isSDK
      ? "\(message) (Service: Sfn, Status Code: 400, Request ID: RequestId) (SDK Attempt Count: 1)"
      : "\(message) (Service: AWSStepFunctions; Status Code: 400; Error Code: \(code); Request ID: RequestId; "
        + "Proxy: null)"
  }

  // MARK: Timeouts

  @inline(__always)
  mutating func scheduleTimeouts(
    _ slot: StrandID, timeout: Span, heartbeat: Span
  ) {
    if timeout != .longest { schedule(.timeout, slot, after: timeout.nanoseconds) }
    if heartbeat != .longest { schedule(.heartbeat, slot, after: heartbeat.nanoseconds) }
  }

  mutating func timeOutTask(_ slot: StrandID, isHeartbeat: Bool = false) {
    var failure = Failure.timeout
    failure.isHeartbeat = isHeartbeat
    let child = interpreter.strands[slot].pointee.child
    countError(slot)
    if !child.isNone { interpreter.records.stop(child: child) }
    interpreter.taskFailed(slot, failure, at: now)
  }

  mutating func checkHeartbeat(_ slot: StrandID) {
    guard let extra = interpreter.strands[slot].pointee.extra else { return }
    if extra.heartbeatDeadline <= now { return timeOutTask(slot, isHeartbeat: true) }
    schedule(.heartbeat, slot, after: (extra.heartbeatDeadline - now).nanoseconds)
  }

  // MARK: Task tokens

  private mutating func answerToken(_ slot: StrandID) {
    do throws(QueryFailure) {
      let parameters = try interpreter.payload(slot)
      _ = try interpreter.attemptStarts(slot, parameters: parameters, at: now)
      guard buckets[site(slot).pointee.action].take(at: now) else { return answerThrottled(slot) }
      let generation = interpreter.strands[slot].pointee.generation
      do throws(Refusal) {
        try sendAnswer(site(slot).pointee.call, parameters)
        // What the answer led to may have ended the execution that gave it.
        guard interpreter.strands[slot].pointee.generation == generation else { return }
        interpreter.taskSucceeded(slot, result: [:], at: now)
      } catch {
        countError(slot)
        interpreter.taskFailed(
          slot,
          Failure(
            "Sfn.\(error.name)Exception", Self.cause(error.message, code: error.name, isSDK: true)), at: now)
      }
    } catch {
      interpreter.parametersFailed(slot, error, at: now)
    }
  }

  private mutating func sendAnswer(_ call: TaskSite.Call, _ parameters: JSON) throws(Refusal) {
    guard let token = parameters["TaskToken"]?.string, let holder = interpreter.records.holder(ofToken: token)
    else { throw Refusal(name: "InvalidToken", message: "Invalid Token: 'Invalid token'") }
    guard holder.isCurrent else {
      throw Refusal(
        name: "TaskTimedOut", message: "Task Timed Out: 'Provided task does not exist anymore'")
    }
    switch call {
    case .sendSuccess:
      let output = try Self.output(parameters["Output"])
      interpreter.taskSucceeded(holder.strand, result: output, at: now)
    case .sendFailure:
      countError(holder.strand)
      let failure = Failure(
        error: parameters["Error"]?.string, cause: parameters["Cause"]?.string.map(Cause.text) ?? .none)
      interpreter.taskFailed(holder.strand, failure, at: now)
    default:
      interpreter.records.heartbeats(holder.strand, at: now)
    }
  }

  /// The API takes JSON text; a workflow may also hand over a value, which Step Functions turns into text.
  private static func output(_ value: JSON?) throws(Refusal) -> JSON {
    guard let text = value?.string else { return value ?? .null }
    do {
      return try JSON.parse(text)
    } catch {
      throw Refusal(name: "InvalidOutput", message: "Invalid Output: '\(error.message)'")
    }
  }
}
