import JSON

/// States without states within.
extension Grammar {
  mutating func pass(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Pass"]
    if !scope.isJSONata {
      if oneIn(3) { state["Result"] = constant() }
      if oneIn(3) { state["Parameters"] = .object(keeping(template())) }
      if oneIn(2) { state["ResultPath"] = oneIn(6) ? .null : .string(oneIn(2) ? "$.r" : reference()) }
    }
    flow(&state, scope)
    return state
  }

  /// An object that has what later states look for.
  mutating func keeping(_ value: JSON) -> JSONObject {
    var object: JSONObject = ["n": [1, 2, 3], "i": 2, "s": "text", "t": "2024-02-29T12:30:45.123Z", "v": value]
    if oneIn(2) { object["a.$"] = "$" }
    return object
  }

  mutating func succeed(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Succeed"]
    ends(&state, scope)
    return state
  }

  mutating func fail(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Fail"]
    if scope.isJSONata {
      if oneIn(2) { state["Error"] = oneIn(2) ? "E" : jsonataText() }
      if oneIn(2) { state["Cause"] = oneIn(2) ? "c" : "{% 'cause ' & $states.context.State.Name %}" }
      return state
    }
    switch below(3) {
    case 0: state["Error"] = "E"
    case 1: state["ErrorPath"] = .string(pick(["$.s", "States.Format('{}', 1)", "$$.State.Name", reference()]))
    default: break
    }
    if oneIn(2) { state["CausePath"] = .string(pick(["$.s", "States.JsonToString($)", reference()])) }
    return state
  }

  mutating func wait(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Wait"]
    let moment: JSON = .string(
      pick(["2020-01-01T00:00:00Z", "1970-01-01T00:00:30+01:00", "1970-01-01T00:01:00.5Z", "2262-01-01T00:00:00Z"]))
    switch below(scope.isJSONata ? 2 : 4) {
    case 0: state["Seconds"] = amount(0, 9, scope)
    case 1: state["Timestamp"] = scope.isJSONata && oneIn(2) ? "{% $now() %}" : moment
    case 2: state["SecondsPath"] = .string(pick(["$.i", "$.n[0]", reference()]))
    default: state["TimestampPath"] = .string(pick(["$.t", "$$.State.EnteredTime", reference()]))
    }
    flow(&state, scope)
    return state
  }

  mutating func choice(_ scope: Scope) -> JSONObject {
    guard !scope.next.isEmpty else { return pass(scope) }
    var state: JSONObject = ["Type": "Choice"]
    state["Choices"] = .array(
      some(1, 3) { grammar in
        var rule = scope.isJSONata ? grammar.condition() : grammar.rule(depth: 2)
        rule["Next"] = .string(grammar.oneIn(2) ? scope.next[0] : grammar.pick(scope.next))
        if grammar.oneIn(5) { rule["Assign"] = grammar.assignment(scope) }
        return .object(rule)
      })
    if !oneIn(3) { state["Default"] = .string(scope.next[0]) }
    ends(&state, scope)
    if oneIn(5) { state["Assign"] = assignment(scope) }
    return state
  }

  private mutating func condition() -> JSONObject {
    var rule: JSONObject = ["Condition": oneIn(8) ? .bool(oneIn(2)) : jsonataText()]
    if oneIn(2) {
      rule["Condition"] = .string("{% $exists($states.input.(\(jsonata(size: 6).replacing("$$", with: "$")))) %}")
    }
    if oneIn(4) { rule["Output"] = jsonataTemplate() }
    return rule
  }

  private mutating func rule(depth: Int) -> JSONObject {
    if depth > 0, oneIn(3) {
      switch below(3) {
      case 0: return ["Not": .object(rule(depth: depth - 1))]
      case 1: return ["And": .array(some(1, 3) { .object($0.rule(depth: depth - 1)) })]
      default: return ["Or": .array(some(1, 3) { .object($0.rule(depth: depth - 1)) })]
      }
    }
    var rule: JSONObject = ["Variable": .string(pick(["$.i", "$.s", "$.t", "$.z", "$.n[0]", "$.v", "$x", "$.none"]))]
    switch below(7) {
    case 0:
      let test = pick(["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"])
      rule[test] = .bool(oneIn(2))
    case 1: rule["StringMatches"] = .string(pick(["*", "t*t", "a\\*b*c*", "text*", "", "*\\\\*", "t"]))
    case 2: rule["BooleanEquals\(oneIn(2) ? "Path" : "")"] = .bool(oneIn(2))
    default:
      let (type, value): (String, JSON) = pick([
        ("String", "text"), ("Numeric", 2), ("Numeric", 1.5), ("Timestamp", "2024-02-29T12:30:45Z"), ("String", ""),
      ])
      let order = pick(["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"])
      if oneIn(3) {
        rule["\(type)\(order)Path"] = .string(pick(["$.s", "$.i", "$.t", "$.n[1]"]))
      } else {
        rule[type + order] = value
      }
    }
    if let value = rule["BooleanEqualsPath"], case .bool = value { rule["BooleanEqualsPath"] = "$.z" }
    return rule
  }
}
