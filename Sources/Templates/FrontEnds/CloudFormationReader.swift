import JSON
import Scenario
import StatesLanguage

/// Templates of CloudFormation and SAM. Source: CloudFormation guide, "Template anatomy"; SAM guide,
/// "AWS SAM template".
struct CloudFormationReader {
  let workspace: Workspace

  /// Stacks within stacks.
  private static let levelLimit = 10

  init(_ workspace: Workspace) { self.workspace = workspace }

  func read(_ root: Node, file: String, name: String, around: (stack: Stack, parameters: Node)? = nil) {
    _ = stack(root, file: file, name: name, around: around)
  }

  @discardableResult
  private func stack(
    _ root: Node, file: String, name: String, around: (stack: Stack, parameters: Node)?
  ) -> Stack? {
    for section in ["Parameters", "Mappings", "Conditions", "Outputs"] {
      if let node = root[section], node.members == nil, !node.isNull {
        workspace.error(.type, node.place, "\(section): found \(node.found), expected a mapping")
      }
    }
    let ending = ".template.json"
    if file.hasSuffix(ending) {
      workspace.readAssets(file.dropLast(ending.count) + ".assets.json", File.folder(of: file))
    }
    for member in root["Parameters"]?.members ?? [] { workspace.knownParameters.insert(member.key) }
    guard let node = root["Resources"], node.members != nil else {
      let place = root["Resources"]?.place ?? root.place
      workspace.error(.type, place, "Resources: found \(root["Resources"]?.found ?? "nothing"), expected a mapping")
      return nil
    }
    let resources = Self.resources(of: node, globals: root["Globals"], workspace)
    let stack = Stack(workspace, name: name, file: file, root: root, resources: resources, around: around)
    workspace.stacks.append(stack)
    for resource in resources where stack.isMade(resource) { readNested(resource, stack) }
    return stack
  }

  /// The members of `Resources`.
  static func resources(of node: Node, globals: Node?, _ workspace: Workspace) -> [TemplateResource] {
    (node.members ?? []).compactMap { member -> TemplateResource? in
      if member.key.hasPrefix("Fn::") {
        workspace.warning(.unsupported, member.keyPlace, "\(member.key) is not worked out here, and left out")
        return nil
      }
      guard member.value.members != nil, let type = member.value["Type"]?.filledText else {
        workspace.error(
          .missingField, member.keyPlace, "the resource \(Node.excerpt(member.key)) has no Type",
          hint: "Type: AWS::StepFunctions::StateMachine")
        return nil
      }
      let given = member.value["Properties"]
      if let given, given.members == nil, !given.isNull {
        workspace.error(
          .type, given.place, "\(member.key).Properties: found \(given.found), expected a mapping")
      }
      let own = given?.members == nil ? Node(place: member.value.place, content: .mapping([])) : given
      let properties = own ?? member.value
      return TemplateResource(
        id: member.key, type: type, place: member.keyPlace,
        properties: withGlobals(properties, type, globals), metadata: member.value["Metadata"],
        condition: member.value["Condition"])
    }
  }

  /// `Globals` of SAM: what a resource does not say itself.
  private static func withGlobals(_ properties: Node, _ type: String, _ globals: Node?) -> Node {
    guard type.hasPrefix("AWS::Serverless::"), let words = type.split(separator: ":").last,
      let shared = globals?[String(words)]?.members, let own = properties.members
    else { return properties }
    // A text in a definition's place is the resource's alone.
    let added = shared.filter { member in !own.contains { $0.key == member.key } }
    return Node(place: properties.place, content: .mapping(own + added))
  }

  // MARK: Nested stacks

  private func readNested(_ resource: TemplateResource, _ stack: Stack) {
    guard ["AWS::CloudFormation::Stack", "AWS::Serverless::Application"].contains(resource.type) else { return }
    let property = resource.properties["TemplateURL"] ?? resource.properties["Location"]
    let asset = resource.metadata?["aws:asset:path"]?.text
    let url = asset ?? workspace.quietly { stack.text(property) }
    guard stack.level < Self.levelLimit else {
      return workspace.error(.size, resource.place, "stacks are nested deeper than \(Self.levelLimit) levels")
    }
    let local = url.flatMap { workspace.asset($0) ?? ($0.contains("://") ? nil : File.path($0, in: stack.folder)) }
    guard let local, Paths.isFile(local) else {
      return workspace.warning(
        .file, property?.place ?? resource.place,
        "\(resource.id): the nested stack's template \(Node.excerpt(url ?? "that it names")) is no file here, and left "
          + "out",
        hint: "name it beside this one, if it is here under another name")
    }
    let path = Paths.normal(local)
    guard let root = workspace.tree(path, namedAt: property?.place ?? resource.place) else { return }
    let parameters = resource.properties["Parameters"] ?? Node(place: resource.place, content: .mapping([]))
    let nested = self.stack(root, file: path, name: "\(stack.name)-\(resource.id)", around: (stack, parameters))
    if let nested { stack.add(nested: nested, of: resource.id) }
  }
}
