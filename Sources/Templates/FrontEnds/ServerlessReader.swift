import JSON
import Scenario
import StatesLanguage

/// serverless.yml with the plugin serverless-step-functions: its functions, machines and activities in CloudFormation's
/// words, beside the resources that it has of those itself. Source: Serverless Framework, "Resources"; the plugin's
/// README.
struct ServerlessReader {
  private let workspace: Workspace
  private let root: Node
  private let file: String
  private let variables: ServerlessVariables
  /// Which may be in a file of its own.
  private let provider: Node?

  init(_ workspace: Workspace, _ root: Node, file: String) {
    self.workspace = workspace
    self.root = root
    self.file = file
    let variables = ServerlessVariables(workspace, root, file: file)
    provider = root["provider"].map { variables.resolve($0) }
    variables.provider = provider
    self.variables = variables
  }

  private var service: String {
    let node = root["service"]
    return variables.text(node?["name"] ?? node) ?? "service"
  }

  /// The service's name.
  func read() -> String? {
    if workspace.options.region == nil, workspace.foundRegion == nil {
      let given = workspace.parameter("region") ?? provider?["region"]?.filledText
      if let given, QuotaProfile.regions.contains(given) { workspace.foundRegion = given }
    }
    var resources = functions()
    let machines = list(root["stepFunctions"]).flatMap { list(variables.resolve($0)["stateMachines"]) }
    for group in machines { resources += self.machines(variables.resolve(group)) }
    resources += activities()
    var sections = Node(place: root.place, content: .mapping([]))
    for part in list(root["resources"]).map({ variables.resolve($0) }) {
      let own = part["Resources"].map {
        CloudFormationReader.resources(of: $0, globals: nil, workspace)
      }
      resources += own ?? []
      sections = Self.joined(sections, part)
    }
    let stack = Stack(
      workspace, name: "\(service)-\(variables.stage)", file: file, root: sections, resources: resources)
    // The framework makes roles, APIs and log groups.
    stack.hasHiddenNames = true
    stack.takesFunctionNames = true
    workspace.stacks.append(stack)
    if root["stepFunctions"] == nil, !resources.contains(where: { ResourceKind.machine.contains($0.type) }) {
      workspace.error(
        .missingField, root.place, "the service has no stepFunctions",
        hint: "stepFunctions: { stateMachines: { NAME: { definition: … } } }, of serverless-step-functions")
    }
    return service
  }

  /// A section may be a list of parts.
  private func list(_ node: Node?) -> [Node] {
    guard let node else { return [] }
    let resolved = node.text == nil ? node : variables.resolve(node)
    return resolved.isList ? resolved.items : resolved.isNull ? [] : [resolved]
  }

  private static func joined(_ base: Node, _ part: Node) -> Node {
    var members = base.members ?? []
    for member in part.members ?? [] where member.key != "Resources" {
      if let index = members.firstIndex(where: { $0.key == member.key }) {
        members[index].value.content = .mapping((members[index].value.members ?? []) + (member.value.members ?? []))
      } else {
        members.append(member)
      }
    }
    return Node(place: base.place, content: .mapping(members))
  }

  // MARK: Functions

  private func functions() -> [TemplateResource] {
    return list(root["functions"]).map { variables.resolve($0) }.flatMap { group -> [TemplateResource] in
      guard let members = group.members else {
        workspace.error(.type, group.place, "functions: found \(group.found), expected a mapping")
        return []
      }
      return members.map { member in
        let given = variables.resolve(member.value)
        let name = given["name"]?.filledText ?? "\(service)-\(variables.stage)-\(member.key)"
        var properties: [(key: String, value: Node)] = [("FunctionName", Stack.text(name, member.keyPlace))]
        for (key, property) in [
          ("timeout", "Timeout"), ("memorySize", "MemorySize"), ("reservedConcurrency", "ReservedConcurrentExecutions"),
          ("environment", "Environment"),
        ] {
          if let value = given[key] ?? (key == "timeout" || key == "memorySize" ? provider?[key] : nil) {
            properties.append((property, value))
          }
        }
        return resource(
          Self.normal(member.key) + "LambdaFunction", "AWS::Lambda::Function", member, properties,
          otherIDs: [member.key])
      }
    }
  }

