import JSON
import Prelude
import Scenario
import StatesLanguage

/// Takes out of stacks what a scenario needs.
struct BlueprintBuilder {
  let workspace: Workspace
  var blueprint = Blueprint()
  /// Names of machines that are taken.
  var taken: Set<String> = []

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// Sources and versions name machines, which may be those of another stack.
  mutating func addAll() {
    findPlace()
    for stack in workspace.stacks { add(stack) }
    for stack in workspace.stacks {
      addVersions(stack)
      addSources(stack)
    }
  }

  /// Before any ARN is made: what the files say that templates name.
  private func findPlace() {
    for resource in workspace.stacks.flatMap({ stack in stack.resources.map { (stack, $0) } }) {
      guard let name = resource.1.properties["DefinitionUri"]?.text, !name.contains("://") else { continue }
      let path = Paths.normal(File.path(name, in: resource.0.folder))
      if Paths.isFile(path), let bytes = try? workspace.files.bytes(of: path) { workspace.findPlace(in: bytes) }
    }
  }

  private mutating func add(_ stack: Stack) {
    for resource in stack.resources where stack.isMade(resource) {
      if ResourceKind.machine.contains(resource.type) {
        addMachine(resource, stack)
      } else if ResourceKind.function.contains(resource.type) {
        addFunction(resource, stack)
      } else {
        checkType(resource)
      }
    }
  }

  private static let known = [
    "AWS::StepFunctions::StateMachine", "AWS::StepFunctions::Activity", "AWS::StepFunctions::StateMachineVersion",
    "AWS::StepFunctions::StateMachineAlias", "AWS::Serverless::StateMachine", "AWS::Serverless::Function",
    "AWS::Serverless::Api", "AWS::Serverless::HttpApi", "AWS::Serverless::SimpleTable",
    "AWS::Serverless::Application", "AWS::Serverless::LayerVersion", "AWS::Serverless::Connector",
    "AWS::Serverless::GraphQLApi", "AWS::Serverless::CapacityProvider", "AWS::Serverless::WebSocketApi",
  ]

  /// A misspelt type would be left out in silence.
  private func checkType(_ resource: TemplateResource) {
    let isOurs = ["AWS::StepFunctions::", "AWS::Serverless::"].contains { resource.type.hasPrefix($0) }
    guard isOurs, !Self.known.contains(resource.type) else { return }
    workspace.error(
      .unknownName, resource.place, "\(resource.id): there is no type \"\(Node.excerpt(resource.type))\"",
      hint: suggestion(for: resource.type, among: Self.known).map { "did you mean \($0)?" })
  }

  // MARK: Functions

  private mutating func addFunction(_ resource: TemplateResource, _ stack: Stack) {
    func number(_ key: String) -> Int? {
      guard let value = stack.property(key, of: resource), !value.isNull else { return nil }
      if value.integer == nil {
        workspace.error(.type, value.place, "\(resource.id).\(key): found \(value.found), expected a whole number")
      }
      return value.integer
    }
    let name = stack.deployedName(of: resource)
    guard !blueprint.functions.contains(where: { $0.name == name }) else { return }
    blueprint.functions.append(
      Blueprint.Function(
        name: name, place: resource.place, reserved: number("ReservedConcurrentExecutions"), timeout: number("Timeout"),
        memory: number("MemorySize")))
  }

  // MARK: Machines

  private mutating func addMachine(_ resource: TemplateResource, _ stack: Stack) {
    check(resource)
    var builder = DefinitionBuilder(stack, scope: resource.scope)
    guard let definition = definition(of: resource, stack, &builder) else { return }
    readSubstitutions(of: resource, stack, &builder)
    let name = machineName(of: resource, stack)
    var machine = Blueprint.Machine(name: name, id: resource.id, place: resource.place, definition: definition)
    machine.substitutions = builder.substitutions
    machine.isExpress = isExpress(resource, stack)
    if resource.type == "AWS::Serverless::StateMachine",
      let alias = stack.property("AutoPublishAlias", of: resource)?.filledText
    {
      machine.versions = [1]
      machine.aliases = [(alias, [(1, 100)])]
    }
    blueprint.machines.append(machine)
  }

  private func isExpress(_ resource: TemplateResource, _ stack: Stack) -> Bool {
    for key in ["StateMachineType", "Type"] {
      guard let node = resource.properties[key], let type = stack.text(node) else { continue }
      if type == "EXPRESS" { return true }
      if type != "STANDARD" {
        workspace.error(
          .value, node.place, "\(resource.id): found \"\(Node.excerpt(type))\", expected STANDARD or EXPRESS")
      }
    }
    return false
  }

