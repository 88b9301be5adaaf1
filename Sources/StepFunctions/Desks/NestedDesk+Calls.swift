import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// Calls of Step Functions' own API that are over at once, and retries that an integration makes of its calls.
extension NestedDesk {
  // MARK: Retries of the integration

  /// The attempt's events and timeouts, unless an earlier call of the same attempt has begun it.
  mutating func attemptStarts(
    _ id: StrandID, parameters: JSON, _ core: inout AccountCore
  ) throws(QueryFailure) -> (timeout: Span, heartbeat: Span) {
    if retriesCalls, core.interpreter.records.integrationTries(id) > 0 {
      core.interpreter.records.isServed(id, at: core.now)
      return (.longest, .longest)
    }
    return try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
  }

  /// A call was throttled. True: its integration will try it again, and the Task sees nothing of it. A Task's timeout
  /// runs from the first call.
  mutating func triesAgain(_ id: StrandID, _ core: inout AccountCore) throws(QueryFailure) -> Bool {
    guard retriesCalls, let policy = core.model.integrationRetry else { return false }
    let tries = core.interpreter.records.integrationTries(id)
    guard tries < policy.maxAttempts else { return false }
    if tries == 0 {
      let parameters = core.interpreter.records.observes(id) ? try core.interpreter.payload(id) : .null
      let (timeout, heartbeat) = try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
      core.scheduleTimeouts(id, timeout: timeout, heartbeat: heartbeat)
    }
    let strand = core.strand(id)
    let uniform = core.streams.retryJitter.uniform(
      entity: Interpreter.mix(strand.pointee.key, Self.retrySalt),
      counter: UInt64(strand.pointee.attempts) << 32 | UInt64(tries))
    core.interpreter.records.waitsInIntegration(id, at: core.now)
    core.tally.callerWaits()
    core.schedule(.integrationRetry, id, after: policy.delay(tries, uniform: uniform).nanoseconds)
    return true
  }

  /// Draws of these retries are not those of the Task's own.
  private static var retrySalt: UInt64 { 0x696e_7465_6772_6174 }

  /// Throttled calls since the Task's first one: of each attempt that came to nothing all of the integration's.
  mutating func allRefusals(_ id: StrandID, _ core: inout AccountCore) -> UInt32 {
    let each = (core.model.integrationRetry?.maxAttempts ?? 0) + 1
    let refusals = Int(core.strand(id).pointee.refusals) * each + core.interpreter.records.integrationTries(id)
    return UInt32(clamping: refusals)
  }

  // MARK: Calls that are over at once

  /// What such a Task calls takes its token, and is done; a throttled call fails as the SDK's errors do.
  mutating func callAtOnce(
    _ id: StrandID, _ core: inout AccountCore,
    _ work: (inout Self, JSON, inout AccountCore) throws(Refusal) -> JSON?
  ) {
    do throws(QueryFailure) {
      let site = core.site(id)
      let parameters = try core.interpreter.payload(id)
      if core.hasOtherOutages, meetsOutage(id, site.pointee.action, &core) { return }
      guard core.buckets[site.pointee.action].take(at: core.now) else {
        site.pointee.throttled &+= 1
        if try triesAgain(id, &core) { return }
        return try throttledForGood(id, parameters, &core)
      }
      _ = try attemptStarts(id, parameters: parameters, &core)
      core.tally.paced[site.pointee.action] &+= 1
      do throws(Refusal) {
        if let answer = try work(&self, parameters, &core) { core.succeed(id, answer) }
      } catch {
        refused(id, error, &core)
      }
    } catch {
      core.parametersFailed(id, error)
    }
  }

  private mutating func throttledForGood(
    _ id: StrandID, _ parameters: JSON, _ core: inout AccountCore
  ) throws(QueryFailure) {
    if core.interpreter.records.integrationTries(id) == 0 {
      _ = try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
    }
    let failure = Failure(ErrorName.throttledSDKStart, throttleCause(isSDK: true, &core))
    core.interpreter.taskFailed(id, failure, at: core.now)
  }

  mutating func throttleCause(isSDK: Bool, _ core: inout AccountCore) -> String {
    let calls = (core.model.integrationRetry?.maxAttempts ?? 0) + 1
    return Envelope.cause("Rate exceeded", code: "ThrottlingException", isSDK: isSDK, calls: calls)
  }

  // MARK: Task tokens

  /// SendTaskSuccess and its like. Called by a Task, they are refused where the bucket is empty.
  mutating func answerToken(_ id: StrandID, _ core: inout AccountCore) {
    let (call, generation) = (core.site(id).pointee.call, core.strand(id).pointee.generation)
    callAtOnce(id, &core) { (desk, parameters, core) throws(Refusal) in
      try core.answerToken(parameters["TaskToken"]?.string, desk.tokenAnswer(call, parameters))
      // What the answer led to may have ended the execution that gave it.
      return core.strand(id).pointee.generation == generation ? [:] : nil
    }
  }

  private mutating func tokenAnswer(_ call: TaskSite.Call, _ parameters: JSON) -> TokenAnswer {
    switch call {
    case .sendSuccess: .success(output: parameters["Output"])
    case .sendFailure: .failure(error: parameters["Error"]?.string, cause: parameters["Cause"]?.string)
    default: .heartbeat
    }
  }
}
