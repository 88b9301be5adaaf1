package import Statistics
package import StepFunctions

/// What each root of a replication has brought forth. Unlike the rest of a recording, it grows with them.
package struct LedgerRecording: Sendable {
  /// A root's executions of a machine at a depth.
  package struct Row: Sendable {
    /// Index into `roots`.
    package var root: Int
    /// -1: of calls of which nobody can tell the machine.
    package var machine: Int
    package var depth: Int
    /// For the start of its executions.
    package var calls = CallCounts()
    /// The machine is a Standard one, whose executions are billed by their transitions.
    var isStandard = true
    /// States that its executions entered, and their retries: transitions of a Standard machine.
    package var steps = 0
    package var retries = 0
    package var serviceCalls = 0
    /// Events of the histories of those that have ended.
    package var events = 0
    /// Those that have ended, and those that run on.
    var ended = 0
    var open = 0
    /// What those that have ended are billed by as Express executions, or would be; see `MachineRecording`.
    package var megabyteMilliseconds = 0

    init(root: Int, machine: Int, depth: Int) {
      self.root = root
      self.machine = machine
      self.depth = depth
    }

    package var started: Int { ended + open }
    package var transitions: Int { isStandard ? steps : 0 }
    package var requests: Int { isStandard ? 0 : ended }
    package var billedMegabyteMilliseconds: Int { isStandard ? 0 : megabyteMilliseconds }
  }
  /// Of each execution of a machine that counts and has ended, whatever became of it.
  package struct Executions: Sendable {
    package var events = Sample()
    /// Nanoseconds from the start to the end.
    package var lifetime = Sample()
    package var inputBytes = Sample()

    init() {}
  }
  /// By machine.
  package var executions: [Executions] = []
  package var roots: [LedgerRoot] = []
  package var rows: [Row] = []

  init() {}

  /// Why the rows are not what the run has counted apart from them, if so.
  func brokenLaw(_ recording: Recording, calls: CallCounts, finished: Int, open: Int) -> String? {
    func sum(_ value: (Row) -> Int) -> Int { rows.reduce(0) { $0 + value($1) } }
    let laws: [(String, Int, Int)] = [
      ("admitted calls", sum(\.calls.admitted), calls.admitted),
      ("throttled calls", sum(\.calls.throttled), calls.throttled),
      ("transitions", sum(\.transitions), recording.transitions),
      ("events", sum(\.events), recording.historyEvents), ("ends", sum(\.ended), finished),
      ("open executions", sum(\.open), open),
      ("service calls", sum(\.serviceCalls), recording.services.reduce(0) { $0 + $1.calls }),
      ("requests", sum(\.requests), recording.machines.reduce(0) { $0 + $1.requests }),
      (
        "megabyte milliseconds", sum(\.billedMegabyteMilliseconds),
        recording.machines.reduce(0) { $0 + $1.billedMegabyteMilliseconds }
      ),
    ]
    guard let (name, roots, all) = laws.first(where: { $0.1 != $0.2 }) else { return nil }
    return "the \(name) of roots sum to \(roots), not to \(all)"
  }
}
