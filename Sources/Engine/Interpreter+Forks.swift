import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// The branches of a Parallel state, or the iterations of a Map, while it runs.
public struct Fork: SlabRecord {
  public init() {}

  var isMap = true
  var keepsResults = true
  /// A branch has failed: nothing new starts, and the end is under way.
  var isFailing = false
  var count: UInt32 = 0
  var next: UInt32 = 0
  var open: UInt32 = 0
  var concurrency: UInt32 = 0
  /// The live branches, in the order of their start.
  var first = StrandID.none
  var last = StrandID.none
  /// What the next `MapIterationStarted` follows: the Map's start, or the end of the iteration whose slot it takes.
  var previousEvent: Int32 = 0
  /// What the end follows.
  var lastEvent: Int32 = 0
  var startedAt = Instant.zero
  var items: [JSON] = []
  var results: [JSON] = []
  var branches: [StateIndex] = []
  /// Of one that is failing.
  var failing: ForkFailure?
  /// If somebody may redrive it, or has.
  var memory: ForkMemory?
  /// Iterations whose `MapIterationStarted` is written before the first of them does anything, and the first of these
  /// events.
  var announced: UInt32 = 0
  var announcement: Int32 = 0

  /// Iterations that start with the Map itself. One that is redriven starts none anew.
  var startsAtOnce: UInt32 { isMap && memory?.order.isEmpty ?? true ? min(count, concurrency) : 0 }
}

/// What a Map or Parallel fails with, and its branches that have.
final class ForkFailure {
  /// Of the first one.
  let failure: Failure
  /// Those that failed until the end, in the order of their failures, and whether that leaves a Task open.
  var branches: [(item: UInt32, isOfTask: Bool)] = []

  init(_ failure: Failure) { self.failure = failure }
}

/// Map and Parallel.
extension Interpreter {
  // MARK: Start

