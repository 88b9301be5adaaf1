import JSON
import Prelude
import Scenario
import StatesLanguage

/// Makes a definition out of what a template writes: references become `${Name}`, so that it can be read and edited,
/// and what stands in their place is said beside it.
struct DefinitionBuilder {
  let stack: Stack
  let scope: String
  /// By name, in the order in which they were met.
  private(set) var substitutions: [(name: String, value: String)] = []
  /// What has been looked up, found or not.
  private var seen: Set<String> = []

  init(_ stack: Stack, scope: String = "") {
    self.stack = stack
    self.scope = scope
  }

  mutating func substitute(_ name: String, by value: String) {
    if let index = substitutions.firstIndex(where: { $0.name == name }) {
      substitutions[index].value = value
    } else {
      substitutions.append((name, value))
    }
  }

  // MARK: Objects

  /// A definition that is an object of the template; nil: it is left out.
  mutating func tree(_ node: Node) -> Node? {
    switch node.content {
    case .scalar: return node
    case .sequence(let items): return Node(place: node.place, content: .sequence(items.compactMap { tree($0) }))
    case .mapping(let members):
      if let call = FunctionCall(node) { return tree(call) }
      let kept = members.compactMap { member in
        tree(member.key == "Resource" ? functionARN(member.value) : member.value).map {
          Node.Member(key: member.key, keyPlace: member.keyPlace, value: $0)
        }
      }
      return Node(place: node.place, content: .mapping(kept))
    }
  }

  private func functionARN(_ node: Node) -> Node {
    guard stack.takesFunctionNames, let call = FunctionCall(node), call.name == "Ref", let name = call.argument.text,
      let resource = stack.resource(name), ResourceKind.function.contains(resource.type)
    else { return node }
    return node.with([("Fn::GetAtt", call.argument.with(text: name + ".Arn"))])
  }

  private mutating func tree(_ call: FunctionCall) -> Node? {
    switch call.name {
    case "Ref" where call.argument.text == "AWS::NoValue": return nil
    case "Fn::If": return stack.chosen(call).flatMap { tree($0) }
    case "Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join":
      if case .value(let value) = plainValue(call) { return value }
      guard let text = text(call) else { return unknown(call) }
      return Node(place: call.place, content: .scalar(String(decoding: text.bytes, as: UTF8.self), isPlain: false))
    default:
      switch stack.evaluate(call) {
      case .value(let value): return value
      case .nothing: return nil
      case .unknown: return unknown(call)
      }
    }
  }

  /// What is no text, as a list or a number, stands there itself.
  private func plainValue(_ call: FunctionCall) -> Outcome {
    guard call.name == "Ref", let name = call.argument.text, stack.resource(scope + name) == nil,
      stack.resource(name) == nil, !name.hasPrefix("AWS::")
    else { return .nothing }
    guard case .value(let value) = stack.reference(name, call.argument.place) else { return .nothing }
    if value.isList { return .value(value) }
    guard let text = value.text, Double(text) != nil, stack.root["Parameters"]?[[name, "Type"]]?.text == "Number" else {
      return .nothing
    }
    return .value(Node(place: call.place, content: .scalar(text, isPlain: true)))
  }

  private func unknown(_ call: FunctionCall) -> Node {
    Node(place: call.place, content: .scalar("${\(placeholder(call))}", isPlain: false))
  }

