import JSON
import JSONPath

extension Lint {
  /// A nested start that does not survive a throttled StartExecution, and a retrier too short for the bucket to refill.
  mutating func throttling(of index: StateIndex) {
    let state = machine.states[index]
    guard case .task(let task) = state.action, task.resource.isStartExecution else { return }
    let error = task.resource.service == "states" ? settings.throttleError : "Sfn.SfnException"
    let around = enclosing(index).map { machine.states[$0] }
    let isSaved = (around + [state]).contains { $0.catchers.contains { Self.takes($0.errorEquals, error) } }
    if isSaved || around.contains(where: { $0.retrier(for: error) != nil }) { return }
    if let retrier = state.retrier(for: error) { return outlast(index, retrier) }
    let names = state.retriers.flatMap(\.errorEquals)
    // The reader has said so already.
    if names.contains("StepFunctions.ExecutionLimitExceeded"),
      !names.contains("StepFunctions.ExecutionLimitExceededException")
    {
      return
    }
    let hint = "add a retrier for \(quoted(error)), with delays that outlast a full bucket's refill"
    if !state.retriers.isEmpty {
      warn(
        state, ["Retry"],
        "no retrier of \(state.described) matches \(quoted(error)): a throttled start fails it at once",
        hint: hint)
    } else if isInMap(index) {
      warn(
        state, ["Resource"],
        "\(state.described) starts an execution for each item of a Map without \"Retry\": the first throttled start "
          + "fails the whole Map", hint: hint)
    }
  }

  /// Warns where retries must run out before the bucket has refilled.
  ///
  /// A Map that begins makes `calls = executions × min(items, MaxConcurrency, inline limit)` calls at one instant. They
  /// need a token each; within T seconds the bucket hands out at most `capacity + refill × T`. A call is retried for as
  /// long as its delays, without jitter, add up to: T. So calls must fail where `(calls − capacity) / refill > T`,
  /// whatever else the account does. One second is added to T for the time that the calls themselves take.
  private mutating func outlast(_ index: StateIndex, _ retrier: Retrier) {
    let state = machine.states[index]
    guard let around = enclosing(index).first, case .map(let map) = machine.states[around].action, map.start == index,
      let known = items[around], let arn = state.dataFlow.parameters?.constantMember("StateMachineArn"),
      case .string(let arn) = arn, let bucket = settings.buckets[arn], case .fixed(let limit) = map.maxConcurrency
    else { return }
    let each = min(known.count, limit == 0 ? .max : limit, settings.inlineMapConcurrency ?? .max)
    let (calls, overflow) = each.multipliedReportingOverflow(by: known.executions)
    guard !overflow, calls > bucket.capacity else { return }
    let needed = Double(calls - bucket.capacity) / bucket.refill
    let patience = retrier.longestBackoff
    guard needed > patience + 1 else { return }
    let entry = state.retriers.firstIndex { $0.errorEquals == retrier.errorEquals } ?? 0
    let refill = "\(Self.rounded(bucket.refill))/s"
    warn(
      state, ["Retry", "\(entry)"],
      "the retries of \(state.described) are over before the bucket has refilled: \(known.executions) × \(each) calls "
        + "at once find \(bucket.capacity) tokens and \(refill) more, so the last needs "
        + "(\(calls) - \(bucket.capacity)) / \(refill) = \(Self.rounded(needed)) s, and the delays add up to "
        + "\(Self.rounded(patience)) s",
      hint: "more attempts, a larger interval or a larger \"MaxDelaySeconds\" outlast it; \"MaxConcurrency\" avoids it")
  }

  /// At most one decimal.
  private static func rounded(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return Int(exactly: tenths).map(String.init) ?? "\(tenths)"
  }
}

extension State {
  /// The retrier that takes the error and has attempts.
  fileprivate func retrier(for error: String) -> Retrier? {
    guard let first = retriers.first(where: { Lint.takes($0.errorEquals, error) }) else { return nil }
    return first.maxAttempts > 0 ? first : nil
  }
}

extension Retrier {
  /// The sum of all delays without jitter, in seconds: `IntervalSeconds × BackoffRate^(n-1)`, at most
  /// `MaxDelaySeconds`. Infinite where that takes too many steps to tell.
  var longestBackoff: Double {
    let cap = maxDelaySeconds.map(Double.init) ?? .infinity
    var (delay, sum) = (Double(intervalSeconds), 0.0)
    for attempt in 0..<min(maxAttempts, 100_000) {
      if delay >= cap || backoffRate == 1 { return sum + Double(maxAttempts - attempt) * min(delay, cap) }
      sum += delay
      delay *= backoffRate
    }
    return maxAttempts > 100_000 ? .infinity : sum
  }
}
