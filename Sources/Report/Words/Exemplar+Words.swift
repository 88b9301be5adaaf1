import Engine
import Prelude
import Simulation

extension Exemplar {
  /// `Service 1.2 s (80 %), Error backoff 0.3 s (20 %)`, the longest first.
  func splitText(most: Int) -> String {
    let split = split
    let total = max(1, split.reduce(0.0) { $0 + Double($1) })
    let parts = Part.allCases.filter { split[$0.rawValue] > 0 }
      .sorted { (split[$1.rawValue], $0.rawValue) < (split[$0.rawValue], $1.rawValue) }
    let shown = parts.filter { Double(split[$0.rawValue]) >= 0.005 * total }.prefix(most)
    return shown.map { part in
      let time = Number.span(Span(nanoseconds: split[part.rawValue]).seconds)
      return "\(part.title) \(time) (\(Number.percent(Double(split[part.rawValue]) / total)))"
    }.joined(separator: ", ")
  }

  var latencyText: String { Number.span(latency.seconds) }
}

extension ReportModel {
  /// `Lambda.Unknown in Charge of Order`.
  func describedOrigin(of exemplar: Exemplar) -> String {
    guard let origin = exemplar.origin else { return exemplar.status.name }
    let place = described(origin)
    return place.isEmpty ? origin.name : "\(origin.name) in \(place)"
  }
}
