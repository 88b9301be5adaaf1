public import Engine
public import Prelude

/// What an account counts while it works, and what it hands to whoever records a run. Nothing here changes behaviour.
public struct Tally {
  public struct Admission {
    public var machine: Int32
    /// The machine of the execution that started this one; -1 where no workflow did.
    public var parent: Int32
    /// Throttled calls before this one.
    public var refusals: UInt32
    public var admittedAt: Instant
  }
  public struct Finished {
    public var machine: Int32
    public var depth: Int
    public var status: Execution.Status
    public var firstCallAt: Instant
    public var startedAt: Instant
    public var endedAt: Instant
    public var parts: Parts
    public var historyEvents: Int
    public var inputBytes: Int
  }

  public var calls = PerStart(repeating: CallCounts())
  /// Standard workflows: states entered and retries.
  public var transitions = 0
  public var waiting = 0
  public var peakWaiting = 0
  public var peakOpen = 0
  /// Executions started, and calls that took a token and started none: each token is one or the other.
  public var started = 0
  public var refused = 0
  /// Of the started: children of Map Runs, which no token was spent on.
  public var dispatched = 0
  /// Callers that gave up on a throttled call, by machine.
  public var rejectedByMachine: [Int]
  /// Since somebody last emptied them.
  public var admissions: ContiguousArray<Admission> = []
  public var finished: ContiguousArray<Finished> = []

  init(machineCount: Int) { rejectedByMachine = [Int](repeating: 0, count: machineCount) }

  /// As after `init`, with the room that the lists have.
  mutating func restart() {
    var fresh = Tally(machineCount: rejectedByMachine.count)
    swap(&fresh.admissions, &admissions)
    swap(&fresh.finished, &finished)
    fresh.admissions.removeAll(keepingCapacity: true)
    fresh.finished.removeAll(keepingCapacity: true)
    self = fresh
  }

  /// One more caller waits for its next try.
  @inlinable public mutating func callerWaits() {
    waiting += 1
    if waiting > peakWaiting { peakWaiting = waiting }
  }
}
