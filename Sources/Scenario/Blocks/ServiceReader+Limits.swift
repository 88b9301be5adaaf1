import Chance
import Prelude
import StatesLanguage
import StepFunctions

/// What a service takes, and what becomes of a call that is too many: `concurrency`, `rate`, `abandoned`; and the
/// latency that grows with what it has taken.
extension ServiceReader {
  static func readLimits(_ fields: Fields, _ model: inout ServiceModel) {
    if let value = fields["concurrency"].flatMap({ concurrency($0) }) { model.concurrency = value }
    if let value = fields["rate"].flatMap({ rate($0) }) { model.rate = value }
    if let node = fields["outages"] { model.outages = OutageReader.service.outages(node) }
    if let node = fields["abandoned"] { readAbandoned(node, &model) }
  }

  // MARK: Concurrency

  private static let refusal = FunctionModel.throttled

  /// A plain limit refuses what exceeds it, as Lambda does.
  private static func concurrency(_ node: Cursor) -> ServiceModel.Concurrency? {
    let limits = 1...1_000_000_000
    if node.node.text != nil { return node.integer(in: limits).map { .refuse(limit: $0, error: refusal) } }
    guard let fields = node.fields(ScenarioGrammar.concurrency),
      let limit = fields.require("limit")?.integer(in: limits)
    else {
      return nil
    }
    guard let excess = fields["excess"] else { return .refuse(limit: limit, error: refusal) }
    guard let name = excess.errorName() else { return nil }
    return name == "queue" ? .queue(limit: limit) : .refuse(limit: limit, error: name)
  }

  private static func readAbandoned(_ node: Cursor, _ model: inout ServiceModel) {
    guard let word = node.word(of: ServiceModel.Abandoned.allCases.map(\.rawValue)) else { return }
    guard model.hasLine else {
      return node.error(
        .value, "no call waits in line here",
        hint: "abandoned is for a service with excess: queue, in its concurrency or its rate")
    }
    if word == ServiceModel.Abandoned.run.rawValue, model.latencyExpression != nil {
      return node.error(
        .conflictingFields, "a call that nobody waits for has no request, from which its latency could be worked out",
        hint: "write the latency as a law, or abandoned: drop")
    }
    model.abandoned = ServiceModel.Abandoned(rawValue: word) ?? .drop
  }

  // MARK: Rate

  /// `{ bucket, refill, excess }`, or `unlimited`, which lifts AWS's default for an integration.
  private static func rate(_ node: Cursor) -> ServiceModel.RateRule? {
    if node.node.text == "unlimited" { return .unlimited }
    guard node.members != nil else {
      node.mismatch(
        expected: "{ bucket, refill } or unlimited", hint: "rate: { bucket: 100, refill: 50/s, excess: queue }")
      return nil
    }
    guard let fields = node.fields(ScenarioGrammar.rateLimit) else { return nil }
    let capacity = fields.require("bucket", hint: "bucket: 100")?.integer(in: 1...1_000_000_000)
    let refill = fields.require("refill", hint: "refill: 50/s")?.positiveRate()
    guard let capacity, let refill, node.canCount(capacity, refill) else { return nil }
    var limit = ServiceModel.RateLimit(capacity: capacity, refill: refill)
    if let excess = fields["excess"] {
      guard let name = excess.errorName() else { return nil }
      limit.excess = name == "queue" ? .queue : .refuse(error: name)
    }
    return .limited(limit)
  }

  // MARK: Latency

  /// `{ loaded: { base, perCall, network } }`.
  static func loaded(_ node: Cursor) -> ServiceModel.LoadedLatency? {
    guard let fields = node.fields(ScenarioGrammar.loadedLatency)?["loaded"]?.fields(ScenarioGrammar.loaded) else {
      return nil
    }
    let base = fields.require("base", hint: "base: 1s")?.latency()
    let perCall = fields.require("perCall", hint: "perCall: 10ms")?.duration()
    let network = fields["network"].map { $0.latency() } ?? .zero
    guard let base, let perCall, let network else { return nil }
    return ServiceModel.LoadedLatency(base: base, perCall: perCall, network: network)
  }
}

extension ServiceModel {
  /// Calls may wait for a slot, or for a token.
  fileprivate var hasLine: Bool {
    if case .queue = concurrency { return true }
    if case .limited(let limit) = rate { return limit.excess == .queue }
    return false
  }
}
