import JSON
import Scenario
import StatesLanguage

/// What starts machines: events of SAM and serverless.yml, rules, schedules, pipes, APIs.
extension BlueprintBuilder {
  mutating func addSources(_ stack: Stack) {
    for resource in stack.resources where stack.isMade(resource) {
      if ResourceKind.machine.contains(resource.type) {
        addEvents(resource, stack)
      } else if let kind = sourceKind(resource, stack) {
        for machine in machines(in: resource.properties, stack) {
          blueprint.sources.append(
            Blueprint.Source(
              name: "\(resource.id) (\(resource.type))", kind: kind, machine: machine, place: resource.place,
              input: input(of: resource, stack),
              isEnabled: stack.property("State", of: resource)?.text != "DISABLED"))
        }
      }
    }
  }

  private func sourceKind(_ resource: TemplateResource, _ stack: Stack) -> Blueprint.Source.Kind? {
    workspace.quietly {
      switch resource.type {
      case "AWS::Events::Rule", "AWS::Scheduler::Schedule":
        if let expression = stack.property("ScheduleExpression", of: resource)?.filledText {
          return .schedule(expression)
        }
        return .events("events that match its pattern")
      case "AWS::Pipes::Pipe":
        let source = stack.property("Source", of: resource)?.text ?? ""
        let batch = stack.property("SourceParameters", of: resource)?[["SqsQueueParameters", "BatchSize"]]?.integer
        return source.contains(":sqs:") ? .queue(batch: batch ?? 1) : .events("what the pipe reads")
      case "AWS::ApiGateway::Method", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Api", "AWS::Serverless::Api", "AWS::Serverless::HttpApi":
        return .api("requests")
      case "AWS::Lambda::Function", "AWS::Serverless::Function":
        return .events("the function, which knows the machine's ARN")
      default: return nil
      }
    }
  }

  /// Those whose ARN a resource names; of functions only their environment is looked at.
  private func machines(in properties: Node, _ stack: Stack) -> [String] {
    workspace.quietly {
      guard let value = stack.value(properties) else { return [] }
      var found: [String] = []
      var open = [value]
      while let node = open.popLast() {
        switch node.content {
        case .sequence(let items): open += items.reversed()
        case .mapping(let members): open += members.reversed().map(\.value)
        case .scalar(let text, _):
          guard text.contains(":stateMachine:") else { continue }
          for machine in blueprint.machines
          where !found.contains(machine.name) && Self.names(text, "stateMachine:" + machine.name) {
            found.append(machine.name)
          }
        }
      }
      return found
    }
  }

  /// Whether a text has the name as a whole, and not only as the beginning of another one.
  private static func names(_ text: String, _ name: String) -> Bool {
    text.ranges(of: name).contains { range in
      guard range.upperBound < text.endIndex else { return true }
      let next = text[range.upperBound]
      return !(next.isLetter || next.isNumber || next == "-" || next == "_")
    }
  }

  private func input(of resource: TemplateResource, _ stack: Stack) -> String? {
    workspace.quietly {
      let targets = stack.property("Targets", of: resource)?.items ?? []
      let target = targets.first ?? stack.property("Target", of: resource)
      return (target?["Input"]).flatMap { Self.json($0) }
    }
  }

  private static func json(_ node: Node) -> String? {
    if let text = node.text { return (try? JSON.parse(Array(text.utf8)))?.text }
    return node.definition { $0 }.json.text
  }

  /// `Events` of SAM.
  private mutating func addEvents(_ resource: TemplateResource, _ stack: Stack) {
    guard let arn = workspace.quietly({ stack.text(Stack.text(stack.arn(of: resource), resource.place)) }),
      let index = machineIndex(arn)
    else { return }
    for event in resource.properties["Events"]?.members ?? [] {
      let properties = event.value["Properties"] ?? event.value
      func text(_ key: String) -> String? { stack.text(properties[key]) }
      let kind: Blueprint.Source.Kind
      switch event.value["Type"]?.text {
      case "Schedule": kind = .schedule(text("Schedule") ?? "rate(1 day)")
      case "ScheduleV2": kind = .schedule(text("ScheduleExpression") ?? "rate(1 day)")
      case "Api", "HttpApi":
        kind = .api(((text("Method") ?? "any").uppercased()) + " " + (text("Path") ?? "/"))
      case "EventBridgeRule", "CloudWatchEvent": kind = .events("events that match its pattern")
      case let other:
        let known = ["Schedule", "ScheduleV2", "Api", "CloudWatchEvent", "EventBridgeRule"]
        let hint = other.flatMap { suggestion(for: $0, among: known) }.map { "did you mean \($0)?" }
        workspace.warning(
          .unknownName, event.keyPlace, "\(resource.id): the event \(event.key) has the type \"\(other ?? "")\"",
          hint: hint ?? "known: " + known.joined(separator: ", "))
        continue
      }
      let state = text("State") ?? (text("Enabled") == "false" ? "DISABLED" : "ENABLED")
      blueprint.sources.append(
        Blueprint.Source(
          name: "event \(event.key)", kind: kind, machine: blueprint.machines[index].name, place: event.keyPlace,
          input: stack.value(properties["Input"]).flatMap { Self.json($0) }, isEnabled: state != "DISABLED"))
    }
  }
}
