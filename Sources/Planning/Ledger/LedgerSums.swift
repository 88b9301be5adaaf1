import Simulation
import StepFunctions

/// What a ledger counts.
enum LedgerQuantity: String, CaseIterable, Sendable {
  case calls, refused, transitions, retries, events, executions
  case serviceCalls = "service_calls"
  /// Executions below roots that did not succeed.
  case wasted = "wasted_starts"
  // What is billed, or would be if the machine were of the other type.
  case requests
  case megabyteMilliseconds = "megabyte_milliseconds"
  case steps
  case expressMegabyteMilliseconds = "express_megabyte_milliseconds"

  /// What is shown as a quantity of its own.
  static let shown: [LedgerQuantity] = [
    .calls, .refused, .transitions, .retries, .events, .serviceCalls, .executions, .wasted,
  ]

  var words: String {
    switch self {
    case .calls: "calls for starts"
    case .refused: "of them refused"
    case .transitions: "transitions"
    case .retries: "retries"
    case .events: "history events"
    case .executions: "executions"
    case .serviceCalls: "service calls"
    case .wasted: "wasted starts"
    case .requests: "Express requests"
    case .megabyteMilliseconds: "MB·ms"
    case .steps: "states and retries"
    case .expressMegabyteMilliseconds: "MB·ms as Express"
    }
  }

  func value(_ row: LedgerRecording.Row, _ root: LedgerRoot) -> Int {
    switch self {
    case .calls: row.calls.offered
    case .refused: row.calls.throttled
    case .transitions: row.transitions
    case .retries: row.retries
    case .events: row.events
    case .executions: row.started
    case .serviceCalls: row.serviceCalls
    case .wasted: root.outcome == .failed && row.depth > 0 ? row.started : 0
    case .requests: row.requests
    case .megabyteMilliseconds: row.billedMegabyteMilliseconds
    case .steps: row.steps
    case .expressMegabyteMilliseconds: row.megabyteMilliseconds
    }
  }
}

/// A machine at a depth; machine -1 stands for calls of which nobody can tell it.
struct LedgerLevel: Hashable, Comparable, Sendable {
  let depth: Int
  let machine: Int

  init(depth: Int, machine: Int) {
    self.depth = depth
    self.machine = machine
  }

  package static func < (a: Self, b: Self) -> Bool { (a.depth, a.machine) < (b.depth, b.machine) }
}

/// Of the roots of one replication that count.
struct LedgerSums: Sendable {
  private(set) var roots = 0
  private(set) var levels: [LedgerLevel: [Int]] = [:]

  init(_ ledger: LedgerRecording) {
    roots = ledger.roots.count { $0.isCounted }
    for row in ledger.rows where ledger.roots[row.root].isCounted {
      let level = LedgerLevel(depth: row.depth, machine: row.machine)
      let root = ledger.roots[row.root]
      var values = levels[level] ?? [Int](repeating: 0, count: LedgerQuantity.allCases.count)
      for (place, quantity) in LedgerQuantity.allCases.enumerated() { values[place] += quantity.value(row, root) }
      levels[level] = values
    }
  }

  /// nil: of all levels.
  func sum(_ quantity: LedgerQuantity, _ level: LedgerLevel? = nil) -> Int {
    guard let place = LedgerQuantity.allCases.firstIndex(of: quantity) else { return 0 }
    if let level { return levels[level]?[place] ?? 0 }
    return levels.values.reduce(0) { $0 + $1[place] }
  }
}
