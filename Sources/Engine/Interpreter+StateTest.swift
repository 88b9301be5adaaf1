import JSON
import JSONPath
import Prelude
import StatesLanguage

/// TestState: the hooks of the interpreter for the one state that is on trial.
extension Interpreter {
  /// Puts the execution's state on trial, before it is entered.
  public mutating func begin(_ test: StateTest, of slot: ExecutionID) {
    precondition(keepsHistory, "only where histories are kept is a test asked for")
    let root = executions[slot].pointee.root
    let state = self.state(root)
    stateTest = test
    probe = Probe { if case .value(let step, let value) = $0.observation { test.steps[step] = value } }
    state.pointee.takesEveryStep()
    if !test.variables.isEmpty { strands[root].pointee.needExtra().variables = test.variables }
    setRole(test.roleARN, slot)
    // A Fail has no InputPath; AWS shows the value all the same (recorded).
    if state.pointee.kind == .fail { note(.afterInputPath, strands[root].pointee.input, root) }
  }

  /// The execution of a test has no role but the one that was given with it (recorded: null).
  private mutating func setRole(_ arn: String?, _ slot: ExecutionID) {
    var context = executionContext(slot)
    context["RoleArn"] = arn.map(JSON.string) ?? .null
    executions[slot].pointee.needExtra().context = context
  }

  /// A value that a state has reached, for the observer. After the failure of the state on trial nothing is told.
  mutating func note(_ step: StateTest.Step, _ value: JSON, _ slot: StrandID) {
    guard probe != nil, stateTest?.failure == nil else { return }
    let state = self.state(slot)
    let isJSONata = state.pointee.source.language == .jsonata
    guard StateTest.Step.isShown(step, in: state.pointee.kind, isJSONata: isJSONata) else { return }
    see(.value(step, value), of: slot)
  }

  /// The state on trial is left: the execution ends with its output.
  mutating func endTest(_ test: StateTest, _ slot: StrandID, next: Int32) {
    test.status = test.failure == nil ? .succeeded : .caughtError
    test.variables = strands[slot].pointee.extra?.variables ?? [:]
    if next >= 0 { test.nextState = (program.states + Int(next)).pointee.source.name }
    strands[slot].pointee.phase = .ending
    ask(.end, ofExecution: strands[slot].pointee.execution)
  }

  /// The state on trial fails. True: it would be tried again, and the execution ends with that; else Retry has nothing
  /// left for this failure.
  mutating func endsInRetry(
    _ slot: StrandID, _ failure: Failure, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant
  ) -> Bool {
    guard let stateTest else { return false }
    stateTest.failure = failure
    stateTest.retryIndex = state.pointee.retriers.firstIndex { $0.matches(failure) }
    if let index = stateTest.retryIndex {
      let retrier = state.pointee.retriers[index]
      setRetriesUsed(slot, index, max(stateTest.retriesUsed, retrier.maxAttempts))
      if stateTest.retriesUsed < retrier.maxAttempts {
        stateTest.status = .retriable
        stateTest.backoff = retrier.delay(stateTest.retriesUsed)
        fail(slot, failure, at: now)
        return true
      }
    }
    stateTest.catchIndex = state.pointee.source.catchers.firstIndex(where: { failure.isTaken(by: $0) })
    return false
  }

  // MARK: Map and Parallel

  /// A Parallel on trial: its branches are not run.
  mutating func tryParallel(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    do throws(QueryFailure) {
      _ = try payload(slot)
      answerFork(slot, state, failure: nil, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), at: now)
    }
  }

  /// A Map on trial: all that comes before its iterations, which are not run.
  mutating func tryMap(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ map: Map, at now: Instant
  ) {
    do throws(QueryFailure) {
      let input = try effectiveInput(slot, state)
      var run = MapRun()
      let sizes = try map.distributed.map { (map) throws(QueryFailure) in try self.sizes(of: map, slot, input: input) }
      let items = try triedItems(slot, map, limit: sizes?.itemLimit() ?? 0, input: input)
      note(.maxConcurrency, .integer(try askedConcurrency(map, slot, input: input)), slot)
      if let distributed = map.distributed {
        run.toleratedCount = try tolerated(distributed.toleratedCount, slot, input: input, isPercentage: false)
        run.toleratedPercentage = try tolerated(
          distributed.toleratedPercentage, slot, input: input, isPercentage: true)
        run.toleratedCount.map { note(.toleratedFailureCount, .integer(Int($0)), slot) }
        run.toleratedPercentage.map { note(.toleratedFailurePercentage, .double($0), slot) }
      }
      if let items { try noteInputs(slot, map, items, sizes, input: input) }
      run.itemCount = items?.count ?? 0
      stateTest?.iterations = items?.count
      run.failedItems = stateTest?.failedIterations ?? 0
      // Without a tolerance of its own any number of failures is let through (recorded).
      let isLimited = run.toleratedCount != nil || run.toleratedPercentage != nil
      answerFork(
        slot, state, failure: isLimited && run.exceedsTolerance ? .exceededTolerance : nil, at: now)
    } catch {
      handle(slot, located(error, slot, state, at: now), at: now)
    }
  }

  /// The Map's items; nil: they lie in an object of which nothing is known.
  private mutating func triedItems(
    _ slot: StrandID, _ map: Map, limit: Int, input: JSON
  ) throws(QueryFailure) -> [JSON]? {
    guard let reader = map.distributed?.reader else {
      let items = try items(of: map, slot, input: input)
      note(.afterItemsPath, .array(items), slot)
      return items
    }
    _ = try evaluate(reader.parameters, slot, input: input)
    guard let data = stateTest?.readerData else { return nil }
    do throws(ItemReader.Unreadable) {
      let items = Array(try reader.items(data, in: objects).prefix(limit == 0 ? .max : limit))
      if reader.hasPointer { note(.afterItemsPointer, .array(items), slot) }
      return items
    } catch {
      throw QueryFailure(error: "States.ItemReaderFailed", cause: error.cause)
    }
  }

  /// What the iterations, or the child executions, would be given.
  private mutating func noteInputs(
    _ slot: StrandID, _ map: Map, _ items: [JSON], _ sizes: MapRun.Sizes?, input: JSON
  ) throws(QueryFailure) {
    var inputs = items
    if let selector = map.itemSelector {
      var source: ItemSource?
      if let distributed = map.distributed {
        source = try distributed.reader.map { (reader) throws(QueryFailure) in
          ItemSource(reader.origin(try evaluate(reader.parameters, slot, input: input)))
        }
      }
      inputs = try shaped(
        items, from: map.distributed == nil ? nil : source ?? "STATE_DATA", by: selector, slot, input: input)
      note(.afterItemSelector, .array(inputs), slot)
    }
    if let batcher = map.distributed?.batcher {
      let batches = try batches(of: inputs, by: batcher, sizes ?? MapRun.Sizes(), slot, input: input)
      note(.afterItemBatcher, .array(batches.inputs), slot)
    }
  }

  /// The mock stands for the branches.
  private mutating func answerFork(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, failure: Failure?, at now: Instant
  ) {
    switch (stateTest?.answer, failure) {
    case (.failure(let failure), _), (_, let failure?): handle(slot, failure, isOfFork: true, at: now)
    case (.result(let result), nil): leaveFork(slot, state, result: result, at: now)
    case (nil, nil): leaveFork(slot, state, result: [], at: now)
    }
  }
}