  /// A name for what cannot be known, by what it says of itself.
  private func placeholder(_ call: FunctionCall) -> String {
    var words = ""
    func add(_ node: Node) {
      switch node.content {
      case .scalar(let text, _): words += "." + text
      case .sequence(let items): items.forEach(add)
      case .mapping(let members): members.forEach { add($0.value) }
      }
    }
    add(call.argument)
    let name = call.name.replacing("Fn::", with: "") + words
    let allowed = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) ? $0 : "-" }
    return String(String(allowed).prefix(120))
  }

  // MARK: Texts

  /// A definition that is a text, or parts of one.
  mutating func text(_ node: Node) -> TracedText? {
    if let call = FunctionCall(node) { return text(call) }
    if node.text != nil { return stack.workspace.lines.traced(node) }
    stack.workspace.error(
      .type, node.place, "found \(node.found), expected a text", hint: "an object is a definition under Definition")
    return nil
  }

  private mutating func text(_ call: FunctionCall) -> TracedText? {
    switch call.name {
    case "Fn::Sub": return substituted(call)
    case "Fn::Join": return joined(call)
    case "Fn::If": return stack.chosen(call).flatMap { text($0) }
    case "Ref":
      guard let name = call.argument.text else { break }
      return placeholder(name, call)
    case "Fn::GetAtt":
      let words = call.argument.isList ? call.argument.items.map { stack.text($0) } : [call.argument.text]
      guard !words.contains(nil) else { break }
      return placeholder(words.compactMap { $0 }.joined(separator: "."), call)
    case "Fn::ToJsonString": return tree(call.argument).map { DefinitionPrinter.text(of: $0) }
    default: break
    }
    var traced = TracedText()
    if case .value(let value) = stack.evaluate(call), let text = value.text {
      traced.add(text, from: call.place)
    } else {
      traced.add("${\(placeholder(call))}", from: call.place)
    }
    return traced
  }

  private mutating func placeholder(_ name: String, _ call: FunctionCall) -> TracedText {
    register(name, variables: nil, call.argument.place)
    var traced = TracedText()
    // A logical id may have no characters that a placeholder has not.
    let isPlain = Placeholder.name(in: Array("${\(name)}".utf8), at: 0) != nil
    let value = isPlain ? "${\(name)}" : stack.text(ofName: name, call.place, scope: scope) ?? "${unknown}"
    traced.add(value, from: call.place)
    return traced
  }

  private mutating func substituted(_ call: FunctionCall) -> TracedText? {
    guard let (template, variables) = Stack.substitution(call.argument) else {
      // Says what is wrong.
      _ = stack.evaluate(call)
      return nil
    }
    var traced = stack.workspace.lines.traced(template)
    if !stack.unknowable.isEmpty { traced = HCLExpression.withPlainAddresses(traced) }
    register(traced, variables)
    return traced.replacing("${!", with: "${")
  }

  /// What stands in place of the names in a text.
  mutating func register(_ traced: TracedText, _ variables: Node? = nil) {
    var offset = 0
    while offset < traced.bytes.count {
      if let (name, end) = Placeholder.name(in: traced.bytes, at: offset) {
        if let place = traced.place(of: offset) { register(name, variables: variables, place) }
        offset = end
      } else {
        offset += 1
      }
    }
  }

  private mutating func register(_ name: String, variables: Node?, _ place: Place) {
    guard seen.insert(name).inserted else { return }
    // The scenario knows these itself.
    if ["AWS::Partition", "AWS::Region", "AWS::AccountId", "AWS::URLSuffix"].contains(name) { return }
    let value =
      variables?[name] != nil
      ? stack.variable(name, variables, place) : stack.text(ofName: name, place, scope: scope)
    if let value { substitute(name, by: value) }
  }

  private mutating func joined(_ call: FunctionCall) -> TracedText? {
    guard call.argument.isList, call.argument.items.count == 2,
      let separator = stack.value(call.argument.items[0])?.text,
      call.argument.items[1].isList
    else {
      guard case .value(let value) = stack.evaluate(call), let text = value.text else { return nil }
      var traced = TracedText()
      traced.add(text, from: call.place)
      return traced
    }
    var traced = TracedText()
    for (index, item) in call.argument.items[1].items.enumerated() {
      if index > 0, !separator.isEmpty { traced.add(separator, from: item.place) }
      guard let part = text(item) else { return nil }
      traced.add(part)
    }
    return traced
  }
}
