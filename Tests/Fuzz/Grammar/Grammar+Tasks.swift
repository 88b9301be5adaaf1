import JSON

/// Tasks of every kind.
extension Grammar {
  static let region = "us-east-1:123456789012"
  static let functions = ["Charge", "F", "G"].map { "arn:aws:lambda:\(region):function:\($0)" }
  static let activity = "arn:aws:states:\(region):activity:a"
  static let machines = ["M", "Root", "Fast", "Child", "Child", "Child:live", "Child:1", "Child:2"].map {
    "arn:aws:states:\(region):stateMachine:\($0)"
  }

  /// Called with a template of any kind.
  static let integrations = [
    "sqs:sendMessage", "sqs:sendMessage.waitForTaskToken", "sns:publish", "dynamodb:getItem", "dynamodb:putItem",
    "events:putEvents", "batch:submitJob.sync", "glue:startJobRun.sync", "ecs:runTask.sync",
    "ecs:runTask.waitForTaskToken",
    "http:invoke", "aws-sdk:s3:getObject", "aws-sdk:sqs:receiveMessage", "aws-sdk:dynamodb:query",
    "athena:startQueryExecution.sync",
    "aws-sdk:lambda:invoke", "codebuild:startBuild.sync", "aws-sdk:sfn:describeExecution", "eks:call",
  ]

  mutating func task(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Task"]
    var parameters: JSONObject?
    switch below(12) {
    case 0..<3: state["Resource"] = .string(pick(Self.functions) + pick(["", "", ":live", ":$LATEST"]))
    case 3..<5: (state["Resource"], parameters) = invocation(scope)
    case 5: state["Resource"] = .string(isExpress ? Self.functions[0] : Self.activity)
    case 6..<9: (state["Resource"], parameters) = start(scope)
    case 9: (state["Resource"], parameters) = answer(scope)
    default:
      state["Resource"] = .string("arn:aws:states:::" + pick(allowed(Self.integrations)))
      parameters = ["P": constant(), "T": dynamic("Task.Token", scope)]
      if oneIn(40) { state["Resource"] = .string("arn:aws:states:::" + misspeltResource()) }
      if state["Resource"] == "arn:aws:states:::http:invoke" {
        parameters = [
          "ApiEndpoint": "https://a.b", "Method": "GET", "Headers": pick([["A": "b"], [:], 1, ["A": [1]]]),
        ]
      }
    }
    if let given = parameters {
      state[scope.isJSONata ? "Arguments" : "Parameters"] = .object(renamed(given, scope))
    } else if oneIn(3) {
      if scope.isJSONata { state["Arguments"] = jsonataTemplate() } else { state["Parameters"] = template() }
    }
    times(&state, scope)
    result(&state, scope)
    flow(&state, scope)
    return state
  }

  /// Those that the machine at hand may wait for.
  private func allowed(_ resources: [String]) -> [String] {
    isExpress ? resources.filter { !$0.contains(".sync") && !$0.contains(".waitForTaskToken") } : resources
  }

  private mutating func times(_ state: inout JSONObject, _ scope: Scope) {
    if oneIn(2) {
      state["TimeoutSeconds"] = amount(20, 90, scope)
      if oneIn(2) { state["HeartbeatSeconds"] = amount(1, 9, scope) }
      if !scope.isJSONata, oneIn(5) {
        state["TimeoutSeconds"] = nil
        state["HeartbeatSeconds"] = nil
        state["TimeoutSecondsPath"] = "$.i"
        if oneIn(2) { state["HeartbeatSecondsPath"] = .string(pick(["$.n[0]", "$.i"])) }
      }
    }
    guard oneIn(8) else { return }
    state["Credentials"] =
      oneIn(2)
      ? ["RoleArn": "arn:aws:iam::123456789012:role/r"]
      : scope.isJSONata ? ["RoleArn": "{% 'arn:aws:iam::1:role/' & 'x' %}"] : ["RoleArn.$": "$.s"]
  }

  /// A member of the context object, in the state's language; the key of the pair gets its `.$` by `renamed`.
  private mutating func dynamic(_ place: String, _ scope: Scope) -> JSON {
    .string(scope.isJSONata ? "{% $states.context.\(place) %}" : "$$.\(place)")
  }

  /// In JSONPath a key says that its value is a path.
  private func renamed(_ object: JSONObject, _ scope: Scope) -> JSONObject {
    if scope.isJSONata { return object }
    var renamed = JSONObject()
    for (key, value) in object {
      var (key, value) = (key, value)
      if case .object(let inner) = value { value = .object(self.renamed(inner, scope)) }
      if case .string(let text) = value, text.hasPrefix("$") { key += ".$" }
      renamed[key] = value
    }
    return renamed
  }

  private mutating func invocation(_ scope: Scope) -> (JSON, JSONObject) {
    let waits = !isExpress && oneIn(2)
    var payload: JSONObject = ["n": scope.isJSONata ? "{% $states.input %}" : "$"]
    if waits { payload["token"] = dynamic("Task.Token", scope) }
    return (
      .string("arn:aws:states:::lambda:invoke\(waits ? ".waitForTaskToken" : "")"),
      [
        "FunctionName": .string(pick(Self.functions + ["Charge", "F", "123456789012:function:F:live"])),
        "Payload": .object(payload),
      ]
    )
  }

  /// An execution that starts another, in all patterns.
  private mutating func start(_ scope: Scope) -> (JSON, JSONObject) {
    let resource = pick(
      allowed([
        "states:startExecution", "states:startExecution.sync", "states:startExecution.sync:2",
        "states:startExecution.waitForTaskToken", "aws-sdk:sfn:startExecution", "aws-sdk:sfn:startSyncExecution",
        "aws-sdk:sfn:startExecution.waitForTaskToken",
      ]))
    var parameters: JSONObject = [
      "StateMachineArn": oneIn(5) ? dynamic("StateMachine.Id", scope) : .string(pick(Self.machines))
    ]
    if oneIn(2) { parameters["Name"] = oneIn(2) ? "same" : dynamic("State.EnteredTime", scope) }
    switch below(4) {
    case 0: parameters["Input"] = .string(pick(["{}", "[1]", "{"]))
    case 1: parameters["Input"] = ["a": constant(), "token": dynamic("Task.Token", scope)]
    case 2: parameters["Input"] = dynamic("Execution.Input", scope)
    default: break
    }
    return (.string("arn:aws:states:::" + resource), parameters)
  }

  /// Calls that answer another Task, or stop an execution.
  private mutating func answer(_ scope: Scope) -> (JSON, JSONObject) {
    let token: JSON = oneIn(2) ? .string(scope.isJSONata ? "{% $states.input.token %}" : "$.token") : "none"
    let (action, more): (String, JSONObject) = pick([
      ("sendTaskSuccess", ["TaskToken": token, "Output": "{\"a\": 1}"]),
      ("sendTaskFailure", ["TaskToken": token, "Error": "E", "Cause": "c"]),
      ("sendTaskHeartbeat", ["TaskToken": token]),
      ("stopExecution", ["ExecutionArn": dynamic("Execution.Id", scope), "Error": "E"]),
    ])
    return (.string("arn:aws:states:::aws-sdk:sfn:\(action)"), more)
  }
}
