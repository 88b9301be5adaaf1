package import Engine
package import Prelude

/// What an account counts while it works, and what it hands to whoever records a run. Nothing here changes behaviour.
package struct Tally {
  package struct Calls: Hashable, Sendable {
    package var admitted = 0
    package var throttled = 0
  }
  package struct Admission {
    package var machine: Int32
    /// Throttled calls before this one.
    package var refusals: UInt32
  }
  package struct Finished {
    package var machine: Int32
    package var depth: Int
    package var status: Execution.Status
    package var firstCallAt: Instant
    package var startedAt: Instant
    package var endedAt: Instant
    package var parts: Parts
    package var historyEvents: Int
    package var inputBytes: Int
  }

  /// StartExecution so far.
  package struct Counts {
    package var admitted = 0
    package var throttled = 0
    package var expressAdmitted = 0
    package var expressThrottled = 0

    package init() {}
  }

  package var startExecution = Calls()
  package var startExpressExecution = Calls()
  /// Standard workflows: states entered and retries.
  package var transitions = 0
  package var waiting = 0
  package var peakWaiting = 0
  package var peakOpen = 0
  /// Executions started, and those that took a token and were refused for another reason.
  package var started = 0
  package var refused = 0
  /// By state of the account's table.
  package var throttledByState: [Int]
  package var errorsByState: [Int]
  /// Callers that gave up on a throttled call, by machine.
  package var rejectedByMachine: [Int]
  /// Since somebody last emptied them.
  package var admissions: ContiguousArray<Admission> = []
  package var finished: ContiguousArray<Finished> = []

  init(stateCount: Int, machineCount: Int) {
    rejectedByMachine = [Int](repeating: 0, count: machineCount)
    throttledByState = [Int](repeating: 0, count: stateCount)
    errorsByState = throttledByState
  }

  package var counts: Counts {
    var counts = Counts()
    counts.admitted = startExecution.admitted
    counts.throttled = startExecution.throttled
    counts.expressAdmitted = startExpressExecution.admitted
    counts.expressThrottled = startExpressExecution.throttled
    return counts
  }
}
