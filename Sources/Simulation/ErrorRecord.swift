import Engine
import Prelude
import StatesLanguage
import StepFunctions

/// One way in which work went wrong in one replication: where, how often, and what became of it.
package struct ErrorRecord: Sendable {
  /// As files write it.
  package enum Kind: String, CaseIterable, Sendable {
    /// Of a state: a retrier or a catcher took it, or it ended its scope.
    case error
    /// A state's start that was refused for want of a token.
    case throttled
    /// What ended executions without an error of a state.
    case historyFull, timedOut, expressLimit, aborted
    /// Outside callers that gave up: their executions never came to be.
    case rejected
    /// Tasks that waited for the answer to their token when the run ended.
    case unanswered
    /// Errors by other names, of a state that has more of them than are kept.
    case others
  }
  package struct Place: Hashable, Sendable {
    /// Index into the account's machines.
    package var machine: Int
    /// Empty where it is the execution's, or an outside caller's.
    package var state: String
    package var kind: Kind
    package var error: String
  }

  package var place: Place
  /// The others are there for the conservation laws, while a run ends.
  var isCounted = true
  /// The innermost error that this one came of; nil: itself.
  package var root: Place?
  package var retried = 0
  package var caught = 0
  /// Ended their scope, or came to nothing.
  package var fatal = 0
  /// Of the fatal: executions that ended by it, and those of them that outside callers had started.
  package var ended = 0
  package var endedOutside = 0
  /// Attempts in the visits that it ended.
  package var attempts = 0
  /// The first: its replication, the name of the execution, and the cause.
  package var replication = 0
  package var execution = ""
  package var cause = ""

  package var count: Int { retried + caught + fatal }

  init(_ place: Place) { self.place = place }
}

/// What became of the executions that outside callers wanted.
package struct OutsideCounts: Equatable, Sendable {
  package var arrived = 0
  package var rejected = 0
  package var succeeded = 0
  package var failed = 0
  package var timedOut = 0
  package var aborted = 0
  /// RedriveExecution of the whole run, and the executions that succeeded after one.
  package var redrives = 0
  package var redriveSuccesses = 0

  package init() {}

  package var unsuccessful: Int { rejected + failed + timedOut + aborted }
  /// Callers and executions whose outcome the run did not see.
  var unfinished: Int { arrived - succeeded - unsuccessful }

  @inline(__always)
  mutating func count(_ status: Execution.Status) {
    switch status {
    case .succeeded: succeeded += 1
    case .failed: failed += 1
    case .timedOut: timedOut += 1
    case .aborted: aborted += 1
    case .gone, .running: break
    }
  }
}

extension ErrorRecord {
  /// All of a replication that is over, those of executions that do not count among them: the engine's ledger first,
  /// then what others have counted.
  static func all(of account: inout Account, _ load: borrowing LoadGenerator) -> [ErrorRecord] {
    let ledger = account.core.interpreter.errors
    var records: [ErrorRecord] = []
    for row in ledger.rows {
      var record = ErrorRecord(place(row, account))
      record.isCounted = row.isCounted
      if row.root >= 0 { record.root = place(ledger.rows[Int(row.root)], account) }
      (record.retried, record.caught, record.fatal) = (row.retried, row.caught, row.fatal)
      (record.ended, record.endedOutside, record.attempts) = (row.ended, row.endedOutside, row.attempts)
      (record.execution, record.cause) = (row.execution, row.cause ?? "")
      records.append(record)
    }
    addRefusedStarts(to: &records, account)
    for rejection in load.rejections {
      var record = ErrorRecord(
        Place(machine: rejection.machine, state: "", kind: .rejected, error: rejection.error))
      record.fatal = rejection.count
      record.cause = rejection.cause
      records.append(record)
    }
    if account.open > 0 { addUnanswered(to: &records, account) }
    return records
  }

