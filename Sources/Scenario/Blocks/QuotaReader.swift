import Prelude
import Schema
import StatesLanguage
import StepFunctions

/// `quotas`: what the scenario sets in the profile of its Region.
enum QuotaReader {
  private static let buckets = APIAction.allCases
  /// The pace of each Map Run for itself, and no bucket of the account.
  static let paces: [APIAction] = [.mapRunStandardDispatch, .mapRunExpressDispatch]
  private static let limits: [(key: String, path: any (WritableKeyPath<Quotas, Int?> & Sendable), least: Int)] = [
    ("OpenExecutions", \.openExecutions, 1), ("InlineMapConcurrency", \.inlineMapConcurrency, 1),
    ("HistoryEvents", \.historyEvents, 3), ("StatesPerInstant", \.statesPerInstant, 1),
    ("OpenMapRuns", \.openMapRuns, 1), ("MapRunConcurrency", \.mapRunConcurrency, 1),
  ]

  private static let sizes: [(key: String, path: any (WritableKeyPath<Quotas, Int?> & Sendable))] = [
    ("PayloadBytes", \.payloadBytes), ("VariableBytes", \.variableBytes),
  ]

  /// The Region's profile with the scenario's overrides, and the words that name both.
  static func read(_ node: Cursor?, region: String) -> (quotas: Quotas, profile: String) {
    let profile = QuotaProfile(region: region)
    var quotas = profile.quotas
    guard let fields = node?.fields(ScenarioGrammar.quotas) else { return (quotas, profile.text) }
    for action in buckets {
      guard let value = fields[action.name] else { continue }
      let isPace = paces.contains(action)
      if let bucket = bucket(value, base: quotas[action], isPace: isPace) { quotas[action] = bucket }
      if !isPace { quotas[timing: action] = timing(value) }
    }
    for (key, path, least) in limits {
      guard let value = fields[key] else { continue }
      let limit = isUnlimited(value) ? nil : value.integer(in: least...Int.max, or: ", or unlimited")
      if limit != nil || isUnlimited(value) { quotas[keyPath: path] = limit }
    }
    for (key, path) in sizes {
      guard let value = fields[key] else { continue }
      let size = isUnlimited(value) ? nil : payload(value)
      if size != nil || isUnlimited(value) { quotas[keyPath: path] = size }
    }
    readFunctions(fields, &quotas.functions)
    let changed = ScenarioGrammar.quotas.names.compactMap { name in fields[name].map { name + words($0) } }
    return (quotas, profile.text + (changed.isEmpty ? "" : "; set here: " + changed.joined(separator: ", ")))
  }

  static func isUnlimited(_ node: Cursor) -> Bool { node.node.text == "unlimited" }

  private static func payload(_ node: Cursor) -> Int? {
    guard let bytes = node.size() else { return nil }
    guard bytes >= 2 else {
      node.mismatch(.value, expected: "at least 2 bytes, or unlimited")
      return nil
    }
    return bytes
  }

  /// `{ steps, lag }` beside the bucket.
  private static func timing(_ node: Cursor) -> BucketTiming {
    func milliseconds(_ key: String, upTo most: Int64) -> Int64? {
      guard let node = node.members?.first(where: { $0.key == key })?.value, let span = node.duration() else {
        return nil
      }
      let (whole, rest) = span.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
      guard rest == 0, whole <= most else {
        node.mismatch(.value, expected: "whole milliseconds, at most \(most / 1_000)s")
        return nil
      }
      return whole
    }
    return BucketTiming(
      stepMilliseconds: UInt16(milliseconds("steps", upTo: 60_000) ?? 0),
      lagMilliseconds: UInt32(milliseconds("lag", upTo: 3_600_000) ?? 0))
  }

  /// As it is written: ` unlimited`, ` (refill 20/s, steps 1s)`.
  private static func words(_ node: Cursor) -> String {
    if let text = node.node.text { return " " + text }
    let known = (node.members ?? []).compactMap { member in
      member.value.node.text.map { "\(member.key) \($0)" }
    }
    return known.isEmpty ? "" : " (\(known.joined(separator: ", ")))"
  }

  /// `{ bucket, refill }`, either alone where the Region has a bucket, whose other half stays; or `unlimited`.
  static func bucket(_ node: Cursor, base: Quotas.Bucket, isPace: Bool) -> Quotas.Bucket? {
    if isUnlimited(node) { return .unlimited }
    guard node.members != nil else {
      node.mismatch(expected: "{ bucket, refill } or unlimited")
      return nil
    }
    guard let fields = node.fields(isPace ? ScenarioGrammar.pace : ScenarioGrammar.bucket) else { return nil }
    var (capacity, refill) = (0, Rate.perSecond(0))
    if case .tokens(let size, let speed) = base {
      (capacity, refill) = (size, speed)
    } else {
      let isComplete = fields.require("bucket", hint: "bucket: 1000") != nil
      guard fields.require("refill", hint: "refill: 100/s") != nil, isComplete else { return nil }
    }
    if let value = fields["bucket"]?.integer(in: 0...1_000_000_000) { capacity = value }
    if let value = fields["refill"]?.rate() { refill = value }
    return node.canCount(capacity, refill) ? .tokens(capacity: capacity, refill: refill) : nil
  }
}

extension Cursor {
  /// Whether a token bucket, of an API or of a service, holds its tokens in whole numbers; an error where it does not.
  func canCount(_ capacity: Int, _ refill: Rate) -> Bool {
    let (units, overflow) = Int64(capacity).multipliedReportingOverflow(by: refill.period.nanoseconds)
    if !overflow, units < 1 << 61 { return true }
    error(
      .value, "a bucket of \(capacity) with this refill cannot be counted exactly",
      hint: "make the bucket smaller, or round the refill")
    return false
  }
}
