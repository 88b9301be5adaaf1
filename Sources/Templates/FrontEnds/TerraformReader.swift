import JSON
import Prelude
import Scenario
import StatesLanguage

/// What `terraform show -json` prints of a plan or a state, and a state file: resources in CloudFormation's words. What
/// a plan knows only after it is applied is found by the references that its configuration has. Source: Terraform,
/// "JSON output format".
struct TerraformReader {
  private let workspace: Workspace
  private let root: Node
  private let file: String

  init(_ workspace: Workspace, _ root: Node, file: String) {
    self.workspace = workspace
    self.root = root
    self.file = file
  }

  /// A resource with what its configuration says.
  private struct Declared {
    var address: String
    var type: String
    var values: Node
    var expressions: Node?
    var place: Place
    /// `module.orders.`
    var scope: String
  }

  func read() {
    var declared: [Declared] = []
    let values = root["planned_values"] ?? root["values"] ?? root[["prior_state", "values"]]
    let configuration = root[["configuration", "root_module"]]
    if let module = values?["root_module"] {
      add(module, configuration, scope: "", to: &declared)
    } else if let changes = root["resource_changes"], changes.isList {
      addChanges(changes, configuration, to: &declared)
    } else if let resources = root["resources"], resources.isList {
      addState(resources, to: &declared)
    } else {
      workspace.error(
        .missingField, root.place, "the plan has no planned_values, and no values",
        hint: "terraform show -json PLAN > plan.json")
      return
    }
    findPlace(declared)
    let sections = Node(place: root.place, content: .mapping([])).with([("Parameters", parameters())])
    let resources = declared.compactMap { resource($0, declared) }
    let stack = Stack(workspace, name: Paths.stem(file), file: file, root: sections, resources: resources)
    stack.unknowable = ["var.", "local.", "data.", "module.", "each.", "count.", "path.", "jsonencode."]
    workspace.stacks.append(stack)
  }

  private func add(_ module: Node, _ configuration: Node?, scope: String, to declared: inout [Declared]) {
    for node in module["resources"]?.items ?? [] {
      guard let type = node["type"]?.text, node["mode"]?.text != "data" else { continue }
      let name = node["name"]?.text ?? node["address"]?.text?.split(separator: ".").last.map(String.init) ?? type
      let key = node["index"].map { $0.integer == nil ? "[\"\($0.text ?? "")\"]" : "[\($0.text ?? "0")]" } ?? ""
      let expressions = configuration?["resources"]?.items.first {
        $0["type"]?.text == type && $0["name"]?.text == name && $0["mode"]?.text != "data"
      }?["expressions"]
      declared.append(
        Declared(
          address: node["address"]?.text ?? "\(scope)\(type).\(name)\(key)", type: type,
          values: node["values"] ?? Node(place: node.place, content: .mapping([])), expressions: expressions,
          place: node.place, scope: scope))
    }
    for child in module["child_modules"]?.items ?? [] {
      guard let address = child["address"]?.text else { continue }
      let name = address.split(separator: ".").last.map { String($0.prefix { $0 != "[" }) } ?? ""
      add(child, configuration?[["module_calls", name, "module"]], scope: address + ".", to: &declared)
    }
  }

  /// A plan of which only the changes are left.
  private func addChanges(_ changes: Node, _ configuration: Node?, to declared: inout [Declared]) {
    for node in changes.items {
      guard let type = node["type"]?.text, let address = node["address"]?.text, node["mode"]?.text != "data",
        let after = node[["change", "after"]], after.members != nil
      else { continue }
      let scope = node["module_address"]?.text.map { $0 + "." } ?? ""
      let expressions = configuration?["resources"]?.items.first { $0["address"]?.text == address }?["expressions"]
      declared.append(
        Declared(
          address: address, type: type, values: after, expressions: expressions, place: node.place, scope: scope))
    }
  }

  /// A state file has instances.
  private func addState(_ resources: Node, to declared: inout [Declared]) {
    for node in resources.items {
      guard let type = node["type"]?.text, let name = node["name"]?.text, node["mode"]?.text != "data" else { continue }
      let scope = node["module"]?.text.map { $0 + "." } ?? ""
      for instance in node["instances"]?.items ?? [] {
        let key =
          instance["index_key"].map { $0.integer == nil ? "[\"\($0.text ?? "")\"]" : "[\($0.text ?? "")]" } ?? ""
        declared.append(
          Declared(
            address: "\(scope)\(type).\(name)\(key)", type: type,
            values: instance["attributes"] ?? Node(place: node.place, content: .mapping([])), expressions: nil,
            place: node.place, scope: scope))
      }
    }
  }

