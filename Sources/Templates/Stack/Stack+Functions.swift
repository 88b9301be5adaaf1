import JSON
import Scenario
import StatesLanguage

/// Intrinsic functions. Source: CloudFormation guide, "Intrinsic function reference".
extension Stack {
  func evaluate(_ call: FunctionCall) -> Outcome {
    switch call.name {
    case "Ref": return call.argument.text.map { reference($0, call.argument.place) } ?? malformed(call, "a name")
    case "Fn::GetAtt": return attribute(call)
    case "Fn::Sub": return substitute(call)
    case "Fn::Join": return join(call)
    case "Fn::If": return chosen(call).map { evaluate($0) } ?? .unknown
    case "Fn::Select": return select(call)
    case "Fn::Split": return split(call)
    case "Fn::FindInMap": return findInMap(call)
    case "Fn::ImportValue": return importValue(call)
    case "Fn::GetAZs": return zones(call)
    case "Fn::Base64": return evaluate(call.argument)
    case "Fn::Length": return length(call)
    case "Fn::ToJsonString": return jsonString(call)
    case "Fn::Transform": return include(call)
    default: return unsupported(call)
    }
  }

  /// `AWS::Include` of a file that lies here.
  private func include(_ call: FunctionCall) -> Outcome {
    guard call.argument["Name"]?.text == "AWS::Include",
      let location = text(call.argument[["Parameters", "Location"]]), !location.contains("://"),
      let tree = workspace.tree(Paths.normal(File.path(location, in: folder)), namedAt: call.argument.place)
    else { return unsupported(call) }
    return evaluate(tree)
  }

  private func unsupported(_ call: FunctionCall) -> Outcome {
    let known = [
      "Fn::Sub", "Fn::Join", "Fn::GetAtt", "Fn::If", "Fn::Select", "Fn::Split", "Fn::FindInMap", "Fn::ImportValue",
    ]
    workspace.warning(
      .unsupported, call.place, "\(call.name) is not worked out here",
      hint: suggestion(for: call.name, among: known).map { "did you mean \($0)?" })
    return .unknown
  }

  private func malformed(_ call: FunctionCall, _ expected: String) -> Outcome {
    workspace.error(.type, call.argument.place, "\(call.name): found \(call.argument.found), expected \(expected)")
    return .unknown
  }

  private func value(_ text: String, _ place: Place) -> Outcome {
    .value(Node(place: place, content: .scalar(text, isPlain: false)))
  }

  // MARK: Texts

