import JSON
import JSONata

/// Whole state machines, of every type of state, in both query languages.
extension Grammar {
  /// What the states of one scope have in common.
  struct Scope {
    var isJSONata: Bool
    /// Nested machines that may still lie within.
    var depth: Int
    /// Later states of the scope first, so that most machines come to an end.
    var next: [String]
    /// Loops are rare, where they are allowed at all.
    var all: [String]
  }

  mutating func machine(size: Int = 5, isExpress: Bool = false) -> JSON {
    serial = 0
    isJSONata = oneIn(2)
    self.isExpress = isExpress
    isInState = true
    defer { isInState = false }
    var machine = scope(depth: 2, size: size)
    if isJSONata { machine["QueryLanguage"] = "JSONata" }
    if oneIn(6) { machine["TimeoutSeconds"] = .integer(1 + below(600)) }
    if oneIn(10) { machine["Comment"] = "c" }
    if oneIn(20) { machine["Version"] = "1.0" }
    return .object(machine)
  }

  /// `StartAt` and `States`.
  mutating func scope(depth: Int, size: Int) -> JSONObject {
    let names = (0..<(1 + below(size))).map { _ in
      serial += 1
      return "S\(serial)"
    }
    var states = JSONObject()
    for (index, name) in names.enumerated() {
      let next = Array(names[(index + 1)...])
      states[name] = .object(state(Scope(isJSONata: isJSONata, depth: depth, next: next, all: names)))
    }
    return ["StartAt": .string(names[0]), "States": .object(states)]
  }

  private mutating func state(_ outer: Scope) -> JSONObject {
    var scope = outer
    var head = JSONObject()
    if !scope.isJSONata, oneIn(6) {
      scope.isJSONata = true
      head["QueryLanguage"] = "JSONata"
    }
    var state: JSONObject
    switch below(scope.depth > 0 ? 16 : 11) {
    case 0..<2: state = pass(scope)
    case 2..<6: state = task(scope)
    case 6..<8: state = choice(scope)
    case 8: state = wait(scope)
    case 9: state = scope.next.isEmpty ? succeed(scope) : pass(scope)
    case 10: state = scope.next.isEmpty ? fail(scope) : wait(scope)
    case 11..<13: state = parallel(scope)
    case 13..<15: state = inlineMap(scope)
    default: state = isExpress ? inlineMap(scope) : distributedMap(scope)
    }
    for (key, value) in head { state[key] = value }
    return state
  }

  /// `Next` or `End`, and what else every state has that goes on.
  mutating func flow(_ state: inout JSONObject, _ scope: Scope) {
    if let target = target(scope) { state["Next"] = .string(target) } else { state["End"] = true }
    ends(&state, scope)
    if oneIn(4) { state["Assign"] = assignment(scope) }
  }

  mutating func target(_ scope: Scope) -> String? {
    if oneIn(40) { return pick(scope.all) }
    // A state that nothing leads to is an error.
    return oneIn(30) ? scope.next.randomElement(using: &random) : scope.next.first
  }

  /// What every state has that takes an input and gives an output.
  mutating func ends(_ state: inout JSONObject, _ scope: Scope) {
    if scope.isJSONata {
      if oneIn(3) { state["Output"] = jsonataTemplate() }
    } else {
      if oneIn(5) { state["InputPath"] = pathOrNull() }
      if oneIn(5) { state["OutputPath"] = pathOrNull() }
    }
    if oneIn(20) { state["Comment"] = "c" }
  }

  private mutating func pathOrNull() -> JSON { oneIn(6) ? .null : .string(oneIn(3) ? reference() : "$") }

