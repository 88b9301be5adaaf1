import Prelude
import StepFunctions

/// What is recorded of stretches of a run: of the windows that somebody asks for, and of the bins of batches.
struct WindowLog {
  private(set) var windows: [WindowRecording]
  private(set) var batches: [WindowRecording]
  private let binWidth: Int64
  /// Where a window begins or ends next.
  private(set) var nextEdge: Instant
  private var edges: [Instant]
  /// By window, when it began.
  private var callsBefore: [PerStart<CallCounts>]

  let isEmpty: Bool

  init(_ plan: Plan) {
    let machineCount = plan.account.machines.count
    windows = plan.windows.map { WindowRecording($0, machineCount: machineCount) }
    batches = plan.batchBins.map { WindowRecording($0, machineCount: machineCount) }
    binWidth = batches.first.map { ($0.window.to - $0.window.from).nanoseconds } ?? 1
    isEmpty = windows.isEmpty && batches.isEmpty
    edges = plan.windows.flatMap { [$0.from, $0.to] }.sorted(by: >)
    nextEdge = edges.last ?? .never
    callsBefore = Array(repeating: PerStart(repeating: CallCounts()), count: windows.count)
  }

  mutating func add(_ execution: UnsafePointer<Tally.Finished>) {
    forEach(at: execution.pointee.firstCallAt) { $0.add(execution) }
  }

  mutating func addUnfinished(_ machine: Int, firstCallAt: Instant, at now: Instant, isOpen: Bool) {
    forEach(at: firstCallAt) { $0.addUnfinished(machine, age: (now - firstCallAt).nanoseconds, isOpen: isOpen) }
  }

  mutating func addGivenUp(_ calls: Tally.GivenUp, _ count: Int) {
    guard calls.isCounted, !isEmpty else { return }
    forEach(at: calls.firstCallAt) { $0.machines[Int(calls.machine)].rejected += count }
  }

  /// All that happened before `now` has been counted in `calls`.
  mutating func reach(_ now: Instant, _ calls: PerStart<CallCounts>) {
    while let edge = edges.last, edge <= now {
      edges.removeLast()
      for index in windows.indices {
        if windows[index].window.from == edge { callsBefore[index] = calls }
        if windows[index].window.to == edge { countCalls(index, calls) }
      }
    }
    nextEdge = edges.last ?? .never
  }

  /// The run is over, in some windows before their end.
  mutating func finish(_ calls: PerStart<CallCounts>) {
    for index in windows.indices where edges.contains(windows[index].window.to) {
      if !edges.contains(windows[index].window.from) { countCalls(index, calls) }
    }
  }

  private mutating func countCalls(_ index: Int, _ calls: PerStart<CallCounts>) {
    for action in APIAction.starts { windows[index].calls[action] = calls[action] - callsBefore[index][action] }
  }

  /// What outside callers' executions start after the end of the load belongs to the last batch.
  private mutating func forEach(at instant: Instant, _ body: (inout WindowRecording) -> Void) {
    for index in windows.indices where windows[index].window.contains(instant) { body(&windows[index]) }
    guard let first = batches.first else { return }
    let bin = Int((instant - first.window.from).nanoseconds / binWidth)
    body(&batches[min(max(bin, 0), batches.count - 1)])
  }
}
