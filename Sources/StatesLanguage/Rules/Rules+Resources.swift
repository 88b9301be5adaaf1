import JSON

/// What Tasks call, and in whose name.
extension Rules {
  static let partition = Rule<DefinitionText>(
    RuleInfo(
      "resource.partition", .warning, "a resource in another partition than `aws`, whose services are not checked",
      source: "AWS guide, \"Integrating services\", lists those of `aws`",
      example: task("arn:aws-cn:lambda:cn-north-1:123456789012:function:f"))
  ) { text in
    var told: Set<String> = []
    return text.resources.filter { $0.resource.partition != "aws" && told.insert($0.resource.partition).inserted }.map {
      text.finding(
        $0.value.position,
        "\($0.described): whether the partition \(quoted($0.resource.partition)) has all services is not checked",
        hint: "an execution in another partition cannot call it")
    }
  }

  static let functionWithoutAccount = Rule<DefinitionText>(
    RuleInfo(
      "resource.no-account", .warning, "a function's ARN without region and account",
      source: "nothing recorded decides it", example: task("arn:aws:lambda:::function:f"))
  ) { text in
    text.resources.filter(\.resource.lacksPlace).map {
      text.finding(
        $0.value.position,
        "\($0.described): whether AWS takes a function's ARN without region and account is not known",
        hint: "write arn:aws:lambda:REGION:ACCOUNT:function:NAME")
    }
  }

  static let undecidedResource = Rule<DefinitionText>(
    RuleInfo(
      "resource.undecided", .warning, "a service or action that AWS's lists leave open",
      source: "AWS guide, \"Integrating optimized services\" and \"Supported service integrations\", which disagree",
      example: task("arn:aws:states:::batch:submitJob.waitForTaskToken"))
  ) { text in
    text.resources.compactMap {
      guard case .undecided(let reason, let hint) = $0.resource.recognition else { return nil }
      return text.finding($0.value.position, "\($0.described): \(reason), so AWS may refuse it", hint: hint)
    }
  }

  static let unknownResource = Rule<DefinitionText>(
    RuleInfo(
      "resource.unknown", .error, "a service, action or pattern that Step Functions does not call",
      source: "AWS guide, \"Integrating optimized services\" and \"Supported service integrations\"",
      example: task("arn:aws:states:::sqs:sendMessages"))
  ) { text in
    text.resources.compactMap {
      guard case .unknown(let failure) = $0.resource.recognition else { return nil }
      return text.finding(
        $0.value.position, "\($0.described): \(failure.message)", hint: failure.hint,
        aws: AWSDiagnostic.unrecognized($0.text))
    }
  }

  static let credentialsWithoutRole = Rule<DefinitionText>(
    RuleInfo(
      "credentials.no-role", .error, "`Credentials` without `RoleArn`",
      source: "AWS guide, \"Accessing resources in other AWS accounts\"",
      example: .state(
        #""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Credentials":{"Role":"r"},"End":true"#))
  ) { text in
    let missing = "The field 'RoleArn' is required but was missing"
    return text.states.filter { $0.type == .task }.compactMap { state in
      guard let value = state.fields["Credentials"], let members = value.members,
        !members.contains(where: { $0.plainKey == "RoleArn" })
      else { return nil }
      return text.finding(value.position, "\(missing) in \"Credentials\" of \(state.fields.owner)", aws: missing)
    }
  }

  static let heartbeat = Rule<DefinitionText>(
    RuleInfo(
      "timeout.heartbeat", .error, "`HeartbeatSeconds` not smaller than `TimeoutSeconds`",
      source: "States Language, \"Task State\"",
      example: .state(
        #""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","TimeoutSeconds":5,"HeartbeatSeconds":5,"End":true"#
      ))
  ) { text in
    text.states.filter { $0.type == .task }.compactMap { state in
      guard let value = state.fields["HeartbeatSeconds"], let beat = value.integer,
        let limit = state.fields["TimeoutSeconds"]?.integer, beat >= limit,
        Seconds.range.contains(beat), Seconds.range.contains(limit)
      else { return nil }
      return text.finding(
        value.position, "\"HeartbeatSeconds\" (\(beat)) must be smaller than \"TimeoutSeconds\" (\(limit))")
    }
  }

  private static func task(_ resource: String) -> RuleInfo.Example {
    .state(#""Type":"Task","Resource":"\#(resource)","End":true"#)
  }
}

private struct ResourceText {
  var resource: Resource
  var value: LocatedJSON
  var text: String
  var owner: String

  var described: String { "\"Resource\" of \(owner) is \(quoted(text))" }
}

extension DefinitionText {
  fileprivate var resources: [ResourceText] {
    states.compactMap { state in
      guard let resource = state.resource, let value = state.fields["Resource"], let text = value.string else {
        return nil
      }
      return ResourceText(resource: resource, value: value, text: text, owner: state.fields.owner)
    }
  }
}

extension AWSDiagnostic {
  static func unrecognized(_ resource: String) -> String {
    "The resource provided \(resource) is not recognized. The value is not a valid resource ARN, or the resource is "
      + "not available in this region."
  }
}