  private func substitute(_ call: FunctionCall) -> Outcome {
    guard let (template, variables) = Self.substitution(call.argument) else {
      return malformed(call, "a text, or a list of a text and a mapping")
    }
    let text = template.text ?? ""
    var result = ""
    var rest = Array(text.utf8)[...]
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      result += String(decoding: rest[..<dollar], as: UTF8.self)
      rest = rest[dollar...]
      if let (name, end) = Placeholder.name(in: Array(text.utf8), at: dollar) {
        guard let value = variable(name, variables, template.place) else { return .unknown }
        result += value
        rest = rest[end...]
      } else if rest.starts(with: "${!".utf8) {
        result += "${"
        rest = rest.dropFirst(3)
      } else {
        result += "$"
        rest = rest.dropFirst()
      }
    }
    return value(result + String(decoding: rest, as: UTF8.self), call.place)
  }

  /// The text of Fn::Sub, and what it defines itself.
  static func substitution(_ argument: Node) -> (template: Node, variables: Node?)? {
    if argument.text != nil { return (argument, nil) }
    guard argument.isList, let template = argument.items.first, template.text != nil, argument.items.count <= 2,
      argument.items.count < 2 || argument.items[1].members != nil
    else { return nil }
    return (template, argument.items.count == 2 ? argument.items[1] : nil)
  }

  /// What stands in place of `${Name}`; nil: it is unknown.
  func variable(_ name: String, _ variables: Node?, _ place: Place) -> String? {
    if let own = variables?[name] { return text(own) }
    return text(ofName: name, place)
  }

  /// Of `Name`, or of an attribute `Name.Attribute`.
  func text(ofName name: String, _ place: Place, scope: String = "") -> String? {
    let outcome: Outcome
    if resource(name) == nil, root["Parameters"]?[name] == nil, let dot = dotOfAttribute(name, scope) {
      let owner = String(name[..<dot])
      // What nothing here has is named as a whole.
      if unknowable.contains(where: name.hasPrefix), resource(scoped(owner, scope)) == nil {
        outcome = reference(name, place)
      } else {
        outcome = attribute(scoped(owner, scope), String(name[dot...].dropFirst()), place)
      }
    } else {
      outcome = reference(scoped(name, scope), place)
    }
    guard case .value(let value) = outcome else { return nil }
    // A list of a parameter is its texts with commas.
    return value.isList ? value.items.compactMap(\.text).joined(separator: ",") : value.text
  }

  /// Logical ids have no dots, but for what other front ends make: the longest that is a resource.
  private func dotOfAttribute(_ name: String, _ scope: String) -> String.Index? {
    var rest = name[...]
    while let dot = rest.lastIndex(of: ".") {
      rest = name[..<dot]
      if resource(scoped(String(rest), scope)) != nil || nestedStack(String(rest)) != nil { return dot }
    }
    // An address of Terraform ends with the attribute.
    return unknowable.isEmpty ? name.firstIndex(of: ".") : name.lastIndex(of: ".")
  }

  private func scoped(_ name: String, _ scope: String) -> String {
    resource(scope + name) != nil ? scope + name : name
  }

  private func join(_ call: FunctionCall) -> Outcome {
    guard call.argument.isList, call.argument.items.count == 2, let separator = text(orEmpty: call.argument.items[0])
    else { return malformed(call, "a list of a separator and a list of texts") }
    guard case .value(let list) = evaluate(call.argument.items[1]) else { return .unknown }
    // An element that is unknown leaves the whole so.
    if call.argument.items[1].isList, list.items.count < call.argument.items[1].items.count { return .unknown }
    return value(list.items.compactMap(\.text).joined(separator: separator), call.place)
  }

  private func text(orEmpty node: Node) -> String? { value(node)?.text }

  private func split(_ call: FunctionCall) -> Outcome {
    guard call.argument.isList, call.argument.items.count == 2, let separator = text(orEmpty: call.argument.items[0]),
      !separator.isEmpty
    else { return malformed(call, "a list of a separator and a text") }
    guard let text = text(orEmpty: call.argument.items[1]) else { return .unknown }
    let parts = text.components(separatedBy: separator)
    return .value(Node(place: call.place, content: .sequence(parts.map { call.argument.with(text: $0) })))
  }

  private func jsonString(_ call: FunctionCall) -> Outcome {
    guard case .value(let node) = evaluate(call.argument) else { return .unknown }
    return value(node.definition { $0 }.json.text, call.place)
  }

  // MARK: Choices

  /// The branch of Fn::If.
  func chosen(_ call: FunctionCall) -> Node? {
    guard call.argument.isList, call.argument.items.count == 3, let name = call.argument.items[0].text else {
      _ = malformed(call, "a list of a condition and two values")
      return nil
    }
    let isTrue = condition(name, call.argument.items[0].place) ?? true
    return call.argument.items[isTrue ? 1 : 2]
  }

  private func select(_ call: FunctionCall) -> Outcome {
    guard call.argument.isList, call.argument.items.count == 2, let index = value(call.argument.items[0])?.integer
    else { return malformed(call, "a list of a number and a list") }
    guard case .value(let list) = evaluate(call.argument.items[1]) else { return .unknown }
    let items = list.isList ? list.items : list.text?.components(separatedBy: ",").map { list.with(text: $0) } ?? []
    guard items.indices.contains(index) else {
      workspace.error(.value, call.place, "Fn::Select: found \(index), and the list has \(items.count) elements")
      return .unknown
    }
    return .value(items[index])
  }

  private func length(_ call: FunctionCall) -> Outcome {
    guard case .value(let list) = evaluate(call.argument) else { return .unknown }
    return .value(Node(place: call.place, content: .scalar(String(list.items.count), isPlain: true)))
  }

  private func findInMap(_ call: FunctionCall) -> Outcome {
    guard call.argument.isList, call.argument.items.count >= 3 else {
      return malformed(call, "a list of a map and two keys")
    }
    let keys = call.argument.items.prefix(3).map { text($0) }
    guard let map = keys[0], let first = keys[1], let second = keys[2] else { return .unknown }
    let mappings = root["Mappings"]
    if let found = mappings?[[map, first, second]] { return .value(found) }
    if call.argument.items.count > 3, let fallback = call.argument.items[3]["DefaultValue"] {
      return evaluate(fallback)
    }
    let level = mappings?[map] == nil ? (map, mappings) : (first, mappings?[map])
    let (name, known) = level.1?[level.0] == nil ? level : (second, mappings?[[map, first]])
    workspace.error(
      .unknownName, call.place, "Fn::FindInMap: Mappings has no \"\(Node.excerpt(name))\" there",
      hint: suggestion(for: name, among: known?.members?.map(\.key) ?? []).map { "did you mean \"\($0)\"?" })
    return .unknown
  }

  private func importValue(_ call: FunctionCall) -> Outcome {
    guard let name = text(call.argument) else { return .unknown }
    if let known = workspace.exported(name) { return known }
    workspace.warning(
      .unknownName, call.place, "no template here exports \"\(Node.excerpt(name))\"",
      hint: "name the template that does beside this one")
    return .unknown
  }

  /// The first three, as most Regions have.
  private func zones(_ call: FunctionCall) -> Outcome {
    let region = text(call.argument) ?? workspace.region
    let zones = ["a", "b", "c"].map { call.argument.with(text: region + $0) }
    return .value(Node(place: call.place, content: .sequence(zones)))
  }
}

extension String {
  /// Between separators, which may be empty texts.
  func components(separatedBy separator: String) -> [String] {
    separator.isEmpty ? [self] : split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
