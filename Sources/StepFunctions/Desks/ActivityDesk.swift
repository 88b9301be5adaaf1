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
    /// No worker has it: another one's `answer`, or a call from outside.
    case queued
    /// A worker polls; it has the task.
    case poll, take
    /// A heartbeat is due; it has its token.
    case beat, sendBeat
    /// The work is done; the answer is to be sent; it has its token.
    case finish, send, answer
  }
  var activity: Int32 = -1
  var strand = StrandID.none
  var generation: UInt32 = 0
  var step = Step.queued
  var doneAt = Instant.zero
  var failure: Failure?
}

/// Activities: a Task is scheduled, and starts when a worker takes it, one of the scenario's or somebody outside. A
/// worker that may not call yet waits for its token, first come, first served, and for the end of an outage. Source:
/// AWS developer guide, "Activities".
struct ActivityDesk: ~Copyable {
  /// By service: an account has the activities that it has services for.
  private var activities: [Activity]
  private var jobs = Slab<ActivityJob>()

  private struct Activity {
    let workers: ServiceModel.Workers?
    /// Workers that poll or work.
    var inUse = 0
    /// Jobs that no worker has taken.
    var line = WaitingLine<JobID>()

    var hasFreeWorker: Bool { inUse < workers?.count ?? 0 }
  }

  init(_ services: [ServiceModel]) {
    activities = services.map { Activity(workers: $0.workers) }
  }

  mutating func restart() {
    activities = activities.map { Activity(workers: $0.workers) }
    jobs.removeAll()
  }

  /// Workers that poll or work, and jobs that none has taken.
  func levels(_ activity: Int) -> (inProgress: Int, queued: Int) {
    (activities[activity].inUse, activities[activity].line.count)
  }

  // MARK: Schedule

  mutating func call(_ id: StrandID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    let activity = core.site(id).pointee.target
    do throws(QueryFailure) {
      let parameters = try core.interpreter.payload(id)
      guard activity >= 0 else { throw .runtime("The activity \(arn(id, &core)) does not exist.") }
      let (timeout, _) = try core.interpreter.attemptStarts(id, parameters: parameters, at: core.now)
      core.scheduleTimeouts(id, timeout: timeout, heartbeat: .longest)
    } catch {
      return core.parametersFailed(id, error)
    }
    core.interpreter.records.queues(id, at: core.now)
    let job = jobs.acquire()
    jobs[job].pointee = ActivityJob(
      activity: activity, strand: id, generation: core.strand(id).pointee.generation)
    if activities[Int(activity)].hasFreeWorker { return poll(job, &services, &core) }
    // Where nobody polls, the line would grow by what has timed out.
    while let first = activities[Int(activity)].line.first, holder(first, &core) == nil {
      _ = activities[Int(activity)].line.popFirst()
      jobs.release(first)
    }
    activities[Int(activity)].line.append(job)
  }

  private mutating func arn(_ id: StrandID, _ core: inout AccountCore) -> String {
    if case .task(let task) = core.state(id).pointee.source.action { task.resource.arn } else { "" }
  }

  /// The strand whose Task still waits for this job.
  private mutating func holder(_ job: JobID, _ core: inout AccountCore) -> StrandID? {
    let (strand, generation) = (jobs[job].pointee.strand, jobs[job].pointee.generation)
    return core.strand(strand).pointee.generation == generation ? strand : nil
  }

  /// The job that has waited longest and whose Task still waits for it: it leaves the line.
  private mutating func popFirst(_ activity: Int32, _ core: inout AccountCore) -> JobID? {
    while let first = activities[Int(activity)].line.popFirst() {
      if holder(first, &core) != nil { return first }
      jobs.release(first)
    }
    return nil
  }

  // MARK: Outside workers

  /// GetActivityTask, after its token. AWS keeps the call open for up to a minute where no task waits; here its answer
  /// is at once that there is none.
  mutating func task(
    for request: GetActivityTaskRequest, _ core: inout AccountCore
  ) throws(Refusal) -> ActivityTask? {
    guard ARN(request.activityARN)?.path.first == "activity" else {
      throw Refusal(name: "InvalidArn", message: "Invalid Arn: 'Invalid ARN prefix: \(request.activityARN)'")
    }
    guard let index = core.directory.services.activityIndex(arn: request.activityARN) else {
      throw Refusal(name: "ActivityDoesNotExist", message: "Activity Does Not Exist: '\(request.activityARN)'")
    }
    guard let job = popFirst(Int32(index), &core), let strand = holder(job, &core) else { return nil }
    jobs.release(job)
    starts(strand, worker: request.workerName, &core)
    let input = (try? core.interpreter.payload(strand)) ?? .null
    return ActivityTask(taskToken: core.interpreter.records.token(strand), input: input.text)
  }

  private mutating func starts(_ id: StrandID, worker: String?, _ core: inout AccountCore) {
    let heartbeat = core.interpreter.activityStarts(id, worker: worker, at: core.now)
    if heartbeat != .longest { core.schedule(.heartbeat, id, after: heartbeat.nanoseconds) }
  }

