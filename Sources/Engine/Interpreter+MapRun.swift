public import JSON
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
      let input = try effectiveInput(slot, state)
      var run = MapRun()
      if distributed.reader == nil { run.inputs = try items(of: map, slot, input: input) }
      run.concurrency = Int(try concurrency(map, slot, input: input, allowed: limits.mapRunConcurrency))
      recordForkStarted(slot, isMap: true, count: run.inputs.count, at: now)
      let strand = strands[slot]
      if executions[strand.pointee.execution].pointee.isOverfull { return }
      run.toleratedCount = try tolerated(distributed.toleratedCount, slot, input: input, isPercentage: false)
      run.toleratedPercentage = try tolerated(distributed.toleratedPercentage, slot, input: input, isPercentage: true)
      run.sizes = try sizes(of: distributed, slot, input: input)
      // Each visit, and each retry, is another Map Run, which draws anew.
      strand.pointee.key = Self.mix(strand.pointee.key, UInt64(strand.pointee.state &- state.pointee.base))
      run.key = Self.mix(strand.pointee.key, Self.mapRunSalt)
      run.strand = slot
      run.machine = state.pointee.childMachine
      let depth = executions[strand.pointee.execution].pointee.depth
      run.depth = depth == .max ? depth : depth + 1
      let index = mapRuns.acquire()
      run.generation = mapRuns[index].pointee.generation
      mapRuns[index].pointee = run
      strand.pointee.mapRun = index
      strand.pointee.phase = .inMapRun
      strand.pointee.mark(.overhead, at: now)
      ask(.startMapRun, of: slot)
    } catch {
      handle(slot, located(error, slot, state, at: now), isOfFork: error.isEvaluation, at: now)
    }
  }

  /// Apart from the keys of the strand's own retries.
  private static let mapRunSalt: UInt64 = 0x4D61_7052_756E

  mutating func tolerated(
    _ source: NumberSource?, _ slot: StrandID, input: JSON, isPercentage: Bool
  ) throws(QueryFailure) -> Double? {
    let field = isPercentage ? "ToleratedFailurePercentagePath" : "ToleratedFailureCountPath"
    guard let number = try number(source, slot, input: input, field: field, isWhole: !isPercentage) else { return nil }
    if isPercentage, !(0...100).contains(number) {
      throw .runtime("ToleratedFailurePercentage must be between 0 and 100.")
    }
    if number < 0 { throw .runtime("ToleratedFailureCount cannot be negative.") }
    return number
  }

  /// How many items a Map Run reads, and how large its batches are. What is no number fails the state before its Map
  /// Run (recorded on AWS for MaxItemsPath, likely for the others).
  mutating func sizes(of map: DistributedMap, _ slot: StrandID, input: JSON) throws(QueryFailure) -> MapRun.Sizes {
    MapRun.Sizes(
      items: try number(map.reader?.maxItems, slot, input: input, field: "MaxItemsPath"),
      batchItems: try number(map.batcher?.maxItems, slot, input: input, field: "MaxItemsPerBatchPath"),
      batchBytes: try number(map.batcher?.maxBytes, slot, input: input, field: "MaxInputBytesPerBatchPath"))
  }

  /// A number, or text that is one, a whole one not beyond what 32 bits can count. `field`: the one with its path.
  private mutating func number(
    _ source: NumberSource?, _ slot: StrandID, input: JSON, field: String, isWhole: Bool = true
  ) throws(QueryFailure) -> Double? {
    switch source {
    case nil: return nil
    case .fixed(let number): return number
    case .expression(let expression):
      if isWhole {
        let mayBeNegative = MapRun.Sizes.fields.contains(field)
        return Double(min(try wholeNumber(expression, slot, mayBeNegative: mayBeNegative), Int(Int32.max)))
      }
      return try evaluate(expression, slot, expecting: .number).number
    case .path(let path):
      let value = try evaluate(path, slot, input: input)
      let number = value.number ?? .nan
      let limit = isWhole ? Double(Int32.max) : Double(Float.greatestFiniteMagnitude)
      guard abs(number) <= limit, !isWhole || number == number.rounded() else {
        throw .runtime(
          "The \(field) field refers to value \"\(value.unquoted)\" which is not a valid "
            + "\(isWhole ? "integer" : "float"): \(path.text)")
      }
      return number
    }
  }

  /// The Map Run has its token and its place: reads the items, and makes the children's inputs of them.
  public mutating func beginMapRun(_ slot: StrandID, pace: TokenBucket?, at now: Instant) {
    let state = self.state(slot)
    let strand = strands[slot]
    let index = strand.pointee.mapRun
    let run = mapRuns[index]
    guard case .map(let map) = state.pointee.source.action, let distributed = map.distributed else { return }
    openMapRuns += 1
    run.pointee.hasBegun = true
    let arn = keepsHistory ? mapRunARN(index) : ""
    if run.pointee.earlier == nil {
      recordMapRunStarted(slot, arn: arn, at: now)
    } else {
      recordMapRunRedriven(slot, arn: arn, count: run.pointee.redrives, at: now)
    }
    if executions[strand.pointee.execution].pointee.isOverfull { return }
    run.pointee.pace = pace
    if run.pointee.earlier != nil { return fillMapRun(index) }
    run.pointee.keeping = keeping(distributed, state)
    strand.pointee.mark(.overhead, at: now)
    do throws(QueryFailure) {
      let input = try effectiveInput(slot, state)
      var source: ItemSource = "STATE_DATA"
      if let reader = distributed.reader {
        let parameters = try evaluate(reader.parameters, slot, input: input)
        let read = try read(reader, parameters, limit: run.pointee.sizes.itemLimit(), at: now)
        source = read.source
        run.pointee.inputs = read.items
      }
      run.pointee.itemCount = run.pointee.inputs.count
      if let selector = map.itemSelector {
        run.pointee.inputs = try shaped(run.pointee.inputs, from: source, by: selector, slot, input: input)
      }
      if let batcher = distributed.batcher {
        let batches = try batches(of: run.pointee.inputs, by: batcher, run.pointee.sizes, slot, input: input)
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
      ask(.endMapRun, of: run.pointee.strand)
    } else {
      ask(.fillMapRun, ofMapRun: index)
    }
  }

  private mutating func read(
    _ reader: ItemReader, _ parameters: JSON, limit: Int, at now: Instant
  ) throws(QueryFailure) -> ReadItems {
    do throws(ItemReader.Unreadable) {
      let listedAt = timestamp(now).secondsSinceEpoch
      return try reader.items(parameters, limit: limit, in: objects, listedAt: listedAt)
    } catch {
      throw QueryFailure(error: "States.ItemReaderFailed", cause: error.cause)
    }
  }

  /// ItemSelector, applied to every item. `source`: what the context object says of where the items come from, which an
  /// inline Map leaves unsaid.
  mutating func shaped(
    _ items: [JSON], from source: ItemSource?, by selector: Template, _ slot: StrandID, input: JSON
  ) throws(QueryFailure) -> [JSON] {
    var scope = scope(slot, for: .anything, input: input)
    let around = contextObject(slot, for: .anything)
    var shaped: [JSON] = []
    shaped.reserveCapacity(items.count)
    for (place, item) in items.enumerated() {
      let context = around.with(.init(index: place, value: item, source: source?.name(at: place)))
      scope.context = QueryContext(.deferred(context), variables: scope.variables)
      switch selector {
      case .jsonPath(let template):
        shaped.append(try template.evaluate(input: input, context: scope.context, entropy: &scope.entropy))
      case .jsonata(let template): shaped.append(try template.evaluate(in: &scope))
      }
    }
    return shaped
  }

  /// Source: AWS developer guide, "ItemBatcher": a batch is full by its items or by its bytes, whichever comes first.
  mutating func batches(
    of items: [JSON], by batcher: ItemBatcher, _ sizes: MapRun.Sizes, _ slot: StrandID, input: JSON
  ) throws(QueryFailure) -> (inputs: [JSON], sizes: [Int]) {
    let (mostItems, mostBytes) = try sizes.batchLimits()
    let shared: JSON? = if let template = batcher.input { try evaluate(template, slot, input: input) } else { nil }
    let fixedBytes = Self.batch([], shared).byteCount
    var batches: [[JSON]] = []
    var bytes = 0
    for item in items {
      let size = item.byteCount
      // A comma stands before every item but the first.
      if let last = batches.last, Double(last.count) < mostItems, Double(bytes + 1 + size) <= mostBytes {
        batches[batches.count - 1].append(item)
        bytes += 1 + size
      } else {
        batches.append([item])
        bytes = fixedBytes + size
      }
    }
    return (batches.map { Self.batch($0, shared) }, batches.map(\.count))
  }

  /// The input of a child that gets several items; its members are in this order (recorded).
  private static func batch(_ items: [JSON], _ shared: JSON?) -> JSON {
    let items = JSON.array(items)
    return if let shared { ["BatchInput": shared, "Items": items] } else { ["Items": items] }
  }

  // MARK: Children

  /// The account has started the next child.
  public mutating func childStarted(_ index: MapRunID, _ child: ExecutionID) {
    let run = mapRuns[index]
    // Executions that start one another without time moving on are a loop, through Map Runs too.
    let outer = executions[strands[run.pointee.strand].pointee.execution]
    if outer.pointee.instant == executions[child].pointee.startedAt {
      executions[child].pointee.statesThisInstant = outer.pointee.statesThisInstant
    }
    executions[child].pointee.mapRun = index
    executions[child].pointee.mapRunItem = UInt32(run.pointee.next)
    run.pointee.children[run.pointee.next] = child
    run.pointee.next += 1
    run.pointee.occupied += 1
    run.pointee.hasToken = false
  }

  public func childInput(_ index: MapRunID) -> JSON { mapRuns[index].pointee.inputs[mapRuns[index].pointee.next] }

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
    if keepsFailurePoints { noteEnd(of: child, item, in: index, at: now) }
    switch run.pointee.keeping {
    case .nothing: break
    case .outputs: if isSuccess { run.pointee.results[item] = strands[execution.pointee.root].pointee.input }
    case .descriptions: run.pointee.descriptions[item] = describe(child, at: now)
    }
    if !isSuccess {
      run.pointee.failedItems += run.pointee.batchSizes.isEmpty ? 1 : run.pointee.batchSizes[item]
      if run.pointee.exceedsTolerance {
        handOver(parts, of: child, to: index, at: now)
        return failMapRun(index, .exceededTolerance, at: now)
      }
    }
    guard run.pointee.ended == run.pointee.inputs.count else { return }
    handOver(parts, of: child, to: index, at: now)
    ask(.endMapRun, of: run.pointee.strand)
  }

  /// The child that ended the Map Run is the critical one.
  private mutating func handOver(_ parts: Parts, of child: ExecutionID, to index: MapRunID, at now: Instant) {
    let strand = strands[mapRuns[index].pointee.strand]
    // A child that was ended from outside has no split.
    if executions[child].pointee.root.isNone { return strand.pointee.mark(.overhead, at: now) }
    let waited = executions[child].pointee.startedAt - strand.pointee.markedAt
    strand.pointee.parts[.mapSlot] &+= waited.nanoseconds
    strand.pointee.parts += parts
    strand.pointee.markedAt = now
    strand.pointee.reason = .overhead
  }

  // MARK: End

  private mutating func failMapRun(_ index: MapRunID, _ failure: Failure, at now: Instant) {
    let slot = mapRuns[index].pointee.strand
    strands[slot].pointee.needExtra().failure = failure
    if keepsFailurePoints, mapRuns[index].pointee.isShaped {
      strands[slot].pointee.needExtra().failedMapRun = mapRunPoint(index)
    }
    stopChildren(of: index, at: now)
    mapRuns[index].pointee.inputs = []
    ask(.endMapRun, of: slot)
  }

  /// The Map Run's end, when its overhead is over: the state has its result or its failure.
  public mutating func endMapRun(_ slot: StrandID, at now: Instant) {
    let state = self.state(slot)
    let strand = strands[slot]
    let index = strand.pointee.mapRun
    strand.pointee.mark(.overhead, at: now)
    strand.pointee.phase = .inTask
    strand.pointee.unlink()
    var failure = strand.pointee.extra?.failure
    strand.pointee.extra?.failure = nil
    var result = JSON.null
    mapRuns[index].pointee.addEarlier()
    do throws(QueryFailure) {
      result = try mapRunResult(index)
    } catch {
      if failure == nil { failure = Failure(error.error, error.cause) }
    }
    releaseMapRun(index)
    let started = strand.pointee.lastEvent
    recordMapRunEnded(slot, failure, at: now)
    if let failure { return handle(slot, failure, isOfFork: true, at: now) }
    recordForkSucceeded(slot, state, at: now)
    strand.pointee.lastEvent = started
    leaveFork(slot, state, result: result, at: now)
  }

  /// Standard children are stopped, Express ones run out. Source: AWS developer guide, "Redriving Map Runs".
  private mutating func stopChildren(of index: MapRunID, at now: Instant) {
    let run = mapRuns[index]
    let isExpress = program.machines[Int(run.pointee.machine)].isExpress
    if run.pointee.keeping == .descriptions { describeUnfinished(of: index, isExpress: isExpress, at: now) }
    for child in run.pointee.children where !child.isNone {
      executions[child].pointee.mapRun = .none
      if !isExpress { stop(child: child) }
    }
    run.pointee.children = []
  }

  /// The Map is cut while its Map Run is under way, or waits to begin. What it has is written, whatever comes of that.
  mutating func cutMapRun(_ index: MapRunID, at now: Instant) {
    stopChildren(of: index, at: now)
    mapRuns[index].pointee.addEarlier()
    if mapRuns[index].pointee.hasBegun, writesObjects { _ = try? mapRunResult(index) }
    releaseMapRun(index)
  }

  private mutating func releaseMapRun(_ index: MapRunID) {
    let run = mapRuns[index]
    let hadBegun = run.pointee.hasBegun
    let generation = (run.pointee.generation &+ 1) & Self.generationMask
    run.pointee = MapRun()
    run.pointee.generation = generation
    mapRuns.release(index)
    guard hadBegun else { return }
    openMapRuns -= 1
    ask(.mapRunEnded, ofMapRun: index)
  }

  /// `arn:…:mapRun:Machine/Label:uuid`.
  func mapRunARN(_ index: MapRunID) -> String {
    let machine = program.machines + Int(mapRuns[index].pointee.machine)
    return machine.pointee.arn(of: "mapRun", mapRunID(index))
  }

  func mapRunID(_ index: MapRunID) -> String {
    var entropy = Entropy(seed: mapRuns[index].pointee.key)
    return entropy.uuid()
  }
}
