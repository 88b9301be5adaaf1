import CPrefetch
import JSON

/// Fetches records into the cache before their turn.
///
/// Hot: where many executions are open at once, an event waits longer for what it touches than it works. What is due
/// soon is known, so that its records are fetched while others are dealt with: first those that the entries name, then,
/// once these are there, those that they name, in waves, each of which finds in the cache what the one before has
/// fetched.
public struct Prefetcher {
  private let strands: SlabTable<Strand>
  private let executions: SlabTable<Execution>
  private let forks: SlabTable<Fork>
  private let answers: SlabTable<HeldAnswer>

  public init(_ interpreter: borrowing Interpreter) {
    strands = SlabTable(interpreter.records.strands)
    executions = SlabTable(interpreter.records.executions)
    forks = SlabTable(interpreter.records.forks)
    answers = SlabTable(interpreter.records.answers)
  }

  @inline(__always)
  private func fetch<Record>(_ record: UnsafeMutablePointer<Record>) {
    var line = 0
    while line < MemoryLayout<Record>.size {
      prefetch_line(UnsafeRawPointer(record) + line)
      line &+= 64
    }
  }

  // MARK: What entries name

  public func fetch(_ sighted: UnsafeBufferPointer<StrandID>) {
    for strand in sighted { fetch(strands[strand]) }
  }

  public func fetch(_ sighted: UnsafeBufferPointer<ExecutionID>) {
    for execution in sighted { fetch(executions[execution]) }
  }

  // MARK: What that names

  /// What events of the executions touch besides.
  public func fetchAround(_ sighted: UnsafeBufferPointer<ExecutionID>) {
    for id in sighted {
      let execution = executions[id]
      if execution.pointee.status == .gone { continue }
      if !execution.pointee.root.isNone { fetch(strands[execution.pointee.root]) }
      if !execution.pointee.parent.isNone { fetch(strands[execution.pointee.parent]) }
    }
  }

  /// What events of the strands touch besides. The room that holds them is used up: each wave is for fewer. Branches of
  /// one fork mostly come together: what they have in common is fetched once.
  public func fetchAround(_ sighted: UnsafeMutableBufferPointer<StrandID>) {
    let branches = fetchNeighbours(sighted)
    fetchForks(UnsafeMutableBufferPointer(rebasing: sighted[..<branches]))
    fetchCallers(UnsafeMutableBufferPointer(rebasing: sighted[branches...]))
  }

  /// What the strands' records name. Puts branches in front of roots, and answers how many they are.
  private func fetchNeighbours(_ sighted: UnsafeMutableBufferPointer<StrandID>) -> Int {
    var branches = 0
    var (execution, parent) = (ExecutionID.none, StrandID.none)
    for index in sighted.indices {
      let strand = strands[sighted[index]]
      if strand.pointee.phase == .gone { continue }
      if strand.pointee.execution != execution {
        execution = strand.pointee.execution
        fetch(executions[execution])
      }
      if !strand.pointee.answer.isNone { fetch(answers[strand.pointee.answer]) }
      if strand.pointee.parent.isNone { continue }
      if strand.pointee.parent != parent {
        parent = strand.pointee.parent
        fetch(strands[parent])
      }
      sighted.swapAt(branches, index)
      branches &+= 1
    }
    return branches
  }

  /// What the end of the roots' executions touches: where the last state of one is over, the Task that waits for it
  /// goes on at that instant, and mostly ends a branch. Cold reads of it were most of what ending a branch took.
  private func fetchCallers(_ roots: UnsafeMutableBufferPointer<StrandID>) {
    var callers = 0
    for id in roots where strands[id].pointee.phase != .gone {
      let caller = executions[strands[id].pointee.execution].pointee.parent
      if caller.isNone { continue }
      fetch(strands[caller])
      roots[callers] = caller
      callers &+= 1
    }
    let around = UnsafeMutableBufferPointer(rebasing: roots[..<callers])
    fetchForks(UnsafeMutableBufferPointer(rebasing: around[..<fetchNeighbours(around)]))
  }

  /// The forks of which the strands are branches, and the branches beside them.
  private func fetchForks(_ branches: UnsafeMutableBufferPointer<StrandID>) {
    var running = 0
    var (parent, isForked) = (StrandID.none, false)
    for id in branches {
      let strand = strands[id]
      if strand.pointee.parent != parent {
        parent = strand.pointee.parent
        isForked = strands[parent].pointee.phase == .forked
        if isForked { fetch(forks[strands[parent].pointee.fork]) }
      }
      guard isForked else { continue }
      fetchLinks(strand.pointee.previousSibling)
      fetchLinks(strand.pointee.nextSibling)
      branches[running] = id
      running &+= 1
    }
    // Where the results of the strands go.
    parent = .none
    var places: UnsafeMutablePointer<JSON>?
    for index in 0..<running {
      let strand = strands[branches[index]]
      if strand.pointee.parent != parent {
        parent = strand.pointee.parent
        places = forks[strands[parent].pointee.fork].pointee.places
      }
      if let places { prefetch_line(places + Int(strand.pointee.item)) }
    }
  }

  /// The line of a strand that names its siblings.
  @inline(__always)
  private func fetchLinks(_ strand: StrandID) {
    if !strand.isNone { prefetch_line(UnsafeRawPointer(strands[strand]) + 128) }
  }
}
