import Engine
import Report

extension MapRunTroubles.Run {
  /// How its failures stand against the threshold, how many there are of each error, and the first children.
  var words: [String] {
    var lines = ["  Map Run of \(place): \(standing.words)"]
    let counts = errors.map { "\(Number.grouped($0.count)) × \($0.name)" }
    let rest = others > 0 ? ["\(Number.grouped(others)) with other errors"] : []
    let children = failedChildren == 1 ? "1 child" : "\(Number.grouped(failedChildren)) children"
    lines.append("    \(children) failed: \((counts + rest).joined(separator: ", "))")
    lines += self.children.map(\.words)
    if failedChildren > self.children.count {
      lines.append("      and \(Number.grouped(failedChildren - self.children.count)) more")
    }
    return lines
  }
}

extension MapRunTroubles.Standing {
  /// `3 of 10 items failed, 30 %; tolerated are 20 %, so that it failed`
  fileprivate var words: String {
    let share = all > 0 ? ", \(Number.percent(Double(failed) / Double(all)))" : ""
    let count = toleratedCount.map { "\(Number.exact($0)) items" }
    let percentage = toleratedPercentage.map { "\(Number.exact($0)) %" }
    let limits = [count, percentage].compactMap(\.self)
    let tolerated = limits.isEmpty ? "no failure is tolerated" : "tolerated: " + limits.joined(separator: " or ")
    return "\(Number.grouped(failed)) of \(Number.grouped(all)) items failed\(share); \(tolerated)"
      + (isExceeded ? ": the threshold is exceeded" : "")
  }
}

extension MapRunTroubles.Child {
  /// More of a cause than this is cut off.
  private static let longestCause = 240

  fileprivate var words: String {
    let shown = cause.map { $0.count > Self.longestCause ? $0.prefix(Self.longestCause) + "…" : $0[...] }
    return "      child \(item), \(name): \(error ?? status.name)" + (shown.map { ": \($0)" } ?? "")
  }
}
