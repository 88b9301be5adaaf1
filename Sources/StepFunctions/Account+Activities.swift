import Chance
import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// A task of an activity, from its schedule until its worker is free again.
typealias JobID = Handle<ActivityJob>

struct ActivityJob: SlabRecord {
  /// The worker's next step.
  enum Step: UInt8 {
    /// No worker is free: another one's `answer`.
    case queued
    /// A worker polls, and has the task.
    case take
    /// A heartbeat is due; it has its token.
    case beat, sendBeat
    /// The work is done; the answer has its token.
    case finish, answer
  }
  var service: Int32 = -1
  var strand = StrandID.none
  var generation: UInt32 = 0
  var step = Step.queued
  var doneAt = Instant.zero
  var failure: Failure?
}

/// Activities: a Task is scheduled, and starts when a worker takes it. A worker that may not call yet waits for its
/// token, first come, first served. Source: AWS developer guide, "Activities".
extension Account {
  mutating func callActivity(_ slot: StrandID) {
    let service = site(slot).pointee.target
    do throws(QueryFailure) {
      let parameters = try interpreter.payload(slot)
      // An account has the activities that it has services for.
      guard service >= 0 else { throw .runtime("The activity \(activityARN(slot)) does not exist.") }
      let (timeout, _) = try interpreter.attemptStarts(slot, parameters: parameters, at: now)
      scheduleTimeouts(slot, timeout: timeout, heartbeat: .longest)
    } catch {
      return interpreter.parametersFailed(slot, error, at: now)
    }
    interpreter.records.queues(slot, at: now)
    guard let workers = services[Int(service)].model.workers else { return }
    let job = jobs.acquire()
    jobs[job].pointee = ActivityJob(
      service: service, strand: slot, generation: interpreter.strands[slot].pointee.generation)
    if services[Int(service)].inUse < workers.count { return poll(job, workers) }
    services[Int(service)].jobs.append(job)
  }

  private mutating func activityARN(_ slot: StrandID) -> String {
    if case .task(let task) = interpreter.state(slot).pointee.source.action { task.resource.arn } else { "" }
  }

  /// The strand whose Task still waits for this job.
  private mutating func holder(_ job: JobID) -> StrandID? {
    let (strand, generation) = (jobs[job].pointee.strand, jobs[job].pointee.generation)
    return interpreter.strands[strand].pointee.generation == generation ? strand : nil
  }

  private mutating func next(
    _ step: ActivityJob.Step, _ job: JobID, at due: Instant
  ) {
    jobs[job].pointee.step = step
    timeline.push(.job, job, at: due)
  }

  private mutating func poll(
    _ job: JobID, _ workers: ServiceModel.Workers
  ) {
    services[Int(jobs[job].pointee.service)].inUse += 1
    var due = now + buckets[.getActivityTask].reserve(at: now)
    if let strand = holder(job) {
      var stream = streams.serviceTime.stream(entity: Interpreter.mix(interpreter.records.attemptKey(strand), 1))
      due = due + (workers.poll.constantSpan ?? workers.poll.sample(&stream))
    }
    if due == now { return take(job) }
    next(.take, job, at: due)
  }

  /// What is due of a worker.
  mutating func work(_ job: JobID) {
    switch jobs[job].pointee.step {
    case .queued: break
    case .take: take(job)
    case .beat:
      let due = now + buckets[.sendTaskHeartbeat].reserve(at: now)
      if due == now { return beat(job) }
      // A heartbeat that comes too late is none: the answer takes its place.
      if due < jobs[job].pointee.doneAt { return next(.sendBeat, job, at: due) }
      next(.finish, job, at: jobs[job].pointee.doneAt)
    case .sendBeat: beat(job)
    case .finish: finish(job)
    case .answer: answer(job)
    }
  }

  private mutating func take(_ job: JobID) {
    // The task is over already: the worker polls on.
    guard let strand = holder(job) else { return free(job) }
    let service = jobs[job].pointee.service
    let heartbeat = interpreter.activityStarts(
      strand, worker: services[Int(service)].model.workers?.name, at: now)
    if heartbeat != .longest { schedule(.heartbeat, strand, after: heartbeat.nanoseconds) }
    jobs[job].pointee.doneAt = now + latency(strand, service)
    workOn(job)
  }

  /// Until the next heartbeat, or the end of the work.
  private mutating func workOn(_ job: JobID) {
    let done = jobs[job].pointee.doneAt
    if let interval = services[Int(jobs[job].pointee.service)].model.workers?.heartbeat, now + interval < done {
      return next(.beat, job, at: now + interval)
    }
    next(.finish, job, at: done)
  }

  private mutating func beat(_ job: JobID) {
    // SendTaskHeartbeat told the worker that the task has timed out: it works no longer on it.
    guard let strand = holder(job) else { return free(job) }
    interpreter.records.heartbeats(strand, at: now)
    workOn(job)
  }

  private mutating func finish(_ job: JobID) {
    let service = Int(jobs[job].pointee.service)
    var due = now
    if let strand = holder(job) {
      interpreter.records.queues(strand, at: now)
      jobs[job].pointee.failure = services[service].hasErrors ? drawnError(strand, services[service].model) : nil
    }
    let action = jobs[job].pointee.failure == nil ? APIAction.sendTaskSuccess : .sendTaskFailure
    due = now + buckets[action].reserve(at: now)
    if due == now { return answer(job) }
    next(.answer, job, at: due)
  }

  /// The worker's answer is taken: it polls for the next task, and the Task goes on.
  private mutating func answer(_ job: JobID) {
    let done = jobs[job].pointee
    let strand = holder(job)
    free(job)
    guard let strand else { return }
    if let failure = done.failure { return answer(strand, .failure(failure)) }
    answer(strand, .success(result(strand, Int(done.service))))
  }

  private mutating func free(_ job: JobID) {
    let service = Int(jobs[job].pointee.service)
    jobs[job].pointee.failure = nil
    jobs.release(job)
    services[service].inUse -= 1
    while let waiting = services[service].jobs.popFirst() {
      if holder(waiting) != nil, let workers = services[service].model.workers {
        return poll(waiting, workers)
      }
      jobs.release(waiting)
    }
  }

  /// SendTaskSuccess and its like, called by a Task, are refused where the bucket is empty.
  mutating func answerThrottled(_ slot: StrandID) {
    site(slot).pointee.throttled &+= 1
    interpreter.taskFailed(
      slot,
      Failure(
        ErrorName.throttledSDKStart, Self.cause("Rate exceeded", code: "ThrottlingException", isSDK: true)), at: now)
  }
}
