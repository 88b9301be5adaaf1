import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// What stands in place of the world around an account: a script that answers Tasks, or a mock file. A class, because
/// an account without one asks for it at every call.
final class LocalWorld {
  /// Answers Tasks in place of services and nested machines, at once; nil: they do.
  private let script: ((TaskCall) -> TaskReply?)?
  private let mocks: MockedAnswers?
  /// What the mock file says of a state, by its index.
  private var matches: [Int32: MockedAnswers.Match?] = [:]
  /// By the execution at the root of those that wait for one another.
  private var calls: [UInt32: MockedCalls] = [:]
  /// How many Tasks have been answered.
  private var scheduled = 0
  /// The execution whose end is kept, and what came of it. Where there is one all others are its own: their calls count
  /// as its, after a redrive as well.
  private var watched = ExecutionID.none
  private(set) var outcome: LocalExecution.Outcome?
  /// What is left of it where it ended without success, and such is kept.
  private(set) var redrivable: Redrivable?
  private(set) var unanswered: [UnansweredCall] = []

  init(_ mocks: MockedAnswers?, script: ((TaskCall) -> TaskReply?)? = nil) {
    self.mocks = mocks
    self.script = script
  }

  func watch(_ execution: ExecutionID) { (watched, outcome, redrivable) = (execution, nil, nil) }

  func finished(_ id: ExecutionID, _ redrivable: Redrivable?, _ core: inout AccountCore) {
    if watched.isNone { calls[id.slot] = nil }
    guard id == watched else { return }
    outcome = LocalExecution.Outcome(of: id, in: &core)
    self.redrivable = redrivable
  }

  /// Entries of the mock file that somebody has asked.
  var asked: Set<Int> { calls.values.reduce(into: []) { $0.formUnion($1.asked) } }

  // MARK: Answers

  /// Lets the script or the mock file answer an attempt; false where that is left to the account, which may then have
  /// been told what its service is to answer.
  func answers(_ id: StrandID, _ services: inout ServiceDesk, _ core: inout AccountCore) -> Bool {
    let index = core.strand(id).pointee.state
    let state = core.state(id)
    guard case .task(let task) = state.pointee.source.action else { return false }
    // Nothing is worked out for Tasks of which nothing is said.
    if script == nil, watched.isNone, match(index, id, &core) == nil { return false }
    do {
      let parameters = try core.interpreter.payload(id)
      try RequestCheck.check(parameters, for: task.resource)
      let call = TaskCall(
        machine: Int(state.pointee.machine), state: state.pointee.source.name, resource: task.resource,
        parameters: parameters, attempt: Int(core.strand(id).pointee.attempts), ordinal: scheduled)
      if let reply = script?(call) {
        try answer(id, reply, call, &core)
      } else {
        return try answer(id, call, isServed: isServed(call, id, &core), &services, &core)
      }
    } catch {
      core.parametersFailed(id, error)
    }
    return true
  }

  private func match(_ index: Int32, _ id: StrandID, _ core: inout AccountCore) -> MockedAnswers.Match? {
    if let known = matches[index] { return known }
    let state = core.state(id)
    let machine = core.model.machines[Int(state.pointee.machine)].definingName
    // What `*` answers, the call itself tells.
    let found = mocks?.match(state.pointee.source, of: machine, takesRest: true)
    matches[index] = .some(found)
    return found
  }

