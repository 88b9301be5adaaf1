import Statistics

/// Walks through the events of one execution, and notes what each says of the services, of Step Functions itself, and
/// of the data's choices. What an event belongs to, the chain of `previousEventId` says.
struct ExecutionReader {
  /// An attempt of a Task.
  private struct Attempt {
    let site: Observations.CallSite
    let scheduled: Int64?
    var started: Int64?
    var submitted: Int64?
    let timeout: Double?
    let isCallback: Bool
    var isOver = false
  }

  /// A visit of a state.
  private struct Visit {
    let name: String
    let isFirst: Bool
    let isTask: Bool
    let isInstant: Bool
    /// What Step Functions has taken so far: between states, before a call and after it.
    var overhead: Double
    /// Since when it has it again; nil: somebody else has the time.
    var since: Int64?
    var attempts = 0
  }

  private let machine: String?
  private let number: Int
  private let events: [RecordedEvent]
  private var visits: [Visit] = []
  private var tries: [Attempt] = []
  /// By event: the visit and the attempt that it belongs to.
  private var visitOf: [Int: Int] = [:]
  private var tryOf: [Int: Int] = [:]
  private var choiceOf: [Int: String] = [:]
  private var timeOf: [Int: Int64] = [:]
  private var startID = 1

  /// `events`: by their ids; `number`: of the execution, one of its own.
  init(_ events: [RecordedEvent], machine: String?, number: Int) {
    self.events = events
    // The states of a distributed Map's children are those of the machine that has the Map.
    self.machine = machine.map { String($0.prefix { $0 != "/" }) }
    self.number = number
  }

  /// When its first state was entered, and what Step Functions took until that and within it, in seconds.
  private(set) var firstEntry: Int64?
  private(set) var firstState: Double?

  /// Adds nothing to the executions: who reads descriptions too does that.
  mutating func read(into found: inout Observations) {
    // Of a Map Run the length is told as 0.
    let hasMapRun = events.contains { $0.type == "MapRunStarted" }
    for event in events {
      if let time = event.time { timeOf[event.id] = time }
      if event.type == "ExecutionStarted" { startID = event.id }
      follow(event)
      if event.isEntered {
        enter(event, &found)
      } else if event.isExited {
        exit(event, &found)
      } else if let step = event.taskStep {
        advance(event, step, &found)
      } else if event.type == "MapStateStarted", let length = event.length, length > 0 || !hasMapRun {
        note(length, of: event, &found)
      } else if event.type == "ExecutionSucceeded", let time = event.time, let last = timeOf[event.previous],
        time >= last
      {
        found.add(gap: .end, seconds(last, time))
      }
    }
    abandonOpen(&found)
  }

  private func seconds(_ from: Int64, _ to: Int64) -> Double { Double(to - from) / 1e6 }

  /// What an event hands on to those that point to it.
  private mutating func follow(_ event: RecordedEvent) {
    if let visit = visitOf[event.previous] { visitOf[event.id] = visit }
    if let attempt = tryOf[event.previous] { tryOf[event.id] = attempt }
  }

  // MARK: States

  private mutating func enter(_ event: RecordedEvent, _ found: inout Observations) {
    guard let name = event.name else { return }
    if let choice = choiceOf[event.previous] {
      found.forks[Observations.Fork(machine: machine, state: choice), default: [:]][name, default: 0] += 1
    }
    let isFirst = event.previous == 0 || event.previous == startID
    let from = timeOf[isFirst ? startID : event.previous]
    let kind = event.type.dropLast("StateEntered".count)
    var visit = Visit(
      name: name, isFirst: isFirst, isTask: kind == "Task",
      isInstant: ["Pass", "Choice", "Succeed", "Task"].contains(kind), overhead: .nan, since: event.time)
    // Behind a Task's answer, its exit lies between; a catcher's way from a failure has none.
    if let from, let time = event.time, time >= from { visit.overhead = seconds(from, time) }
    if isFirst { firstEntry = event.time }
    visitOf[event.id] = visits.count
    tryOf[event.id] = nil
    visits.append(visit)
  }

  private mutating func exit(_ event: RecordedEvent, _ found: inout Observations) {
    if event.type == "ChoiceStateExited", let name = event.name { choiceOf[event.id] = name }
    guard let index = visitOf[event.id], visits[index].name == event.name else { return }
    pause(index, at: event.time)
    let visit = visits[index]
    if visit.isInstant, visit.overhead.isFinite, visit.overhead >= 0 {
      if visit.isFirst { firstState = visit.overhead } else { found.add(gap: .stateEntry, visit.overhead) }
    }
    if visit.isTask, visit.attempts > 0 {
      let fork = Observations.Fork(machine: machine, state: visit.name)
      found.attempts[fork, default: Reservoir(limit: Observations.mostTimes, name: visit.name)]
        .add(Double(visit.attempts))
    }
  }

  /// Somebody else has the time from here on.
  private mutating func pause(_ visit: Int, at time: Int64?) {
    if let since = visits[visit].since, let time, time >= since { visits[visit].overhead += seconds(since, time) }
    visits[visit].since = nil
  }

  private mutating func note(_ length: Int, of event: RecordedEvent, _ found: inout Observations) {
    guard let visit = visitOf[event.id], length >= 0 else { return }
    let fork = Observations.Fork(machine: machine, state: visits[visit].name)
    found.items[fork, default: Reservoir(limit: Observations.mostTimes, name: visits[visit].name)].add(Double(length))
  }

  // MARK: Attempts