  // MARK: The scenario's workers

  private mutating func next(
    _ step: ActivityJob.Step, _ job: JobID, at due: Instant, _ core: inout AccountCore
  ) {
    jobs[job].pointee.step = step
    core.timeline.push(.job, job, at: due)
  }

  /// Tells the job's calls from those of others.
  private mutating func key(_ job: JobID, _ core: inout AccountCore) -> UInt64 {
    core.strand(jobs[job].pointee.strand).pointee.key
  }

  private mutating func workers(_ job: JobID) -> ServiceModel.Workers? {
    activities[Int(jobs[job].pointee.activity)].workers
  }

  private mutating func poll(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    activities[Int(jobs[job].pointee.activity)].inUse += 1
    callForTask(job, &services, &core)
  }

  private mutating func callForTask(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    let away = core.outageWait(.getActivityTask, key(job, &core))
    if away != .zero { return next(.poll, job, at: core.now + away, &core) }
    var due = core.now + core.reserve(.getActivityTask)
    if let strand = holder(job, &core), let workers = workers(job) {
      var stream = core.streams.serviceTime.stream(
        entity: Interpreter.mix(core.strand(strand).pointee.key, 1))
      due = due + (workers.poll.constantSpan ?? workers.poll.sample(&stream))
    }
    if due == core.now { return take(job, &services, &core) }
    next(.take, job, at: due, &core)
  }

  /// What is due of a worker.
  mutating func work(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    switch jobs[job].pointee.step {
    case .queued: break
    case .poll: callForTask(job, &services, &core)
    case .take: take(job, &services, &core)
    case .beat:
      let away = core.outageWait(.sendTaskHeartbeat, key(job, &core))
      let due = away == .zero ? core.now + core.reserve(.sendTaskHeartbeat) : core.now + away
      if away != .zero, due < jobs[job].pointee.doneAt { return next(.beat, job, at: due, &core) }
      if due == core.now { return beat(job, &services, &core) }
      // A heartbeat that comes too late is none: the answer takes its place.
      if due < jobs[job].pointee.doneAt { return next(.sendBeat, job, at: due, &core) }
      next(.finish, job, at: jobs[job].pointee.doneAt, &core)
    case .sendBeat: beat(job, &services, &core)
    case .finish: finish(job, &services, &core)
    case .send: send(job, &services, &core)
    case .answer: answer(job, &services, &core)
    }
  }

  private mutating func take(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    // The task is over already: the worker polls on.
    guard let strand = holder(job, &core) else { return free(job, &services, &core) }
    starts(strand, worker: workers(job)?.name, &core)
    jobs[job].pointee.doneAt = core.now + services.latency(strand, jobs[job].pointee.activity, &core)
    workOn(job, &core)
  }

  /// Until the next heartbeat, or the end of the work.
  private mutating func workOn(_ job: JobID, _ core: inout AccountCore) {
    let done = jobs[job].pointee.doneAt
    if let interval = workers(job)?.heartbeat, core.now + interval < done {
      return next(.beat, job, at: core.now + interval, &core)
    }
    next(.finish, job, at: done, &core)
  }

  private mutating func beat(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    // SendTaskHeartbeat told the worker that the task has timed out: it works no longer on it.
    guard let strand = holder(job, &core) else { return free(job, &services, &core) }
    core.interpreter.records.heartbeats(strand, at: core.now)
    workOn(job, &core)
  }

  private mutating func finish(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    if let strand = holder(job, &core) {
      core.interpreter.records.queues(strand, at: core.now)
      jobs[job].pointee.failure = services.drawnError(strand, jobs[job].pointee.activity, &core)
    }
    send(job, &services, &core)
  }

  private mutating func send(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    let action: APIAction = jobs[job].pointee.failure == nil ? .sendTaskSuccess : .sendTaskFailure
    let away = core.outageWait(action, key(job, &core))
    if away != .zero { return next(.send, job, at: core.now + away, &core) }
    let due = core.now + core.reserve(action)
    if due == core.now { return answer(job, &services, &core) }
    next(.answer, job, at: due, &core)
  }

  /// The worker's answer is taken: it polls for the next task, and the Task goes on.
  private mutating func answer(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    let done = jobs[job].pointee
    let strand = holder(job, &core)
    free(job, &services, &core)
    guard let strand else { return }
    if let failure = done.failure { return core.fail(strand, failure) }
    core.succeed(strand, services.result(strand, done.activity, &core))
  }

  private mutating func free(_ job: JobID, _ services: inout ServiceDesk, _ core: inout AccountCore) {
    let activity = jobs[job].pointee.activity
    jobs[job].pointee.failure = nil
    jobs.release(job)
    activities[Int(activity)].inUse -= 1
    if let waiting = popFirst(activity, &core) { poll(waiting, &services, &core) }
  }
}