  private func resource(
    _ id: String, _ type: String, _ member: Node.Member, _ properties: [(key: String, value: Node)],
    otherIDs: [String] = []
  ) -> TemplateResource {
    let place = Node(place: member.keyPlace, content: .mapping([]))
    var resource = TemplateResource(
      id: id, type: type, place: member.keyPlace, properties: place.with(properties))
    resource.otherIDs = otherIDs
    return resource
  }

  /// As the framework makes logical ids of names.
  private static func normal(_ name: String) -> String {
    let words = name.replacing("-", with: "Dash").replacing("_", with: "Underscore")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  // MARK: Machines

  private static let machineKeys = [
    "definition", "name", "id", "type", "events", "role", "dependsOn", "notifications", "tags", "loggingConfig",
    "tracingConfig", "useExactVersion", "alarms", "retain", "inheritGlobalTags", "iamRoleStatements",
    "encryptionConfig",
  ]

  private func machines(_ group: Node) -> [TemplateResource] {
    guard let members = group.members else {
      workspace.error(.type, group.place, "stateMachines: found \(group.found), expected a mapping")
      return []
    }
    return members.compactMap { member in
      let machine = variables.resolve(member.value)
      guard machine.members != nil else {
        workspace.error(.type, machine.place, "\(member.key): found \(machine.found), expected a mapping")
        return nil
      }
      for field in machine.members ?? [] where !Self.machineKeys.contains(field.key) {
        guard let near = suggestion(for: field.key, among: Self.machineKeys) else { continue }
        workspace.error(
          .unknownField, field.keyPlace, "\(member.key): unknown key \"\(Node.excerpt(field.key))\"",
          hint: "did you mean \"\(near)\"?")
      }
      let name = machine["name"].flatMap { $0.members == nil ? $0.filledText : nil }
      var properties: [(key: String, value: Node)] = []
      if let given = machine["name"] ?? name.map({ Stack.text($0, member.keyPlace) }) {
        properties.append(("Name", given))
      } else {
        properties.append(("Name", Stack.text(member.key, member.keyPlace)))
      }
      if let type = machine["type"] { properties.append(("Type", type)) }
      if let definition = machine["definition"] { properties.append(("Definition", definition)) }
      if let events = machine["events"] { properties.append(("Events", self.events(events))) }
      let ids = [machine["id"]?.filledText, name.map(Self.normal), member.key].compactMap { $0 }
      return resource(
        Self.normal(member.key) + "StepFunctionsStateMachine", "AWS::Serverless::StateMachine", member, properties,
        otherIDs: ids)
    }
  }

  /// The events of the plugin as SAM has them.
  private func events(_ node: Node) -> Node {
    var events: [(key: String, value: Node)] = []
    for (index, item) in node.items.enumerated() {
      guard let member = item.members?.first else { continue }
      var properties: [(key: String, value: Node)] = []
      let type: String
      switch member.key {
      case "schedule":
        type = "Schedule"
        let rate = member.value["rate"] ?? member.value
        properties.append(("Schedule", rate.isList ? rate.items.first ?? rate : rate))
        if let input = member.value["input"] { properties.append(("Input", input)) }
        if let enabled = member.value["enabled"] { properties.append(("Enabled", enabled)) }
      case "http", "httpApi":
        type = "Api"
        // `http: GET path`, or a mapping.
        let words = member.value.text?.split(separator: " ").map(String.init) ?? []
        let method = words.first.map { member.value.with(text: $0) } ?? member.value["method"]
        let path = words.count > 1 ? member.value.with(text: words[1]) : member.value["path"]
        if let method { properties.append(("Method", method)) }
        if let path { properties.append(("Path", path)) }
      default: type = "EventBridgeRule"
      }
      let empty = Node(place: member.keyPlace, content: .mapping([]))
      events.append(
        (
          "\(member.key) \(index + 1)",
          empty.with([
            ("Type", Stack.text(type, member.keyPlace)), ("Properties", empty.with(properties)),
          ])
        ))
    }
    return Node(place: node.place, content: .mapping([])).with(events)
  }

  private func activities() -> [TemplateResource] {
    list(root["stepFunctions"]).flatMap { list(variables.resolve($0)["activities"]) }.compactMap { node in
      guard let name = node.text ?? node["name"]?.text else { return nil }
      let member = Node.Member(key: name, keyPlace: node.place, value: node)
      return resource(
        Self.normal(name) + "StepFunctionsActivity", "AWS::StepFunctions::Activity", member,
        [("Name", Stack.text(name, node.place))], otherIDs: [name])
    }
  }
}
