import Engine
import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport

/// A definition run under tight limits, its Tasks answering at random.
struct LocalRun {
  /// Attempts that are left to the account's own machines, which may be this one.
  private static let nestedLimit = 12
  private static let callLimit = 5_000

  private let account: AccountModel
  private let payloadBytes: Int
  private let random: Random

  /// `objects` stand beside those of the corpus in the bucket `b`.
  init(
    _ definition: StateMachine, isExpress: Bool = false, objects: [(name: String, bytes: [UInt8])] = [], random: Random
  ) {
    var random = random
    let machine = MachineModel(
      name: "M", arn: ARNs.machine("M"), kind: isExpress ? .express : .standard, definition: definition,
      definitionBytes: 1)
    let payloadBytes = random.pick([65_536, 65_536, 400])
    var quotas = Quotas.withoutBuckets
    if !random.oneIn(2) { quotas[.startExecution] = .tokens(capacity: 3, refill: .perSecond(1)) }
    if random.oneIn(4) { quotas[.stateTransition] = .tokens(capacity: 5, refill: .perSecond(100)) }
    quotas.openExecutions = 20
    quotas.historyEvents = random.pick([2_000, 300, 40])
    quotas.payloadBytes = payloadBytes
    quotas.statesPerInstant = 2_000
    var account = AccountModel(
      region: "us-east-1", machines: [machine], services: [], quotas: quotas, overheads: .none)
    for (key, text) in Corpus.objects { account.objects.put(Array(text.utf8), bucket: "b", key: key) }
    for (name, bytes) in objects { account.objects.put(bytes, bucket: "b", key: name) }
    self.account = account
    self.random = random
    self.payloadBytes = payloadBytes
  }

  /// Twice, with its history and without: what is kept changes nothing that happens.
  func run(_ input: JSON) {
    guard let kept = outcome(input, history: true) else { return }
    let ids = kept.events.map(\.id)
    require(kept.arn.isEmpty || ids == Array(1..<(ids.count + 1)), "events are counted as they are written")
    for event in kept.events {
      require((0..<event.id).contains(event.previousEventID), "an event follows an earlier one")
      let json = event.json(epoch: Account.epoch)
      require(json.byteCount == json.utf8Text.count, "the size of an event is that of its text")
    }
    require(kept.missingBucket != "b", "the bucket is there")
    require((kept.status == .succeeded) == (kept.output != nil), "a success has an output")
    require(kept.output.map { $0.byteCount <= payloadBytes } ?? true, "an output keeps to the limit")
    require(kept.output.map { $0.byteCount == $0.utf8Text.count } ?? true, "the size of an output is that of its text")
    guard let bare = outcome(input, history: false) else { return require(false, "histories are only kept") }
    require(bare.events.isEmpty, "no history is kept")
    require(
      kept.summary == bare.summary && kept.written == bare.written,
      "a history changes nothing: \(kept.summary.text) with it, \(bare.summary.text) without")
  }

  /// Nil: it is a loop that takes no time.
  private func outcome(_ input: JSON, history: Bool) -> LocalExecution.Outcome? {
    var random = random
    let stop: Span = random.oneIn(8) ? .seconds(random.below(30)) : .seconds(100_000_000)
    let redrives = random.oneIn(3) ? 1 + random.below(3) : 0
    var execution = LocalExecution(
      account: account, machine: 0, input: input, name: "fuzz", history: history, seed: random.next())
    execution.isChecked = true
    var calls = 0
    var nested = 0
    return try? execution.run(stoppedAfter: stop, redrives: redrives) { call in
      calls += 1
      guard calls < Self.callLimit else { return .never }
      if call.resource.isStartExecution, nested < Self.nestedLimit, !random.oneIn(3) {
        nested += 1
        return nil
      }
      return random.oneIn(12) ? nil : Self.reply(to: call, &random, depth: 0)
    }
  }

  private static func reply(to call: TaskCall, _ random: inout Random, depth: Int) -> TaskReply {
    switch random.below(12) {
    case 0..<5: .success(call.parameters)
    case 5: .success(random.pick([1, "text", [], [:], .null, ["a": [1, 2]], 1e308, -1] as [JSON]))
    case 6..<9: .failure(error: random.pick(Corpus.errors), cause: random.oneIn(2) ? "cause" : nil)
    case 9: .timedOut
    case 10 where random.oneIn(3):
      .started(worker: random.oneIn(2) ? "w" : nil, then: reply(to: call, &random, depth: 4))
    case 10: depth > 3 ? .never : .submitted(call.parameters, then: reply(to: call, &random, depth: depth + 1))
    default: random.oneIn(4) ? .never : .failure(error: nil, cause: nil)
    }
  }
}

extension LocalExecution.Outcome {
  fileprivate var summary: JSON {
    let words = [error, cause].map { $0.map(JSON.string) ?? .null }
    return .array([.string(status.name), output ?? .null] + words + [.double(duration.seconds)])
  }
}