  mutating func startParallel(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    if keepsHistory, stateTest != nil { return tryParallel(slot, state, at: now) }
    do throws(QueryFailure) {
      let input = try payload(slot)
      var fork = Fork()
      fork.isMap = false
      fork.branches = state.pointee.branches
      fork.items = [input]
      fork.concurrency = .max
      startFork(slot, state, fork, count: state.pointee.branches.count, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  mutating func startMap(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    guard case .map(let map) = state.pointee.source.action else { preconditionFailure("not a Map") }
    if keepsHistory, stateTest != nil { return tryMap(slot, state, map, at: now) }
    if state.pointee.iterationStart < 0 { return startDistributed(slot, state, map, at: now) }
    do throws(QueryFailure) {
      let input = try effectiveInput(slot, state)
      let items = try items(of: map, slot, input: input)
      var fork = Fork()
      fork.items = items
      fork.concurrency = try concurrency(map, slot, input: input, allowed: limits.inlineMapConcurrency)
      startFork(slot, state, fork, count: items.count, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  /// ItemsPath, applied to the input, or Items.
  mutating func items(of map: Map, _ slot: StrandID, input: JSON) throws(QueryFailure) -> [JSON] {
    let selected: JSON
    var name = "$"
    switch map.items {
    case .input:
      selected = input
      if case .array = input {
      } else if state(slot).pointee.source.language == .jsonata {
        throw .evaluation("Map state input must be an array but was: \(input.text)", at: nil)
      }
    case .path(let path):
      selected = try evaluate(path, slot, input: input)
      // AWS's text leaves out that the path leads into the context object (recorded).
      name = path.text.hasPrefix("$$") ? String(path.text.dropFirst()) : path.text
    case .template(let template):
      var scope = scope(slot, for: template.contextUse, input: input)
      selected = try template.evaluate(in: &scope, expecting: .array)
    }
    guard case .array(let items) = selected else {
      throw .runtime("Reference path \"\(name)\" must point to array.")
    }
    return items
  }

  mutating func concurrency(
    _ map: Map, _ slot: StrandID, input: JSON, allowed: Int
  ) throws(QueryFailure) -> UInt32 {
    let asked = try askedConcurrency(map, slot, input: input)
    return UInt32(clamping: asked == 0 ? allowed : min(asked, allowed))
  }

  /// As the definition has it; 0 means as many as AWS allows.
  mutating func askedConcurrency(_ map: Map, _ slot: StrandID, input: JSON) throws(QueryFailure) -> Int {
    switch map.maxConcurrency {
    case .fixed(let count): return count
    case .expression(let expression): return try wholeNumber(expression, slot)
    case .path(let path):
      let value = try evaluate(path, slot, input: input)
      // Text that is a number will do (recorded).
      guard let count = value.wholeNumber, count >= 0 else {
        throw QueryFailure(
          error: "States.Runtime",
          cause:
            "The MaxConcurrencyPath field refers to value \"\(value.unquoted)\" which is not a valid integer: "
            + path.text
        )
      }
      return count
    }
  }

  private mutating func startFork(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ fork: consuming Fork, count: Int, at now: Instant
  ) {
    recordForkStarted(slot, isMap: fork.isMap, count: count, at: now)
    let strand = strands[slot]
    fork.count = UInt32(clamping: count)
    announce(&fork, slot, state, at: now)
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    fork.startedAt = now
    fork.previousEvent = strand.pointee.lastEvent
    fork.lastEvent = strand.pointee.lastEvent
    fork.keepsResults = keepsHistory || !state.pointee.ignoresResult
    if fork.keepsResults { fork.results = [JSON](repeating: .null, count: count) }
    // Each visit, and each retry, draws anew: the branches' keys come from this one.
    strand.pointee.key = Self.mix(strand.pointee.key, UInt64(strand.pointee.state &- state.pointee.base))
    let place = forks.acquire()
    forks[place].pointee = fork
    strand.pointee.fork = place
    strand.pointee.phase = .forked
    strand.pointee.mark(.overhead, at: now)
    ask(count == 0 ? .join : .fill, of: slot)
  }

  /// The iterations that start at once have their first events before any enters its first state (recorded on AWS).
  private mutating func announce(
    _ fork: inout Fork, _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant
  ) {
    fork.announced = fork.startsAtOnce
    fork.announcement = strands[slot].pointee.lastEvent + 1
    guard keepsHistory else { return countIterationsStarted(slot, fork.announced) }
    for item in 0..<fork.announced { recordIterationStarted(slot, state, item, isLeaf: true, at: now) }
  }

  /// Starts the next branch if there is one and a slot for it. What it does at once is done before the one after it.
  public mutating func fill(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    guard strand.pointee.phase == .forked else { return }
    let place = strand.pointee.fork
    let fork = forks[place]
    guard !fork.pointee.isFailing, fork.pointee.next < fork.pointee.count,
      fork.pointee.open < fork.pointee.concurrency
    else { return }
    let item = fork.pointee.memory?.branch(fork.pointee.next) ?? fork.pointee.next
    fork.pointee.next += 1
    fork.pointee.open += 1
    if fork.pointee.next < fork.pointee.count, fork.pointee.open < fork.pointee.concurrency {
      ask(.fill, of: slot)
    }
    startBranch(slot, place, item, at: now)
  }

  private mutating func startBranch(_ parent: StrandID, _ place: ForkID, _ item: UInt32, at now: Instant) {
    let fork = forks[place]
    let slot = strands.acquire()
    let outer = strands[parent]
    let strand = strands[slot]
    let state = self.state(parent)
    strand.pointee.key = Self.mix(outer.pointee.key, UInt64(item) &+ 1)
    strand.pointee.execution = outer.pointee.execution
    strand.pointee.parent = parent
    strand.pointee.item = item
    strand.pointee.parts = outer.pointee.parts
    strand.pointee.parts[.mapSlot] &+= (now - fork.pointee.startedAt).nanoseconds
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
    strand.pointee.lastEvent = fork.pointee.previousEvent
    strand.pointee.phase = .entering
    strand.pointee.previousSibling = fork.pointee.last
    if !fork.pointee.last.isNone {
      strands[fork.pointee.last].pointee.nextSibling = slot
    } else {
      fork.pointee.first = slot
    }
    fork.pointee.last = slot
    if outer.pointee.extra != nil || fork.pointee.memory != nil, inherit(slot, from: parent, fork, at: now) { return }
    guard fork.pointee.isMap else {
      strand.pointee.input = fork.pointee.items[0]
      return proceed(slot, to: state.pointee.base + Int32(fork.pointee.branches[Int(item)]), at: now)
    }
    if item < fork.pointee.announced {
      strand.pointee.lastEvent = fork.pointee.announcement + Int32(item)
    } else if !keepsHistory {
      countIterationStarted(slot)
    } else {
      recordIterationStarted(slot, state, item, isLeaf: false, at: now)
    }
    if state.pointee.itemsAreInputs {
      strand.pointee.input = fork.pointee.items[Int(item)]
      return proceed(slot, to: state.pointee.iterationStart, at: now)
    }
    guard let selector = state.pointee.itemSelector else { return }
    do throws(QueryFailure) {
      strand.pointee.input = try evaluate(selector, slot, input: effectiveInput(parent, state))
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
    let fork = forks[strands[parent].pointee.fork]
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    let inner = strand.pointee.lastEvent
    if fork.pointee.isMap {
      recordIterationSucceeded(slot, self.state(parent), at: now)
    }
    fork.pointee.previousEvent = inner
    fork.pointee.lastEvent = strand.pointee.lastEvent
    if fork.pointee.keepsResults { fork.pointee.results[Int(strand.pointee.item)] = strand.pointee.input }
    fork.pointee.open -= 1
    let isLast = fork.pointee.open == 0 && fork.pointee.next == fork.pointee.count
    if isLast, !fork.pointee.isFailing { handOver(from: slot, to: parent, at: now) }
    unlink(slot, from: fork)
    freeStrand(slot)
    if fork.pointee.isFailing { return }
    if isLast {
      strands[parent].pointee.phase = .joining
      ask(.join, of: parent)
    } else {
      ask(.fill, of: parent)
    }
  }

  mutating func branchFailed(_ slot: StrandID, _ failure: Failure, at now: Instant) {
    let strand = strands[slot]
    let parent = strand.pointee.parent
    let fork = forks[strands[parent].pointee.fork]
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    fork.pointee.open -= 1
    if keepsFailurePoints { remember(failurePoint(slot, hasFailed: true), of: slot, in: fork) }
    let isFirst = !fork.pointee.isFailing
    if isFirst {
      fork.pointee.isFailing = true
      failingForks += 1
      fork.pointee.failing = ForkFailure(failure)
      fork.pointee.lastEvent = strand.pointee.lastEvent
      handOver(from: slot, to: parent, at: now)
    }
    // An iteration whose ItemSelector failed has no state yet.
    let isOfTask = failure.isOfAttempt && strand.pointee.state >= 0 && state(slot).pointee.kind == .task
    fork.pointee.failing?.branches.append((strand.pointee.item, isOfTask))
    unlink(slot, from: fork)
    freeStrand(slot)
    if isFirst {
      strands[parent].pointee.phase = .joining
      ask(.join, of: parent)
    }
  }

  /// The branch that released its parent is the critical one: its split of the time becomes the parent's.
  mutating func handOver(from slot: StrandID, to parent: StrandID, at now: Instant) {
    let strand = strands[slot]
    strand.pointee.mark(.overhead, at: now)
    strands[parent].pointee.parts = strand.pointee.parts
    strands[parent].pointee.markedAt = now
    strands[parent].pointee.reason = .overhead
  }

  private mutating func unlink(_ slot: StrandID, from fork: UnsafeMutablePointer<Fork>) {
    let previous = strands[slot].pointee.previousSibling
    let next = strands[slot].pointee.nextSibling
    if previous.isNone { fork.pointee.first = next } else { strands[previous].pointee.nextSibling = next }
    if next.isNone { fork.pointee.last = previous } else { strands[next].pointee.previousSibling = previous }
  }

  /// Does a Task in backoff lie in a Map that has failed and takes no more calls?
  @inlinable @inline(__always)
  public mutating func isLost(_ slot: StrandID) -> Bool {
    failingForks == 0 ? false : hasFailingAncestor(slot)
  }

  @usableFromInline mutating func hasFailingAncestor(_ slot: StrandID) -> Bool {
    var parent = strands[slot].pointee.parent
    while !parent.isNone {
      if strands[parent].pointee.phase == .joining { return true }
      parent = strands[parent].pointee.parent
    }
    return false
  }

  // MARK: End of the fork

  /// The Map or Parallel ends: what still runs of a failed one is cut, and the state gets its result or its failure.
  public mutating func join(_ slot: StrandID, at now: Instant) {
    let strand = strands[slot]
    let place = strand.pointee.fork
    let fork = forks[place]
    let state = self.state(slot)
    strand.pointee.unlink()
    if let failure = fork.pointee.failing?.failure {
      strand.pointee.lastEvent = fork.pointee.lastEvent
      if keepsFailurePoints { strand.pointee.needExtra().failedFork = forkPoint(place) }
      cutBranches(of: place, owner: slot, after: fork.pointee.lastEvent, at: now)
      freeFork(place)
      strand.pointee.phase = .inTask
      return handle(slot, failure, isOfFork: true, at: now)
    }
    let result: JSON = fork.pointee.keepsResults ? .array(fork.pointee.results) : .null
    strand.pointee.lastEvent = fork.pointee.lastEvent
    freeFork(place)
    recordForkSucceeded(slot, state, at: now)
    leaveFork(slot, state, result: result, at: now)
  }

  /// Leaves a Map or Parallel whose branches, or whose Map Run, came to `result`.
  mutating func leaveFork(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, result: JSON, at now: Instant
  ) {
    do throws(QueryFailure) {
      let output = try output(slot, state, result: result)
      if state.pointee.mayGrow, let failure = tooLarge(output, state) { return handle(slot, failure, at: now) }
      let variables = try state.pointee.assigns ? assignments(slot, state, result: result) : nil
      leave(slot, output: output, assigning: variables, to: state.pointee.next, at: now)
    } catch {
      // What fails now follows `MapStateSucceeded`, which nothing else does (measured on AWS by others); an expression
      // fails the state as one of `Items` does (recorded).
      strands[slot].pointee.lastEvent = executions[strands[slot].pointee.execution].pointee.events
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  mutating func freeFork(_ place: ForkID) {
    if forks[place].pointee.isFailing { failingForks -= 1 }
    forks[place].pointee = Fork()
    forks.release(place)
  }

  /// Closes what is open of a fork, in the order of its branches (recorded on AWS): those that have failed and those
  /// that are cut. `after`: the event that all this follows, that of the branch which failed first; nil where nothing
  /// is written.
  mutating func cutBranches(of place: ForkID, owner: StrandID, after event: Int32?, at now: Instant) {
    let fork = forks[place]
    var failed = event == nil ? [] : fork.pointee.failing?.branches.sorted { $0.item > $1.item } ?? []
    while !fork.pointee.first.isNone {
      let branch = fork.pointee.first
      while let last = failed.last, last.item < strands[branch].pointee.item {
        recordBranchFailed(owner, last.item, isOfTask: last.isOfTask, at: now)
        failed.removeLast()
      }
      unlink(branch, from: fork)
      cut(branch, after: event, at: now)
    }
    while let last = failed.popLast() {
      recordBranchFailed(owner, last.item, isOfTask: last.isOfTask, at: now)
    }
    for item in fork.pointee.next..<max(fork.pointee.next, fork.pointee.startsAtOnce) {
      if event != nil { recordIterationAborted(owner, item, at: now) }
    }
  }

  /// Ends a strand from outside: its branches with it, and the child that its Task manages.
  mutating func cut(_ slot: StrandID, after event: Int32?, at now: Instant) {
    let strand = strands[slot]
    if let event { recordCut(slot, after: event, at: now) }
    switch strand.pointee.phase {
    case .forked, .joining:
      if strand.pointee.isLinked {
        cutBranches(of: strand.pointee.fork, owner: slot, after: event, at: now)
        freeFork(strand.pointee.fork)
      }
    case .inMapRun: cutMapRun(strand.pointee.mapRun, at: now)
    case .throttled:
      if strand.pointee.isLinked { settle(strand.pointee.call) }
      countThrottles(slot)
    case .inTask where strand.pointee.isLinked:
      stop(child: strand.pointee.child)
    case .gone, .entering, .backingOff, .inTask, .notified, .waiting, .ending: break
    }
    freeStrand(slot)
  }

  /// Asks for StopExecution of the execution that is in this slot now.
  public mutating func stop(child: ExecutionID) {
    ask(.stop, ofExecution: child)
  }

  // MARK: Ends of executions from outside

  /// StopExecution: the execution and all that its Tasks manage.
  public mutating func abort(_ slot: ExecutionID, error: String?, cause: String?, at now: Instant) {
    guard end(slot, at: now) else { return }
    if error != nil || cause != nil {
      executions[slot].pointee.needExtra().failure = Failure(error: error, cause: cause.map(Cause.text) ?? .none)
    }
    recordAborted(slot, error: error, cause: cause, at: now)
    finish(slot, .aborted)
  }

  /// TimeoutSeconds of the machine, or the limit of an Express execution. DescribeExecution then has neither error nor
  /// cause (measured on AWS by others).
  public mutating func timeOut(_ slot: ExecutionID, at now: Instant) {
    guard end(slot, at: now) else { return }
    recordTimedOut(slot, at: now)
    finish(slot, .timedOut)
  }

  /// The history is full: its last event is the execution's failure.
  public mutating func overflow(_ slot: ExecutionID, at now: Instant) {
    guard end(slot, at: now) else { return }
    executions[slot].pointee.isOverfull = false
    let failure = Failure(
      "States.Runtime", "The execution reached the maximum number of history events (\(limits.historyEvents)).")
    executions[slot].pointee.needExtra().failure = failure
    recordFailed(slot, failure, previous: Int32(executions[slot].pointee.events), at: now)
    finish(slot, .failed)
  }

  private mutating func end(_ slot: ExecutionID, at now: Instant) -> Bool {
    guard executions[slot].pointee.status == .running else { return false }
    if keepsFailurePoints {
      executions[slot].pointee.needExtra().failurePoint = failurePoint(executions[slot].pointee.root)
    }
    cut(executions[slot].pointee.root, after: nil, at: now)
    executions[slot].pointee.root = .none
    return true
  }
}
