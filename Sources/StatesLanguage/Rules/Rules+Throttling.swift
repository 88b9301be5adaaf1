import JSON
import JSONPath
import Prelude

extension Rules {
  /// A nested start that does not survive a throttled StartExecution.
  static let unsavedThrottle = Rule<Lint>(
    RuleInfo(
      "throttle.unsaved", .warning, "a nested start that a throttled StartExecution fails at once",
      source: "AWS guide, \"Handling errors\"; names of errors as recorded on AWS",
      example: start(#""Retry":[{"ErrorEquals":["States.Timeout"]}],"#))
  ) { lint in
    lint.ofEachState { lint, index in lint.unsaved(index) }
  }

  /// A retrier too short for the bucket to refill.
  static let impatientRetrier = Rule<Lint>(
    RuleInfo(
      "throttle.impatient", .warning, "retries that are over before the bucket has refilled",
      source: "arithmetic of the bucket: calls, tokens, refill and delays",
      example: .loaded(
        #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.a","End":true,"ItemProcessor":{"StartAt":"A","#
          + #""States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","End":true,"#
          + #""Parameters":{"StateMachineArn":"x"},"Retry":[{"ErrorEquals":["States.ALL"]}]}}}}}}"#, smallBucket))
  ) { lint in
    lint.ofEachState { lint, index in lint.impatient(index) }
  }

  private static var smallBucket: LintSettings {
    var settings = LintSettings()
    settings.buckets = ["x": LintSettings.Bucket(capacity: 1, refill: 0.01)]
    settings.starts = [LintSettings.Start(input: ["a": [1, 2, 3]], count: 1)]
    return settings
  }
}

extension Lint {
  /// The error of a start that is throttled, where nothing around the Task takes it.
  private func unhandledThrottle(_ index: StateIndex) -> String? {
    let state = machine.states[index]
    guard case .task(let task) = state.action, task.resource.isStartExecution else { return nil }
    let error = task.resource.service == "states" ? settings.throttleError : ErrorName.throttledSDKStart
    let around = enclosing(index).map { machine.states[$0] }
    let isCaught = (around + [state]).contains { $0.catchers.contains { $0.takes(error) } }
    return isCaught || around.contains { $0.retrier(for: error) != nil } ? nil : error
  }

  fileprivate func unsaved(_ index: StateIndex) -> Finding? {
    let state = machine.states[index]
    guard let error = unhandledThrottle(index), state.retrier(for: error) == nil else { return nil }
    let names = state.retriers.flatMap(\.errorEquals)
    // The rule `throttle.guide-name` says so already.
    if names.contains(ErrorName.guideTooManyOpen), !names.contains(ErrorName.tooManyOpen) { return nil }
    let hint = "add a retrier for \(quoted(error)), with delays that outlast a full bucket's refill"
    if !state.retriers.isEmpty {
      return finding(
        state, ["Retry"],
        "no retrier of \(state.described) matches \(quoted(error)): a throttled start fails it at once",
        hint: hint)
    } else if isInMap(index) {
      return finding(
        state, ["Resource"],
        "\(state.described) starts an execution for each item of a Map without \"Retry\": the first throttled start "
          + "fails the whole Map", hint: hint)
    }
    return finding(
      state, ["Resource"],
      "\(state.described) starts an execution without \"Retry\": a throttled start fails it at once", hint: hint)
  }

  /// Warns where retries must run out before the bucket has refilled.
  ///
  /// A Map that begins makes `calls = executions × min(items, MaxConcurrency, inline limit)` calls at one instant. They
  /// need a token each; within T seconds the bucket hands out at most `capacity + refill × T`. A call is retried for as
  /// long as its delays, without jitter, add up to: T. So calls must fail where `(calls − capacity) / refill > T`,
  /// whatever else the account does. One second is added to T for the time that the calls themselves take.
  fileprivate func impatient(_ index: StateIndex) -> Finding? {
    let state = machine.states[index]
    guard let error = unhandledThrottle(index), let retrier = state.retrier(for: error),
      let around = enclosing(index).first, case .map(let map) = machine.states[around].action, map.start == index,
      let known = items[around], let arn = state.dataFlow.parameters?.constantMember("StateMachineArn")?.string,
      let bucket = settings.buckets[arn], case .fixed(let limit) = map.maxConcurrency
    else { return nil }
    let each = min(known.count, limit == 0 ? .max : limit, settings.inlineMapConcurrency ?? .max)
    let (calls, overflow) = each.multipliedReportingOverflow(by: known.executions)
    guard !overflow, calls > bucket.capacity else { return nil }
    let needed = Double(calls - bucket.capacity) / bucket.refill
    let patience = retrier.backoff.sum(retrier.maxAttempts)
    guard needed > patience + 1 else { return nil }
    let entry = state.retriers.firstIndex { $0.errorEquals == retrier.errorEquals } ?? 0
    let refill = "\(Self.rounded(bucket.refill))/s"
    return finding(
      state, ["Retry", "\(entry)"],
      "the retries of \(state.described) are over before the bucket has refilled: \(known.executions) × \(each) calls "
        + "at once find \(bucket.capacity) tokens and \(refill) more, so the last needs "
        + "(\(calls) - \(bucket.capacity)) / \(refill) = \(Self.rounded(needed)) s, and the delays add up to "
        + "\(Self.rounded(patience)) s",
      hint: "more attempts, a larger interval or a larger \"MaxDelaySeconds\" outlast it; \"MaxConcurrency\" avoids it")
  }

  /// At most one decimal.
  static func rounded(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return Int(exactly: tenths).map(String.init) ?? "\(tenths)"
  }
}

extension State {
  /// The retrier that takes the error and has attempts.
  fileprivate func retrier(for error: String) -> Retrier? {
    guard let first = retriers.first(where: { $0.takes(error) }) else { return nil }
    return first.maxAttempts > 0 ? first : nil
  }
}

extension Retrier {
  fileprivate func takes(_ error: String) -> Bool { errorEquals.contains { ErrorName.matches($0, error) } }

}

extension Catcher {
  fileprivate func takes(_ error: String) -> Bool { errorEquals.contains { ErrorName.matches($0, error) } }
}
