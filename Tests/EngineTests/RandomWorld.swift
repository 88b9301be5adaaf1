import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport

@testable import Chance

/// A random world: a machine of every kind of state, its child, its account and what Tasks are answered; all by a seed.
struct RandomWorld {
  let definition: String
  let child: String
  let quotas: Quotas
  let service: ServiceModel
  let isScripted: Bool
  let seed: UInt64

  init(seed: UInt64) throws {
    self.seed = seed
    isScripted = seed % 2 == 0
    var quotas = Story.quotas(historyEvents: seed % 3 == 0 ? 12 + Int(seed % 150) : 25_000, statesPerInstant: 100_000)
    if seed % 5 < 2 { quotas[.startExecution] = .tokens(capacity: 2, refill: .perSecond(1)) }
    if seed % 7 == 0 { quotas[.stateTransition] = .tokens(capacity: 3, refill: .perSecond(4)) }
    quotas.inlineMapConcurrency = Int(seed % 4) + 1
    if seed % 11 < 4 { quotas.openMapRuns = Int(seed % 11) + 1 }
    quotas[.mapRunStandardDispatch] = .tokens(capacity: 1, refill: .perSecond(Int(seed % 5) + 1))
    self.quotas = quotas
    var service = ServiceModel(name: Story.function, latency: try .uniform(from: 0.5, to: 4))
    service.errors = [.init(name: "A", cause: "by chance", probability: 0.2)]
    service.result = .echo
    self.service = service
    var writer = DefinitionWriter(seed: seed)
    definition = writer.machine(depth: 3, mayStart: true)
    child = writer.machine(depth: 1, mayStart: false)
  }

  static let input: JSON = ["items": [[:], ["n": 1], ["n": 2], [:]], "n": 3]

  /// The same answer for the same question, whoever asks.
  func reply(to call: TaskCall) -> TaskReply? {
    guard isScripted, call.resource.kind == .lambdaFunction else { return nil }
    let key = StreamKey(seed: seed, replication: 1, purpose: .serviceError)
    switch key.bits(entity: UInt64(call.ordinal), counter: 0) % 10 {
    case 0: return .failure(error: "A", cause: "scripted")
    case 1: return .failure(error: "B", cause: nil)
    case 2: return .timedOut
    case 3: return .never
    default: return .success(["n": .integer(call.ordinal)])
    }
  }
}
