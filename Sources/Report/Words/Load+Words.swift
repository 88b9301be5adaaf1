import Chance
import Prelude
package import Simulation
import StepFunctions

/// Words for who calls, and how.
extension LoadStream {
  /// Tells two loads apart, but for what their files hold.
  package var text: String {
    var text = arrivals.text
    if start > .zero { text += ", from \(Number.span((start - .zero).seconds)) on" }
    if !batch.isOne { text += "; each brings \(batch)" }
    return text
  }
}

extension LoadStream.Arrivals {
  fileprivate var text: String {
    switch self {
    case .burst(let count, let at): "\(Number.count(Double(count))) at once, at \(Number.span((at - .zero).seconds))"
    case .constant(let rate, let duration):
      "\(Number.count(rate.perSecond)) a second, evenly spaced, for \(Number.span(duration.seconds))"
    case .curve(.ramp(let from, let to, let length), let spacing, let duration) where length == duration:
      "\(spacing.text), \(RateCurve.ramp(from: from, to: to, over: length).text)"
    case .curve(let curve, let spacing, let duration):
      "\(spacing.text), \(curve.text), for \(Number.span(duration.seconds))"
    case .timetable(let table): table.text
    case .users(let count, let think, let duration):
      """
      \(Number.count(Double(count))) users, each of whom waits for its execution and thinks (\(think)), for \
      \(Number.span(duration.seconds))
      """
    }
  }
}

extension LoadStream.Spacing {
  fileprivate var text: String { self == .poisson ? "Poisson" : "evenly spaced" }
}

extension RateCurve {
  fileprivate var text: String {
    switch self {
    case .constant(let rate): "\(Number.significant(rate, 4)) a second"
    case .ramp(let from, let to, let length):
      """
      from \(Number.significant(from, 4)) to \(Number.significant(to, 4)) a second, over \
      \(Number.span(length.seconds))
      """
    case .steps(let steps):
      "in steps of "
        + steps.map { "\(Number.significant($0.rate, 4)) a second for \(Number.span($0.length.seconds))" }
        .joined(separator: ", ")
    case .spike(let base, let peak, let from, let to):
      """
      \(Number.significant(base, 4)) a second, \(Number.significant(peak, 4)) from \(Number.span(from.seconds)) to \
      \(Number.span(to.seconds))
      """
    case .sine(let mean, let amplitude, let period, let phase):
      """
      \(Number.significant(mean, 4)) ± \(Number.significant(amplitude, 4)) a second as a sine of \
      \(Number.span(period.seconds))\(phase == .zero ? "" : ", \(Number.span(phase.seconds)) late")
      """
    }
  }
}

extension Timetable {
  fileprivate var text: String {
    var text = "\(Number.count(Double(rows.count))) arrivals "
    text += schedule.map { "on the schedule \($0)" } ?? "from a file"
    if scale != 1 { text += ", \(Number.significant(scale, 4)) times as fast" }
    if times > 1 { text += ", \(Number.count(Double(times))) times, every \(Number.span(every.seconds))" }
    return text
  }
}

extension CallerRetry {
  var text: String {
    switch self {
    case .none: return "a refused caller gives up"
    case .standard: return "a refused caller retries as the AWS SDKs do in standard mode"
    case .adaptive: return "a refused caller retries as the AWS SDKs do in adaptive mode"
    case .policy(let policy):
      let most = policy.maxDelay.map { ", at most \(Number.span($0.seconds))" } ?? ""
      return """
        a refused caller retries up to \(Number.count(Double(policy.maxAttempts))) times after \
        \(Number.span(policy.interval.seconds)) × \(Number.significant(policy.rate, 4))^k\(most), 
        """
          + (policy.fullJitter ? "full jitter" : "no jitter")
    }
  }
}

extension Redrive {
  var text: String {
    let most = times == 1 ? "once" : "\(Number.count(Double(times))) times"
    return "what fails is redriven after \(Number.span(after.seconds)), at most \(most)"
  }
}
