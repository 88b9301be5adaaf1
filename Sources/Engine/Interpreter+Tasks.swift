public import JSON
public import JSONPath
public import Prelude
import StatesLanguage

/// Tasks: an attempt is called by the account, which answers; errors meet Retry, then Catch.
extension Interpreter {
  mutating func runTask(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    let strand = strands[slot]
    // Each visit draws from streams of its own, a loop over one Task included.
    strand.pointee.key = Self.mix(strand.pointee.key, UInt64(strand.pointee.state &- state.pointee.base))
    firstCall(slot, at: now)
    strand.pointee.phase = .inTask
    ask(.call, of: slot)
  }

  /// From here on a nested start is waited for: a throttled call does not move this, another error does.
  private mutating func firstCall(_ slot: StrandID, at now: Instant) {
    strands[slot].pointee.firstCallAt = now
    strands[slot].pointee.refusals = 0
    strands[slot].pointee.extra?.transitionWait = 0
  }

  /// The attempt is scheduled and starts: its events, and the spans of its timeouts (`longest` where it has none).
  public mutating func attemptStarts(
    _ slot: StrandID, parameters: @autoclosure () -> JSON, at now: Instant
  ) throws(QueryFailure) -> (timeout: Span, heartbeat: Span) {
    let state = self.state(slot)
    if !state.pointee.hasTimeouts, !keepsHistory {
      strands[slot].pointee.phase = .inTask
      strands[slot].pointee.mark(.service, at: now)
      countScheduled(slot, state)
      return (.longest, .longest)
    }
    guard case .task(let task) = state.pointee.source.action else { preconditionFailure("not a Task") }
    if stateTest != nil {
      note(.afterParameters, parameters(), slot)
      note(.afterArguments, parameters(), slot)
    }
    let timeout = try seconds(task.timeout, slot, state, field: "TimeoutSecondsPath")
    let heartbeat = try seconds(task.heartbeat, slot, state, field: "HeartbeatSecondsPath")
    let strand = strands[slot]
    strand.pointee.phase = .inTask
    strand.pointee.mark(.service, at: now)
    recordScheduled(
      slot, state, task, parameters: parameters(), timeout: task.timeout == nil ? nil : timeout,
      heartbeat: task.heartbeat == nil ? nil : heartbeat, at: now)
    if task.heartbeat != nil {
      let extra = strand.pointee.needExtra()
      extra.heartbeatSpan = heartbeat
      extra.heartbeatDeadline = now + heartbeat
    }
    return (task.timeout == nil ? .longest : timeout, task.heartbeat == nil ? .longest : heartbeat)
  }

  /// A worker has taken the activity's task. From here on its heartbeats are awaited: answers within what time, or
  /// `longest`. Source: AWS developer guide, "Task workflow state" (HeartbeatSeconds counts from GetActivityTask).
  public mutating func activityStarts(_ slot: StrandID, worker: String?, at now: Instant) -> Span {
    strands[slot].pointee.mark(.service, at: now)
    recordActivityStarted(slot, worker: worker, at: now)
    guard case .task(let task) = state(slot).pointee.source.action, task.heartbeat != nil,
      let extra = strands[slot].pointee.extra
    else { return .longest }
    extra.heartbeatDeadline = now + extra.heartbeatSpan
    return extra.heartbeatSpan
  }

  private mutating func seconds(
    _ seconds: Seconds?, _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, field: String
  ) throws(QueryFailure) -> Span {
    switch seconds {
    case nil: return .longest
    case .fixed(let seconds): return .seconds(seconds)
    case .path(let path):
      // A missing value is worded otherwise here than in Wait (recorded on AWS).
      _ = try evaluate(path, slot, input: effectiveInput(slot, state))
      return .seconds(try wholeSeconds(path, slot, state, field: field))
    case .expression(let expression): return .seconds(try wholeNumber(expression, slot))
    }
  }

  private mutating func visitEnds(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    visits.append(Visit(state: strand.pointee.state, attempts: strand.pointee.attempts + 1, endedAt: now))
  }

  /// Whether the result of the strand's Task has to be made: somebody reads it, or it may be too large, having up to
  /// so many bytes.
  @inlinable @inline(__always)
  public mutating func wantsResult(_ slot: StrandID, upTo bytes: Int) -> Bool {
    keepsHistory || !state(slot).pointee.ignoresResult || bytes > limits.payloadBytes
  }

