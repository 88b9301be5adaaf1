import JSON
import Prelude
import Scenario
import StatesLanguage

/// What an expression of a template comes to.
enum Outcome {
  case value(Node)
  /// AWS::NoValue: as if it were not there.
  case nothing
  /// Known only when it is deployed.
  case unknown
}

/// A resource as a template declares it. Other front ends put theirs in CloudFormation's words.
struct TemplateResource {
  var id: String
  var type: String
  var place: Place
  /// Unevaluated.
  var properties: Node
  var metadata: Node?
  var condition: Node?
  /// Begins the names of what it refers to: a module of Terraform.
  var scope = ""
  /// Other names that it goes by.
  var otherIDs: [String] = []
}

/// A template with its parameters: what CloudFormation makes a stack of.
final class Stack {
  let workspace: Workspace
  let name: String
  /// As diagnostics name it.
  let file: String
  let root: Node
  /// The stack that this one is part of, and the parameters that it gives.
  private let around: (stack: Stack, parameters: Node)?
  /// Whether names may exist that the template does not list, as SAM and macros make them.
  var hasHiddenNames: Bool
  /// What names begin with that only a deployment knows: those of Terraform.
  var unknowable: [String] = []
  /// Whether a Task may name a function by Ref: the plugin of Serverless makes an ARN of that.
  var takesFunctionNames = false
  let resources: [TemplateResource]
  private var indices: [String: Int] = [:]
  private var nested: [String: Stack] = [:]
  private var names: [String: String] = [:]
  private var depth = 0

  /// Of expressions within one another, so that those which go round in circles end.
  private static let depthLimit = 150

  init(
    _ workspace: Workspace, name: String, file: String, root: Node, resources: [TemplateResource],
    around: (stack: Stack, parameters: Node)? = nil
  ) {
    self.workspace = workspace
    self.name = name
    self.file = file
    self.root = root
    self.resources = resources
    self.around = around
    hasHiddenNames = root["Transform"] != nil
    for (index, resource) in resources.enumerated() {
      for id in [resource.id] + resource.otherIDs where indices[id] == nil { indices[id] = index }
    }
  }

  /// What the stack around this one gives for a parameter.
  func given(_ name: String) -> Outcome? {
    guard let around, let node = around.parameters[name] else { return nil }
    return around.stack.evaluate(node)
  }

  /// Of stacks within stacks.
  var level: Int { around.map { $0.stack.level + 1 } ?? 0 }

  func resource(_ id: String) -> TemplateResource? { indices[id].map { resources[$0] } }

  /// The folder that paths of the template begin in.
  var folder: String { File.folder(of: file) }

  func add(nested stack: Stack, of id: String) { nested[id] = stack }

  func nestedStack(_ id: String) -> Stack? { nested[id] }

  // MARK: Values

  func evaluate(_ node: Node) -> Outcome {
    depth += 1
    defer { depth -= 1 }
    guard workspace.takesStep(node.place) else { return .unknown }
    guard depth < Self.depthLimit else {
      workspace.error(.value, node.place, "the expressions go round in a circle, or are nested too deeply")
      return .unknown
    }
    switch node.content {
    case .scalar: return .value(node)
    case .sequence(let items):
      let values = items.compactMap { item -> Node? in
        if case .value(let value) = evaluate(item) { value } else { nil }
      }
      return .value(Node(place: node.place, content: .sequence(values)))
    case .mapping(let members):
      if let call = FunctionCall(node) { return evaluate(call) }
      let values = members.compactMap { member -> Node.Member? in
        guard case .value(let value) = evaluate(member.value) else { return nil }
        return Node.Member(key: member.key, keyPlace: member.keyPlace, value: value)
      }
      return .value(Node(place: node.place, content: .mapping(values)))
    }
  }

  func value(_ node: Node?) -> Node? {
    guard let node, case .value(let value) = evaluate(node) else { return nil }
    return value
  }

  /// A scalar's text.
  func text(_ node: Node?) -> String? { value(node)?.filledText }

  /// What a property of a resource comes to.
  func property(_ name: String, of resource: TemplateResource) -> Node? { value(resource.properties[name]) }

  // MARK: Names

  /// The name under which a resource is deployed: the one that it is given, or one by its own in the template.
  func deployedName(of resource: TemplateResource) -> String {
    if let known = names[resource.id] { return known }
    // What its own name refers to may be itself.
    names[resource.id] = resource.id
    let kind = ResourceKind(resource.type)
    let given = kind.nameProperties.lazy.compactMap { self.text(resource.properties[$0]) }.first
    var name = given ?? declaredName(of: resource)
    // CloudFormation puts the stack's name before what it names itself.
    if given == nil, !workspace.claim(name, kind.arn, by: self) { name = "\(self.name)-\(name)" }
    if given != nil { _ = workspace.claim(name, kind.arn, by: self) }
    names[resource.id] = name
    return name
  }

  /// CDK ends logical ids with eight digits of a hash.
  private func declaredName(of resource: TemplateResource) -> String {
    let hash = resource.id.suffix(8)
    let stem = String(resource.id.dropLast(8))
    let isHash =
      hash.allSatisfy { $0.isASCII && ($0.isNumber || "ABCDEF".contains($0)) } && hash.contains(where: \.isNumber)
    let isAlone =
      resources.count { $0.type == resource.type && $0.id.hasPrefix(stem) && $0.id.count == resource.id.count } == 1
    if hash.count == 8, isHash, !stem.isEmpty, isAlone { return stem }
    // An address of Terraform: its last word.
    return resource.id.split(separator: ".").last.map(String.init) ?? resource.id
  }
}

/// A mapping of one member that stands for a value: `{ "Fn::Sub": … }`.
struct FunctionCall {
  let name: String
  let argument: Node
  let place: Place

  init?(_ node: Node) {
    guard let members = node.members, members.count == 1, let member = members.first,
      member.key == "Ref" || member.key.hasPrefix("Fn::")
    else { return nil }
    name = member.key
    argument = member.value
    place = node.place
  }
}
