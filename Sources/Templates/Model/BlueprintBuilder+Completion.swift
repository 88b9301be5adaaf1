import JSON
import Prelude
import Scenario
import StatesLanguage

/// Reads the definitions for what they call, and makes up what no template says.
extension BlueprintBuilder {
  mutating func complete() {
    guessSubstitutions()
    var started: Set<String> = []
    var results: [String: Shape] = [:]
    var inputs: [String: Shape] = [:]
    var links: [(from: Shape, to: Shape)] = []
    func input(of name: String) -> Shape {
      let shape = inputs[name] ?? Shape()
      inputs[name] = shape
      return shape
    }
    var readers: [ReadObjects.Reader] = []
    var index = 0
    // A stand-in calls nothing.
    while index < blueprint.machines.count {
      let machine = blueprint.machines[index]
      index += 1
      guard !machine.isStandIn, let (root, definition) = definition(of: machine) else { continue }
      var keys: [String: String] = [:]
      var children: [String: Shape] = [:]
      for state in definition.everyState {
        guard case .task(let task) = state.action else { continue }
        if task.resource.isStartExecution {
          guard let arn = state.machineARN, let name = startedMachine(arn, by: machine, state) else { continue }
          if name != machine.name { started.insert(name) }
          children[state.name] = input(of: name)
        } else if !task.resource.isTokenAnswer, !task.resource.isExecutionRead {
          keys[state.name] = addService(state, task, machine)
        }
      }
      let data = ExampleData(root, input: input(of: machine.name), results: results, childInput: { children[$0] }) {
        keys[$0]
      }
      results = data.results
      links += data.links
      readers += data.readers
    }
    // What a child looks for, who starts it has to have; and who starts that one.
    for _ in 0..<4 { for link in links { link.from.take(link.to) } }
    blueprint.objects.add(readers)
    for (name, shape) in inputs where !shape.isUnknown { blueprint.inputs[name] = shape.example().text }
    for index in blueprint.services.indices {
      if let shape = results[blueprint.services[index].key], !shape.isUnknown {
        blueprint.services[index].result = shape.example().text
      }
    }
    let own = blueprint.machines.filter { !$0.isStandIn }
    let roots = own.filter { !started.contains($0.name) }
    blueprint.roots = (roots.isEmpty ? own : roots).map(\.name)
    describeFunctions()
  }

  /// Where a place of a machine's definition stands.
  func place(_ position: SourcePosition, in machine: Blueprint.Machine) -> Place {
    switch machine.definition {
    case .file(let path): Place(file: path, position: position)
    case .written(let text, _): text.place(of: position) ?? machine.place
    }
  }

  func bytes(of machine: Blueprint.Machine) -> [UInt8]? {
    switch machine.definition {
    case .file(let path): try? workspace.files.bytes(of: path)
    case .written(let text, _): text.bytes
    }
  }

  private func file(of machine: Blueprint.Machine) -> String {
    if case .file(let path) = machine.definition { return path }
    return machine.place.file
  }

  /// As the scenario will know it.
  func substitutions(of machine: Blueprint.Machine) -> Substitutions {
    var substitutions = Substitutions(region: workspace.region, account: workspace.account)
    for other in blueprint.machines {
      let arn = ARN.stateMachine(other.name, region: workspace.region, account: workspace.account).text
      for name in [other.name, other.name + "Arn"] { substitutions[name] = arn }
    }
    for (name, value) in machine.substitutions { substitutions[name] = value }
    return substitutions
  }

  private func definition(of machine: Blueprint.Machine) -> (root: LocatedJSON, machine: StateMachine)? {
    guard let bytes = bytes(of: machine) else { return nil }
    var name = file(of: machine)
    if case .written(_, let isYAML) = machine.definition {
      name = isYAML ? "definition.asl.yaml" : "definition.asl.json"
    }
    let read = DefinitionFile(bytes, file: name, substitutions: substitutions(of: machine))
    guard let root = read.root, let machine = read.machine(file: name).machine else { return nil }
    return (root, machine)
  }