  /// What a Task, Map or Parallel does with its result and with failures.
  mutating func result(_ state: inout JSONObject, _ scope: Scope) {
    if !scope.isJSONata {
      if oneIn(4) { state["ResultSelector"] = .object(["x.$": .string(statePath()), "c": 1]) }
      if oneIn(2) { state["ResultPath"] = oneIn(5) ? .null : .string(pick(["$.r", "$", "$.o.r", "$.q", reference()])) }
    }
    if oneIn(2) { state["Retry"] = .array(some(1, 2) { $0.retrier() } + (oneIn(2) ? [catchAllRetrier()] : [])) }
    guard oneIn(2), let target = scope.next.isEmpty ? nil : pick(scope.next) else { return }
    var entry: JSONObject = ["ErrorEquals": ["States.ALL"], "Next": .string(target)]
    if scope.isJSONata {
      if oneIn(2) { entry["Output"] = jsonataTemplate() }
    } else if oneIn(2) {
      entry["ResultPath"] = oneIn(4) ? .null : "$.e"
    }
    if oneIn(4) { entry["Assign"] = assignment(scope) }
    var first = entry
    first["ErrorEquals"] = .array(errorNames())
    state["Catch"] = oneIn(2) ? [.object(entry)] : [.object(first), .object(entry)]
  }

  mutating func errorNames() -> [JSON] {
    some(1, 2) {
      .string(
        $0.pick([
          "States.TaskFailed", "States.Timeout", "Busy", "States.HeartbeatTimeout", "States.QueryEvaluationError",
          "States.ItemReaderFailed", "States.ExceedToleratedFailureThreshold", "States.ResultWriterFailed",
          "Lambda.TooManyRequestsException", "StepFunctions.AWSStepFunctionsException", "States.Permissions",
          "States.NoChoiceMatched", "States.BranchFailed", "States.DataLimitExceeded", "Sfn.ThrottlingException",
        ]))
    }
  }

  private mutating func retrier() -> JSON {
    var entry: JSONObject = ["ErrorEquals": .array(errorNames())]
    if oneIn(2) { entry["IntervalSeconds"] = .integer(1 + below(5)) }
    if oneIn(2) { entry["MaxAttempts"] = .integer(below(4)) }
    if oneIn(2) { entry["BackoffRate"] = pick([1, 1.5, 2, 3.25]) }
    if oneIn(3) { entry["MaxDelaySeconds"] = .integer(10 + below(60)) }
    if oneIn(3) { entry["JitterStrategy"] = oneIn(2) ? "FULL" : "NONE" }
    return .object(entry)
  }

  private func catchAllRetrier() -> JSON { ["ErrorEquals": ["States.ALL"], "MaxAttempts": 2] }

  mutating func assignment(_ scope: Scope) -> JSON {
    var object = JSONObject()
    // Inner scopes may not assign what outer ones have.
    for name in (scope.depth == 2 ? ["v", "w", "x"] : ["v\(scope.depth)", "w\(scope.depth)"]).prefix(1 + below(3)) {
      if scope.isJSONata {
        object[name] = jsonataTemplate()
      } else if oneIn(2) {
        object["\(name).$"] = .string(statePath())
      } else {
        object[name] = template(depth: 2)
      }
    }
    return .object(object)
  }

  /// A field that takes an expression, or values with expressions in them.
  mutating func jsonataTemplate() -> JSON {
    switch below(6) {
    case 0: return constant()
    case 1: return ["p": jsonataText(), "q": [jsonataText(), 1], "r": constant()]
    case 2: return "{% $states.input %}"
    case 3: return "{% $states.result %}"
    default: return jsonataText()
    }
  }

  /// Step Functions refuses what reads the expression's own input, so that there is an input of another kind.
  mutating func jsonataText() -> JSON {
    let text = jsonata(size: 8).replacing("$$", with: "$")
    guard oneIn(30) || (try? Expression(parsing: text)) != nil else { return "{% $states.input %}" }
    return .string(oneIn(8) ? "{% \(text) %}" : "{% $states.\(pick(["input", "input", "context"])).(\(text)) %}")
  }

  /// A number, or an expression for one.
  mutating func amount(_ least: Int, _ most: Int, _ scope: Scope) -> JSON {
    let number = least + below(most - least + 1)
    guard scope.isJSONata, oneIn(2) else { return .integer(number) }
    return oneIn(6) ? jsonataText() : .string("{% \(number - 1) + 1 %}")
  }
}
