public import Prelude

/// What a redrive needs: taken down where an execution ends, and put back where it goes on.
extension Records {
  // MARK: Taking down

  /// Where the strand stands, its branches included. `hasFailed`: by what its own state has done.
  mutating func failurePoint(_ slot: StrandID, hasFailed: Bool = false) -> FailurePoint {
    let strand = strands[slot]
    let failed = strand.pointee.extra?.failed
    var fork = failed?.fork
    var mapRun = failed?.mapRun
    if strand.pointee.isLinked {
      switch strand.pointee.phase {
      case .forked, .joining: fork = forkPoint(strand.pointee.fork)
      case .inMapRun where mapRun == nil:
        let run = mapRuns[strand.pointee.mapRun]
        mapRun = run.pointee.hasBegun && run.pointee.isShaped ? mapRunPoint(strand.pointee.mapRun) : run.pointee.earlier
      default: break
      }
    }
    return FailurePoint(strand.pointee, hasFailed: hasFailed, fork: fork, mapRun: mapRun)
  }

  /// The fork as it stands, with the points of all branches that have begun and not come to their end.
  mutating func forkPoint(_ place: ForkID) -> Fork {
    var branch = forks[place].pointee.first
    while !branch.isNone {
      remember(failurePoint(branch), of: branch, in: forks[place])
      branch = strands[branch].pointee.nextSibling
    }
    return forks[place].pointee
  }

  mutating func remember(_ point: FailurePoint, of branch: StrandID, in fork: UnsafeMutablePointer<Fork>) {
    let memory = fork.pointee.memory ?? ForkMemory()
    memory.points[strands[branch].pointee.item] = point
    fork.pointee.memory = memory
  }

  /// The Map Run as it stands; children that still run report to it when they have been stopped.
  mutating func mapRunPoint(_ index: MapRunID) -> MapRunPoint {
    let run = mapRuns[index]
    let point = MapRunPoint(run.pointee)
    for (item, child) in run.pointee.children.enumerated() where !child.isNone {
      executions[child].pointee.needExtra().reportsTo = (point, run.pointee.place(of: item))
    }
    return point
  }

  /// What is left of an execution that has just ended; nil where it succeeded, is Express, or nobody asked for it.
  public mutating func redrivable(_ slot: ExecutionID, at now: Instant) -> Redrivable? {
    let execution = executions[slot]
    guard keepsFailurePoints, execution.pointee.status != .succeeded,
      !program.machines[Int(execution.pointee.machine)].isExpress, let extra = execution.pointee.extra,
      let point = extra.failurePoint
    else { return nil }
    let redrivable = Redrivable(execution.pointee, extra, point, parts(of: slot), endedAt: now)
    if let (run, item) = extra.reportsTo {
      run.children[item] = redrivable
      extra.reportsTo = nil
    }
    return redrivable
  }

  /// Notes how the child of a Map Run has ended, for a redrive of it.
  mutating func noteEnd(of child: ExecutionID, _ item: Int, in index: MapRunID, at now: Instant) {
    let place = mapRuns[index].pointee.place(of: item)
    if executions[child].pointee.status == .succeeded {
      mapRuns[index].pointee.succeeded.insert(place)
    } else {
      mapRuns[index].pointee.unsuccessful[place] = redrivable(child, at: now)
    }
  }

  // MARK: Putting back

  /// The records of an execution that runs again; where its root goes on is for whoever resumes it.
  mutating func revive(_ ended: Redrivable, at now: Instant) -> ExecutionID {
    let slot = executions.acquire()
    let execution = executions[slot]
    execution.pointee.key = ended.key
    execution.pointee.machine = ended.machine
    execution.pointee.depth = ended.depth
    execution.pointee.isCounted = ended.isCounted
    execution.pointee.status = .running
    execution.pointee.input = ended.input
    execution.pointee.firstCallAt = ended.firstCallAt
    execution.pointee.startedAt = ended.startedAt
    execution.pointee.instant = now
    execution.pointee.events = ended.events
    execution.pointee.children = ended.children
    let extra = execution.pointee.needExtra()
    extra.name = ended.extra.name
    extra.parentARN = ended.extra.parentARN
    extra.aliasARN = ended.extra.aliasARN
    // Services count its calls over all of its life.
    extra.counts = ended.extra.counts
    extra.redrives = ended.extra.redrives + 1
    extra.redrivenAt = now
    open += 1
    let root = strands.acquire()
    execution.pointee.root = root
    strands[root].pointee.execution = slot
    // What it waited for its redrive, and what of its time nobody had split up, came of its error.
    strands[root].pointee.parts = ended.parts
    strands[root].pointee.parts[.errorBackoff] += (now - ended.firstCallAt).nanoseconds - ended.parts.total
    return slot
  }

  /// Only branches that have not come to their end run: from their points, or from the start.
  mutating func resume(_ slot: StrandID, _ point: Fork, at now: Instant) {
    let strand = strands[slot]
    var fork = point
    let memory = ForkMemory()
    memory.points = point.memory?.points ?? [:]
    memory.order = (0..<point.count).compactMap { place in
      let branch = point.memory?.branch(place) ?? place
      return place >= point.next || memory.points[branch] != nil ? branch : nil
    }
    fork.memory = memory
    fork.count = UInt32(memory.order.count)
    (fork.next, fork.open, fork.first, fork.last) = (0, 0, .none, .none)
    fork.isFailing = false
    fork.failing = nil
    fork.announced = 0
    fork.startedAt = now
    fork.previousEvent = strand.pointee.lastEvent
    fork.lastEvent = strand.pointee.lastEvent
    let place = forks.acquire()
    forks[place].pointee = fork
    strand.pointee.fork = place
    strand.pointee.phase = .forked
    ask(fork.count == 0 ? .join : .fill, of: slot)
  }

  /// The same Map Run goes on with the children that have not succeeded. Source: AWS developer guide, "Redriving Map
  /// Runs": Standard children are redriven, Express ones start anew.
  mutating func resume(_ slot: StrandID, _ point: MapRunPoint) {
    let strand = strands[slot]
    let index = mapRuns.acquire()
    var run = point.run
    run.generation = mapRuns[index].pointee.generation
    run.strand = slot
    run.redrives += 1
    run.earlier = point
    run.places = run.inputs.indices.filter { !point.run.succeeded.contains($0) }
    run.inputs = run.places.map { point.run.inputs[$0] }
    if !run.batchSizes.isEmpty { run.batchSizes = run.places.map { point.run.batchSizes[$0] } }
    (run.next, run.occupied, run.ended, run.failedItems) = (0, 0, 0, 0)
    (run.children, run.pending, run.unsuccessful, run.succeeded) = ([], [], [:], [])
    (run.hasBegun, run.isDispatching, run.hasToken) = (false, false, false)
    mapRuns[index].pointee = run
    strand.pointee.mapRun = index
    strand.pointee.phase = .inMapRun
    ask(.startMapRun, of: slot)
  }

  /// The child of a redriven Map Run that comes next, where it is to be redriven.
  public mutating func nextRedrivableChild(_ index: MapRunID) -> Redrivable? {
    let run = mapRuns[index]
    guard let earlier = run.pointee.earlier, run.pointee.next < run.pointee.places.count else { return nil }
    return earlier.children[run.pointee.places[run.pointee.next]]
  }
}