  private mutating func advance(
    _ event: RecordedEvent, _ step: RecordedEvent.TaskStep, _ found: inout Observations
  ) {
    if step == .scheduled { return schedule(event, &found) }
    guard let index = tryOf[event.id], !tries[index].isOver else { return }
    switch step {
    case .scheduled: break
    case .started:
      tries[index].started = event.time
      if !RecordedEvent.startsExecutions(tries[index].site.resource), let scheduled = tries[index].scheduled,
        let time = event.time, time >= scheduled
      {
        found.call(tries[index].site) { $0.queue.add(seconds(scheduled, time)) }
      }
      // An activity's worker lets it wait, otherwise Step Functions does.
      if let visit = visitOf[event.id], !event.isActivity { pause(visit, at: event.time) }
    case .submitted:
      tries[index].submitted = event.time
      noteChild(event, index, told: nil, &found)
      // The call itself has succeeded, whatever comes of the token.
      if tries[index].isCallback, !RecordedEvent.startsExecutions(tries[index].site.resource) {
        note(tries[index].started, event.time, index, \.latency, &found)
      }
    case .succeeded, .failed, .timedOut: end(event, step, index, &found)
    }
  }

  private mutating func schedule(_ event: RecordedEvent, _ found: inout Observations) {
    guard let resource = event.resource else { return }
    let visit = visitOf[event.id]
    let site = Observations.CallSite(
      machine: machine, state: visit.map { visits[$0].name }, resource: resource)
    tryOf[event.id] = tries.count
    tries.append(
      Attempt(
        site: site, scheduled: event.time, started: nil, submitted: nil, timeout: event.timeout,
        isCallback: event.waitsForToken && !event.isActivity))
    if let visit {
      visits[visit].attempts += 1
      // The backoff before a retry is nobody's overhead.
      if event.isActivity || visits[visit].attempts > 1 { pause(visit, at: event.time) }
    }
    guard !RecordedEvent.startsExecutions(resource) else { return }
    found.call(site) {
      $0.countAttempt(execution: number)
      if event.isActivity { $0.isActivity = true }
    }
  }

  private mutating func end(
    _ event: RecordedEvent, _ step: RecordedEvent.TaskStep, _ index: Int, _ found: inout Observations
  ) {
    tries[index].isOver = true
    if let visit = visitOf[event.id] { visits[visit].since = step == .succeeded ? event.time : nil }
    let attempt = tries[index]
    if step == .succeeded { noteChild(event, index, told: event.time, &found) }
    guard !RecordedEvent.startsExecutions(attempt.site.resource) else { return }
    let waitsForToken = attempt.isCallback && attempt.submitted != nil
    let from = waitsForToken ? attempt.submitted : attempt.started ?? attempt.scheduled
    let part: WritableKeyPath<Observations.Calls, Reservoir<Observations.Timing>> =
      waitsForToken ? \.callback : \.latency
    switch step {
    case .succeeded:
      note(from, event.time, index, part, &found)
      if let payload = event.payload, payload.utf8.count <= Observations.longestResult {
        found.call(attempt.site) { $0.results.add(payload) }
      }
    case .timedOut:
      note(from, event.time, index, part, isCensored: true, &found)
    default:
      // A worker, or who has the token, may give none; AWS allows 256 characters.
      let error = event.error.flatMap { $0.isEmpty ? nil : String($0.prefix(256)) } ?? "States.TaskFailed"
      // A timeout of a Task is told as its failure too, in histories of activities and of logs.
      if ["States.Timeout", "States.HeartbeatTimeout"].contains(error) {
        return note(from, event.time, index, part, isCensored: true, &found)
      }
      found.call(attempt.site) {
        if waitsForToken { $0.callbackErrors[error, default: 0] += 1 } else { $0.countError(error) }
        if let from, let time = event.time, time >= from { $0.failed.add(seconds(from, time)) }
      }
    }
  }

  /// How long it took from one time to another.
  private func note(
    _ from: Int64?, _ to: Int64?, _ index: Int,
    _ part: WritableKeyPath<Observations.Calls, Reservoir<Observations.Timing>>, isCensored: Bool = false,
    _ found: inout Observations
  ) {
    guard let from, let to, to >= from else { return }
    let attempt = tries[index]
    // A timeout counts from the schedule, or from the start: of the token, after the call.
    let limit = attempt.timeout.map { max($0 - seconds(attempt.scheduled ?? from, from), seconds(from, to)) }
    let value = LatencySample.Value(seconds(from, to), isCensored: isCensored, limit: limit ?? .infinity)
    found.call(attempt.site) { $0[keyPath: part].add(Observations.Timing(value: value, start: from)) }
  }

  private func noteChild(_ event: RecordedEvent, _ index: Int, told: Int64?, _ found: inout Observations) {
    if let child = event.childARN { found.started.insert(child) }
    guard RecordedEvent.startsExecutions(tries[index].site.resource), let scheduled = tries[index].scheduled,
      let child = event.childARN
    else { return }
    // A request is answered when the child has started, a job when it is over.
    let isJob = tries[index].site.resource.contains(".sync")
    if isJob, told == nil { return }
    found.nested.append(Observations.NestedStart(child: child, scheduled: scheduled, told: isJob ? told : nil))
  }

  /// What still runs when the execution, or the recording, is over has lasted at least so long.
  private func abandonOpen(_ found: inout Observations) {
    guard let last = events.last(where: { $0.time != nil })?.time else { return }
    for (index, attempt) in tries.enumerated() where !attempt.isOver {
      guard !RecordedEvent.startsExecutions(attempt.site.resource) else { continue }
      let waitsForToken = attempt.isCallback && attempt.submitted != nil
      note(
        waitsForToken ? attempt.submitted : attempt.started, last, index, waitsForToken ? \.callback : \.latency,
        isCensored: true, &found)
    }
  }
}
