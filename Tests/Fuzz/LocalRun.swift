import Engine
import JSON
import Prelude
import StatesLanguage
import StepFunctions

/// A definition run under tight limits, its Tasks answering at random.
struct LocalRun {
  /// Attempts that are left to the account's own machines, which may be this one.
  private static let nestedLimit = 12
  private static let callLimit = 5_000
  private static let payloadBytes = 65_536

  private let account: AccountModel
  private let random: Random

  init(_ definition: StateMachine, random: Random) {
    var random = random
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:M"
    let kind: MachineModel.Kind = random.oneIn(4) ? .express : .standard
    let machine = MachineModel(name: "M", arn: arn, kind: kind, definition: definition, definitionBytes: 1)
    var quotas = Quotas(
      startExecution: random.oneIn(2) ? .unlimited : .tokens(capacity: 3, refill: .perSecond(1)),
      startExpressExecution: .unlimited,
      stateTransition: random.oneIn(4) ? .tokens(capacity: 5, refill: .perSecond(100)) : .unlimited,
      stopExecution: .unlimited)
    quotas.openExecutions = 20
    quotas.historyEvents = 2_000
    quotas.payloadBytes = Self.payloadBytes
    quotas.statesPerInstant = 2_000
    var account = AccountModel(
      region: "us-east-1", machines: [machine], services: [], quotas: quotas, overheads: .none)
    for (key, text) in Corpus.objects { account.objects.put(Array(text.utf8), bucket: "b", key: key) }
    self.account = account
    self.random = random
  }

  func run(_ input: JSON) {
    var random = random
    let history = random.oneIn(2)
    let stop: Span? = random.oneIn(8) ? .seconds(random.below(30)) : nil
    let execution = LocalExecution(
      account: account, machine: 0, input: input, name: "fuzz", history: history, seed: random.next())
    var calls = 0
    var nested = 0
    let outcome = try? execution.run(stoppedAfter: stop ?? .seconds(100_000_000)) { call in
      calls += 1
      guard calls < Self.callLimit else { return .never }
      if call.resource.isStartExecution, nested < Self.nestedLimit, !random.oneIn(3) {
        nested += 1
        return nil
      }
      return Self.reply(to: call, &random, depth: 0)
    }
    guard let outcome else { return }
    for event in outcome.events { _ = event.json(epoch: Account.epoch).byteCount }
    require((outcome.status == "SUCCEEDED") == (outcome.output != nil), "a success has an output")
    require(outcome.output.map { $0.byteCount <= Self.payloadBytes } ?? true, "an output keeps to the limit")
  }

  private static func reply(to call: TaskCall, _ random: inout Random, depth: Int) -> TaskReply {
    switch random.below(12) {
    case 0..<5: .success(call.parameters)
    case 5: .success(random.pick([1, "text", [], [:], .null, ["a": [1, 2]], 1e308, -1] as [JSON]))
    case 6..<9: .failure(error: random.pick(Corpus.errors), cause: random.oneIn(2) ? "cause" : nil)
    case 9: .timedOut
    case 10: depth > 3 ? .never : .submitted(call.parameters, then: reply(to: call, &random, depth: depth + 1))
    default: random.oneIn(4) ? .never : .failure(error: nil, cause: nil)
    }
  }
}
