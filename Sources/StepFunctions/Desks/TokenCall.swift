import Chance
import Engine
import JSON
import JSONPath
import Prelude

/// A service's answer to a token that it was sent, whatever becomes of the Task that sent it.
typealias TokenCallID = Handle<TokenCall>

struct TokenCall: SlabRecord {
  enum Step {
    /// The service's call is over; the answer is due; its sender has the token of the API's bucket.
    case over, due, paid
  }
  var step = Step.over
  var token = ""
  var after = Span.zero
  var answer = TokenAnswer.heartbeat

  var action: APIAction { if case .failure = answer { .sendTaskFailure } else { .sendTaskSuccess } }
}

extension ServiceDesk {
  /// A call that will succeed begins: its token is found, and answered when the call has been over for a while.
  mutating func promise(
    _ id: StrandID, _ service: Int32, _ result: JSON, _ scope: CallScope, over: Instant, _ core: inout AccountCore
  ) throws(Failure) {
    guard let model = services[Int(service)].model.tokenAnswer,
      let token = try token(id, service, scope, &core)
    else { return }
    var stream = core.streams.tokenAnswer.stream(entity: core.strand(id).pointee.key)
    var call = TokenCall(token: token, after: model.after.constantSpan ?? model.after.sample(&stream))
    // A text is no JSON text here: it is what the service returns.
    let output: JSON = if case .string = result { .string(result.text) } else { result }
    call.answer = model.error.map { .failure(error: $0, cause: nil) } ?? .success(output: output)
    let slot = tokenCalls.acquire()
    tokenCalls[slot].pointee = call
    core.timeline.push(.tokenAnswer, slot, at: over)
  }

  /// The answer's next step. Each takes an entry of its own, even where no time passes: the call's own end, which is
  /// due at the same instant, comes first.
  mutating func goesOn(_ id: TokenCallID, _ core: inout AccountCore) {
    let call = tokenCalls[id]
    switch call.pointee.step {
    case .over:
      call.pointee.step = .due
      core.timeline.push(.tokenAnswer, id, at: core.now + call.pointee.after)
    case .due:
      let away = core.hasOtherOutages ? core.outageWait(call.pointee.action, Mix64.hash(call.pointee.token)) : .zero
      if away != .zero { return core.timeline.push(.tokenAnswer, id, at: core.now + away) }
      call.pointee.step = .paid
      let wait = core.reserve(call.pointee.action)
      if wait != .zero { return core.timeline.push(.tokenAnswer, id, at: core.now + wait) }
      send(id, &core)
    case .paid: send(id, &core)
    }
  }

  private mutating func send(_ id: TokenCallID, _ core: inout AccountCore) {
    let call = tokenCalls[id].pointee
    tokenCalls[id].pointee = TokenCall()
    tokenCalls.release(id)
    // Nobody waits by it any longer: the service is told, and nothing comes of that.
    try? core.answerToken(call.token, call.answer)
  }

  // MARK: The token

  private mutating func token(
    _ id: StrandID, _ service: Int32, _ scope: CallScope, _ core: inout AccountCore
  ) throws(Failure) -> String? {
    switch services[Int(service)].model.tokenAnswer?.place {
    case .expression(let expression)?: return try expression.token(scope)
    case .path(let path)?:
      let found = path.find(input: scope.request ?? .null, context: QueryContext([:]))
      if let token = found?.string { return token }
      let what = found.map { String($0.text.prefix(80)) } ?? "nothing"
      let name = services[Int(service)].model.name
      throw Failure(
        CallExpression.error, "services.\(name).answersToken: found \(what) at \(path.text), expected a task token")
    case nil:
      var own: String?
      let found = Self.firstText(in: scope.request ?? .null) { text in
        guard let holder = core.interpreter.records.holder(ofToken: text), holder.isCurrent else { return false }
        if holder.strand != id { return true }
        own = own ?? text
        return false
      }
      return found ?? own
    }
  }

  /// In the order in which it is written; texts may be JSON, too.
  private static func firstText(in value: JSON, where isWanted: (String) -> Bool) -> String? {
    switch value {
    case .string(let text):
      if isWanted(text) { return text }
      guard let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[",
        let inner = try? JSON.parse(text)
      else { return nil }
      return firstText(in: inner, where: isWanted)
    case .array(let elements):
      for element in elements { if let found = firstText(in: element, where: isWanted) { return found } }
    case .object(let members):
      for (_, element) in members { if let found = firstText(in: element, where: isWanted) { return found } }
    default: break
    }
    return nil
  }
}
