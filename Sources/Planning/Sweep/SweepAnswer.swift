package import Report
import Scenario
import Simulation
import Statistics

/// What a sweep found.
package struct SweepAnswer: Sendable {
  /// How much a metric depends on one path, the others held.
  struct Influence: Sendable {
    let metric: Int
    let path: Int
    let coefficient: RankRegression.Coefficient
  }

  package let sweep: Sweep
  /// By point and metric.
  let results: [[MeasuredValue]]
  /// The strongest first, metric by metric.
  let influences: [Influence]
  /// Points from the best to the worst.
  let ranking: [Int]

  package init(_ sweep: Sweep, _ results: [[MeasuredValue]]) {
    self.sweep = sweep
    self.results = results
    influences = sweep.metrics.indices.flatMap { Self.influences(on: $0, sweep, results) }
    ranking = results.indices.sorted { a, b in
      Self.rank(results[a], sweep.metrics, a).lexicographicallyPrecedes(Self.rank(results[b], sweep.metrics, b))
    }
  }

  /// Few runs, or inputs that are words, say nothing of ranks.
  private static func influences(on metric: Int, _ sweep: Sweep, _ results: [[MeasuredValue]]) -> [Influence] {
    let design = sweep.design
    let numeric = design.variations.indices.filter { !design.isNominal[$0] }
    let known = results.indices.filter { !results[$0][metric].value.isNaN }
    guard known.count >= max(10, 2 * numeric.count),
      let regression = RankRegression(
        inputs: known.map { point in numeric.map { design.points[point].inputs[$0] } },
        response: known.map { results[$0][metric].value })
    else { return [] }
    let found = zip(numeric, regression.coefficients).compactMap { path, coefficient in
      coefficient.map { Influence(metric: metric, path: path, coefficient: $0) }
    }
    return found.sorted { one, other in
      let strengths = [one, other].map { abs($0.coefficient.correlation) }
      return strengths[0] != strengths[1] ? strengths[0] > strengths[1] : one.path < other.path
    }
  }

  /// First what is expected and not met, then what is undecided, then the first metric's value.
  private static func rank(_ row: [MeasuredValue], _ metrics: [MeasuredMetric], _ point: Int) -> [Double] {
    let value = row.first.map { $0.value.isNaN ? .infinity : metrics[0].higherIsBetter ? -$0.value : $0.value }
    return [
      Double(row.count { $0.outcome == .notMet }), Double(row.count { $0.outcome == .undecided }), value ?? 0,
      Double(point),
    ]
  }

  var expected: [Int] { sweep.metrics.indices.filter { sweep.metrics[$0].isExpected } }

  /// Points at which all that is expected is met.
  var good: Int { results.count { row in row.allSatisfy { $0.outcome.map { $0 == .met } ?? true } } }

  /// Those to show first: what is expected or asked for, and where that is nothing, the first of the rest.
  var shown: [Int] {
    let asked = sweep.metrics.indices.filter { sweep.metrics[$0].isAsked }
    return Array((asked.isEmpty ? Array(sweep.metrics.indices.prefix(3)) : asked).prefix(4))
  }

  /// As few words as tell the varied places apart: the last names of each path.
  var shortPaths: [String] {
    let all = sweep.design.variations.map { ScenarioReader.names(ofPath: $0.path) ?? [$0.path] }
    return all.map { names in
      let enough = (1...names.count).first { count in
        all.count { $0.suffix(count).elementsEqual(names.suffix(count)) } == 1
      }
      return names.suffix(max(enough ?? names.count, Int(names.last ?? "") == nil ? 1 : 2)).joined(separator: ".")
    }
  }

  /// `nested-fanout: 64 points, 9 of which meet all that is expected`.
  var title: String {
    let count = "\(Number.grouped(results.count)) points"
    let name = sweep.scenario.plan.name
    if expected.isEmpty { return "\(name): \(count)" }
    return switch good {
    case results.count: "\(name): all \(count) meet all that is expected"
    case 0: "\(name): none of \(count) meets all that is expected"
    default: "\(name): \(Number.grouped(good)) of \(count) meet all that is expected"
    }
  }

  var subtitle: String {
    let counts = results.compactMap(\.first?.count)
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    let replications = least == most ? "\(most)" : "\(least) to \(most)"
    return "\(replications) replications at each, seed \(sweep.scenario.plan.seed) at all; Headroom \(sweep.version)"
  }
}
