import Engine
import Prelude
package import Statistics
package import StepFunctions

/// What one replication leaves behind: counts, samples and series of bounded size. Machines, Tasks, errors and outcomes
/// are those of the executions that count; calls, series, bills and what else is of the run cover all of it.
package struct Recording: Sendable {
  package var replication: Int
  package var calls = PerStart(repeating: CallCounts())
  /// One per machine of the account, in the scenario's order.
  package var machines: [MachineRecording]
  /// One per Task state of each machine, in the order of the definition.
  package var tasks: [TaskRecording]
  /// Latency of every finished execution by nesting depth, 0 for those that outside callers start.
  package var latencyByDepth: [Sample] = []
  /// Standard workflows: states entered and retries.
  package internal(set) var transitions = 0
  /// States entered by executions of either type, retries not among them.
  var statesEntered = 0
  /// Most executions open at once.
  package var peakOpen = 0
  /// Most callers (Tasks and outside callers) in backoff at once.
  var peakWaiting = 0
  /// When the last execution ended.
  var makespan = Span.zero
  /// When the last outside caller had its outcome; executions that nobody waits for may run on.
  var lastRootEnd = Span.zero
  var historyEvents = 0
  package var largestHistory = 0
  var series: TimeSeries
  /// One per level at which anything was called or ended, as `TimeSeries.levels`.
  package var levels: [LevelRecording] = []
  /// One per service of the account.
  package var services: [ServiceRecording] = []
  /// One per stream of the load that has an admission.
  package var admissions: [AdmissionRecording] = []
  /// Tokens taken of the actions that neither start executions nor enter states: by `APIAction.rawValue`, and empty
  /// where there were none.
  package var paced: [Int] = []
  /// What went wrong, in the order in which it first did.
  package var errors: [ErrorRecord] = []
  package var outside = OutsideCounts()
  /// Dollars; see `Metric.costPerExecution`.
  var costPerExecution = Double.nan
  /// Where the plan has it kept.
  package var ledger: LedgerRecording? {
    get { ledgers.first }
    set { ledgers = newValue.map { [$0] } ?? [] }
  }
  // Lists, so that who has none keeps a word for it.
  private var ledgers: [LedgerRecording] = []
  /// As `Plan.windows`.
  var windows: [WindowRecording] = []
  /// Only where the plan asks for it.
  package var backlog: BacklogSeries? {
    get { backlogs.first }
    set { backlogs = newValue.map { [$0] } ?? [] }
  }
  private var backlogs: [BacklogSeries] = []
  /// Only where the plan asks for it, until the replications are put together.
  var exemplars: [ExemplarTable] = []
  /// Bins of equal length that batches are put together of, where a run is alone; empty elsewhere.
  var batches: [WindowRecording] = []

  init(replication: Int, machines: [MachineRecording], tasks: [TaskRecording], series: TimeSeries) {
    self.replication = replication
    self.machines = machines
    self.tasks = tasks
    self.series = series
  }
}

package struct MachineRecording: Sendable {
  package var started = 0
  package var succeeded = 0
  package var failed = 0
  package var timedOut = 0
  package var aborted = 0
  /// Callers that gave up: outside callers out of retries, and Tasks whose retrier was spent on throttling.
  package var rejected = 0
  package var running = 0
  /// Outside callers that were still in backoff when the run ended.
  package var waiting = 0
  /// Nanoseconds from the first call (the intended start) to the end; succeeded executions.
  package var latency = Sample()
  /// Nanoseconds from admission to the end; the same executions.
  package var duration = Sample()
  /// Throttled calls per call that was admitted in the end.
  package var retriesPerAdmittedCall = Sample()
  /// Sums over the executions counted in `latency` of where their time went, nanoseconds, indexed by `Part.rawValue`.
  package var parts = [Double](repeating: 0, count: Part.allCases.count)
  /// The longest history of one execution.
  package var largestHistory = 0
  /// Of the started: how many executions of each machine of the account started them; the rest had outside callers.
  package var startedBy: [Int]
  /// Wanted and not over, callers in backoff among them: at the end of the warm-up, and at the end of the run.
  package var inSystemAtWarmup = 0
  package var inSystemAtEnd = 0
  /// Nanoseconds since their intended start, of those that were wanted after the warm-up and were not over at the end.
  package var unfinishedAges = Sample()
  /// Express billing: requests and 100 ms-rounded duration × 64 MB-rounded memory.
  package var requests = 0
  package var billedMilliseconds = 0
  package var billedMegabyteMilliseconds = 0

  /// Ends that a redrive took back: they count nowhere else but among the errors.
  var takenBack: [Execution.Status: Int] = [:]

  init(machineCount: Int = 0) { startedBy = [Int](repeating: 0, count: machineCount) }
}

package struct TaskRecording: Sendable {
  package var machine: Int
  package var state: String
  package var resource: String
  /// Attempts per visit of the state, 1 when nothing was retried.
  package var attempts = Sample()
  package var errors = 0
  package var throttled = 0
  /// What it calls, as an index into the account's services, where that is the same in every call.
  package var service: Int?

  init(machine: Int, state: String, resource: String) {
    self.machine = machine
    self.state = state
    self.resource = resource
  }
}

/// A level, which is a machine at a nesting depth, in one replication.
package struct LevelRecording: Equatable, Sendable {
  package var machine: Int
  package var depth: Int
  /// For the start of its executions.
  package var calls = CallCounts()
  /// Of its executions, where the machine is a Standard one: states entered and retries.
  package var transitions = 0
  package var retries = 0
  /// Executions that never came to be, because their callers gave up.
  package var givenUp = 0
  /// Events of the histories of those that have ended.
  package var events = 0
  /// Those that have ended, whatever became of them, those that run on, and the executions that the ended ones' Tasks
  /// had started.
  package var ended = 0
  package var open = 0
  package var children = 0
  /// Nanoseconds on their critical path after throttled calls and other errors, of those whose latency counts.
  package var backoff = 0.0

  package init(machine: Int, depth: Int) {
    self.machine = machine
    self.depth = depth
  }

  package mutating func add(_ other: Self) {
    calls = calls + other.calls
    transitions += other.transitions
    retries += other.retries
    givenUp += other.givenUp
    events += other.events
    ended += other.ended
    open += other.open
    children += other.children
    backoff += other.backoff
  }
}

/// A service in one replication.
package struct ServiceRecording: Equatable, Sendable {
  package var calls = 0
  /// Nanoseconds that these calls take.
  package var busy: Int64 = 0
  /// Calls that were turned away, and are not among `calls`.
  package var refused = 0
  /// Calls that still stand in line when the run ends; they are not among `calls`.
  package var queued = 0
  /// Of a function: calls that found no warm environment.
  package var coldStarts = 0
  /// Of a function: of `refused`.
  package var refusals = FunctionRefusals()
}

extension Recording {
  /// Of Standard workflows.
  package func retries() -> Int { levels.reduce(0) { $0 + ($1.transitions > 0 ? $1.retries : 0) } }
}
