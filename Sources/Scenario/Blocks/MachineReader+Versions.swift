import StatesLanguage
import StepFunctions

/// Published versions of a machine, each a machine of its own by the name `Child:2`, and aliases that route to them.
extension MachineReader {
  mutating func readVersions(_ node: Cursor, of machine: MachineDraft) {
    guard let members = node.members, !members.isEmpty else {
      return node.mismatch(
        node.members == nil ? .type : .value, expected: "a mapping of numbers",
        hint: "versions: { 1: old.asl.json, 2: new.asl.json }")
    }
    for member in members {
      guard let number = Int(member.key), number > 0, String(number) == member.key else {
        node.reading.error(
          .value, member.keyPlace,
          "\(node.path): found \"\(Node.excerpt(member.key))\", expected a whole number, at least 1")
        continue
      }
      var draft = MachineDraft(
        name: "\(machine.name):\(member.key)", place: member.keyPlace, kind: machine.kind, file: "")
      draft.version = member.key
      draft.substitutions = machine.substitutions
      draft.read(member.value)
      machines.append(draft)
    }
  }

  mutating func readAliases(_ node: Cursor, of machine: MachineDraft) {
    guard let members = node.members, !members.isEmpty else {
      return node.mismatch(
        node.members == nil ? .type : .value, expected: "a mapping of names",
        hint: "aliases: { live: [ { version: 1, weight: 90 }, { version: 2, weight: 10 } ] }")
    }
    for member in members {
      checkAlias(member, of: node)
      if let routes = routes(member.value, of: machine) {
        aliases.append(AliasModel(name: "\(machine.name):\(member.key)", routes: routes))
      }
    }
  }

  /// AWS: 1 to 80 letters, digits and `-_.`, not digits alone, which are a version. Source: API reference,
  /// CreateStateMachineAlias.
  private func checkAlias(_ member: Cursor.Member, of node: Cursor) {
    let isAllowed = member.key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard !isAllowed || member.key.isEmpty || member.key.count > 80 || member.key.allSatisfy(\.isNumber) else { return }
    node.reading.error(
      .value, member.keyPlace,
      "\(node.path): found \"\(Node.excerpt(member.key))\", expected 1 to 80 letters, digits, '-', '_' or '.', one of "
        + "them no digit")
  }

  /// One or two versions whose weights sum to 100.
  private func routes(_ node: Cursor, of machine: MachineDraft) -> [AliasModel.Route]? {
    guard let items = node.items, (1...2).contains(items.count) else {
      node.mismatch(
        node.items == nil ? .type : .value, expected: "a list of one or two routes",
        hint: "[ { version: 1, weight: 90 }, { version: 2, weight: 10 } ]")
      return nil
    }
    var routes: [AliasModel.Route] = []
    for item in items {
      guard let route = route(item, of: machine, isAlone: items.count == 1) else { return nil }
      routes.append(route)
    }
    let sum = routes.reduce(0) { $0 + $1.weight }
    guard sum == 100 else {
      node.error(.value, "the weights sum to \(sum), expected 100")
      return nil
    }
    guard Set(routes.map(\.machine)).count == routes.count else {
      node.error(.value, "both routes lead to one version")
      return nil
    }
    return routes
  }

  private func route(_ node: Cursor, of machine: MachineDraft, isAlone: Bool) -> AliasModel.Route? {
    guard let fields = node.fields(ScenarioGrammar.route),
      let target = fields.require("version").flatMap({ version($0, of: machine) })
    else { return nil }
    if isAlone, fields["weight"] == nil { return AliasModel.Route(machine: target, weight: 100) }
    guard let weight = fields.require("weight", hint: "weight: 50")?.integer(in: 0...100) else { return nil }
    return AliasModel.Route(machine: target, weight: weight)
  }

  private func version(_ node: Cursor, of machine: MachineDraft) -> Int? {
    guard let text = node.text() else { return nil }
    if let index = machines.firstIndex(where: { $0.name == "\(machine.name):\(text)" }) { return index }
    let known = machines.filter { $0.name.hasPrefix(machine.name + ":") }.compactMap(\.version)
    node.error(
      .unknownName, "found \"\(Node.excerpt(text))\", expected a version of \(machine.name)",
      hint: known.isEmpty ? "add versions: { \(Node.excerpt(text)): FILE }" : "known: \(known.joined(separator: ", "))")
    return nil
  }
}