  /// The Region of the provider, or what the ARNs of a state say.
  private func findPlace(_ declared: [Declared]) {
    let arn = declared.lazy.compactMap { $0.values["arn"]?.text.flatMap { ARN($0) } }
      .first { $0.service == "states" || $0.service == "lambda" }
    if workspace.foundAccount == nil, let account = arn?.account, account.count == 12 {
      workspace.foundAccount = account
    }
    let provider = root[["configuration", "provider_config"]]?.members?.first { $0.key == "aws" }?.value
    let expression = provider?[["expressions", "region"]]
    let variable = expression?["references"]?.items.first?.text.flatMap { name in
      root[["variables", String(name.dropFirst("var.".count)), "value"]]?.text
    }
    let region = arn?.region ?? expression?["constant_value"]?.text ?? variable
    if workspace.foundRegion == nil, let region, QuotaProfile.regions.contains(region) {
      workspace.foundRegion = region
    }
  }

  /// Variables, as `${var.stage}` names them.
  private func parameters() -> Node {
    let empty = Node(place: root.place, content: .mapping([]))
    let variables = root["variables"]?.members ?? []
    for variable in variables { workspace.knownParameters.insert("var." + variable.key) }
    let known = variables.compactMap { variable in
      variable.value["value"].map { ("var." + variable.key, empty.with([("Default", $0)])) }
    }
    return empty.with(known + dataSources(root[["configuration", "root_module", "resources"]]))
  }

  /// What Terraform asks of AWS about where it is.
  private func dataSources(_ resources: Node?) -> [(key: String, value: Node)] {
    let known = [
      ("aws_caller_identity", "account_id", workspace.account), ("aws_region", "name", workspace.region),
      ("aws_region", "id", workspace.region), ("aws_region", "region", workspace.region),
      ("aws_partition", "partition", workspace.partition),
    ]
    return (resources?.items ?? []).filter { $0["mode"]?.text == "data" }.flatMap { source in
      known.filter { $0.0 == source["type"]?.text }.map { type, attribute, value in
        let name = "data.\(type).\(source["name"]?.text ?? "current").\(attribute)"
        return (name, source.with([("Default", Stack.text(value, source.place))]))
      }
    }
  }

  // MARK: In CloudFormation's words

  /// Types and their properties, `Terraform's:CloudFormation's`.
  private static let types: [String: (type: String, properties: String)] = [
    "aws_lambda_function": (
      "AWS::Lambda::Function",
      "function_name:FunctionName timeout:Timeout memory_size:MemorySize "
        + "reserved_concurrent_executions:ReservedConcurrentExecutions"
    ),
    "aws_lambda_alias": ("AWS::Lambda::Alias", "name:Name function_name:FunctionName"),
    "aws_sfn_state_machine": (
      "AWS::StepFunctions::StateMachine", "name:StateMachineName type:StateMachineType definition:DefinitionString"
    ),
    "aws_sfn_activity": ("AWS::StepFunctions::Activity", "name:Name"),
    "aws_sfn_alias": ("AWS::StepFunctions::StateMachineAlias", "name:Name"),
    "aws_sqs_queue": ("AWS::SQS::Queue", "name:QueueName"), "aws_sns_topic": ("AWS::SNS::Topic", "name:TopicName"),
    "aws_dynamodb_table": ("AWS::DynamoDB::Table", "name:TableName"),
    "aws_s3_bucket": ("AWS::S3::Bucket", "bucket:BucketName"),
    "aws_ecs_cluster": ("AWS::ECS::Cluster", "name:ClusterName"),
    "aws_ecs_task_definition": ("AWS::ECS::TaskDefinition", "family:Family"),
    "aws_batch_job_queue": ("AWS::Batch::JobQueue", "name:JobQueueName"),
    "aws_batch_job_definition": ("AWS::Batch::JobDefinition", "name:JobDefinitionName"),
    "aws_glue_job": ("AWS::Glue::Job", "name:Name"), "aws_codebuild_project": ("AWS::CodeBuild::Project", "name:Name"),
    "aws_cloudwatch_event_bus": ("AWS::Events::EventBus", "name:Name"),
    "aws_cloudwatch_event_rule": (
      "AWS::Events::Rule", "name:Name schedule_expression:ScheduleExpression event_pattern:EventPattern state:State"
    ),
    "aws_scheduler_schedule": (
      "AWS::Scheduler::Schedule", "name:Name schedule_expression:ScheduleExpression state:State"
    ),
    "aws_pipes_pipe": ("AWS::Pipes::Pipe", "name:Name source:Source target:Target"),
    "aws_iam_role": ("AWS::IAM::Role", "name:RoleName"), "aws_kms_key": ("AWS::KMS::Key", "name:Name"),
    "aws_secretsmanager_secret": ("AWS::SecretsManager::Secret", "name:Name"),
  ]

