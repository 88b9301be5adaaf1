import JSON
import TestState

/// Requests of TestState, as an object of what `StateTestRequest` has.
extension Grammar {
  mutating func stateTest() -> JSON {
    var request = JSONObject()
    var hasMock = false
    let machine = machine(size: 4)
    if case .object(let members) = machine, case .object(let states)? = members["States"], let state = states.first {
      if case .object(let fields) = state.value, case .string(let type)? = fields["Type"] {
        hasMock = ["Task", "Map", "Parallel"].contains(type) && !oneIn(6)
      }
      if oneIn(2), members["QueryLanguage"] == nil {
        request["definition"] = state.value
      } else {
        request["definition"] = machine
        request["stateName"] = .string(oneIn(20) ? "S9" : oneIn(4) ? "S\(1 + below(serial))" : state.key)
      }
    }
    if oneIn(8) { request["definition"] = request["definition"].map { .string($0.prettyText) } }
    if !oneIn(8) { request["input"] = .string(pick(Corpus.payloads + ["{"])) }
    request["level"] = .string(pick(["INFO", "DEBUG", "TRACE"]))
    if hasMock || oneIn(20) { mock(&request) }
    if oneIn(4) { request["variables"] = .string(oneIn(10) ? pick(["[]", "{"]) : "{\"v\": 1, \"x\": {\"n\": [1]}}") }
    if oneIn(8) { request["role"] = "arn:aws:iam::123456789012:role/r" }
    if oneIn(20) { request["secrets"] = true }
    return .object(request)
  }

  private mutating func mock(_ request: inout JSONObject) {
    if oneIn(3) {
      request["error"] = oneIn(2) ? "States.TaskFailed" : errorNames()[0]
      if oneIn(2) { request["cause"] = "c" }
    } else {
      request["result"] = .string(
        pick([
          "{}", "[1, 2]", "[]", "{", "1", "{\"Payload\": {\"a\": 1}, \"StatusCode\": 200}", "{\"MessageId\": \"1\"}",
          "{\"Item\": {\"k\": {\"S\": \"v\"}}}", "{\"ExecutionArn\": \"a\", \"StartDate\": \"2024-01-01T00:00:00Z\"}",
          "{\"Messages\": [{\"Body\": 1}]}", "{\"Status\": \"RUNNING\", \"ExecutionArn\": 1}", constant().text,
        ]))
    }
    request["validation"] = .string(pick(["STRICT", "PRESENT", "NONE"]))
    if oneIn(4) {
      request["context"] = .string(
        pick([
          "{\"Execution\": {\"Id\": \"e\", \"Input\": 1}}", "{\"Map\": {}}", "{\"State\": {\"RetryCount\": \"1\"}}",
          "[",
          "{\"Task\": {\"Token\": \"t\"}}", "{\"X\": 1}", "{\"StateMachine\": {\"Id\": 3}}", "{\"Execution\": 1}",
        ]))
    }
    if oneIn(3) { request["retries"] = .integer(below(4)) }
    if oneIn(5) { request["culprit"] = .string("S\(1 + below(4))") }
    if oneIn(5) { request["failures"] = .integer(below(5)) }
    if oneIn(5) { request["data"] = .string(pick(["[1, 2]", "a,b\n1,2", "{\"a\": [1]}", "x"])) }
  }
}