  static func place(_ row: ErrorLedger.Row, _ account: borrowing Account) -> Place {
    let machine = account.core.interpreter.records.program.machines + Int(row.machine)
    let state =
      row.state < 0 ? "" : account.core.interpreter.records.program.states[Int(row.state)].source.name
    let isCut = machine.pointee.isExpress && machine.pointee.timeout.map { $0 > .seconds(300) } ?? true
    let kind: Kind =
      switch row.kind {
      case .error: .error
      case .throttle: .throttled
      case .historyFull: .historyFull
      case .timeout: isCut ? .expressLimit : .timedOut
      case .abort: .aborted
      case .others: .others
      }
    return Place(machine: Int(row.machine), state: state, kind: kind, error: row.error ?? "")
  }

  /// Refused starts that a retrier took are counted by the state, not one by one: there may be billions of them. They
  /// are calls of the API, which are counted over the whole run.
  private static func addRefusedStarts(to records: inout [ErrorRecord], _ account: borrowing Account) {
    for index in 0..<account.core.interpreter.records.program.stateCount {
      guard let refused = account.refusedStarts(ofState: index), refused.count > 0 else { continue }
      let state = account.core.interpreter.records.program.states + index
      let place = Place(
        machine: Int(state.pointee.machine), state: state.pointee.source.name, kind: .throttled, error: refused.error)
      let rows = records.indices.filter { records[$0].place == place && records[$0].root == nil }
      let own = rows.first { records[$0].isCounted }
      let ends = rows.reduce(0) { $0 + records[$1].caught + records[$1].fatal }
      guard refused.count > ends else { continue }
      if let own {
        records[own].retried = refused.count - ends
      } else {
        var record = ErrorRecord(place)
        record.retried = refused.count
        records.append(record)
      }
    }
  }

  private static func addUnanswered(to records: inout [ErrorRecord], _ account: borrowing Account) {
    var counts: [Int32: Int] = [:]
    var first: [Int32: String] = [:]
    account.core.interpreter.records.forEachUnanswered { state, execution in
      counts[state, default: 0] += 1
      if first[state] == nil { first[state] = account.core.interpreter.records.executionName(execution) }
    }
    for (index, count) in counts.sorted(by: { $0.key < $1.key }) {
      let state = account.core.interpreter.records.program.states + Int(index)
      var record = ErrorRecord(
        Place(machine: Int(state.pointee.machine), state: state.pointee.source.name, kind: .unanswered, error: ""))
      record.fatal = count
      record.execution = first[index] ?? ""
      records.append(record)
    }
  }
}

extension Recording {
  /// The conservation laws of errors: the rows sum to what was counted where errors end, and every execution that ended
  /// without success has its row.
  func brokenErrorLaw(_ totals: ErrorLedger.Totals) -> String? {
    var sums = ErrorLedger.Totals()
    var ended = [[ErrorRecord.Kind: Int]](repeating: [:], count: machines.count)
    for row in errors where row.place.kind != .rejected && row.place.kind != .unanswered {
      // The retries of refused starts are counted elsewhere.
      if row.place.kind != .throttled { sums.retried += row.retried }
      sums.caught += row.caught
      sums.fatal += row.fatal
      sums.ended += row.ended
      if row.isCounted { ended[row.place.machine][row.place.kind, default: 0] += row.ended }
    }
    if sums != totals { return "the rows of errors sum to \(sums), not to \(totals)" }
    for (machine, kinds) in zip(machines, ended) {
      func sum(_ of: ErrorRecord.Kind...) -> Int { of.reduce(0) { $0 + kinds[$1, default: 0] } }
      let counts = [
        sum(.error, .throttled, .historyFull, .others), sum(.timedOut, .expressLimit), sum(.aborted),
      ]
      let ended = [Execution.Status.failed, .timedOut, .aborted].map { machine.ended($0) }
      if counts != ended {
        return "errors ended \(counts) executions, of which \(ended) failed, timed out and were aborted"
      }
    }
    return nil
  }
}
