import Chance
import JSON
import StatesLanguage
import StepFunctions

/// `services`: what Tasks call.
enum ServiceReader {
  /// `machines`: the names that keys of states begin with.
  static func read(_ node: Cursor?, machines: Set<String>) -> [ServiceDraft] {
    guard let node, !node.node.isNull else { return [] }
    guard let members = node.members else {
      node.mismatch(
        expected: "a mapping of resources",
        hint: "\"arn:aws:lambda:us-east-1:123456789012:function:Charge\": { latency: 200ms }")
      return []
    }
    return members.compactMap { service($0, machines) }
  }

  private static func service(_ member: Cursor.Member, _ machines: Set<String>) -> ServiceDraft? {
    let node = member.value
    let key = ServiceKey(member.key, machines: machines)
    // Only states have names with blanks.
    let isOfState = if case .state = key { true } else { false }
    guard !member.key.isEmpty, isOfState || !member.key.contains(where: \.isWhitespace) else {
      node.reading.error(
        .value, member.keyPlace,
        "services: found \"\(Node.excerpt(member.key))\", expected the ARN of a resource or a function")
      return nil
    }
    guard let fields = node.fields(ScenarioGrammar.service) else { return nil }
    var draft = ServiceDraft(model: ServiceModel(name: member.key, latency: .zero), key: key, place: member.keyPlace)
    // Of an activity: nobody polls. Whether a name is an activity's, the Tasks that call it say.
    if fields.members.isEmpty, ServiceDraft.mayBeActivity(member.key) {
      draft.barePlace = node.place
      return draft
    }
    if let node = fields.require("latency", hint: "latency: 200ms") { readLatency(node, &draft.model) }
    draft.model.workers = workers(fields, isActivity: draft.isActivity)
    if let node = fields["errors"] { readErrors(node, &draft.model) }
    readLimits(fields, &draft.model)
    draft.model.function = function(fields)
    draft.reservedPlace = fields["lambda"]?.members?.first { $0.key == "reserved" }?.value
    draft.model.shared = shared(fields)
    readResult(fields, &draft.model)
    draft.model.callback = fields["callback"].flatMap { callback($0) }
    draft.model.tokenAnswer = fields["answersToken"].flatMap { tokenAnswer($0) }
    return draft
  }

  private static func readLatency(_ node: Cursor, _ model: inout ServiceModel) {
    if let text = jsonata(in: node) {
      model.latencyExpression = expression(.latency, of: node, text)
    } else if let members = node.members, members.contains(where: { $0.key == "loaded" }) {
      model.loaded = loaded(node)
      model.latency = model.loaded?.base ?? .zero
    } else {
      model.latency = node.latency() ?? .zero
    }
  }

  private static func readResult(_ fields: Fields, _ model: inout ServiceModel) {
    let kind = resultKind(model.shared)
    let found = fields["result"].map { result($0, kind) } ?? result(of: model.shared)
    if let found { model.result = found }
  }

  private static func callback(_ node: Cursor) -> ServiceModel.Callback? {
    guard let fields = node.fields(ScenarioGrammar.callback),
      let after = fields.require("after", hint: "after: 5s")?.latency()
    else { return nil }
    return ServiceModel.Callback(after: after, error: fields["error"]?.errorName())
  }
}
