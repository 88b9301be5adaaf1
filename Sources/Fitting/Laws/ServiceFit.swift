import JSON
import Prelude
import Report
import Statistics

/// What a service is like, as its calls show it.
package struct ServiceFit: Sendable {
  package struct ErrorShare: Sendable {
    let name: String
    let share: ProportionEstimate
  }

  /// As the scenario names it.
  let key: String
  /// `Machine.State`, of all that call it.
  let callers: [String]
  let attempts: Int
  let latency: LawFit
  /// Of a `.waitForTaskToken` Task: from the end of the call to the answer.
  let callback: LawFit?
  let errors: [ErrorShare]
  /// Mean seconds from schedule to start; nil: not recorded.
  let queue: Double?
  /// Median seconds of the attempts that failed.
  let failed: Double?
  /// Of an activity: most tasks that were worked on at once.
  let workers: Int?
  /// Distinct results with how often each came, the most frequent first.
  let results: [(text: String, count: Int)]
  var warnings: [String] = []

  init(_ group: ServiceGroup, _ found: Observations, _ options: LawFit.Options) {
    let calls = group.sites.compactMap { found.calls[$0] }
    key = group.key
    callers = group.sites.map { [$0.machine, $0.state].compactMap(\.self).joined(separator: ".") }
      .filter { !$0.isEmpty }
    attempts = calls.reduce(0) { $0 + $1.attemptCount }
    let timings = calls.flatMap(\.latency.items)
    latency = LawFit(Self.sample(timings), name: Mix64.hash(group.key), options: options)
    let answers = calls.flatMap(\.callback.items)
    callback =
      answers.isEmpty
      ? nil : LawFit(Self.sample(answers), name: Mix64.hash(group.key + " callback"), options: options)
    errors = Self.errors(calls)
    queue = Self.mean(calls.flatMap(\.queue.items))
    failed = Self.median(calls.flatMap(\.failed.items))
    workers = calls.contains(where: \.isActivity) ? Self.peak(timings) : nil
    results = Self.results(calls, isInvocation: !group.sites.allSatisfy { $0.resource.hasPrefix("arn:aws:states:") })
    warnings = (group.reason.map { [$0] } ?? []) + Steadiness.warnings(timings)
    noteFailures(calls)
  }

  /// In the order in which they came, where that is known.
  private static func sample(_ timings: [Observations.Timing]) -> LatencySample {
    LatencySample(timings.sorted { ($0.start ?? 0) < ($1.start ?? 0) }.map(\.value))
  }

  private mutating func noteFailures(_ calls: [Observations.Calls]) {
    let usual = latency.observedQuantile(0.5)
    if let failed, usual.isFinite, calls.reduce(0, { $0 + $1.failed.seen }) >= 5,
      failed > 2 * usual || failed < usual / 2
    {
      warnings.append(
        "calls that fail take \(Number.duration(failed)) (median), others \(Number.duration(usual)): modelled alike")
    }
    let refused = calls.reduce(into: [:]) { $0.merge($1.callbackErrors) { $0 + $1 } }
    for (name, count) in refused.sorted(by: { $0.key < $1.key }) {
      warnings.append("\(count) answers to tokens were the error \(name), which the callback is modelled without")
    }
    if latency.sample.censoredCount > 0 {
      warnings.append(
        "\(latency.sample.censoredCount) of \(latency.sample.count) were not waited for to the end (timeouts): "
          + "taken as lasting longer")
    }
  }

  // MARK: Parts

  private static func errors(_ calls: [Observations.Calls]) -> [ErrorShare] {
    let counts = calls.flatMap(\.attempts)
    let names = Set(calls.flatMap(\.errors.keys)).sorted()
    return names.map { name in
      var hits: [Int] = []
      for part in calls {
        let own = part.errors[name] ?? [:]
        hits += part.attempts.indices.map { min(part.attempts[$0], own[$0] ?? 0) }
      }
      return ErrorShare(name: name, share: ProportionEstimate(hits: hits, counts: counts))
    }
  }

  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  /// Most at once: ends before starts where both are at one time.
  private static func peak(_ timings: [Observations.Timing]) -> Int {
    let edges = timings.flatMap { timing -> [(Int64, Int)] in
      guard let start = timing.start else { return [] }
      return [(start, 1), (start + Int64(timing.value.time * 1e6), -1)]
    }.sorted { $0 < $1 }
    return edges.reduce(into: (open: 0, most: 1)) { peak, edge in
      peak.open += edge.1
      peak.most = max(peak.most, peak.open)
    }.most
  }

  /// `isInvocation`: the resource is a function, whose `lambda:invoke` wraps what it returns.
  private static func results(_ calls: [Observations.Calls], isInvocation: Bool) -> [(text: String, count: Int)] {
    var counts: [String: Int] = [:]
    for text in calls.flatMap(\.results.items) {
      guard let json = try? JSON.parse(text) else { continue }
      counts[ServiceResult.plain(json, isInvocation: isInvocation).text, default: 0] += 1
    }
    return counts.map { (text: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
  }
}

/// What a service returned, without what is new in each call and decides nothing.
enum ServiceResult {
  private static let noise: Set = [
    "SdkHttpMetadata", "SdkResponseMetadata", "ResponseMetadata", "SdkClientExecutionTimeout",
  ]

  static func plain(_ json: JSON, isInvocation: Bool) -> JSON {
    guard let members = json.members else { return json }
    if isInvocation, members["StatusCode"] != nil, let payload = members["Payload"] { return payload }
    guard members.contains(where: { noise.contains($0.key) }) else { return json }
    return .object(JSONObject(uniqueMembers: members.filter { !noise.contains($0.key) }))
  }
}
