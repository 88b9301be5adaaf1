import CPrefetch

/// Fetches records into the cache before their turn.
///
/// Hot: where many executions are open at once, an event waits longer for what it touches than it works. What is due
/// soon is known, so that its records are fetched while others are dealt with: first the one that the entry names,
/// then, once that is there, those that it names.
public struct Prefetcher {
  private let strands: SlabTable<Strand>
  private let executions: SlabTable<Execution>
  private let calls: SlabTable<ThrottledCall>
  private let forks: SlabTable<Fork>
  private let answers: SlabTable<HeldAnswer>

  public init(_ interpreter: borrowing Interpreter) {
    strands = SlabTable(interpreter.records.strands)
    executions = SlabTable(interpreter.records.executions)
    calls = SlabTable(interpreter.records.throttledCalls)
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

  @inline(__always) public func fetch(call slot: UInt32) { prefetch_line(calls[slot]) }
  @inline(__always) public func fetch(strand slot: UInt32) { fetch(strands[StrandID(slot: slot)]) }
  @inline(__always) public func fetch(execution slot: UInt32) { fetch(executions[ExecutionID(slot: slot)]) }

  /// What an event of the strand touches besides.
  public func fetchAround(strand slot: UInt32) {
    let strand = strands[StrandID(slot: slot)]
    if strand.pointee.phase == .gone { return }
    fetch(executions[strand.pointee.execution])
    if !strand.pointee.answer.isNone { fetch(answers[strand.pointee.answer]) }
    if !strand.pointee.parent.isNone { fetch(strands[strand.pointee.parent]) }
  }

  /// What an event of the execution touches besides.
  public func fetchAround(execution slot: UInt32) {
    let execution = executions[ExecutionID(slot: slot)]
    if execution.pointee.status == .gone { return }
    if !execution.pointee.root.isNone { fetch(strands[execution.pointee.root]) }
    if !execution.pointee.parent.isNone { fetch(strands[execution.pointee.parent]) }
  }

  /// The fork that the strand is a branch of, and the branches beside it.
  public func fetchFork(strand slot: UInt32) {
    guard let fork = fork(of: StrandID(slot: slot)) else { return }
    fetch(fork)
    let strand = strands[StrandID(slot: slot)]
    fetchLinks(strand.pointee.previousSibling)
    fetchLinks(strand.pointee.nextSibling)
  }

  /// The line of a strand that names its siblings.
  @inline(__always)
  private func fetchLinks(_ strand: StrandID) {
    if !strand.isNone { prefetch_line(UnsafeRawPointer(strands[strand]) + 128) }
  }

  /// Where the strand's result goes.
  public func fetchResult(strand slot: UInt32) {
    let strand = StrandID(slot: slot)
    guard let fork = fork(of: strand), let places = fork.pointee.places else { return }
    prefetch_line(places + Int(strands[strand].pointee.item))
  }

  @inline(__always)
  private func fork(of strand: StrandID) -> UnsafeMutablePointer<Fork>? {
    if strands[strand].pointee.phase == .gone || strands[strand].pointee.parent.isNone { return nil }
    let parent = strands[strands[strand].pointee.parent]
    return parent.pointee.phase == .forked ? forks[parent.pointee.fork] : nil
  }
}
