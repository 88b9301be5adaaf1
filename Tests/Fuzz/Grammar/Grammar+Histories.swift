import JSON

/// Histories of a machine that nobody wrote: events in an order that AWS could give, most of the time.
extension Grammar {
  mutating func histories() -> String {
    if oneIn(8) { return latencyTable() }
    let count = 1 + below(4)
    let texts = (0..<count).map { number in history(number) }
    return oneIn(3) ? "[" + texts.joined(separator: ",") + "]" : texts.joined(separator: "\n")
  }

  private mutating func latencyTable() -> String {
    var text = pick(["service,seconds\n", "service,ms,error\n", "function,duration_ms,error,censored\n"])
    let columns = text.count { $0 == "," }
    for _ in 0..<below(80) {
      text += pick(["F", "G"]) + ",\(below(3_000))"
      if columns > 1 { text += "," + pick(["", "", "Busy"]) }
      if columns > 2 { text += "," + pick(["0", "1"]) }
      text += "\n"
    }
    return text
  }

  private mutating func history(_ number: Int) -> String {
    var draft = HistoryDraft(number, self)
    draft.write()
    random = draft.grammar.random
    return draft.text
  }
}

/// A history in the making.
private struct HistoryDraft {
  var grammar: Grammar
  private let isLog: Bool
  private let arn: String
  private var events: [JSON] = []
  private var now: Int
  private var previous = 0

  init(_ number: Int, _ grammar: Grammar) {
    self.grammar = grammar
    now = 1_714_979_289_000 + self.grammar.below(100_000)
    isLog = self.grammar.oneIn(4)
    arn = "arn:aws:states:us-east-1:1:\(isLog ? "express" : "execution"):M:e\(number)\(isLog ? ":1" : "")"
  }

  var text: String {
    isLog
      ? events.map(\.text).joined(separator: "\n")
      : JSON.object(["executionArn": .string(arn), "events": .array(events)]).text
  }

  mutating func write() {
    add("ExecutionStarted", ["input": .string(grammar.constant().text)])
    for _ in 0..<grammar.below(6) { addState() }
    if grammar.oneIn(5) { return }
    add(grammar.pick(["ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"]))
  }

  private mutating func add(_ type: String, _ details: JSON? = nil) {
    now += grammar.oneIn(40) ? -grammar.below(1_000) : grammar.below(grammar.oneIn(3) ? 5 : 2_000)
    var event: JSONObject = ["type": .string(type)]
    if isLog {
      event["id"] = .string(String(events.count + 1))
      event["previous_event_id"] = .string(String(previous))
      event["event_timestamp"] = .string(String(now))
      event["execution_arn"] = .string(arn)
      if let details { event["details"] = details }
    } else {
      event["id"] = .integer(events.count + 1)
      event["previousEventId"] = .integer(grammar.oneIn(60) ? grammar.below(9) : previous)
      if !grammar.oneIn(60) { event["timestamp"] = .double(Double(now) / 1_000) }
      if let details { event[type.prefix(1).lowercased() + type.dropFirst() + "EventDetails"] = details }
    }
    events.append(.object(event))
    if events.count > 1 { previous = events.count }
  }

  private mutating func addState() {
    let name = JSON.string(grammar.pick(["A", "B", "C"]))
    let kind = grammar.pick(["Task", "Task", "Task", "Choice", "Pass", "Map", "Wait"])
    add("\(kind)StateEntered", ["name": name])
    if kind == "Map" { add("MapStateStarted", ["length": .integer(grammar.below(9))]) }
    if kind == "Task" { addAttempts() }
    if !grammar.oneIn(9) { add("\(kind)StateExited", ["name": name]) }
  }

  private mutating func addAttempts() {
    let family = grammar.pick(["Task", "LambdaFunction", "Activity"])
    let resource = grammar.pick(["invoke", "sendMessage.waitForTaskToken", "startExecution.sync:2", "submitJob.sync"])
    for _ in 0...grammar.below(3) {
      add(
        "\(family)Scheduled",
        ["resourceType": "sqs", "resource": .string(resource), "timeoutInSeconds": .integer(grammar.below(3))])
      if !grammar.oneIn(6) { add("\(family)Started") }
      if grammar.oneIn(3) { add("TaskSubmitted", ["output": .string(grammar.constant().text)]) }
      add(
        family + grammar.pick(["Succeeded", "Succeeded", "Failed", "TimedOut"]),
        ["output": .string(grammar.constant().text), "error": .string(grammar.pick(Corpus.errors))])
    }
  }
}
