import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// Distributed Map: a Map Run starts an execution for every item or batch of items. The account paces and admits them.
extension Interpreter {
  // MARK: Start

  /// Enters a distributed Map: its items, if the input has them, then a Map Run is asked for.
  mutating func startDistributed(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ map: Map, at now: Instant
  ) {
    guard let distributed = map.distributed else { return }
    do throws(QueryFailure) {
      let input = try evaluator.effectiveInput(slot, state, in: &records)
      var run = MapRun()
      if distributed.reader == nil { run.inputs = try evaluator.items(of: map, slot, input: input, in: &records) }
      run.concurrency = Int(
        try evaluator.concurrency(map, slot, input: input, allowed: limits.mapRunConcurrency, in: &records))
      history.forkStarted(slot, isMap: true, count: run.inputs.count, at: now, in: &records)
      let strand = strands[slot]
      if executions[strand.pointee.execution].pointee.isOverfull { return }
      run.toleratedCount = try evaluator.tolerated(
        distributed.toleratedCount, slot, input: input, isPercentage: false, in: &records)
      run.toleratedPercentage = try evaluator.tolerated(
        distributed.toleratedPercentage, slot, input: input, isPercentage: true, in: &records)
      run.sizes = try evaluator.sizes(of: distributed, slot, input: input, in: &records)
      // Each visit, and each retry, is another Map Run, which draws anew.
      run.key = Self.mix(strand.pointee.key, Self.mapRunSalt)
      run.strand = slot
      run.isCounted = executions[strand.pointee.execution].pointee.isCounted
      run.machine = state.pointee.childMachine
      let depth = executions[strand.pointee.execution].pointee.depth
      run.depth = depth == .max ? depth : depth + 1
      let index = records.mapRuns.acquire()
      run.generation = mapRuns[index].pointee.generation
      mapRuns[index].pointee = run
      strand.pointee.mapRun = index
      strand.pointee.phase = .inMapRun
      strand.pointee.mark(.overhead, at: now)
      records.ask(.startMapRun, of: slot)
    } catch {
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  /// Apart from the keys of the strand's own retries.
  private static let mapRunSalt: UInt64 = 0x4D61_7052_756E

  /// The Map Run has its token and its place: reads the items, and makes the children's inputs of them.
  public mutating func beginMapRun(_ slot: StrandID, pace: TokenBucket?, at now: Instant) {
    let state = self.state(slot)
    let strand = strands[slot]
    let index = strand.pointee.mapRun
    let run = mapRuns[index]
    guard case .map(let map) = state.pointee.source.action, let distributed = map.distributed else { return }
    records.openMapRuns += 1
    run.pointee.hasBegun = true
    let arn = records.observes(slot) ? records.mapRunARN(index) : ""
    if run.pointee.earlier == nil {
      history.mapRunStarted(slot, arn: arn, at: now, in: &records)
    } else {
      history.mapRunRedriven(slot, arn: arn, count: run.pointee.redrives, at: now, in: &records)
    }
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    run.pointee.pace = pace
    if run.pointee.earlier != nil { return fillMapRun(index) }
    run.pointee.keeping = keeping(distributed, slot)
    strand.pointee.mark(.overhead, at: now)
    do throws(QueryFailure) {
      let input = try evaluator.effectiveInput(slot, state, in: &records)
      var source: ItemSource = "STATE_DATA"
      if let reader = distributed.reader {
        let parameters = try evaluator.evaluate(reader.parameters, slot, input: input, in: &records)
        let read = try read(reader, parameters, limit: run.pointee.sizes.itemLimit(), at: now)
        source = read.source
        run.pointee.inputs = read.items
      }
      run.pointee.itemCount = run.pointee.inputs.count
      if let selector = map.itemSelector {
        run.pointee.inputs = try evaluator.shaped(
          run.pointee.inputs, from: source, by: selector, slot, input: input, in: &records)
      }
      if let batcher = distributed.batcher {
        let batches = try evaluator.batches(
          of: run.pointee.inputs, by: batcher, run.pointee.sizes, slot, input: input, in: &records)
        run.pointee.batchSizes = batches.sizes
        run.pointee.inputs = batches.inputs
      }
    } catch {
      // The failures of readers and paths have no prefix (recorded); those of JSONata have one, and their event.
      let failure =
        error.isEvaluation ? located(error, slot, state, at: now) : Failure(error.error, error.cause)
      return failMapRun(index, failure, at: now)
    }
    fillMapRun(index)
  }

  /// The children can start.
  private mutating func fillMapRun(_ index: MapRunID) {
    let run = mapRuns[index]
    run.pointee.isShaped = true
    switch run.pointee.keeping {
    case .nothing: break
    case .outputs: run.pointee.results = [JSON?](repeating: nil, count: run.pointee.inputs.count)
    case .descriptions:
      run.pointee.descriptions = [ChildDescription?](repeating: nil, count: run.pointee.inputs.count)
    }
    run.pointee.children = [ExecutionID](repeating: .none, count: run.pointee.inputs.count)
    if run.pointee.inputs.isEmpty {
      records.ask(.endMapRun, of: run.pointee.strand)
    } else {
      records.ask(.fillMapRun, ofMapRun: index)
    }
  }

  private mutating func read(
    _ reader: ItemReader, _ parameters: JSON, limit: Int, at now: Instant
  ) throws(QueryFailure) -> ReadItems {
    do throws(ItemReader.Unreadable) {
      let listedAt = records.clock.timestamp(of: now).secondsSinceEpoch
      return try reader.items(parameters, limit: limit, in: objects, listedAt: listedAt)
    } catch {
      throw QueryFailure(error: "States.ItemReaderFailed", cause: error.cause)
    }
  }

  // MARK: Children

  /// A child has ended; `parts` is its split of the time. The slot that it leaves is still taken.
  public mutating func childEnded(_ child: ExecutionID, _ parts: Parts, at now: Instant) {
    let execution = executions[child]
    let index = execution.pointee.mapRun
    let run = mapRuns[index]
    let item = Int(execution.pointee.mapRunItem)
    execution.pointee.mapRun = .none
    run.pointee.children[item] = .none
    run.pointee.ended += 1
    let isSuccess = execution.pointee.status == .succeeded
    if records.keepsFailurePoints { records.noteEnd(of: child, item, in: index, at: now) }
    switch run.pointee.keeping {
    case .nothing: break
    case .outputs: if isSuccess { run.pointee.results[item] = strands[execution.pointee.root].pointee.input }
    case .descriptions: run.pointee.descriptions[item] = records.describe(child, at: now)
    }
    if !isSuccess {
      run.pointee.failedItems += run.pointee.batchSizes.isEmpty ? 1 : run.pointee.batchSizes[item]
      if records.isObserved { records.seeFailure(of: child, in: index, item: item) }
      if run.pointee.exceedsTolerance {
        records.handOver(parts, of: child, to: index, at: now)
        var failure = Failure.exceededTolerance
        failure.root = execution.pointee.extra?.errorRoot ?? -1
        return failMapRun(index, failure, at: now)
      }
    }
    guard run.pointee.ended == run.pointee.inputs.count else { return }
    records.handOver(parts, of: child, to: index, at: now)
    records.ask(.endMapRun, of: run.pointee.strand)
  }

  // MARK: End

  private mutating func failMapRun(_ index: MapRunID, _ failure: Failure, at now: Instant) {
    let slot = mapRuns[index].pointee.strand
    let failed = strands[slot].pointee.needExtra().needFailed()
    failed.failure = failure
    if records.keepsFailurePoints, mapRuns[index].pointee.isShaped {
      failed.mapRun = records.mapRunPoint(index)
    }
    stopChildren(of: index, at: now)
    mapRuns[index].pointee.inputs = []
    records.ask(.endMapRun, of: slot)
  }

  /// The Map Run's end, when its overhead is over: the state has its result or its failure.
  public mutating func endMapRun(_ slot: StrandID, at now: Instant) {
    let state = self.state(slot)
    let strand = strands[slot]
    let index = strand.pointee.mapRun
    strand.pointee.mark(.overhead, at: now)
    strand.pointee.phase = .inTask
    strand.pointee.unlink()
    let failed = strand.pointee.extra?.failed
    var failure = failed?.failure
    failed?.failure = nil
    var result = JSON.null
    mapRuns[index].pointee.addEarlier()
    do throws(QueryFailure) {
      result = try mapRunResult(index)
    } catch {
      if failure == nil { failure = Failure(error.error, error.cause) }
    }
    records.releaseMapRun(index)
    let started = strand.pointee.lastEvent
    history.mapRunEnded(slot, failure, at: now, in: &records)
    if let failure { return handle(slot, failure, isOfFork: true, at: now) }
    history.forkSucceeded(slot, state, at: now, in: &records)
    strand.pointee.lastEvent = started
    leaveFork(slot, state, result: result, at: now)
  }

  /// Standard children are stopped, Express ones run out. Source: AWS developer guide, "Redriving Map Runs".
  private mutating func stopChildren(of index: MapRunID, at now: Instant) {
    let run = mapRuns[index]
    let isExpress = records.program.machines[Int(run.pointee.machine)].isExpress
    if run.pointee.keeping == .descriptions { records.describeUnfinished(of: index, isExpress: isExpress, at: now) }
    for child in run.pointee.children where !child.isNone {
      executions[child].pointee.mapRun = .none
      if !isExpress { records.stop(child: child) }
    }
    run.pointee.children = []
  }

  /// The Map is cut while its Map Run is under way, or waits to begin. What it has is written, whatever comes of that.
  mutating func cutMapRun(_ index: MapRunID, at now: Instant) {
    stopChildren(of: index, at: now)
    mapRuns[index].pointee.addEarlier()
    if mapRuns[index].pointee.hasBegun, writesObjects { _ = try? mapRunResult(index) }
    records.releaseMapRun(index)
  }

}
