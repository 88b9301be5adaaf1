import JSON
import StatesLanguage
import StepFunctions

/// What a service answers: `errors` and `result`.
extension ServiceReader {
  static func readErrors(_ node: Cursor, _ model: inout ServiceModel) {
    if let text = jsonata(in: node) {
      model.errorExpression = expression(.errors, of: node, text)
    } else {
      model.errors = chances(node)
    }
  }

  private static func chances(_ node: Cursor) -> [ServiceModel.ErrorChance] {
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

  static func error(_ node: Cursor) -> ServiceModel.ErrorChance? {
    guard let fields = node.fields(ScenarioGrammar.errorChance) else { return nil }
    let name = fields.require("name")?.errorName()
    let cause = fields["cause"]?.text()
    let probability = fields.require("probability")?.number(in: 0...1, expected: "a number from 0 to 1")
    guard let name, let probability else { return nil }
    return ServiceModel.ErrorChance(name: name, cause: cause, probability: probability)
  }

  /// A literal, unless it is one of the forms; `{ json: … }` is one whatever it holds.
  static func result(_ node: Cursor, _ kind: CallExpression.Kind) -> ServiceModel.Result? {
    if case .scalar("echo", isPlain: true) = node.node.content { return .echo }
    if let text = jsonata(in: node) { return expression(kind, of: node, text).map { .expression($0) } }
    guard let members = node.members else { return .constant(node.json()) }
    if let list = members.first(where: { $0.key == "list" }), isList(node, members) { return values(list.value, node) }
    if members.count == 1, members[0].key == "json" { return .constant(members[0].value.json()) }
    return node.jsonOrFile().map { .constant($0) }
  }

  /// A literal may have a member of that name, but nothing beside it that reads like our key.
  private static func isList(_ node: Cursor, _ members: [Cursor.Member]) -> Bool {
    members.count == 1
      || members.count == 2 && members.contains { $0.key == "per" || suggestion(for: $0.key, among: ["per"]) != nil }
  }

  private static func values(_ list: Cursor, _ node: Cursor) -> ServiceModel.Result? {
    guard let fields = node.fields(ScenarioGrammar.valueList) else { return nil }
    let words = ServiceModel.Counting.allCases.map(\.rawValue)
    let per = fields["per"].map { $0.word(of: words).flatMap(ServiceModel.Counting.init) }
    guard let items = list.items, !items.isEmpty else {
      list.mismatch(list.items == nil ? .type : .value, expected: "a list with a value")
      return nil
    }
    if let counting = per ?? .service { return .list(items.compactMap { value($0) }, per: counting) }
    return nil
  }

  private static func value(_ item: Cursor) -> JSON? {
    guard let members = item.members, members.count == 1 else { return item.json() }
    if members[0].key == "jsonata" {
      item.error(
        .value, "a list has values only",
        hint: "write one expression in place of the list, which reads $call or $execution; or { json: { jsonata: … } }")
      return nil
    }
    return members[0].key == "json" ? members[0].value.json() : item.json()
  }
}
