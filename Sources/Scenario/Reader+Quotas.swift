import Prelude
import StepFunctions

extension Reader {
  /// Nothing in a scenario redrives.
  private static let buckets = APIAction.allCases.filter { $0 != .redriveExecution }
  private static let limits: [(key: String, path: any (WritableKeyPath<Quotas, Int?> & Sendable), least: Int)] = [
    ("OpenExecutions", \.openExecutions, 1), ("InlineMapConcurrency", \.inlineMapConcurrency, 1),
    ("HistoryEvents", \.historyEvents, 3), ("StatesPerInstant", \.statesPerInstant, 1),
    ("OpenMapRuns", \.openMapRuns, 1), ("MapRunConcurrency", \.mapRunConcurrency, 1),
  ]

  private static let sizes: [(key: String, path: any (WritableKeyPath<Quotas, Int?> & Sendable))] = [
    ("PayloadBytes", \.payloadBytes), ("VariableBytes", \.variableBytes),
  ]

  /// The Region's profile with the scenario's overrides, and the words that name both.
  mutating func quotas(_ node: Node?, region: String) -> (quotas: Quotas, profile: String) {
    let profile = QuotaProfile(region: region)
    var quotas = profile.quotas
    let keys = Reader.buckets.map(\.name) + Reader.limits.map(\.key) + Reader.sizes.map(\.key)
    guard let node, let fields = fields(node, of: "quotas", known: keys) else { return (quotas, profile.text) }
    for action in Reader.buckets {
      guard let value = fields[action.name] else { continue }
      if let bucket = bucket(value, fields.path(action.name), base: quotas[action]) { quotas[action] = bucket }
    }
    for (key, path, least) in Reader.limits {
      guard let value = fields[key] else { continue }
      quotas[keyPath: path] =
        isUnlimited(value) ? nil : limit(value, fields.path(key), least: least) ?? quotas[keyPath: path]
    }
    for (key, path) in Reader.sizes {
      guard let value = fields[key] else { continue }
      quotas[keyPath: path] = isUnlimited(value) ? nil : payload(value, fields.path(key)) ?? quotas[keyPath: path]
    }
    let changed = keys.filter { fields[$0] != nil }
    return (quotas, profile.text + (changed.isEmpty ? "" : "; set here: " + changed.joined(separator: ", ")))
  }

  private func isUnlimited(_ node: Node) -> Bool { node.text == "unlimited" }

  private mutating func limit(_ node: Node, _ what: String, least: Int) -> Int? {
    if let text = node.text, Quantity.isJSONNumber(text), let value = Int(text), value >= least { return value }
    error(node.place, "\(what): found \(node.found), expected a whole number, at least \(least), or unlimited")
    return nil
  }

  private mutating func payload(_ node: Node, _ what: String) -> Int? {
    guard let bytes = size(node, what) else { return nil }
    guard bytes >= 2 else {
      error(node.place, "\(what): found \(node.found), expected at least 2 bytes, or unlimited")
      return nil
    }
    return bytes
  }

  /// `{ bucket, refill }`, either alone where the Region has a bucket, whose other half stays; or `unlimited`.
  private mutating func bucket(_ node: Node, _ what: String, base: Quotas.Bucket) -> Quotas.Bucket? {
    if isUnlimited(node) { return .unlimited }
    guard node.members != nil else {
      error(node.place, "\(what): found \(node.found), expected { bucket, refill } or unlimited")
      return nil
    }
    guard let fields = fields(node, of: what, known: ["bucket", "refill"]) else { return nil }
    var (capacity, refill) = (0, Rate.perSecond(0))
    if case .tokens(let size, let speed) = base {
      (capacity, refill) = (size, speed)
    } else {
      let isComplete = require(fields, "bucket", hint: "bucket: 1000") != nil
      guard require(fields, "refill", hint: "refill: 100/s") != nil, isComplete else { return nil }
    }
    if let value = fields["bucket"] { capacity = integer(value, "\(what).bucket", in: 0...1_000_000_000) ?? capacity }
    if let value = fields["refill"] { refill = rate(value, "\(what).refill") ?? refill }
    let (units, overflow) = Int64(capacity).multipliedReportingOverflow(by: refill.period.nanoseconds)
    guard !overflow, units < 1 << 61 else {
      error(
        node.place, "\(what): a bucket of \(capacity) with this refill cannot be counted exactly",
        hint: "make the bucket smaller, or round the refill")
      return nil
    }
    return .tokens(capacity: capacity, refill: refill)
  }
}
