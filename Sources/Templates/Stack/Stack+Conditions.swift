import Scenario
import StatesLanguage

/// Conditions, by the values that parameters have. Source: CloudFormation guide, "Condition functions".
extension Stack {
  /// Whether a resource is made.
  func isMade(_ resource: TemplateResource) -> Bool {
    guard let node = resource.condition, let name = node.text else { return true }
    return condition(name, node.place) ?? true
  }

  /// nil: it depends on what is not known here.
  func condition(_ name: String, _ place: Place) -> Bool? { condition(name, place, depth: 0) }

  private func condition(_ name: String, _ place: Place, depth: Int) -> Bool? {
    let conditions = root["Conditions"]
    guard let node = conditions?[name] else {
      workspace.error(
        .unknownName, place, "there is no condition \"\(Node.excerpt(name))\"",
        hint: suggestion(for: name, among: conditions?.members?.map(\.key) ?? []).map { "did you mean \"\($0)\"?" })
      return nil
    }
    return truth(of: node, depth: depth + 1)
  }

  private func truth(of node: Node, depth: Int) -> Bool? {
    guard depth < 50 else {
      workspace.error(.value, node.place, "the conditions go round in a circle")
      return nil
    }
    guard let member = node.members?.first, node.members?.count == 1 else {
      switch node.text {
      case "true": return true
      case "false": return false
      default: break
      }
      workspace.error(.type, node.place, "found \(node.found), expected Fn::Equals, Fn::And, Fn::Or or Fn::Not")
      return nil
    }
    let parts = member.value.items
    switch member.key {
    case "Condition":
      guard let name = member.value.text else { return nil }
      return condition(name, node.place, depth: depth)
    case "Fn::Equals":
      guard parts.count == 2, let first = value(parts[0]), let second = value(parts[1]) else { return nil }
      return first.text == second.text
    case "Fn::Not": return parts.first.flatMap { truth(of: $0, depth: depth + 1) }.map { !$0 }
    case "Fn::And":
      let truths = parts.map { truth(of: $0, depth: depth + 1) }
      return truths.contains(false) ? false : truths.contains(nil) ? nil : true
    case "Fn::Or":
      let truths = parts.map { truth(of: $0, depth: depth + 1) }
      return truths.contains(true) ? true : truths.contains(nil) ? nil : false
    default:
      workspace.warning(.unsupported, node.place, "\(member.key) is not worked out here")
      return nil
    }
  }
}