  private mutating func guessSubstitutions() {
    let guess = PlaceholderGuess(
      workspace: workspace, machines: blueprint.machines.map(\.name), functions: blueprint.functions.map(\.name))
    for index in blueprint.machines.indices {
      let machine = blueprint.machines[index]
      guard let bytes = bytes(of: machine) else { continue }
      let isYAML = bytes.withoutByteOrderMark.first { $0 > 0x20 } != UInt8(ascii: "{")
      for found in guess.values(in: bytes, substitutions(of: machine), isYAML: isYAML, file: file(of: machine)) {
        blueprint.machines[index].substitutions.append((found.name, found.value))
        workspace.warning(
          .placeholder, place(found.position, in: machine),
          "\(machine.name): no value is known for \"${\(Node.excerpt(found.name))}\"; \(found.value) stands for it",
          hint: "put it right under substitutions: in the scenario")
      }
    }
  }

  // MARK: Nested starts

  /// The machine that an ARN names. One that no template has gets a stand-in, so that the scenario is complete.
  private mutating func startedMachine(_ text: String, by machine: Blueprint.Machine, _ state: State) -> String? {
    guard let arn = ARN(text), arn.service == "states", arn.path.count > 1, arn.path[0] == "stateMachine" else {
      return nil
    }
    let name = String(arn.path[1])
    if blueprint.machines.contains(where: { $0.name == name }) { return name }
    guard arn.region == workspace.region, arn.account == workspace.account, AWSName.problems(of: name).isEmpty else {
      return nil
    }
    let place = place(state.position, in: machine)
    workspace.warning(
      .unknownName, place, "state \"\(state.name)\" starts \(Node.excerpt(name)), which no template here has",
      hint: "a stand-in that waits a second takes its place; name its template too, or put its definition there")
    var text = TracedText()
    text.add(Self.standIn, from: place)
    var standIn = Blueprint.Machine(name: name, id: name, place: place, definition: .written(text, isYAML: false))
    standIn.isStandIn = true
    if case .task(let task) = state.action, task.resource.isStartSyncExecution { standIn.isExpress = true }
    taken.insert(name)
    blueprint.machines.append(standIn)
    return name
  }

  private static let standIn = """
    {
      "Comment": "A stand-in: no template had this machine. Put its definition here.",
      "StartAt": "Stand in",
      "States": {
        "Stand in": {
          "Type": "Wait",
          "Seconds": 1,
          "End": true
        }
      }
    }

    """

  // MARK: Services

  /// The service's key.
  private mutating func addService(_ state: State, _ task: Task, _ machine: Blueprint.Machine) -> String {
    let resource = task.resource
    var service = Blueprint.Service(key: resource.arn, latency: ServicePlaceholder.latency(of: resource))
    let function =
      resource.isLambdaInvoke || resource.service == "aws-sdk:lambda" ? state.parameter("FunctionName") : nil
    if resource.kind == .activity {
      service = Blueprint.Service(key: resource.activityName, latency: ServicePlaceholder.worker, isActivity: true)
    } else if let name = function ?? (resource.kind == .lambdaFunction ? resource.arn : nil) {
      service = Blueprint.Service(key: Self.functionKey(name), latency: ServicePlaceholder.function)
    }
    service.callback = resource.pattern == .waitForTaskToken
    service.place = place(state.position, in: machine)
    if let known = blueprint.services.firstIndex(where: { $0.key == service.key }) {
      if service.callback { blueprint.services[known].callback = true }
    } else {
      blueprint.services.append(service)
    }
    return service.key
  }

  /// By its name, whatever version or alias is called.
  private static func functionKey(_ text: String) -> String {
    let words = ARN(text).map { $0.path.dropFirst().map(String.init) } ?? text.split(separator: ":").map(String.init)
    let name =
      ARN(text) == nil && words.contains("function") ? words.drop { $0 != "function" }.dropFirst().first : words.first
    guard let name, !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
    else { return text }
    return name
  }

  /// What templates say of the functions that are called.
  private mutating func describeFunctions() {
    for index in blueprint.services.indices {
      guard let function = blueprint.functions.first(where: { $0.name == blueprint.services[index].key }) else {
        continue
      }
      var words: [String] = []
      if let timeout = function.timeout { words.append("timeout \(timeout)s") }
      if let memory = function.memory { words.append("\(memory) MB") }
      blueprint.services[index].comment = words.joined(separator: ", ")
      if let reserved = function.reserved {
        if reserved > 0 {
          blueprint.services[index].concurrency = reserved
        } else {
          workspace.warning(
            .value, function.place,
            "\(function.name) has a reserved concurrency of \(reserved), with which no call succeeds",
            hint: "the scenario gives it no limit")
        }
      }
    }
  }
}
