import Engine
import Prelude
import StepFunctions

/// The executions of outside callers in one replication: of each narrow class of latency the first that came to its
/// end, and of each error the first that ended by it.
struct ExemplarLog {
  /// Thirty-two classes to a doubling, from a microsecond: none is wider than 3 % of what falls into it.
  private static let classCount = 32 * 44 + 1

  /// By machine, and in it by class, which of `found` it is; -1: none yet. Nothing of machines that nobody calls.
  private var places: [[Int16]]
  private var found: [[Exemplar]]
  private var longest: [Exemplar?]
  private var failures: [(row: Int32, exemplar: Exemplar)] = []

  init(_ plan: Plan) {
    let count = plan.account.machines.count
    places = [[Int16]](repeating: [], count: count)
    for stream in plan.load where places[stream.machine].isEmpty {
      places[stream.machine] = [Int16](repeating: -1, count: Self.classCount)
    }
    found = [[Exemplar]](repeating: [], count: count)
    longest = [Exemplar?](repeating: nil, count: count)
  }

  private static func index(of nanoseconds: Int64) -> Int {
    if nanoseconds < 1_024 { return 0 }
    let exponent = 63 &- nanoseconds.leadingZeroBitCount
    let fraction = Int(truncatingIfNeeded: nanoseconds >> Int64(truncatingIfNeeded: exponent &- 5)) & 31
    return min((exponent &- 10) &<< 5 &+ fraction &+ 1, classCount &- 1)
  }

  /// One that counts; `before`: executions that had ended before it.
  mutating func add(_ execution: UnsafePointer<Tally.Finished>, before: Int) {
    let machine = Int(execution.pointee.machine)
    guard !places[machine].isEmpty else { return }
    guard execution.pointee.status == .succeeded else { return addFailure(execution, before: before) }
    let latency = execution.pointee.endedAt - execution.pointee.firstCallAt
    let index = Self.index(of: latency.nanoseconds)
    if places[machine][index] < 0 {
      places[machine][index] = Int16(found[machine].count)
      found[machine].append(Exemplar(execution, before: before))
    }
    if longest[machine].map({ latency > $0.latency }) ?? true {
      longest[machine] = Exemplar(execution, before: before)
    }
  }

  private mutating func addFailure(_ execution: UnsafePointer<Tally.Finished>, before: Int) {
    let row = execution.pointee.failure
    if failures.contains(where: { $0.row == row }) || failures.count >= 8 * ExemplarTable.mostFailures { return }
    failures.append((row, Exemplar(execution, before: before)))
  }

  func table(_ replication: Int, origin: (Int32) -> ErrorRecord.Place?) -> ExemplarTable {
    var table = ExemplarTable()
    for machine in places.indices {
      guard let last = longest[machine] else { continue }
      var all = found[machine].filter { $0.key != last.key } + [last]
      for index in all.indices { all[index].replication = replication }
      // Of as long ones the first.
      let sorted = all.enumerated().sorted { ($0.element.latency, $0.offset) < ($1.element.latency, $1.offset) }
      table.rows.append(ExemplarTable.Row(machine: machine, candidates: sorted.map(\.element)))
    }
    var failed = ExemplarTable()
    failed.failures = failures.map { row, exemplar in
      var exemplar = exemplar
      (exemplar.replication, exemplar.kinds, exemplar.origin) = (replication, [.failed], origin(row))
      return exemplar
    }
    table.add(failed)
    return table
  }
}

extension Exemplar {
  fileprivate init(_ execution: UnsafePointer<Tally.Finished>, before: Int) {
    self.init()
    machine = Int(execution.pointee.machine)
    key = execution.pointee.key
    status = execution.pointee.status
    firstCallAt = execution.pointee.firstCallAt
    latency = execution.pointee.endedAt - execution.pointee.firstCallAt
    parts = Part.allCases.map { execution.pointee.parts[$0] }
    finishedBefore = before
  }
}
