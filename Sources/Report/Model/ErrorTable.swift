import Engine
import Simulation

/// What went wrong in all replications: their rows added up, in the order of the replications.
struct ErrorTable {
  struct Key: Hashable {
    var place: ErrorRecord.Place
    var root: ErrorRecord.Place?
  }

  /// The first of a row, in the order of replications, gives its cause.
  private(set) var rows: [ErrorRecord] = []
  private var index: [Key: Int] = [:]
  private var namesOfState: [ErrorRecord.Place: Int] = [:]

  init(_ recordings: [Recording]) {
    for recording in recordings {
      for record in recording.errors { add(record, of: recording.replication) }
    }
  }

  private mutating func add(_ given: ErrorRecord, of replication: Int) {
    var record = given
    if let known = index[Key(place: record.place, root: record.root)] { return add(record, to: known) }
    if record.place.kind == .error {
      var state = record.place
      state.error = ""
      // Each replication keeps so many of a state: all of them together keep no more.
      if namesOfState[state, default: 0] >= ErrorLedger.rowsPerState {
        state.kind = .others
        (record.place, record.root) = (state, nil)
        if let known = index[Key(place: state, root: nil)] { return add(record, to: known) }
      } else {
        namesOfState[state, default: 0] += 1
      }
    }
    record.replication = replication
    index[Key(place: record.place, root: record.root)] = rows.count
    rows.append(record)
  }

  private mutating func add(_ record: ErrorRecord, to row: Int) {
    rows[row].retried += record.retried
    rows[row].caught += record.caught
    rows[row].fatal += record.fatal
    rows[row].ended += record.ended
    rows[row].endedOutside += record.endedOutside
    rows[row].attempts += record.attempts
  }

  /// The row of the innermost error, where that is another and is kept.
  func root(of row: ErrorRecord) -> ErrorRecord? {
    guard let root = row.root else { return nil }
    return rows.first { $0.place == root && $0.root == nil }
  }

  /// What explains the row: its own cause, or that of its root.
  func cause(of row: ErrorRecord) -> String {
    row.cause.isEmpty ? root(of: row)?.cause ?? "" : row.cause
  }

  /// What weighs most first: executions of outside callers lost, executions lost, and how often. Equal ones stay in the
  /// order in which they were met.
  var byWeight: [ErrorRecord] {
    func weights(_ row: ErrorRecord) -> [Int] {
      [row.lostOutside, row.ended, row.fatal, row.caught, row.retried]
    }
    return rows.enumerated().sorted { left, right in
      let (a, b) = (weights(left.element), weights(right.element))
      return a == b ? left.offset < right.offset : b.lexicographicallyPrecedes(a)
    }.map(\.element)
  }
}

extension ErrorRecord.Place {
  /// The error's name, or what stands in its place.
  var name: String {
    switch kind {
    case .error, .throttled, .rejected: error.isEmpty ? "an error without a name" : error
    case .historyFull: "History full"
    case .timedOut: "Execution timed out"
    case .expressLimit: "Express's five minutes"
    case .aborted: "Execution stopped"
    case .unanswered: "No answer to the token"
    case .others: "Errors by other names"
    }
  }
}

extension ReportModel {
  func machineName(_ place: ErrorRecord.Place) -> String {
    machines.indices.contains(place.machine) ? machines[place.machine].name : ""
  }

  /// `Root.Each`, or the machine alone.
  func described(_ place: ErrorRecord.Place) -> String {
    let machine = machineName(place)
    return place.state.isEmpty ? machine : "\(machine).\(place.state)"
  }

  /// Executions of the machine that were started or wanted, in all replications.
  func wanted(_ machine: Int) -> Int {
    recordings.reduce(0) { sum, recording in
      guard recording.machines.indices.contains(machine) else { return sum }
      return sum + recording.machines[machine].started + recording.machines[machine].rejected
    }
  }

  /// Of a row, what became of its executions or callers, per one that was wanted.
  func share(of row: ErrorRecord) -> Double {
    let lost = row.lost
    let all = wanted(row.place.machine)
    return all > 0 ? Double(lost) / Double(all) : .nan
  }
}
