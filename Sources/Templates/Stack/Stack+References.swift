import JSON
import Prelude
import Scenario
import StatesLanguage

/// What Ref and Fn::GetAtt come to. Names and ARNs follow from those in the template, the Region and the account, so
/// that the same template gives the same ones.
extension Stack {
  func reference(_ name: String, _ place: Place) -> Outcome {
    if let outcome = pseudoParameter(name, place) { return outcome }
    if let given = given(name) { return given }
    if let given = workspace.parameter(name) { return parameter(name, Self.text(given, place)) }
    if let declared = root["Parameters"]?[name] { return parameter(name, declared, place) }
    if let resource = resource(name) { return reference(to: resource, place) }
    if let dot = name.lastIndex(of: "."), let owner = resource(String(name[..<dot])) {
      if let made = generated(String(name[dot...].dropFirst()), of: owner, place) { return made }
    }
    return unknownName(name, place, "Ref")
  }

  static func text(_ text: String, _ place: Place) -> Node {
    Node(place: place, content: .scalar(text, isPlain: false))
  }

  private func pseudoParameter(_ name: String, _ place: Place) -> Outcome? {
    guard name.hasPrefix("AWS::") else { return nil }
    let text: String
    switch name {
    case "AWS::NoValue": return .nothing
    case "AWS::Region": text = workspace.region
    case "AWS::AccountId": text = workspace.account
    case "AWS::Partition": text = workspace.partition
    case "AWS::URLSuffix": text = workspace.region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    case "AWS::StackName": text = self.name
    case "AWS::StackId":
      text = workspace.arn("cloudformation", "stack/\(self.name)/00000000-0000-0000-0000-000000000000")
    case "AWS::NotificationARNs": return .value(Node(place: place, content: .sequence([])))
    default: return unknownName(name, place, "Ref")
    }
    return .value(Self.text(text, place))
  }

  // MARK: Parameters

  private func parameter(_ name: String, _ declared: Node, _ place: Place) -> Outcome {
    guard let value = declared["Default"] else {
      workspace.warning(
        .missingField, place, "the parameter \(Node.excerpt(name)) has no default", hint: "--param \(name)=VALUE")
      return .unknown
    }
    if let type = declared["Type"]?.text, type.hasPrefix("AWS::SSM::Parameter::Value") {
      workspace.warning(
        .value, place, "the parameter \(Node.excerpt(name)) is the name of a parameter in Systems Manager",
        hint: "--param \(name)=VALUE says what is stored there")
    }
    return parameter(name, value)
  }

  private func parameter(_ name: String, _ value: Node) -> Outcome {
    let type = root["Parameters"]?[[name, "Type"]]?.text ?? "String"
    guard type.contains("List"), let text = value.text else { return .value(value) }
    let items = text.isEmpty ? [] : text.components(separatedBy: ",")
    return .value(Node(place: value.place, content: .sequence(items.map { value.with(text: $0) })))
  }

  // MARK: Resources

  private func reference(to resource: TemplateResource, _ place: Place) -> Outcome {
    let kind = ResourceKind(resource.type)
    let name = deployedName(of: resource)
    switch kind.reference {
    case .name: return .value(Self.text(name, place))
    case .arn: return .value(Self.text(arn(of: resource), place))
    case .url: return .value(Self.text(url(of: name), place))
    case .qualified: return qualifiedARN(of: resource, place)
    }
  }

  private func url(of queue: String) -> String {
    "https://sqs.\(workspace.region).amazonaws.com/\(workspace.account)/\(queue)"
  }

  func arn(of resource: TemplateResource) -> String {
    let kind = ResourceKind(resource.type)
    let name = deployedName(of: resource)
    if kind.reference == .qualified, case .value(let node) = qualifiedARN(of: resource, resource.place),
      let text = node.text
    {
      return text
    }
    let words = kind.arn.replacing("NAME", with: name)
    let fields = words.split(separator: ":", maxSplits: 1).map(String.init)
    if kind.isGlobal {
      return ARN(
        partition: workspace.partition, service: fields[0], region: "",
        account: fields[0] == "s3" ? "" : workspace.account, resource: fields[1]
      ).text
    }
    return workspace.arn(fields[0], fields[1])
  }

  /// Of a version or an alias of a function or a machine.
  private func qualifiedARN(of resource: TemplateResource, _ place: Place) -> Outcome {
    let owner = ["FunctionName", "StateMachineArn", "StateMachineRevisionId"].lazy
      .compactMap { self.text(resource.properties[$0]) }.first
    switch resource.type {
    case "AWS::StepFunctions::StateMachineAlias":
      // The machine is that of the versions which it routes to.
      let version = routes(of: resource).first?.version
      let machine = version.flatMap { ARN($0) }.map { $0.path.dropLast(ARN.versionWords).joined(separator: ":") }
      guard let version, let machine, let arn = ARN(version) else { return .unknown }
      return .value(Self.text(arn.with(resource: "\(machine):\(deployedName(of: resource))").text, place))
    case "AWS::StepFunctions::StateMachineVersion":
      return owner.map { .value(Self.text("\($0):\(versionNumber(of: resource))", place)) } ?? .unknown
    default:
      guard let owner else { return .unknown }
      let function = owner.hasPrefix("arn:") ? owner : workspace.arn("lambda", "function:\(owner)")
      let qualifier = resource.type.hasSuffix("Alias") ? deployedName(of: resource) : "1"
      return .value(Self.text("\(function):\(qualifier)", place))
    }
  }

