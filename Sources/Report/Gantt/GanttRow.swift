import Engine
import Prelude
import Tracing

/// A line of a Gantt chart: what it is, what became of it, and where its time went.
struct GanttRow {
  var depth: Int
  var title: String
  /// `✗ States.Timeout`; empty where all went well.
  var outcome = ""
  var isBad = false
  /// Stands for others that are left out.
  var isFold = false
  var start = Instant.zero
  var end = Instant.zero
  var slices: [CriticalPath.Slice] = []

  var length: Span { end - start }

  /// `Service 1.2 s, Error backoff 3 s`, the longest first.
  var split: String {
    var sums = [Int64](repeating: 0, count: Part.allCases.count)
    for slice in slices { sums[slice.part.rawValue] += (slice.end - slice.start).nanoseconds }
    let parts = Part.allCases.filter { sums[$0.rawValue] > 0 }
      .sorted { (sums[$1.rawValue], $0.rawValue) < (sums[$0.rawValue], $1.rawValue) }
    return parts.map { "\($0.title) \(Number.span(Span(nanoseconds: sums[$0.rawValue]).seconds))" }
      .joined(separator: ", ")
  }
}
