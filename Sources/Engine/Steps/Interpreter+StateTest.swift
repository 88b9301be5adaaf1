import JSON
import JSONPath
import Prelude
import StatesLanguage

/// TestState: the hooks of the interpreter for the one state that is on trial.
extension Interpreter {
  /// Puts the execution's state on trial, before it is entered.
  public mutating func beginTest(of slot: ExecutionID) {
    guard let test = evaluator.test else { preconditionFailure("no state is on trial") }
    let root = executions[slot].pointee.root
    let state = self.state(root)
    state.pointee.takesEveryStep()
    if !test.variables.isEmpty { strands[root].pointee.needExtra().variables = test.variables }
    setRole(test.roleARN, slot)
    // A Fail has no InputPath; AWS shows the value all the same (recorded).
    if state.pointee.kind == .fail { evaluator.note(.afterInputPath, strands[root].pointee.input, root, in: &records) }
  }

  /// The execution of a test has no role but the one that was given with it (recorded: null).
  private mutating func setRole(_ arn: String?, _ slot: ExecutionID) {
    var context = evaluator.executionContext(slot, in: &records)
    context["RoleArn"] = arn.map(JSON.string) ?? .null
    executions[slot].pointee.needExtra().context = context
  }

  /// The state on trial is left: the execution ends with its output.
  mutating func endTest(_ test: StateTest, _ slot: StrandID, next: Int32) {
    test.status = test.failure == nil ? .succeeded : .caughtError
    test.variables = strands[slot].pointee.extra?.variables ?? [:]
    if next >= 0 { test.nextState = (records.program.states + Int(next)).pointee.source.name }
    strands[slot].pointee.phase = .ending
    records.ask(.end, ofExecution: strands[slot].pointee.execution)
  }

  /// The state on trial fails. True: it would be tried again, and the execution ends with that; else Retry has nothing
  /// left for this failure.
  mutating func endsInRetry(
    _ slot: StrandID, _ failure: Failure, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant
  ) -> Bool {
    guard let test = evaluator.test else { return false }
    test.failure = failure
    test.retryIndex = state.pointee.retriers.firstIndex { $0.matches(failure) }
    if let index = test.retryIndex {
      let retrier = state.pointee.retriers[index]
      records.setRetriesUsed(slot, index, max(test.retriesUsed, retrier.maxAttempts))
      if test.retriesUsed < retrier.maxAttempts {
        test.status = .retriable
        test.backoff = retrier.delay(test.retriesUsed)
        fail(slot, failure, at: now)
        return true
      }
    }
    test.catchIndex = state.pointee.source.catchers.firstIndex(where: { failure.isTaken(by: $0) })
    return false
  }

  // MARK: Map and Parallel

  /// A Parallel on trial: its branches are not run.
  mutating func tryParallel(_ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant) {
    do throws(QueryFailure) {
      _ = try evaluator.payload(slot, in: &records)
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
      let input = try evaluator.effectiveInput(slot, state, in: &records)
      var run = MapRun()
      let sizes = try map.distributed.map { (map) throws(QueryFailure) in
        try evaluator.sizes(of: map, slot, input: input, in: &records)
      }
      let items = try triedItems(slot, map, limit: sizes?.itemLimit() ?? 0, input: input)
      evaluator.note(
        .maxConcurrency, .integer(try evaluator.askedConcurrency(map, slot, input: input, in: &records)), slot,
        in: &records)
      if let distributed = map.distributed {
        run.toleratedCount = try evaluator.tolerated(
          distributed.toleratedCount, slot, input: input, isPercentage: false, in: &records)
        run.toleratedPercentage = try evaluator.tolerated(
          distributed.toleratedPercentage, slot, input: input, isPercentage: true, in: &records)
        run.toleratedCount.map { evaluator.note(.toleratedFailureCount, .integer(Int($0)), slot, in: &records) }
        run.toleratedPercentage.map { evaluator.note(.toleratedFailurePercentage, .double($0), slot, in: &records) }
      }
      if let items { try noteInputs(slot, map, items, sizes, input: input) }
      run.itemCount = items?.count ?? 0
      evaluator.test?.iterations = items?.count
      run.failedItems = evaluator.test?.failedIterations ?? 0
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
      let items = try evaluator.items(of: map, slot, input: input, in: &records)
      evaluator.note(.afterItemsPath, .array(items), slot, in: &records)
      return items
    }
    _ = try evaluator.evaluate(reader.parameters, slot, input: input, in: &records)
    guard let data = evaluator.test?.readerData else { return nil }
    do throws(ItemReader.Unreadable) {
      let items = Array(try reader.items(data, in: objects).prefix(limit == 0 ? .max : limit))
      if reader.hasPointer { evaluator.note(.afterItemsPointer, .array(items), slot, in: &records) }
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
          ItemSource(reader.origin(try evaluator.evaluate(reader.parameters, slot, input: input, in: &records)))
        }
      }
      inputs = try evaluator.shaped(
        items, from: map.distributed == nil ? nil : source ?? "STATE_DATA", by: selector, slot, input: input,
        in: &records)
      evaluator.note(.afterItemSelector, .array(inputs), slot, in: &records)
    }
    if let batcher = map.distributed?.batcher {
      let batches = try evaluator.batches(
        of: inputs, by: batcher, sizes ?? MapRun.Sizes(), slot, input: input, in: &records)
      evaluator.note(.afterItemBatcher, .array(batches.inputs), slot, in: &records)
    }
  }

  /// The mock stands for the branches.
  private mutating func answerFork(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, failure: Failure?, at now: Instant
  ) {
    switch (evaluator.test?.answer, failure) {
    case (.failure(let failure), _), (_, let failure?): handle(slot, failure, isOfFork: true, at: now)
    case (.result(let result), nil): leaveFork(slot, state, result: result, at: now)
    case (nil, nil): leaveFork(slot, state, result: [], at: now)
    }
  }
}