  /// Versions of one machine are numbered in the order of the template.
  func versionNumber(of version: TemplateResource) -> Int {
    let machine = text(version.properties["StateMachineArn"])
    let all = resources.filter {
      $0.type == version.type && isMade($0) && text($0.properties["StateMachineArn"]) == machine
    }
    return (all.firstIndex { $0.id == version.id } ?? 0) + 1
  }

  func routes(of alias: TemplateResource) -> [(version: String, weight: Int)] {
    if let preference = property("DeploymentPreference", of: alias),
      let version = preference["StateMachineVersionArn"]?.text
    {
      return [(version, 100)]
    }
    return (property("RoutingConfiguration", of: alias)?.items ?? []).compactMap { route in
      route["StateMachineVersionArn"]?.text.map { ($0, route["Weight"]?.integer ?? 100) }
    }
  }

  // MARK: Attributes

  func attribute(_ call: FunctionCall) -> Outcome {
    let argument = call.argument
    if let text = argument.text, let dot = text.firstIndex(of: ".") {
      return attribute(String(text[..<dot]), String(text[dot...].dropFirst()), argument.place)
    }
    guard argument.isList, argument.items.count >= 2, let id = argument.items[0].text,
      let name = text(argument.items[1])
    else {
      workspace.error(
        .type, argument.place, "Fn::GetAtt: found \(argument.found), expected a resource and one of its attributes",
        hint: "[ Name, Arn ], or Name.Arn")
      return .unknown
    }
    return attribute(id, name, argument.place)
  }

  func attribute(_ id: String, _ attribute: String, _ place: Place) -> Outcome {
    if attribute.hasPrefix("Outputs."), resource(id) != nil {
      let name = String(attribute.dropFirst("Outputs.".count))
      guard let stack = nestedStack(id) else { return .unknown }
      guard let output = stack.root["Outputs"]?[[name, "Value"]] else {
        workspace.error(.unknownName, place, "the stack \(id) has no output \"\(Node.excerpt(name))\"")
        return .unknown
      }
      return stack.evaluate(output)
    }
    guard let resource = resource(id) else { return unknownName(id, place, "Fn::GetAtt") }
    if let made = generated(attribute, of: resource, place) { return made }
    let lowered = attribute.lowercased()
    let kind = ResourceKind(resource.type)
    // Terraform's ids are what Ref gives.
    if lowered == "id" || lowered == "ref" { return reference(to: resource, place) }
    if lowered.hasSuffix("arn") { return .value(Self.text(arn(of: resource), place)) }
    if lowered.hasSuffix("url"), kind.reference == .url {
      return .value(Self.text(url(of: deployedName(of: resource)), place))
    }
    if lowered.hasSuffix("name") || lowered == "family" || kind.nameProperties.contains(attribute) {
      return .value(Self.text(deployedName(of: resource), place))
    }
    if let value = property(attribute, of: resource) { return .value(value) }
    return .value(Self.text("\(deployedName(of: resource))-\(attribute.replacing(".", with: "-"))", place))
  }

  /// What SAM makes beside a function or a machine with AutoPublishAlias. Source: SAM guide, "Generated resources".
  private func generated(_ suffix: String, of resource: TemplateResource, _ place: Place) -> Outcome? {
    guard resource.type.hasPrefix("AWS::Serverless::"), suffix == "Alias" || suffix == "Version" else { return nil }
    let alias = property("AutoPublishAlias", of: resource)?.filledText
    guard let qualifier = suffix == "Version" ? "1" : alias else { return nil }
    return .value(Self.text("\(arn(of: resource)):\(qualifier)", place))
  }

  private func unknownName(_ name: String, _ place: Place, _ function: String) -> Outcome {
    if unknowable.contains(where: name.hasPrefix) {
      workspace.warning(.unknownName, place, "\"\(Node.excerpt(name))\" is not known here")
      return .unknown
    }
    if hasHiddenNames, isMaybeHidden(name) { return .value(Self.text(name, place)) }
    let known = resources.map(\.id) + (root["Parameters"]?.members?.map(\.key) ?? [])
    workspace.error(
      .unknownName, place, "\(function): there is no resource or parameter \"\(Node.excerpt(name))\"",
      hint: suggestion(for: name, among: known).map { "did you mean \"\($0)\"?" })
    return .unknown
  }

  /// SAM makes roles, APIs and permissions whose names begin with those of what they are made for.
  private func isMaybeHidden(_ name: String) -> Bool {
    name.hasPrefix("Serverless") || resources.contains { name.hasPrefix($0.id) && name.count > $0.id.count }
      || root["Resources"]?["Fn::Transform"] != nil || hasMacros
  }

  /// Macros besides SAM's make what they want.
  private var hasMacros: Bool {
    (root["Transform"]?.items ?? []).contains {
      guard let name = $0.text else { return true }
      return !name.hasPrefix("AWS::Serverless") && name != "AWS::LanguageExtensions"
    }
  }
}

extension ARN {
  /// `stateMachine:Order:1` ends with one word of the version.
  fileprivate static let versionWords = 1
}
