import Chance
import Engine
import JSON
import Prelude

/// A service and how busy it is. Read in place: a copy of its model would cost more than a call.
struct ServiceState {
  let model: ServiceModel
  /// Whether its answers are decided as its calls begin: expressions or outages say something of them, or they change
  /// state between calls, or answer tokens.
  let isDecided: Bool
  /// What decides has to be told of the call.
  let hasScope: Bool
  /// The result is decided, too, whatever it comes of: somebody else is told it.
  let hasDecidedResult: Bool
  /// Its calls need no record: they are at work at once, and answered when that is over.
  let isDirect: Bool
  /// Where its rate's tokens are, if it has a rate of its own.
  let gate: Int
  /// Nil: the model's latency has no formula.
  let law: Distribution.Law?
  let hasErrors: Bool
  /// No less than its one result has, with what the API says around it; nil: it has several.
  let constantBytes: Int?
  /// Its one result as lambda:invoke gives it, and as http:invoke does.
  let lambdaAnswer: JSON
  let httpAnswer: JSON
  /// Where its calls and its answers are counted for each execution, if somebody asks; see `Records.count`.
  let callCounter: Int
  let answerCounter: Int
  var inUse = 0
  var calls = 0
  var busy: Int64 = 0
  var refused = 0
  var coldStarts = 0
  /// Of a function: of `refused`.
  var refusals = FunctionRefusals()
  /// Answers given, for a scripted list.
  private var answers = 0
  var queue = WaitingLine<ServiceCallID>()

  /// `counters`: how many there are that count for executions. `hasQuota`: it answers Tasks whose integration has one.
  /// `isMocked`: a mock file may answer its calls.
  init(_ model: ServiceModel, gate: Int, hasQuota: Bool, isMocked: Bool, counters: inout Int) {
    self.model = model
    let expressions = model.expressions
    hasScope = model.isDecided
    isDecided = hasScope || !model.outages.isEmpty || isMocked
    hasDecidedResult = model.tokenAnswer != nil || model.resultExpression != nil
    isDirect = model.isDirect && !hasQuota
    self.gate = gate
    law = model.loaded == nil ? model.latency.law : nil
    hasErrors = !model.errors.isEmpty || isDecided
    let constant = if case .constant(let value) = model.result { Optional(value) } else { JSON?.none }
    constantBytes = constant.map { $0.byteCount + Envelope.largest }
    lambdaAnswer = Envelope.lambda(constant ?? .null)
    httpAnswer = Envelope.http(constant ?? .null)
    func counter(where isNeeded: Bool) -> Int {
      if isNeeded { counters += 1 }
      return counters - 1
    }
    callCounter = counter(where: expressions.contains { $0.reads(.execution) })
    let countsAnswers = if case .list(_, per: .execution) = model.result { true } else { false }
    answerCounter = counter(where: countsAnswers)
  }

  /// As after `init`.
  mutating func restart() {
    inUse = 0
    calls = 0
    busy = 0
    refused = 0
    coldStarts = 0
    refusals = FunctionRefusals()
    answers = 0
    queue = WaitingLine<ServiceCallID>()
  }

  /// From 1.
  mutating func countAnswer() -> Int {
    answers += 1
    return answers
  }
}
