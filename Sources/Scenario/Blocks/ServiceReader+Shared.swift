import StepFunctions

/// `lock` and `table`: what calls do to state that outlives them.
extension ServiceReader {
  static func shared(_ fields: Fields) -> SharedUse? {
    guard let member = fields.members.first(where: { ["lock", "table"].contains($0.key) }) else { return nil }
    if let other = fields.members.last(where: { ["lock", "table"].contains($0.key) }), other.key != member.key {
      fields.conflict(other, "found \"\(other.key)\" beside \"\(member.key)\", expected one of them")
    }
    return member.key == "lock" ? lock(member.value).map { .lock($0) } : table(member.value).map { .table($0) }
  }

  private static func lock(_ node: Cursor) -> LockUse? {
    guard let fields = node.fields(ScenarioGrammar.lock), let action = fields.kind(),
      let name = action.value.text()
    else { return nil }
    // What says nothing of the action.
    let idle = ["acquire": [], "release": ["limit"], "read": ["limit", "error"]][action.key] ?? []
    for member in fields.members where idle.contains(member.key) {
      fields.conflict(member, "found \"\(member.key)\" beside \"\(action.key)\"")
    }
    var use = LockUse(action.key == "release" ? .release : .read, of: name)
    if action.key == "acquire" {
      guard let limit = fields.require("limit", hint: "limit: 5")?.integer(in: 1...1_000_000_000) else { return nil }
      use.action = .acquire(limit: limit)
    }
    use.owner = fields["owner"].flatMap { plain(.key, $0) }
    if let error = fields["error"]?.errorName() { use.error = error }
    return use
  }

  private static func table(_ node: Cursor) -> TableUse? {
    guard let fields = node.fields(ScenarioGrammar.table), let member = fields.kind(),
      let action = TableUse.Action(rawValue: member.key),
      let name = member.value.text(),
      let key = fields.require("key", hint: "key: $request.Key").flatMap({ plain(.key, $0) })
    else { return nil }
    var use = TableUse(action, of: name, key: key)
    use.condition = fields["condition"].flatMap { plain(.condition, $0) }
    if action == .put || action == .update {
      guard let value = fields.require("value", hint: "value: $request.Item") else { return nil }
      use.value = plain(.value, value)
    } else if let value = fields.member("value") {
      fields.conflict(value, "found \"value\" beside \"\(member.key)\"")
    }
    if let error = fields["error"]?.errorName() { use.error = error }
    return use
  }

  /// JSONata, which need not say so.
  static func plain(_ kind: CallExpression.Kind, _ node: Cursor) -> CallExpression? {
    expression(kind, of: node, node.members == nil ? node : jsonata(in: node) ?? node)
  }

  /// The kind of a result that is an expression.
  static func resultKind(_ shared: SharedUse?) -> CallExpression.Kind {
    switch shared {
    case .lock: .lockResult
    case .table: .itemResult
    case nil: .result
    }
  }

  /// What reading returns where the scenario does not say.
  static func result(of shared: SharedUse?) -> ServiceModel.Result? {
    switch shared {
    case .table(let use) where use.action == .get:
      answer(.itemResult, #"$exists($item) ? { "Item": $item } : {}"#)
    case .lock(let use): if case .read = use.action { answer(.lockResult, "$lock") } else { nil }
    case .table, nil: nil
    }
  }

  private static func answer(_ kind: CallExpression.Kind, _ text: String) -> ServiceModel.Result? {
    (try? CallExpression(kind, name: "result", parsing: text)).map { .expression($0) }
  }
}
