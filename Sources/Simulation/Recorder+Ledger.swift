import Engine
import Prelude
import Statistics
import StepFunctions

/// What a recorder adds up by the places of a ledger.
struct LedgerLog {
  struct Ends {
    var events = 0
    var ended = 0
    var billed = 0
  }
  private var ends: [Ends] = []
  /// Roots that have ended since the last look, and how.
  private var outcomes: [(level: UInt32, status: Execution.Status)] = []
  /// Of the first place.
  private let firstLevel: UInt32
  private var executions: [LedgerRecording.Executions]

  init(depthCount: Int, machineCount: Int) {
    firstLevel = UInt32(depthCount * machineCount + 1)
    executions = .init(repeating: .init(), count: machineCount)
  }

  mutating func add(_ execution: UnsafePointer<Tally.Finished>, _ bill: ExpressBill) {
    let place = Int(execution.pointee.level &- firstLevel)
    while ends.count <= place { ends.append(Ends()) }
    ends[place].events += execution.pointee.historyEvents
    ends[place].ended += 1
    ends[place].billed += bill.milliseconds * bill.megabytes
    if execution.pointee.isCounted { executions[Int(execution.pointee.machine)].add(execution) }
    if execution.pointee.depth == 0 { outcomes.append((execution.pointee.level, execution.pointee.status)) }
  }

  func recording(_ account: inout Account, isStandard: [Bool]) -> LedgerRecording {
    var recording = LedgerRecording()
    for (level, status) in outcomes {
      let root = account.core.levels.ledger.places[account.core.levels.place(ofLevel: level)].root
      account.core.levels.ends(
        root: account.core.levels.ledger.roots[Int(root)].key, status == .succeeded ? .succeeded : .failed)
    }
    recording.executions = executions
    recording.roots = account.core.levels.ledger.roots
    for (index, place) in account.core.levels.ledger.places.enumerated() {
      let counts = account.core.levels.counts(ofPlace: index)
      var row = LedgerRecording.Row(root: Int(place.root), machine: Int(place.machine), depth: Int(place.depth))
      row.calls = counts.calls
      row.isStandard = row.machine >= 0 && isStandard[row.machine]
      row.steps = counts.entries + counts.retries
      row.retries = counts.retries
      row.serviceCalls = place.serviceCalls
      if index < ends.count {
        (row.events, row.ended) = (ends[index].events, ends[index].ended)
        row.megabyteMilliseconds = ends[index].billed
      }
      recording.rows.append(row)
    }
    account.core.interpreter.records.forEachOpen {
      recording.rows[account.core.levels.place(ofLevel: $0.level)].open += 1
    }
    return recording
  }
}

extension LedgerRecording.Executions {
  mutating func add(_ execution: UnsafePointer<Tally.Finished>) {
    events.add(Int64(execution.pointee.historyEvents))
    lifetime.add((execution.pointee.endedAt - execution.pointee.startedAt).nanoseconds)
    inputBytes.add(Int64(execution.pointee.inputBytes))
  }
}
