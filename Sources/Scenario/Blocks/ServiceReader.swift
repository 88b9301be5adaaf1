import Chance
import JSON
import StatesLanguage
import StepFunctions

/// `services`: what Tasks call.
enum ServiceReader {
  private static let refusal = "Lambda.TooManyRequestsException"

  static func read(_ node: Cursor?) -> [ServiceDraft] {
    guard let node, !node.node.isNull else { return [] }
    guard let members = node.members else {
      node.mismatch(
        expected: "a mapping of resources",
        hint: "\"arn:aws:lambda:us-east-1:123456789012:function:Charge\": { latency: 200ms }")
      return []
    }
    return members.compactMap { service($0) }
  }

  private static func service(_ member: Cursor.Member) -> ServiceDraft? {
    let node = member.value
    guard !member.key.isEmpty, !member.key.contains(where: \.isWhitespace) else {
      node.reading.error(
        .value, member.keyPlace,
        "services: found \"\(Node.excerpt(member.key))\", expected the ARN of a resource or a function")
      return nil
    }
    let keys = ["latency", "errors", "concurrency", "result", "callback"] + workerKeys
    guard let fields = node.fields(keys) else { return nil }
    var draft = ServiceDraft(model: ServiceModel(name: member.key, latency: .zero), place: member.keyPlace)
    // Of an activity: nobody polls. Whether a name is an activity's, the Tasks that call it say.
    if fields.members.isEmpty, ServiceDraft.mayBeActivity(member.key) {
      draft.barePlace = node.place
      return draft
    }
    draft.model.latency = fields.require("latency", hint: "latency: 200ms")?.latency() ?? .zero
    draft.model.workers = workers(fields, isActivity: draft.isActivity)
    if let node = fields["errors"] { draft.model.errors = errors(node) }
    if let value = fields["concurrency"].flatMap({ concurrency($0) }) { draft.model.concurrency = value }
    if let value = fields["result"].flatMap({ result($0) }) { draft.model.result = value }
    draft.model.callback = fields["callback"].flatMap { callback($0) }
    return draft
  }

  private static func errors(_ node: Cursor) -> [ServiceModel.ErrorChance] {
    guard let items = node.items else {
      node.mismatch(
        expected: "a list", hint: "[ { name: Lambda.TooManyRequestsException, probability: 0.001 } ]")
      return []
    }
    let errors = items.compactMap { error($0) }
    let total = errors.reduce(0) { $0 + $1.probability }
    if total > 1 + 1e-9 { node.error(.value, "the probabilities sum to \(total), expected at most 1") }
    return errors
  }

  private static func error(_ node: Cursor) -> ServiceModel.ErrorChance? {
    guard let fields = node.fields(["name", "cause", "probability"]) else { return nil }
    let name = fields.require("name")?.errorName()
    let cause = fields["cause"]?.text()
    let probability = fields.require("probability")?.number(in: 0...1, expected: "a number from 0 to 1")
    guard let name, let probability else { return nil }
    return ServiceModel.ErrorChance(name: name, cause: cause, probability: probability)
  }

  /// A plain limit refuses what exceeds it, as Lambda does.
  private static func concurrency(_ node: Cursor) -> ServiceModel.Concurrency? {
    let limits = 1...1_000_000_000
    if node.node.text != nil { return node.integer(in: limits).map { .refuse(limit: $0, error: refusal) } }
    guard let fields = node.fields(["limit", "excess"]), let limit = fields.require("limit")?.integer(in: limits) else {
      return nil
    }
    guard let excess = fields["excess"] else { return .refuse(limit: limit, error: refusal) }
    guard let name = excess.errorName() else { return nil }
    return name == "queue" ? .queue(limit: limit) : .refuse(limit: limit, error: name)
  }

  private static func result(_ node: Cursor) -> ServiceModel.Result? {
    if case .scalar("echo", isPlain: true) = node.node.content { return .echo }
    guard let members = node.members, members.count == 1, members[0].key == "list" else {
      return node.jsonOrFile().map { .constant($0) }
    }
    let list = members[0].value
    guard let items = list.items, !items.isEmpty else {
      list.mismatch(list.items == nil ? .type : .value, expected: "a list with a value")
      return nil
    }
    return .list(items.map { $0.json() })
  }

  private static func callback(_ node: Cursor) -> ServiceModel.Callback? {
    guard let fields = node.fields(["after", "error"]),
      let after = fields.require("after", hint: "after: 5s")?.latency()
    else { return nil }
    return ServiceModel.Callback(after: after, error: fields["error"]?.errorName())
  }
}