  /// Unique, and one that AWS allows.
  private mutating func machineName(of resource: TemplateResource, _ stack: Stack) -> String {
    let deployed = stack.deployedName(of: resource)
    var name = deployed
    if !AWSName.problems(of: name).isEmpty {
      name = String(
        String(deployed.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
          .prefix(AWSName.longest))
      if name.isEmpty { name = "StateMachine" }
      workspace.warning(
        .value, resource.place, "\(resource.id): AWS takes no machine with the name \"\(Node.excerpt(deployed))\"",
        hint: "it is \(name) here")
    }
    if taken.contains(name) {
      workspace.warning(
        .repeatedField, resource.place, "\(resource.id): there is another machine with the name \(name)")
      let stem = String(name.prefix(AWSName.longest - 6))
      name = (2...9_999).lazy.map { "\(stem)-\($0)" }.first { !taken.contains($0) } ?? name
    }
    taken.insert(name)
    return name
  }

  private mutating func readSubstitutions(
    of resource: TemplateResource, _ stack: Stack, _ builder: inout DefinitionBuilder
  ) {
    guard let node = resource.properties["DefinitionSubstitutions"] else { return }
    guard let members = (FunctionCall(node) == nil ? node : stack.value(node))?.members else {
      return workspace.error(
        .type, node.place, "\(resource.id): found \(node.found), expected a mapping of names to values")
    }
    for member in members {
      guard let value = stack.value(member.value) else { continue }
      let text = value.isList ? value.items.compactMap(\.text).joined(separator: ",") : value.text
      if let text { builder.substitute(member.key, by: text) }
    }
  }

  /// What has been misspelt changes the meaning of a machine; other resources' properties matter to nobody here.
  private func check(_ resource: TemplateResource) {
    let shared = ["DefinitionSubstitutions", "Tags"]
    let known =
      resource.type == "AWS::Serverless::StateMachine"
      ? shared + [
        "Definition", "DefinitionUri", "Events", "Logging", "Name", "PermissionsBoundary", "Policies", "Role",
        "RolePath", "Tracing", "Type", "AutoPublishAlias", "DeploymentPreference", "UseAliasAsEventTarget",
        "PropagateTags",
      ]
      : shared + [
        "Definition", "DefinitionString", "DefinitionS3Location", "EncryptionConfiguration", "LoggingConfiguration",
        "RoleArn", "StateMachineName", "StateMachineType", "TracingConfiguration",
      ]
    for member in resource.properties.members ?? []
    where !known.contains(member.key) && FunctionCall(resource.properties) == nil {
      workspace.error(
        .unknownField, member.keyPlace,
        "\(resource.id): \(resource.type) has no property \"\(Node.excerpt(member.key))\"",
        hint: suggestion(for: member.key, among: known).map { "did you mean \"\($0)\"?" })
    }
  }

  // MARK: Versions and aliases

  private mutating func addVersions(_ stack: Stack) {
    for resource in stack.resources where stack.isMade(resource) {
      switch resource.type {
      case "AWS::StepFunctions::StateMachineVersion":
        guard let arn = stack.text(resource.properties["StateMachineArn"]), let index = machineIndex(arn) else {
          continue
        }
        let number = stack.versionNumber(of: resource)
        if !blueprint.machines[index].versions.contains(number) { blueprint.machines[index].versions.append(number) }
      case "AWS::StepFunctions::StateMachineAlias": addAlias(resource, stack)
      default: continue
      }
    }
  }

  private mutating func addAlias(_ resource: TemplateResource, _ stack: Stack) {
    let routes = stack.routes(of: resource)
    guard let arn = routes.first?.version, let index = machineIndex(arn) else {
      return workspace.warning(
        .unknownName, resource.place, "\(resource.id): the versions that it routes to are not known here")
    }
    let numbered = routes.map { route in
      (version: route.version.split(separator: ":").last.flatMap { Int($0) } ?? 1, weight: route.weight)
    }
    for route in numbered where !blueprint.machines[index].versions.contains(route.version) {
      blueprint.machines[index].versions.append(route.version)
    }
    blueprint.machines[index].aliases.append((stack.deployedName(of: resource), numbered))
  }

  func machineIndex(_ arn: String) -> Int? {
    guard let arn = ARN(arn), arn.service == "states", arn.path.count > 1 else { return nil }
    return blueprint.machines.firstIndex { $0.name == arn.path[1] }
  }
}
