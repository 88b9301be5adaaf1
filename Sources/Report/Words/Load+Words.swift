import Prelude
import Simulation
import StepFunctions

/// Words for who calls, and how.
extension LoadStream.Arrivals {
  var text: String {
    switch self {
    case .burst(let count, let at): "\(Number.count(Double(count))) at once, at \(Number.span((at - .zero).seconds))"
    case .constant(let rate, let duration):
      "\(Number.count(rate.perSecond)) a second, evenly spaced, for \(Number.span(duration.seconds))"
    case .poisson(let perSecond, let duration):
      "Poisson, \(Number.significant(perSecond, 4)) a second, for \(Number.span(duration.seconds))"
    case .ramp(let from, let to, let duration):
      """
      Poisson, from \(Number.significant(from, 4)) to \(Number.significant(to, 4)) a second, over \
      \(Number.span(duration.seconds))
      """
    case .trace(let arrivals): "\(Number.count(Double(arrivals.count))) arrivals from a file"
    }
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
