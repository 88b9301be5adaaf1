package import Prelude

/// How much work there was at the end of each bin of a replication.
package struct BacklogSeries: Sendable {
  package let width: Span
  let values: [Int]

  init(width: Span, values: [Int]) {
    self.width = width
    self.values = values
  }

  /// At an instant that no bin ends later than. After the last bin nothing has changed any more.
  package func value(at seconds: Double) -> Int {
    guard let last = values.last else { return 0 }
    let bin = Int(seconds / width.seconds) - 1
    return bin < 0 ? 0 : bin < values.count ? values[bin] : last
  }
}
