import StatesLanguage
import StepFunctions

/// Published versions of a machine, each a machine of its own by the name `Child:2`, and aliases that route to them.
extension Reader {
  mutating func readVersions(_ fields: Fields, of machine: MachineDraft) {
    guard let node = fields["versions"] else { return }
    let what = fields.path("versions")
    guard let members = node.members, !members.isEmpty else {
      return error(
        node.place, "\(what): found \(node.found), expected a mapping of numbers",
        hint: "versions: { 1: old.asl.json, 2: new.asl.json }")
    }
    for member in members {
      guard let number = Int(member.key), number > 0, String(number) == member.key else {
        error(
          member.keyPlace, "\(what): found \"\(Node.excerpt(member.key))\", expected a whole number, at least 1")
        continue
      }
      var draft = MachineDraft(
        name: "\(machine.name):\(member.key)", place: member.keyPlace, kind: machine.kind, file: "")
      draft.version = member.key
      readDefinition(member.value, "\(what).\(member.key)", &draft)
      machines.append(draft)
    }
  }

  mutating func readAliases(_ fields: Fields, of machine: MachineDraft) {
    guard let node = fields["aliases"] else { return }
    let what = fields.path("aliases")
    guard let members = node.members, !members.isEmpty else {
      return error(
        node.place, "\(what): found \(node.found), expected a mapping of names",
        hint: "aliases: { live: [ { version: 1, weight: 90 }, { version: 2, weight: 10 } ] }")
    }
    for member in members {
      checkAlias(member, what)
      let routes = self.routes(member.value, "\(what).\(Node.excerpt(member.key))", of: machine)
      if let routes { aliases.append(AliasModel(name: "\(machine.name):\(member.key)", routes: routes)) }
    }
  }

  /// AWS: 1 to 80 letters, digits and `-_.`, not digits alone, which are a version. Source: API reference,
  /// CreateStateMachineAlias.
  private mutating func checkAlias(_ member: Node.Member, _ what: String) {
    let isAllowed = member.key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard !isAllowed || member.key.isEmpty || member.key.count > 80 || member.key.allSatisfy(\.isNumber) else { return }
    error(
      member.keyPlace,
      "\(what): found \"\(Node.excerpt(member.key))\", expected 1 to 80 letters, digits, '-', '_' or '.', one of them "
        + "no digit")
  }

  /// One or two versions whose weights sum to 100.
  private mutating func routes(_ node: Node, _ what: String, of machine: MachineDraft) -> [AliasModel.Route]? {
    guard case .sequence(let items) = node.content, (1...2).contains(items.count) else {
      error(
        node.place, "\(what): found \(node.found), expected a list of one or two routes",
        hint: "[ { version: 1, weight: 90 }, { version: 2, weight: 10 } ]")
      return nil
    }
    var routes: [AliasModel.Route] = []
    for (index, item) in items.enumerated() {
      guard let fields = fields(item, of: "\(what).\(index)", known: ["version", "weight"]),
        let version = require(fields, "version"),
        let target = self.version(version, fields.path("version"), of: machine)
      else { return nil }
      var weight = 100
      if items.count > 1 || fields["weight"] != nil {
        guard let node = require(fields, "weight", hint: "weight: 50"),
          let value = integer(node, fields.path("weight"), in: 0...100)
        else { return nil }
        weight = value
      }
      routes.append(AliasModel.Route(machine: target, weight: weight))
    }
    let sum = routes.reduce(0) { $0 + $1.weight }
    guard sum == 100 else {
      error(node.place, "\(what): the weights sum to \(sum), expected 100")
      return nil
    }
    guard Set(routes.map(\.machine)).count == routes.count else {
      error(node.place, "\(what): both routes lead to one version")
      return nil
    }
    return routes
  }

  private mutating func version(_ node: Node, _ what: String, of machine: MachineDraft) -> Int? {
    guard let text = text(node, what) else { return nil }
    if let index = machines.firstIndex(where: { $0.name == "\(machine.name):\(text)" }) { return index }
    let known = machines.filter { $0.name.hasPrefix(machine.name + ":") }.compactMap(\.version)
    error(
      node.place, "\(what): found \"\(Node.excerpt(text))\", expected a version of \(machine.name)",
      hint: known.isEmpty ? "add versions: { \(Node.excerpt(text)): FILE }" : "known: \(known.joined(separator: ", "))")
    return nil
  }
}
