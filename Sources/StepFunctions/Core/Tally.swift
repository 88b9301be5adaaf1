public import Engine
public import Prelude

/// What an account counts while it works, and what it hands to whoever records a run. Nothing here changes behaviour.
public struct Tally {
  /// Admissions of one machine's counted executions by one caller.
  public struct Admissions {
    public var count = 0
    /// Of them, by calls that were never throttled.
    public var unthrottled = 0
  }
  /// Of a counted execution, by a call that had been throttled.
  public struct RetriedAdmission {
    public var machine: Int32
    /// Throttled calls before this one.
    public var refusals: UInt32
  }
  public struct Finished {
    public var machine: Int32
    public var depth: Int
    public var status: Execution.Status
    public var firstCallAt: Instant
    public var startedAt: Instant
    public var endedAt: Instant
    public var isCounted: Bool
    public var parts: Parts
    public var historyEvents: Int
    /// Where somebody is billed by them, or may be: of Express executions, and for a ledger.
    public var inputBytes: Int
    /// Executions that its Tasks started.
    public var children = 0
    /// Where it is counted.
    public var level: UInt32 = 0
    /// The row of the innermost error by which it ended, in the engine's ledger; -1: none.
    package var failure: Int32 = -1
    package var key: UInt64 = 0
  }
  /// Executions that never came to be, because their callers gave up at one instant.
  public struct GivenUp: Equatable {
    public var machine: Int32
    public var depth: Int
    public var firstCallAt: Instant
    public var at: Instant
    public var isCounted: Bool
  }

  public var calls = PerStart(repeating: CallCounts())
  /// Standard workflows: states entered and retries.
  public var transitions = 0
  /// Nanoseconds that they waited for their tokens.
  public var transitionWait: Int64 = 0
  /// Tokens that were waited for, where it took a wait, by the actions that others than starts and transitions take.
  public var paced = PerAction<Int> { _ in 0 }
  public var waiting = 0
  public var peakWaiting = 0
  public var peakOpen = 0
  /// Executions started, and calls that took a token and started none: each token is one or the other.
  public var started = 0
  public var refused = 0
  /// Of the started: children of Map Runs, which no token was spent on.
  public var dispatched = 0
  /// RedriveExecution: executions of outside callers that go on, and those of them that succeeded in the end.
  public var redrives = 0
  public var redriveSuccesses = 0
  /// Nanoseconds in which redriven executions did not run, or ran before they were counted once more.
  public var redriveGaps: Int64 = 0
  /// Ends that a redrive took back, of counted executions: by machine, as failed, timed out and aborted.
  public var takenBack: [Int: [Execution.Status: Int]] = [:]
  /// Of the executions that are open, those that are counted.
  public internal(set) var countedOpen = 0
  /// Callers that gave up on a throttled call, by machine: outside ones that are counted, and counted executions.
  public var rejectedByMachine: [Int]
  /// Since somebody last emptied them.
  public var retriedAdmissions: ContiguousArray<RetriedAdmission> = []
  public var finished: ContiguousArray<Finished> = []
  public var givenUp: [(calls: GivenUp, count: Int)] = []

  /// By machine, for each caller: first outside ones, then the account's machines. See `admissions`.
  private var admissions: [Admissions]

  init(machineCount: Int) {
    rejectedByMachine = [Int](repeating: 0, count: machineCount)
    admissions = [Admissions](repeating: Admissions(), count: (machineCount + 1) * machineCount)
  }

  /// Of a machine's executions, by the machine of the execution that started them; -1: no workflow did.
  public func admissions(of machine: Int, by parent: Int) -> Admissions {
    admissions[(parent + 1) * rejectedByMachine.count + machine]
  }

  /// An execution is started; `refusals`: throttled calls before this one.
  @inline(__always)
  mutating func admits(_ machine: Int32, by parent: Int32, refusals: UInt32, isCounted: Bool) {
    started += 1
    guard isCounted else { return }
    countedOpen &+= 1
    let place = (Int(parent) + 1) * rejectedByMachine.count + Int(machine)
    admissions[place].count &+= 1
    if refusals == 0 {
      admissions[place].unthrottled &+= 1
    } else {
      retriedAdmissions.append(RetriedAdmission(machine: machine, refusals: refusals))
    }
  }

  /// A caller gives up on an execution that it had wanted since `firstCallAt`.
  public mutating func givesUp(
    _ machine: Int32, depth: Int, firstCallAt: Instant, isCounted: Bool, at now: Instant
  ) {
    if isCounted { rejectedByMachine[Int(machine)] += 1 }
    let calls = GivenUp(machine: machine, depth: depth, firstCallAt: firstCallAt, at: now, isCounted: isCounted)
    if givenUp.last?.calls == calls {
      givenUp[givenUp.count - 1].count += 1
    } else {
      givenUp.append((calls, 1))
    }
  }

  /// As after `init`, with the room that the lists have.
  mutating func restart() {
    var fresh = Tally(machineCount: rejectedByMachine.count)
    swap(&fresh.retriedAdmissions, &retriedAdmissions)
    swap(&fresh.finished, &finished)
    fresh.retriedAdmissions.removeAll(keepingCapacity: true)
    fresh.finished.removeAll(keepingCapacity: true)
    self = fresh
  }

  /// One more caller waits for its next try.
  @inlinable public mutating func callerWaits() {
    waiting += 1
    if waiting > peakWaiting { peakWaiting = waiting }
  }
}
