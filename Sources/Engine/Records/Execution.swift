public import JSON
public import Prelude

/// One execution of a state machine.
public struct Execution: SlabRecord {
  public enum Status: UInt8, Sendable {
    case gone, running, succeeded, failed, timedOut, aborted

    /// As DescribeExecution names it.
    public var name: String {
      switch self {
      case .gone, .running: "RUNNING"
      case .succeeded: "SUCCEEDED"
      case .failed: "FAILED"
      case .timedOut: "TIMED_OUT"
      case .aborted: "ABORTED"
      }
    }
  }

  public internal(set) var key: UInt64 = 0
  public internal(set) var machine: Int32 = -1
  public internal(set) var root = StrandID.none
  /// The strand whose Task waits for this execution, valid while it has `parentGeneration`.
  public internal(set) var parent = StrandID.none
  public internal(set) var parentGeneration: UInt32 = 0
  public internal(set) var generation: UInt32 = 0
  /// The Map Run that it is a child of, while that goes on, and which of its children.
  public internal(set) var mapRun = MapRunID.none
  var mapRunItem: UInt32 = 0
  /// Events of the history so far: 32 bits of a count, read without a sign where there is no limit.
  public internal(set) var events: Int32 = 0
  var statesThisInstant: UInt32 = 0
  public internal(set) var depth: UInt16 = 0
  /// As whoever counts knows its machine at this depth.
  public internal(set) var level: UInt32 = 0
  public internal(set) var status = Status.gone
  /// The history is full; nothing more happens but the end.
  public internal(set) var isOverfull = false
  /// The outside caller at the root of it came when a run counts; see `Interpreter.Start`.
  public internal(set) var isCounted = true
  /// Its caller waits for the answer of StartSyncExecution.
  var isSynchronous = false
  /// Of an input that nobody reads, and that is not kept; 0: `input` is it.
  public internal(set) var forgottenBytes: UInt32 = 0
  /// Executions that its Tasks have started.
  public internal(set) var children: UInt32 = 0
  /// The outside caller's intended start, or the Task's first call.
  public internal(set) var firstCallAt = Instant.zero
  public internal(set) var startedAt = Instant.zero
  /// Of the last state entered.
  public internal(set) var instant = Instant.zero
  public internal(set) var input = JSON.null
  public internal(set) var extra: Extra?

  public init() {}

  /// The input of a fresh record, which holds nothing that would have to be let go.
  @inline(__always)
  mutating func begin(with input: consuming JSON) {
    let place = withUnsafeMutablePointer(to: &self.input) { $0 }
    place.initialize(to: input)
  }

  /// As JSON text.
  public var inputBytes: Int { forgottenBytes == 0 ? input.byteCount : Int(forgottenBytes) }

  /// As fresh, in place: a new record would be built and copied.
  mutating func clear() {
    input = .null
    if extra != nil { extra = nil }
    status = .gone
    root = .none
    parent = .none
    parentGeneration = 0
    events = 0
    statesThisInstant = 0
    isOverfull = false
    children = 0
    mapRun = .none
  }

  public final class Extra {
    public internal(set) var name: String?
    public internal(set) var failure: Failure?
    /// What ended it without success: a row of the ledger, innermost; -1: nothing yet.
    public internal(set) var errorRoot: Int32 = -1
    /// The row of its end without success, where somebody may redrive it; -1: none.
    var endRow: Int32 = -1
    public internal(set) var parentARN: String?
    /// The alias by which it was started.
    public internal(set) var aliasARN: String?
    /// `Execution` of the context object, once somebody has asked for it.
    public internal(set) var context: JSONObject?
    /// How often it was redriven, and when last.
    public internal(set) var redrives = 0
    public internal(set) var redrivenAt = Instant.zero
    /// Where it ended without success, if somebody may redrive it, and the Map Run that may.
    var failurePoint: FailurePoint?
    var reportsTo: (run: MapRunPoint, item: Int)?
    /// See `Records.count`.
    var counts: [Int] = []
    /// Somebody watches it.
    var isWatched = false
    /// More Tasks that wait for this execution: they started it by a name that was running already.
    public internal(set) var waiters: [(strand: StrandID, generation: UInt32)] = []
  }

  mutating func needExtra() -> Extra {
    if let extra { return extra }
    let fresh = Extra()
    extra = fresh
    return fresh
  }
}
