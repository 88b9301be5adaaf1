import Prelude
import Simulation
import StepFunctions

/// `integrationRetries`, and `redrive`.
enum RetryReader {
  /// `3`, or `{ maxAttempts, interval, rate, maxDelay, jitter }`, whose missing keys are the AWS SDK for Java's.
  static func integration(_ node: Cursor) -> IntegrationRetry? {
    guard node.members != nil else {
      return node.integer(in: 0...1_000).flatMap { $0 == 0 ? nil : IntegrationRetry(maxAttempts: $0) }
    }
    guard let fields = node.fields(ScenarioGrammar.integrationRetry),
      let most = fields.require("maxAttempts", hint: "maxAttempts: 3")?.integer(in: 0...1_000)
    else { return nil }
    var retry = IntegrationRetry(maxAttempts: most)
    if let interval = fields["interval"]?.duration() { retry.interval = interval }
    if let rate = fields["rate"]?.number(in: 1...1e6, expected: "a number, at least 1") { retry.rate = rate }
    if let longest = fields["maxDelay"]?.positiveDuration() { retry.maxDelay = longest }
    if let jitter = fields["jitter"]?.word(of: ["NONE", "FULL"]) { retry.fullJitter = jitter == "FULL" }
    return most == 0 ? nil : retry
  }

  /// `{ after: 5m, times: 3 }`, or `none`; nil where it cannot be read.
  static func redrive(_ node: Cursor) -> Redrive?? {
    if node.node.text == "none" { return .some(nil) }
    guard node.members != nil else {
      node.mismatch(expected: "{ after, times } or none", hint: "redrive: { after: 5m, times: 1 }")
      return nil
    }
    guard let fields = node.fields(ScenarioGrammar.redrive),
      let after = fields.require("after", hint: "after: 5m")?.positiveDuration()
    else { return nil }
    let times = fields["times"].map { $0.integer(in: 1...10_000) } ?? 1
    return times.map { Redrive(after: after, times: $0) }
  }
}
