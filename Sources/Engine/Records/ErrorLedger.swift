/// What went wrong in a run: a row for each state, error and root of it, which counts what became of it. Every error of
/// a state ends in one of three ways: a retrier takes it, a catcher does, or it ends its scope, and with the outermost
/// scope the execution.
///
/// A run without errors pays nothing. Errors may be named by data, so that rows are bounded: what comes after
/// `rowsPerState` others of its state goes to one row that has no name.
public struct ErrorLedger {
  public enum Kind: UInt8, Sendable {
    /// Met by a state.
    case error
    /// A refused start. The retries of one are counted where they are made: nearly every event of a run under overload.
    case throttle
    /// The end of an execution that no error of a state stands for.
    case historyFull, timeout, abort
    /// Errors by other names, of a state that has more of them than are kept.
    case others
  }

  public struct Row {
    public let kind: Kind
    /// In the account's table; -1 where an execution has ended before its first state.
    public let state: Int32
    public let machine: Int32
    public let error: String?
    /// Of executions that whoever records the run counts.
    public let isCounted: Bool
    /// The row of the innermost error that this one came of; -1: itself.
    public let root: Int32
    public var retried = 0
    public var caught = 0
    /// Ended their scope; and those of them that ended the execution.
    public var fatal = 0
    public var ended = 0
    /// Of these, executions that outside callers had started.
    public var endedOutside = 0
    /// Of the visits that it ended: attempts of the state.
    public var attempts = 0
    /// The first one: the execution that met it, and its cause, where it has one of its own.
    public internal(set) var execution = ""
    public internal(set) var cause: String?
    /// Of the same state; -1: none.
    fileprivate var next: Int32 = -1
  }

  /// Of all rows together.
  public struct Totals: Equatable, Sendable {
    public var retried = 0
    public var caught = 0
    public var fatal = 0
    public var ended = 0
    public init() {}
  }

  public static let rowsPerState = 64
  /// Characters of a cause: a line or three.
  static let causeLength = 240

  public private(set) var rows: ContiguousArray<Row> = []
  public internal(set) var totals = Totals()
  /// By state, the first row and how many there are: of counted executions, and then of others.
  private var firstOfState: ContiguousArray<(row: Int32, count: Int32)>

  init(stateCount: Int) { firstOfState = ContiguousArray(repeating: (-1, 0), count: 2 * (stateCount + 1)) }

  private static func place(_ state: Int32, isCounted: Bool) -> Int { 2 * (Int(state) + 1) + (isCounted ? 0 : 1) }

  mutating func removeAll() {
    totals = Totals()
    for row in rows { firstOfState[Self.place(row.state, isCounted: row.isCounted)] = (-1, 0) }
    rows.removeAll(keepingCapacity: true)
  }

  subscript(row: Int32) -> Row {
    @inline(__always) get { rows[Int(row)] }
    @inline(__always) _modify { yield &rows[Int(row)] }
  }

  /// The row of the innermost error.
  func root(of row: Int32) -> Int32 { rows[Int(row)].root < 0 ? row : rows[Int(row)].root }

  /// The row, and whether it is new: then somebody has to say which execution met it.
  mutating func row(
    _ kind: Kind, state: Int32, machine: Int32, error: String?, root: Int32, isCounted: Bool
  ) -> (row: Int32, isNew: Bool) {
    let place = Self.place(state, isCounted: isCounted)
    var last: Int32 = -1
    var next = firstOfState[place].row
    while next >= 0 {
      let row = rows[Int(next)]
      let isSame = row.kind == kind && row.root == root && row.machine == machine && row.error == error
      if isSame || row.kind == .others && kind == .error { return (next, false) }
      last = next
      next = row.next
    }
    let isFull = kind == .error && firstOfState[place].count >= Self.rowsPerState
    let fresh = Int32(rows.count)
    rows.append(
      Row(
        kind: isFull ? .others : kind, state: state, machine: machine, error: isFull ? nil : error,
        isCounted: isCounted, root: isFull ? -1 : root))
    firstOfState[place].count += 1
    if last < 0 { firstOfState[place].row = fresh } else { rows[Int(last)].next = fresh }
    return (fresh, true)
  }
}

/// Where an error meets Retry, Catch and the end of its scope.
extension Interpreter {
  enum End { case retried, caught, fatal }

  /// Counts an error of the state that a strand is in; what is made of it later leads back to it. Answers its row.
  @discardableResult
  mutating func count(_ failure: inout Failure, _ end: End, of slot: StrandID) -> Int32 {
    let strand = strands[slot]
    // An iteration whose ItemSelector failed has no state yet: its Map has.
    let state = strand.pointee.state >= 0 ? strand.pointee.state : strands[strand.pointee.parent].pointee.state
    let execution = strand.pointee.execution
    let machine = executions[execution].pointee.machine
    let (row, isNew) = errors.row(
      failure.isThrottle ? .throttle : .error, state: state, machine: machine, error: failure.error,
      root: failure.root, isCounted: executions[execution].pointee.isCounted)
    if isNew { describe(row, execution, cause: failure.root < 0 ? failure.cause : .none) }
    if failure.root < 0 { failure.root = row }
    switch end {
    case .retried:
      errors[row].retried += 1
      errors.totals.retried += 1
      return row
    case .caught:
      errors[row].caught += 1
      errors.totals.caught += 1
    case .fatal:
      errors[row].fatal += 1
      errors.totals.fatal += 1
    }
    errors[row].attempts += Int(strand.pointee.attempts) + 1
    return row
  }

  /// An error ends its execution.
  mutating func countEnd(_ failure: inout Failure, of slot: StrandID) {
    let row = count(&failure, .fatal, of: slot)
    ends(row, strands[slot].pointee.execution)
  }

  private mutating func ends(_ row: Int32, _ execution: ExecutionID) {
    errors[row].ended += 1
    if executions[execution].pointee.depth == 0 { errors[row].endedOutside += 1 }
    errors.totals.ended += 1
    if records.keepsFailurePoints { executions[execution].pointee.needExtra().endRow = row }
  }

  /// The end of an execution from outside, in the state that its root is in now.
  mutating func countEnd(_ kind: ErrorLedger.Kind, of slot: ExecutionID, error: String? = nil, cause: Cause = .none) {
    let execution = executions[slot]
    let root = execution.pointee.root
    let (row, isNew) = errors.row(
      kind, state: root.isNone ? -1 : strands[root].pointee.state, machine: execution.pointee.machine, error: error,
      root: -1, isCounted: execution.pointee.isCounted)
    if isNew { describe(row, slot, cause: cause) }
    errors[row].fatal += 1
    errors.totals.fatal += 1
    ends(row, slot)
    execution.pointee.needExtra().errorRoot = row
  }

  /// The first of a row stands for all. Of a nested failure the innermost one has the cause that explains it.
  private mutating func describe(_ row: Int32, _ execution: ExecutionID, cause: Cause) {
    errors[row].execution = records.identity(execution).name
    if case .text(let text) = cause { errors[row].cause = String(text.prefix(ErrorLedger.causeLength)) }
  }
}
