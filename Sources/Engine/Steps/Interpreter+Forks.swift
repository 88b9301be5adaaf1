import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// Map and Parallel.
extension Interpreter {
  // MARK: Start

  mutating func startParallel(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    if records.isObserved, evaluator.test != nil { return tryParallel(slot, state, at: now) }
    do throws(QueryFailure) {
      let input = try evaluator.payload(slot, in: &records)
      startFork(slot, state, items: [input], concurrency: .max, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  mutating func startMap(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    guard case .map(let map) = state.pointee.source.action else { preconditionFailure("not a Map") }
    if records.isObserved, evaluator.test != nil { return tryMap(slot, state, map, at: now) }
    if state.pointee.iterationStart < 0 { return startDistributed(slot, state, map, at: now) }
    do throws(QueryFailure) {
      let input = try evaluator.effectiveInput(slot, state, in: &records)
      let items = try evaluator.items(of: map, slot, input: input, in: &records)
      let concurrency = try evaluator.concurrency(
        map, slot, input: input, allowed: limits.inlineMapConcurrency, in: &records)
      startFork(slot, state, items: items, concurrency: concurrency, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  private mutating func startFork(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, items: consuming [JSON], concurrency: UInt32,
    at now: Instant
  ) {
    let isMap = state.pointee.kind == .map
    let count = isMap ? items.count : state.pointee.branches.count
    history.forkStarted(slot, isMap: isMap, count: count, at: now, in: &records)
    let strand = strands[slot]
    let place = records.forks.acquire()
    let fork = records.forks[place]
    fork.pointee.isMap = isMap
    if !isMap { fork.pointee.branches = state.pointee.branches }
    fork.pointee.items = items
    fork.pointee.concurrency = concurrency
    fork.pointee.count = UInt32(clamping: count)
    announce(fork, slot, state, at: now)
    if executions[strand.pointee.execution].pointee.isOverfull { return records.freeFork(place) }
    fork.pointee.startedAt = now
    fork.pointee.previousEvent = strand.pointee.lastEvent
    fork.pointee.lastEvent = strand.pointee.lastEvent
    fork.pointee.keepsResults = records.observes(slot) || !state.pointee.ignoresResult
    if fork.pointee.keepsResults { fork.pointee.keepResults() }
    // One that is redriven has results of before.
    if state.pointee.passesWhole, limits.payloadBytes != .max, !records.keepsFailurePoints {
      fork.pointee.extent = .array(count: count)
    }
    strand.pointee.fork = place
    strand.pointee.phase = .forked
    strand.pointee.mark(.overhead, at: now)
    records.ask(count == 0 ? .join : .fill, of: slot)
  }

  /// The iterations that start at once have their first events before any enters its first state (recorded on AWS).
  private mutating func announce(
    _ fork: UnsafeMutablePointer<Fork>, _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>,
    at now: Instant
  ) {
    fork.pointee.announced = fork.pointee.startsAtOnce
    fork.pointee.announcement = strands[slot].pointee.lastEvent + 1
    guard records.observes(slot) else {
      return history.countIterationsStarted(slot, fork.pointee.announced, in: &records)
    }
    for item in 0..<fork.pointee.announced {
      history.iterationStarted(slot, state, item, isLeaf: true, at: now, in: &records)
    }
  }

  /// Starts the next branch if there is one and a slot for it. What it does at once is done before the one after it.
  public mutating func fill(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    guard strand.pointee.phase == .forked else { return }
    let place = strand.pointee.fork
    let fork = records.forks[place]
    guard !fork.pointee.isFailing, fork.pointee.next < fork.pointee.count,
      fork.pointee.open < fork.pointee.concurrency
    else { return }
    let item = fork.pointee.memory?.branch(fork.pointee.next) ?? fork.pointee.next
    fork.pointee.next += 1
    fork.pointee.open += 1
    if fork.pointee.next < fork.pointee.count, fork.pointee.open < fork.pointee.concurrency {
      records.ask(.fill, of: slot)
    }
    startBranch(slot, place, item, at: now)
  }

  private mutating func startBranch(_ parent: StrandID, _ place: ForkID, _ item: UInt32, at now: Instant) {
    let fork = records.forks[place]
    let slot = records.acquireBranch(item, of: parent, place, at: now)
    let outer = strands[parent]
    let strand = strands[slot]
    let state = self.state(parent)
    if outer.pointee.extra != nil || fork.pointee.memory != nil, inherit(slot, from: parent, fork, at: now) { return }
    guard fork.pointee.isMap else {
      strand.pointee.begin(with: fork.pointee.items[0])
      return proceed(slot, to: state.pointee.base + Int32(fork.pointee.branches[Int(item)]), at: now)
    }
    if item < fork.pointee.announced {
      strand.pointee.lastEvent = fork.pointee.announcement + Int32(item)
    } else if !records.observes(slot) {
      history.countIterationStarted(slot, in: &records)
    } else {
      history.iterationStarted(slot, state, item, isLeaf: false, at: now, in: &records)
    }
    if state.pointee.itemsAreInputs {
      strand.pointee.begin(with: fork.pointee.items[Int(item)])
      return proceed(slot, to: state.pointee.iterationStart, at: now)
    }
    guard let selector = state.pointee.itemSelector else { return }
    // What it draws is of the iteration, which is in no state yet.
    strand.pointee.key = records.scopeKey(slot)
    do throws(QueryFailure) {
      strand.pointee.input = try evaluator.evaluate(
        selector, slot, input: evaluator.effectiveInput(parent, state, in: &records), in: &records)
      proceed(slot, to: state.pointee.iterationStart, at: now)
    } catch {
      fail(slot, located(error, parent, state, item: slot, at: now), at: now)
    }
  }

  /// The branch can read the variables of the strand that it comes from. True: it goes on where a redrive found it.
  @inline(never)
  private mutating func inherit(
    _ slot: StrandID, from parent: StrandID, _ fork: UnsafeMutablePointer<Fork>, at now: Instant
  ) -> Bool {
    if let variables = strands[parent].pointee.extra?.variables, !variables.isEmpty {
      strands[slot].pointee.needExtra().variables = variables
    }
    let item = strands[slot].pointee.item
    guard let point = fork.pointee.memory?.points.removeValue(forKey: item), point.state >= 0 else { return false }
    resume(slot, from: point, at: now)
    return true
  }

  // MARK: End of a branch

  mutating func branchSucceeded(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    let parent = strand.pointee.parent
    let fork = records.forks[strands[parent].pointee.fork]
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    let inner = strand.pointee.lastEvent
    if fork.pointee.isMap {
      history.iterationSucceeded(slot, self.state(parent), at: now, in: &records)
    }
    fork.pointee.previousEvent = inner
    fork.pointee.lastEvent = strand.pointee.lastEvent
    fork.pointee.keep(strand.pointee.takeInput(), of: strand.pointee.item)
    fork.pointee.open -= 1
    let isLast = fork.pointee.open == 0 && fork.pointee.next == fork.pointee.count
    if isLast, !fork.pointee.isFailing { records.handOver(from: slot, to: parent, at: now) }
    records.unlink(slot, from: fork)
    records.freeStrand(slot)
    if fork.pointee.isFailing { return }
    if isLast {
      strands[parent].pointee.phase = .joining
      records.ask(.join, of: parent)
    } else if fork.pointee.next < fork.pointee.count || records.observes(parent) {
      records.ask(.fill, of: parent)
    }
  }

  mutating func branchFailed(_ slot: StrandID, _ failure: Failure, at now: Instant) {
    let strand = strands[slot]
    let parent = strand.pointee.parent
    let fork = records.forks[strands[parent].pointee.fork]
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    fork.pointee.open -= 1
    if records.keepsFailurePoints { records.remember(records.failurePoint(slot, hasFailed: true), of: slot, in: fork) }
    let isFirst = !fork.pointee.isFailing
    if isFirst {
      fork.pointee.isFailing = true
      records.failingForks += 1
      fork.pointee.failing = ForkFailure(failure)
      fork.pointee.lastEvent = strand.pointee.lastEvent
      records.handOver(from: slot, to: parent, at: now)
    }
    // An iteration whose ItemSelector failed has no state yet.
    let isOfTask = failure.isOfAttempt && strand.pointee.state >= 0 && state(slot).pointee.kind == .task
    fork.pointee.failing?.branches.append((strand.pointee.item, isOfTask))
    records.unlink(slot, from: fork)
    records.freeStrand(slot)
    if isFirst {
      strands[parent].pointee.phase = .joining
      records.ask(.join, of: parent)
    }
  }

  // MARK: End of the fork

  /// The Map or Parallel ends: what still runs of a failed one is cut, and the state gets its result or its failure.
  public mutating func join(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    let place = strand.pointee.fork
    let fork = records.forks[place]
    let state = self.state(slot)
    strand.pointee.unlink()
    if let failure = fork.pointee.failing?.failure {
      strand.pointee.lastEvent = fork.pointee.lastEvent
      if records.keepsFailurePoints { strand.pointee.needExtra().needFailed().fork = records.forkPoint(place) }
      cutBranches(of: place, owner: slot, after: fork.pointee.lastEvent, at: now)
      records.freeFork(place)
      strand.pointee.phase = .inTask
      return handle(slot, failure, isOfFork: true, at: now)
    }
    let result = fork.pointee.takeResult()
    let extent = fork.pointee.extent
    strand.pointee.lastEvent = fork.pointee.lastEvent
    records.freeFork(place)
    history.forkSucceeded(slot, state, at: now, in: &records)
    leaveFork(slot, state, result: result, extent, at: now)
  }

  /// Leaves a Map or Parallel whose branches, or whose Map Run, came to `result`; `extent`: of what it hands on, where
  /// that is known.
  mutating func leaveFork(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, result: JSON, _ extent: JSONExtent? = nil,
    at now: Instant
  ) {
    do throws(QueryFailure) {
      let output = try evaluator.output(slot, state, result: result, in: &records)
      if let extent, extent.isFlat {
        if let failure = evaluator.tooLarge(bytes: extent.bytes, state) { return handle(slot, failure, at: now) }
      } else if state.pointee.mayGrow, let failure = evaluator.tooLarge(output, state) {
        return handle(slot, failure, at: now)
      }
      let variables = try state.pointee.assigns ? evaluator.assignments(slot, state, result: result, in: &records) : nil
      leave(slot, output: output, assigning: variables, to: state.pointee.next, at: now)
    } catch {
      // What fails now follows `MapStateSucceeded`, which nothing else does (measured on AWS by others); an expression
      // fails the state as one of `Items` does (recorded).
      strands[slot].pointee.lastEvent = executions[strands[slot].pointee.execution].pointee.events
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  /// Closes what is open of a fork, in the order of its branches (recorded on AWS): those that have failed and those
  /// that are cut. `after`: the event that all this follows, that of the branch which failed first; nil where nothing
  /// is written.
  mutating func cutBranches(of place: ForkID, owner: StrandID, after event: Int32?, at now: Instant) {
    let fork = records.forks[place]
    var failed = event == nil ? [] : fork.pointee.failing?.branches.sorted { $0.item > $1.item } ?? []
    while !fork.pointee.first.isNone {
      let branch = fork.pointee.first
      while let last = failed.last, last.item < strands[branch].pointee.item {
        history.branchFailed(owner, last.item, isOfTask: last.isOfTask, at: now, in: &records)
        failed.removeLast()
      }
      records.unlink(branch, from: fork)
      cut(branch, after: event, at: now)
    }
    while let last = failed.popLast() {
      history.branchFailed(owner, last.item, isOfTask: last.isOfTask, at: now, in: &records)
    }
    for item in fork.pointee.next..<max(fork.pointee.next, fork.pointee.startsAtOnce) {
      if event != nil { history.iterationAborted(owner, item, at: now, in: &records) }
    }
  }

  /// Ends a strand from outside: its branches with it, and the child that its Task manages.
  mutating func cut(_ slot: StrandID, after event: Int32?, at now: Instant) {
    let strand = strands[slot]
    if let event { history.cut(slot, after: event, at: now, in: &records) }
    switch strand.pointee.phase {
    case .forked, .joining:
      if strand.pointee.isLinked {
        cutBranches(of: strand.pointee.fork, owner: slot, after: event, at: now)
        records.freeFork(strand.pointee.fork)
      }
    case .inMapRun: cutMapRun(strand.pointee.mapRun, at: now)
    case .throttled:
      if strand.pointee.isLinked { records.settle(strand.pointee.call) }
      history.countThrottles(slot, in: &records)
    case .inTask where strand.pointee.isLinked:
      records.stop(child: strand.pointee.child)
    case .gone, .entering, .backingOff, .inTask, .notified, .waiting, .ending: break
    }
    records.freeStrand(slot)
  }

  // MARK: Ends of executions from outside

  /// StopExecution: the execution and all that its Tasks manage.
  public mutating func abort(_ slot: ExecutionID, error: String?, cause: String?, at now: Instant) {
    guard end(slot, .abort, at: now) else { return }
    if error != nil || cause != nil {
      executions[slot].pointee.needExtra().failure = Failure(error: error, cause: cause.map(Cause.text) ?? .none)
    }
    history.aborted(slot, error: error, cause: cause, at: now, in: &records)
    finish(slot, .aborted)
  }

  /// TimeoutSeconds of the machine, or the limit of an Express execution. DescribeExecution then has neither error nor
  /// cause (measured on AWS by others).
  public mutating func timeOut(_ slot: ExecutionID, at now: Instant) {
    guard end(slot, .timeout, at: now) else { return }
    history.timedOut(slot, at: now, in: &records)
    finish(slot, .timedOut)
  }

  /// The history is full: its last event is the execution's failure.
  public mutating func overflow(_ slot: ExecutionID, at now: Instant) {
    guard end(slot, .historyFull, at: now) else { return }
    executions[slot].pointee.isOverfull = false
    let failure = Failure(
      "States.Runtime", "The execution reached the maximum number of history events (\(limits.historyEvents)).")
    executions[slot].pointee.needExtra().failure = failure
    history.failed(slot, failure, previous: Int32(executions[slot].pointee.events), at: now, in: &records)
    finish(slot, .failed)
  }

  private mutating func end(_ slot: ExecutionID, _ kind: ErrorLedger.Kind, at now: Instant) -> Bool {
    guard executions[slot].pointee.status == .running else { return false }
    countEnd(kind, of: slot)
    if records.keepsFailurePoints {
      executions[slot].pointee.needExtra().failurePoint = records.failurePoint(executions[slot].pointee.root)
    }
    cut(executions[slot].pointee.root, after: nil, at: now)
    executions[slot].pointee.root = .none
    return true
  }
}