  /// By the mock file, or by nobody.
  private func answer(
    _ id: StrandID, _ call: TaskCall, isServed: Bool, _ services: inout ServiceDesk, _ core: inout AccountCore
  ) throws(QueryFailure) -> Bool {
    let machine = core.model.machines[call.machine].definingName
    guard let mocks, let entry = mocks.entry(for: call, of: machine, takesRest: !isServed) else {
      // A script that says nothing leaves all to the account.
      if isServed || script != nil || watched.isNone { return false }
      unanswered.append(UnansweredCall(call))
      try answer(id, .never, call, &core)
      return true
    }
    let root = watched.isNone ? self.root(of: id, &core).slot : watched.slot
    let (found, number) = calls[root, default: MockedCalls()].reply(to: call, by: entry, of: mocks)
    guard let reply = found else {
      unanswered.append(UnansweredCall(call, exhausted: (entry, number)))
      // Of one execution all is said when it has come to rest; many go on.
      let end = TaskReply.failure(
        error: "Headroom.NoMock", cause: "The mock file has no answer to call \(number) of \(call.state).")
      try answer(id, watched.isNone ? end : .never, call, &core)
      return true
    }
    let site = core.site(id)
    let hasService =
      site.pointee.call == .service && isServed || site.pointee.call == .activity && hasWorkers(id, &core)
    guard hasService else {
      try answer(id, reply.submitted(by: call.resource), call, &core)
      return true
    }
    services.mock(id, reply, &core)
    return false
  }

  /// Whether the account has who answers.
  private func isServed(_ call: TaskCall, _ id: StrandID, _ core: inout AccountCore) -> Bool {
    let site = core.site(id)
    if site.pointee.target >= 0 { return true }
    switch site.pointee.call {
    case .none, .activity: return false
    case .service:
      let name = call.parameters["FunctionName"]?.string
      return call.resource.isLambdaInvoke
        && core.directory.services.index(for: call.resource, functionName: name) != nil
    case .start, .startSync, .startForToken, .startSyncExecution:
      return call.parameters["StateMachineArn"]?.string.flatMap { core.directory.machineIndex(arn: $0) } != nil
    case .sendSuccess, .sendFailure, .sendHeartbeat, .describe, .list: return true
    }
  }

  private func hasWorkers(_ id: StrandID, _ core: inout AccountCore) -> Bool {
    let target = Int(core.site(id).pointee.target)
    return core.model.services.indices.contains(target) && core.model.services[target].workers != nil
  }

  /// The execution that waits for all others on the way to this one.
  private func root(of id: StrandID, _ core: inout AccountCore) -> ExecutionID {
    var execution = core.strand(id).pointee.execution
    while true {
      let record = core.execution(execution)
      let parent = record.pointee.parent
      if !parent.isNone, core.strand(parent).pointee.generation == record.pointee.parentGeneration {
        execution = core.strand(parent).pointee.execution
      } else if !record.pointee.mapRun.isNone {
        execution = core.interpreter.records.execution(ofMapRun: record.pointee.mapRun)
      } else {
        return execution
      }
    }
  }

  private func answer(
    _ id: StrandID, _ reply: TaskReply, _ call: TaskCall, _ core: inout AccountCore
  ) throws(QueryFailure) {
    var reply = reply
    scheduled += 1
    let (timeout, heartbeat) = try core.interpreter.attemptStarts(id, parameters: call.parameters, at: core.now)
    var worker: String?
    if case .started(let name, let then) = reply { (worker, reply) = (name, then) }
    if call.resource.kind == .activity { _ = core.interpreter.activityStarts(id, worker: worker, at: core.now) }
    if case .submitted(let output, let then) = reply {
      core.interpreter.recordSubmitted(id, output: output, at: core.now)
      reply = then
    }
    follow(reply, id, timeout: timeout, heartbeat: heartbeat, &core)
  }

  private func follow(
    _ reply: TaskReply, _ id: StrandID, timeout: Span, heartbeat: Span, _ core: inout AccountCore
  ) {
    if let answer = reply.answer { return answerNext(id, answer, &core) }
    if case .timedOut = reply, timeout == .longest, heartbeat == .longest {
      return answerNext(id, .failure(.timeout), &core)
    }
    core.scheduleTimeouts(id, timeout: timeout, heartbeat: heartbeat)
  }

  /// At this instant, but after what other branches do of themselves: nobody is answered before all have called.
  private func answerNext(_ id: StrandID, _ answer: Result<JSON, Failure>, _ core: inout AccountCore) {
    core.interpreter.records.holds(answer, for: id, hasToken: true)
    core.schedule(.reply, id, after: 0)
  }
}
