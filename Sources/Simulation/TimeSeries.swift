package import Prelude
package import StepFunctions

/// One row per bin of equal width, the first from time zero; the width doubles when there are more than `limit` bins.
package struct TimeSeries: Sendable {
  package struct Bin: Equatable, Sendable {
    package var calls = PerStart(repeating: CallCounts())
    /// Of StartExecution, at the end of the bin.
    package var tokensLeft = 0.0
    package var open = 0
    package init() {}
  }
  static let limit = 4_096

  package var width: Span
  package var bins: [Bin]

  init(width: Span = .seconds(1), bins: [Bin] = []) {
    self.width = width
    self.bins = bins
  }

  /// Two bins become one: counts add up, levels are those at the later end.
  mutating func halve() {
    var halved: [Bin] = []
    for index in stride(from: 0, to: bins.count, by: 2) {
      var bin = bins[index]
      if index + 1 < bins.count {
        let later = bins[index + 1]
        for action in APIAction.starts { bin.calls[action] = bin.calls[action] + later.calls[action] }
        bin.tokensLeft = later.tokensLeft
        bin.open = later.open
      }
      halved.append(bin)
    }
    bins = halved
    width = width + width
  }

  /// Drops the bins after `end`: nothing happened there but timers that had become stale.
  mutating func trim(to end: Span) {
    let needed = Int(end.nanoseconds / width.nanoseconds) + 1
    if bins.count > needed { bins.removeLast(bins.count - needed) }
  }
}
