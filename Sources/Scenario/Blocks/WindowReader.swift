import Prelude
import Simulation
import StatesLanguage

/// `in [2m, 10m)` behind a metric: what is asked of a stretch of the run alone.
struct WindowReader {
  let warmup: Span
  /// It is not known before the run.
  let findsWarmup: Bool
  let until: Plan.Horizon
  /// By machine that outside callers alone start: when the last of them comes.
  var loadEnds: [Int: Instant] = [:]

  /// The metric and what stands behind its `in`, without blanks around them.
  static func split(_ text: Substring) -> (name: Substring, window: Substring?) {
    guard let word = text.ranges(of: " in ").last else { return (text, nil) }
    return (text[..<word.lowerBound], text[word.upperBound...])
  }

  func read(_ text: Substring, of target: ExpectationReader.Target, _ item: Cursor) -> Window? {
    guard target.metric.hasWindows, !target.metric.isLargest else {
      item.error(
        .expression, "\(target.metric.name) has no windows, expected executions, their latency, or calls of an action",
        hint: "Root.latency.p99 in [2m, 10m) < 15s")
      return nil
    }
    let found = "found \"\(Node.excerpt(String(text)))\""
    guard text.hasPrefix("["), text.hasSuffix(")") else {
      item.error(.expression, "\(found), expected a window such as [2m, 10m)", hint: "its end is not part of it")
      return nil
    }
    let ends = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
    guard ends.count == 2 else {
      item.error(.expression, "\(found), expected two times as in [2m, 10m)")
      return nil
    }
    var times: [Instant] = []
    for end in ends {
      do throws(Quantity.Problem) {
        times.append(.zero + (try Quantity.duration(end)))
      } catch {
        item.error(.value, "\(found), expected \(error.expected)", hint: error.hint)
        return nil
      }
    }
    guard times[0] < times[1] else {
      item.error(.value, "\(found), expected its end after its start")
      return nil
    }
    let window = Window(from: times[0], to: times[1], text: "[\(ends[0]), \(ends[1]))")
    guard let problem = problem(window, target) else { return window }
    item.error(.value, "\(found), \(problem.message)", hint: problem.hint)
    return nil
  }

  /// Why nothing, or not all of it, would be measured there.
  private func problem(_ window: Window, _ target: ExpectationReader.Target) -> (message: String, hint: String?)? {
    let isOfCalls = target.metric.scope == .action
    if !isOfCalls, findsWarmup {
      return ("but warmup: auto may delete what lies in it", "give the warm-up as a time")
    }
    if !isOfCalls, window.from < .zero + warmup {
      return ("but what starts in the warm-up does not count", "the warm-up ends at \(Self.text(warmup))")
    }
    switch until {
    case .drained: break
    case .at(let end), .counted(let end):
      if window.to > end { return ("but the run ends at \(Self.text(end - .zero))", nil) }
    }
    guard target.metric.scope == .machine, let end = loadEnds[target.subject], window.from >= end else { return nil }
    return ("but nobody starts the machine from \(Self.text(end - .zero)) on", nil)
  }

  /// To the millisecond: the end of a burst is a nanosecond after it.
  private static func text(_ span: Span) -> String {
    let milliseconds = span.nanoseconds / 1_000_000
    return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"
  }

  private static func trimmed(_ text: Substring) -> String {
    let rest = text.drop { $0.isWhitespace }
    return String(rest.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension WindowReader {
  /// Of the load of a scenario whose machines are started by others where `nested` says so.
  init(_ horizon: Horizon, load: [LoadStream], nested: (Int) -> Bool) {
    self.init(warmup: horizon.warmup, findsWarmup: horizon.findsWarmup, until: horizon.until)
    for stream in load where !nested(stream.machine) {
      loadEnds[stream.machine] = max(loadEnds[stream.machine] ?? .zero, stream.end)
    }
  }

  init(_ plan: Plan) {
    self.init(warmup: plan.warmup, findsWarmup: plan.warmupOrigin == .sought, until: plan.horizon)
  }
}