  /// The attempt has its answer; `result` may be null where it is not wanted.
  public mutating func taskSucceeded(_ slot: StrandID, result: JSON, at now: Instant) {
    let state = self.state(slot)
    strands[slot].pointee.mark(.overhead, at: now)
    strands[slot].pointee.unlink()
    if case .null = result {
    } else if let failure = tooLarge(result, state) {
      return taskFailed(slot, failure, at: now)
    }
    invalidate(slot)
    if state.pointee.handsOnInput, !keepsHistory {
      countTaskSucceeded(slot)
      visitEnds(slot, at: now)
      return leaveUntouched(slot, to: state.pointee.next, at: now)
    }
    recordTaskSucceeded(slot, state, output: result, at: now)
    if keepsHistory { note(.result, result, slot) }
    do throws(QueryFailure) {
      let output = try output(slot, state, result: result)
      if !state.pointee.passesWhole, state.pointee.mayGrow, let failure = tooLarge(output, state) {
        return handle(slot, failure, at: now)
      }
      let variables = try state.pointee.assigns ? assignments(slot, state, result: result) : nil
      visitEnds(slot, at: now)
      leave(slot, output: output, assigning: variables, to: state.pointee.next, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), at: now)
    }
  }

  public mutating func taskFailed(_ slot: StrandID, _ failure: Failure, isThrottle: Bool = false, at now: Instant) {
    let state = self.state(slot)
    var failure = failure
    failure.isOfAttempt = true
    if !isThrottle { strands[slot].pointee.mark(.overhead, at: now) }
    strands[slot].pointee.unlink()
    invalidate(slot)
    recordTaskFailed(slot, state, failure, at: now)
    handle(slot, failure, isThrottle: isThrottle, at: now)
  }

  /// The Task's parameters could not be made: no attempt took place, no event is written.
  public mutating func parametersFailed(_ slot: StrandID, _ failure: QueryFailure, at now: Instant) {
    let state = self.state(slot)
    invalidate(slot)
    handle(slot, located(failure, slot, state, at: now), at: now)
  }

  /// Retry, then Catch, then the end of the strand. `isOfFork`: a branch of the Map or Parallel failed, not its data.
  mutating func handle(
    _ slot: StrandID, _ failure: Failure, isThrottle: Bool = false, isOfFork: Bool = false, at now: Instant
  ) {
    let strand = strands[slot]
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    let state = self.state(slot)
    if keepsHistory, endsInRetry(slot, failure, state, at: now) { return }
    if let index = state.pointee.retriers.firstIndex(where: { $0.matches(failure) }) {
      let retrier = state.pointee.retriers[index]
      let used = retriesUsed(slot, index)
      if keepsHistory { decide(slot, failure.words(retrier: index + 1, used: used, of: retrier.maxAttempts)) }
      if used < retrier.maxAttempts {
        setRetriesUsed(slot, index, used + 1)
        if keepsFailurePoints { forgetFailure(slot) }
        strand.pointee.attempts &+= 1
        strand.pointee.phase = isThrottle ? .throttled : .backingOff
        if isThrottle {
          strand.pointee.refusals &+= 1
          strand.pointee.reason = .throttleBackoff
        } else {
          strand.pointee.mark(.errorBackoff, at: now)
        }
        ask(.retry, of: slot, nanoseconds: retrier.delay(used), jitter: retrier.fullJitter)
        return
      }
    }
    strand.pointee.mark(.overhead, at: now)
    let failed = strand.pointee.lastEvent
    if state.pointee.kind == .task {
      visitEnds(slot, at: now)
    } else if isOfFork {
      recordForkFailed(slot, state, at: now)
    }
    guard
      let catcher = state.pointee.source.catchers.first(where: { failure.isTaken(by: $0) })
    else { return fail(slot, failure, at: now) }
    if keepsHistory { decide(slot, "a catcher takes \(failure.error ?? "no error")") }
    if keepsFailurePoints { forgetFailure(slot) }
    do throws(QueryFailure) {
      let error = failure.output
      let raw = strand.pointee.input
      var output: JSON =
        switch catcher.resultPath {
        case .replace: error
        case .discard: raw
        case .at(let path): try path.place(error, in: raw)
        }
      if let template = catcher.output {
        output = try evaluate(.jsonata(template), slot, input: raw, error: error)
      }
      if let failure = tooLarge(output, state) { return fail(slot, failure, at: now) }
      let isJSONata = state.pointee.source.language == .jsonata
      let variables = try assignments(catcher.assign, slot, input: isJSONata ? raw : error, error: error)
      leave(slot, output: output, assigning: variables, to: state.pointee.base + Int32(catcher.next), at: now)
    } catch {
      guard isOfFork, error.isEvaluation else { return fail(slot, located(error, slot, state, at: now), at: now) }
      // An expression of the Catch takes up where the state stood before it failed, and fails it again (measured on AWS
      // by others).
      strand.pointee.lastEvent = failed
      let failure = located(error, slot, state, at: now)
      recordForkFailed(slot, state, at: now)
      fail(slot, failure, at: now)
    }
  }

  /// The failure of the Map or Parallel was dealt with: a later one is another.
  private mutating func forgetFailure(_ slot: StrandID) {
    strands[slot].pointee.extra?.failedFork = nil
    strands[slot].pointee.extra?.failedMapRun = nil
  }

  private mutating func retriesUsed(_ slot: StrandID, _ index: Int) -> UInt32 {
    let strand = strands[slot]
    switch index {
    case 0: return strand.pointee.retries.0
    case 1: return strand.pointee.retries.1
    case 2: return strand.pointee.retries.2
    default:
      let more = strand.pointee.extra?.moreRetries ?? []
      return index - 3 < more.count ? more[index - 3] : 0
    }
  }

  mutating func setRetriesUsed(_ slot: StrandID, _ index: Int, _ used: UInt32) {
    let strand = strands[slot]
    switch index {
    case 0: strand.pointee.retries.0 = used
    case 1: strand.pointee.retries.1 = used
    case 2: strand.pointee.retries.2 = used
    default:
      let extra = strand.pointee.needExtra()
      while extra.moreRetries.count <= index - 3 { extra.moreRetries.append(0) }
      extra.moreRetries[index - 3] = used
    }
  }

  /// The backoff is over, and the retry has its StateTransition token.
  public mutating func retry(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    if strand.pointee.phase == .backingOff {
      strand.pointee.mark(.overhead, at: now)
      firstCall(slot, at: now)
      // Another try draws anew. A throttled call was none, so it does not move what comes after it.
      strand.pointee.key = Self.mix(strand.pointee.key, 0)
    }
    let state = self.state(slot)
    guard state.pointee.kind != .task else {
      strand.pointee.phase = .inTask
      return ask(.call, of: slot)
    }
    // Of the states without Retry, a redrive alone runs one again.
    run(slot, state, at: now)
  }

  /// The strand ends with a failure that nothing caught.
  mutating func fail(_ slot: StrandID, _ failure: Failure, at now: Instant) {
    if !strands[slot].pointee.parent.isNone {
      if failure.endsExecution, !hasFailingAncestor(slot) { return failExecution(from: slot, failure, at: now) }
      return branchFailed(slot, failure, at: now)
    }
    let execution = strands[slot].pointee.execution
    guard executions[execution].pointee.status == .running, !executions[execution].pointee.isOverfull else { return }
    executions[execution].pointee.needExtra().failure = failure
    if keepsFailurePoints {
      executions[execution].pointee.needExtra().failurePoint = failurePoint(slot, hasFailed: true)
    }
    recordFailed(execution, failure, previous: strands[slot].pointee.lastEvent, at: now)
    finish(execution, .failed)
  }

  /// A branch ends the execution: of the Maps and Parallels around it nothing more is written (measured on AWS by
  /// others).
  private mutating func failExecution(from slot: StrandID, _ failure: Failure, at now: Instant) {
    let strand = strands[slot]
    let execution = strand.pointee.execution
    guard executions[execution].pointee.status == .running, !executions[execution].pointee.isOverfull else { return }
    let previous = strand.pointee.lastEvent
    let root = executions[execution].pointee.root
    strand.pointee.phase = .inTask
    executions[execution].pointee.needExtra().failure = failure
    if keepsFailurePoints { executions[execution].pointee.needExtra().failurePoint = failurePoint(root) }
    handOver(from: slot, to: root, at: now)
    let place = strands[root].pointee.fork
    cutBranches(of: place, owner: root, after: nil, at: now)
    freeFork(place)
    strands[root].pointee.unlink()
    strands[root].pointee.phase = .inTask
    recordFailed(execution, failure, previous: previous, at: now)
    finish(execution, .failed)
  }
}
