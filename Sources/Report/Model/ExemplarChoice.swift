import Prelude
package import Simulation
import Statistics
import Tracing

extension ReportModel {
  /// Of more machines than these no execution is chosen: those that fewer executions ran on.
  private static let mostMachines = 4

  /// The executions that are worth a look: of each machine that outside callers start those nearest to the percentiles
  /// that are shown, and the longest; then the first that ended by each error.
  package func chosen(of table: ExemplarTable) -> [Exemplar] {
    let busiest = table.rows.sorted {
      (machines[$0.machine].latency.count, $1.machine) > (machines[$1.machine].latency.count, $0.machine)
    }
    let shown = busiest.prefix(Self.mostMachines).sorted { $0.machine < $1.machine }
    return shown.flatMap { chosen(of: $0) } + table.failures
  }

  private func chosen(of row: ExemplarTable.Row) -> [Exemplar] {
    let percentiles: [(name: String, kind: Exemplar.Kind)] = [("p50", .p50), ("p99", .p99), ("p999", .p999)]
    var wanted = percentiles.compactMap { name, kind in
      machines[row.machine].latency.shown(name).map { (kind, nearest(to: Span(seconds: $0), in: row)) }
    }
    wanted.append((.max, row.candidates.indices.last))
    var chosen: [Exemplar] = []
    for (kind, place) in wanted {
      guard let place else { continue }
      let one = row.candidates[place]
      let known = chosen.firstIndex { $0.key == one.key }
      if known == nil { chosen.append(one) }
      chosen[known ?? chosen.count - 1].kinds.append(kind)
    }
    return chosen
  }

  /// Of two as near the shorter one.
  private func nearest(to latency: Span, in row: ExemplarTable.Row) -> Int? {
    func distance(_ place: Int) -> Int64 { abs(row.candidates[place].latency.nanoseconds - latency.nanoseconds) }
    return row.candidates.indices.min { (distance($0), $0) < (distance($1), $1) }
  }

  /// Executions that have started in all replications.
  package var executionCount: Int {
    recordings.reduce(0) { $1.machines.reduce($0) { $0 + $1.started } }
  }
}

extension Exemplar.Kind {
  /// `p99.9`, `longest`.
  var title: String {
    switch self {
    case .p50: "p50"
    case .p99: "p99"
    case .p999: "p99.9"
    case .max: "longest"
    case .failed: "failed"
    }
  }
}

extension Exemplar {
  /// `p99, p99.9`.
  var title: String { kinds.map(\.title).joined(separator: ", ") }

  /// Whether its spans tell all of it: a redrive goes on after them.
  var isWhole: Bool { spans.first.map { $0.duration == latency } ?? false }

  /// Nanoseconds by part, the engine's own split; of one that it has none of, that of its spans.
  var split: [Int64] {
    if parts.contains(where: { $0 != 0 }) || spans.isEmpty { return parts }
    return CriticalPath(spans).parts(of: 0)
  }
}
