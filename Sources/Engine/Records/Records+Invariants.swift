/// What holds of the records whenever nothing is being done to them: a walk over all of them, for tests and the fuzzer.
extension Records {
  /// The first invariant that is broken; nil: all hold.
  public mutating func brokenInvariant() -> String? {
    brokenStrand() ?? brokenExecution() ?? brokenMapRun() ?? brokenFreeSlot()
  }

  private mutating func brokenStrand() -> String? {
    var holders: Set<AnswerID> = []
    for id in strands.handles {
      let strand = strands[id].pointee
      if strand.phase == .gone { continue }
      guard executions[strand.execution].pointee.status != .gone else { return "a strand of a free execution" }
      if !strand.answer.isNone {
        guard holders.insert(strand.answer).inserted else { return "an answer for two strands" }
        guard strand.phase == .inTask || strand.phase == .notified else { return "an answer that nobody waits for" }
      }
      switch strand.phase {
      case .gone, .entering, .backingOff, .waiting, .ending, .notified: break
      case .throttled where strand.isLinked:
        guard throttledCalls[strand.call].pointee.strand == id else { return "a throttled call of another strand" }
      case .throttled, .inTask: break
      case .forked, .joining:
        if let broken = brokenFork(of: id, strand) { return broken }
      case .inMapRun:
        guard mapRuns[strand.mapRun].pointee.strand == id else { return "a Map Run of another strand" }
      }
    }
    return nil
  }

  private mutating func brokenFork(of id: StrandID, _ strand: Strand) -> String? {
    let fork = forks[strand.fork]
    var (branch, previous, count) = (fork.pointee.first, StrandID.none, 0)
    while !branch.isNone {
      let record = strands[branch].pointee
      guard record.parent == id, record.phase != .gone else { return "a branch of another strand" }
      guard record.execution == strand.execution else { return "a branch of another execution" }
      guard record.previousSibling == previous else { return "a branch that does not know the one before it" }
      count += 1
      guard count <= fork.pointee.count else { return "more branches than there are" }
      (previous, branch) = (branch, record.nextSibling)
    }
    return fork.pointee.last == previous ? nil : "a last branch that is not the last"
  }

  private mutating func brokenExecution() -> String? {
    var running = 0
    for id in executions.handles where executions[id].pointee.status == .running {
      running += 1
      let execution = executions[id].pointee
      guard !execution.root.isNone, strands[execution.root].pointee.execution == id else {
        return "a running execution without its root"
      }
      guard strands[execution.root].pointee.parent.isNone else { return "a root with a parent" }
      guard execution.mapRun.isNone || !mapRuns[execution.mapRun].pointee.strand.isNone else {
        return "a child of a Map Run that is gone"
      }
    }
    return running == open ? nil : "\(open) executions are counted as open, and \(running) are"
  }

  private mutating func brokenMapRun() -> String? {
    var begun = 0
    for id in mapRuns.handles where !mapRuns[id].pointee.strand.isNone {
      let run = mapRuns[id]
      if run.pointee.hasBegun { begun += 1 }
      for child in run.pointee.children where !child.isNone && executions[child].pointee.mapRun != id {
        return "a child of another Map Run"
      }
    }
    guard begun == openMapRuns else { return "\(openMapRuns) Map Runs are counted as open, and \(begun) are" }
    let failing = forks.handles.reduce(0) { $0 + (forks[$1].pointee.isFailing ? 1 : 0) }
    return failing == failingForks ? nil : "\(failingForks) forks are counted as failing, and \(failing) are"
  }

  private mutating func brokenFreeSlot() -> String? {
    var seen: Set<StrandID> = []
    for id in strands.freeHandles {
      guard seen.insert(id).inserted else { return "a strand that is free twice" }
      guard strands[id].pointee.phase == .gone else { return "a live strand in a free slot" }
    }
    for id in executions.freeHandles where executions[id].pointee.status != .gone {
      return "a live execution in a free slot"
    }
    for id in mapRuns.freeHandles where !mapRuns[id].pointee.strand.isNone { return "a live Map Run in a free slot" }
    return nil
  }
}