  private func resource(_ declared: Declared, _ all: [Declared]) -> TemplateResource? {
    let row = Self.types[declared.type] ?? ("Terraform::\(declared.type)", "name:Name")
    var properties: [(key: String, value: Node)] = []
    for pair in row.properties.split(separator: " ").map({ $0.split(separator: ":").map(String.init) }) {
      if let value = value(pair[0], declared) { properties.append((pair[1], value)) }
    }
    switch declared.type {
    case "aws_sfn_state_machine":
      guard let definition = definition(declared) else { return nil }
      properties = properties.filter { $0.key != "DefinitionString" } + [("Definition", definition)]
    case "aws_sfn_alias": properties.append(("RoutingConfiguration", routing(declared)))
    case "aws_cloudwatch_event_rule":
      let targets = all.filter { $0.type == "aws_cloudwatch_event_target" && targetsRule($0, declared) }
      properties.append(("Targets", Node(place: declared.place, content: .sequence(targets.map { target($0) }))))
    case "aws_scheduler_schedule":
      if let node = declared.values["target"]?.items.first {
        let arn = node["arn"] ?? reference(declared.expressions?["target"]?.items.first?["arn"], declared)
        properties.append(("Target", node.with([("Arn", arn)].compactMap { key, value in value.map { (key, $0) } })))
      }
    case "aws_lambda_function":
      // Terraform writes -1 where none is reserved.
      properties.removeAll { $0.key == "ReservedConcurrentExecutions" && $0.value.text == "-1" }
    default: break
    }
    var resource = TemplateResource(
      id: declared.address, type: row.type, place: declared.place,
      properties: Node(place: declared.place, content: .mapping([])).with(properties))
    resource.scope = declared.scope
    resource.otherIDs = [HCLExpression.address(declared.address)]
    return resource
  }

  /// What the plan knows, or what the configuration refers to.
  private func value(_ key: String, _ declared: Declared) -> Node? {
    if let value = declared.values[key], !value.isNull { return value }
    if let constant = declared.expressions?[[key, "constant_value"]] { return constant }
    return reference(declared.expressions?[key], declared)
  }

  /// The first reference of an expression: `aws_lambda_function.hello.arn`.
  private func reference(_ expression: Node?, _ declared: Declared) -> Node? {
    guard let name = expression?["references"]?.items.first?.text, let dot = name.lastIndex(of: "."),
      name.split(separator: ".").count > 2, name.hasPrefix("aws_")
    else { return nil }
    let owner = declared.scope + name[..<dot]
    let attribute = String(name[dot...].dropFirst())
    let place = expression?.place ?? declared.place
    let pair = [Stack.text(owner, place), Stack.text(attribute, place)]
    return Node(place: place, content: .mapping([])).with([
      ("Fn::GetAtt", Node(place: place, content: .sequence(pair)))
    ])
  }

  /// A definition with Terraform's references in it is one with substitutions.
  private func definition(_ declared: Declared) -> Node? {
    if let text = declared.values["definition"] ?? declared.expressions?[["definition", "constant_value"]],
      text.filledText != nil
    {
      return text.with([("Fn::Sub", text)])
    }
    let references = (declared.expressions?[["definition", "references"]]?.items ?? []).compactMap(\.text)
    let sources = TerraformSources(workspace, folder: File.folder(of: file))
    let name = declared.address.split(separator: ".").last.map { String($0.prefix { $0 != "[" }) } ?? ""
    if let found = sources.definition(of: name) { return found }
    let named = references.isEmpty ? "" : ", after \(references.prefix(3).joined(separator: ", "))"
    workspace.error(
      .unsupported, declared.place,
      "\(declared.address): the plan knows the definition only after it is applied\(named)",
      hint: "use the state: terraform show -json > state.json; or lay the plan beside its .tf files")
    return nil
  }

  // MARK: Aliases and targets

  private func routing(_ declared: Declared) -> Node {
    let routes = (declared.values["routing_configuration"]?.items ?? []).map { route in
      let arn =
        route["state_machine_version_arn"]
        ?? reference(
          declared.expressions?["routing_configuration"]?.items.first?["state_machine_version_arn"], declared)
      let weight = route["weight"]
      return Node(place: route.place, content: .mapping([])).with(
        [("StateMachineVersionArn", arn), ("Weight", weight)].compactMap { key, value in value.map { (key, $0) } })
    }
    return Node(place: declared.place, content: .sequence(routes))
  }

  private func targetsRule(_ target: Declared, _ rule: Declared) -> Bool {
    if let name = target.values["rule"]?.text, name == rule.values["name"]?.text { return true }
    let names = (target.expressions?[["rule", "references"]]?.items ?? []).compactMap(\.text)
    return names.contains { target.scope + $0 == rule.address }
  }

  private func target(_ declared: Declared) -> Node {
    var members: [(key: String, value: Node)] = []
    if let arn = value("arn", declared) { members.append(("Arn", arn)) }
    if let input = declared.values["input"], !input.isNull { members.append(("Input", input)) }
    return Node(place: declared.place, content: .mapping([])).with(members)
  }
}
