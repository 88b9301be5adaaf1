import StatesLanguage
import Testing

@testable import Fitting
@testable import Statistics

/// Every form in which the one execution of `Exports` comes says the same of it.
@Suite struct RecordingReaderTests {
  private func read(_ texts: String...) -> RecordingReader {
    var reader = RecordingReader(RecordingReader.Options())
    for (number, text) in texts.enumerated() { reader.read(text: Array(text.utf8), file: "h\(number).json") }
    return reader
  }

  private func checkExecution(_ reader: RecordingReader, machine: String?) throws {
    #expect(reader.diagnostics.map(\.text) == [])
    #expect(reader.counts.incomplete == 0)
    let found = reader.observations
    let execution = try #require(found.executions.first)
    #expect(found.executions.count == 1)
    #expect(execution.machine == machine)
    #expect(execution.status == "SUCCEEDED")
    #expect(execution.duration == 2.6)
    let charge = try #require(found.calls[Observations.CallSite(machine: machine, state: "Charge", resource: "Charge")])
    #expect(charge.attemptCount == 2)
    #expect(charge.errors["Busy"] == [0: 1])
    #expect(charge.latency.items.map(\.value.time) == [0.5])
    #expect(charge.failed.items == [0.1])
    #expect(charge.queue.items == [0.02, 0.02])
    let store = try #require(
      found.calls[
        Observations.CallSite(
          machine: machine, state: "Store", resource: "arn:aws:lambda:eu-west-1:111122223333:function:Store")])
    #expect(store.latency.items.map(\.value.time) == [0.87])
    #expect(found.forks[Observations.Fork(machine: machine, state: "Paid?")] == ["Store": 1])
    #expect(found.gaps[.end]?.items == [0.03])
    // The state's entry, and what comes before and after the calls: of Charge all but the backoff and the failed try.
    #expect(found.gaps[.firstState]?.items.map { ($0 * 1e3).rounded() } == [70])
  }

  @Test(arguments: Exports.Time.allCases) func historiesWithTimes(_ time: Exports.Time) throws {
    try checkExecution(read(Exports.history(Exports.events, time)), machine: nil)
  }

  @Test(arguments: [
    #""executionArn":"\#(Exports.arn)","#,
    #""executionArn":"\#(Exports.arn)","stateMachineArn":"arn:aws:states:eu-west-1:1:stateMachine:Order","#,
    #""executionArn":"\#(Exports.arn)","startDate":1714979289.0,"status":"SUCCEEDED","#,
  ]) func historiesWithTheirExecution(_ member: String) throws {
    try checkExecution(read(Exports.history(with: member)), machine: "Order")
  }

  static let pages = (Array(Exports.events[..<9]), Array(Exports.events[9...]))

  /// Pages in files of their own, in either order of events, and appended to one file.
  @Test func pages() throws {
    let (first, second) = (Exports.history(Self.pages.0), Exports.history(Self.pages.1))
    var reader = RecordingReader(RecordingReader.Options())
    reader.read(text: Array((first + "\n" + second).utf8), file: "h.json")
    try checkExecution(reader, machine: nil)
    let (late, early) = (Exports.history(Self.pages.1.reversed()), Exports.history(Self.pages.0.reversed()))
    var reversed = RecordingReader(RecordingReader.Options())
    reversed.read(text: Array((late + early).utf8), file: "h.json")
    try checkExecution(reversed, machine: nil)
  }

  @Test func otherForms() throws {
    let list = "[\(Exports.events.map { Exports.api($0) }.joined(separator: ","))]"
    try checkExecution(read(list), machine: nil)
    try checkExecution(read("[" + Exports.history() + "]"), machine: nil)
    try checkExecution(read("{\"history\": \(Exports.history())}"), machine: nil)
    try checkExecution(read(Exports.events.map { Exports.api($0) }.joined(separator: "\n")), machine: nil)
    let snake = Exports.events.map { event in
      Exports.api(event).replacing("\"previousEventId\"", with: "\"previous_event_id\"")
        .replacing("EventDetails\"", with: "_event_details\"")
        .replacing("{\"timestamp\"", with: "{\"execution_arn\":\"\(Exports.arn)\",\"timestamp\"")
    }
    try checkExecution(read("[\(snake.joined(separator: ","))]"), machine: "Order")
    let pascal = Exports.history().replacing("\"timestamp\"", with: "\"Timestamp\"")
      .replacing("\"type\"", with: "\"Type\"").replacing("\"id\"", with: "\"Id\"")
      .replacing("\"events\"", with: "\"Events\"").replacing("\"previousEventId\"", with: "\"PreviousEventId\"")
    try checkExecution(read(pascal), machine: nil)
  }

  static let lines = Exports.events.map { Exports.log($0) }
  static let messages = lines.map { "{\"id\":\"1\",\"message\":\(Exports.quoted($0))}" }
  static let cells = lines.map { "[{\"field\":\"@message\",\"value\":\(Exports.quoted($0))}]" }

  /// Logs of Express executions: lines, as `filter-log-events`, `tail`, and Logs Insights print them.
  @Test(arguments: [
    lines.joined(separator: "\n"),
    lines.reversed().joined(separator: "\n"),
    lines.map { "2024-05-06T07:08:09 stream \($0)" }.joined(separator: "\n"),
    "{\"events\":[\(lines.map { "{\"timestamp\":1,\"message\":\(Exports.quoted($0))}" }.joined(separator: ","))]}",
    "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[\(messages.joined(separator: ","))]}",
    "[\(lines.map { "{\"@timestamp\":\"x\",\"@message\":\($0)}" }.joined(separator: ","))]",
    "[\(lines.map { "{\"@message\":\(Exports.quoted($0))}" }.joined(separator: ","))]",
    "{\"results\":[\(cells.joined(separator: ","))]}",
  ]) func logs(_ text: String) throws { try checkExecution(read(text), machine: "Order") }

  @Test func logsAsTables() throws {
    let messages = Self.lines.map { "2024,\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: "\r\n")
    var reader = RecordingReader(RecordingReader.Options())
    reader.readTable(Array(("@timestamp,@message\r\n" + messages).utf8), "logs.csv")
    reader.read(text: [], file: "end")
    try checkExecution(withoutEmpty(reader), machine: "Order")
  }

  private func withoutEmpty(_ reader: RecordingReader) -> RecordingReader {
    #expect(reader.diagnostics.map(\.message) == ["the file is empty"])
    var options = RecordingReader(RecordingReader.Options())
    options.read(text: Array(Self.lines.joined(separator: "\n").utf8), file: "again")
    #expect(options.observations.executions.count == reader.observations.executions.count)
    return options
  }

  /// Two executions whose lines mingle are told apart by their ARNs.
  @Test func mingledLogs() {
    let other = Exports.expressARN.replacing(":one:", with: ":two:")
    let text = Exports.events.flatMap { [Exports.log($0), Exports.log($0, arn: other)] }.joined(separator: "\n")
    let reader = read(text)
    #expect(reader.counts.histories == 2)
    #expect(reader.counts.incomplete == 0)
    #expect(reader.observations.executions.map(\.duration) == [2.6, 2.6])
  }

  @Test func describedExecutions() throws {
    let description = """
      {"executionArn": "\(Exports.arn)", "stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:Order",
       "status": "SUCCEEDED", "startDate": "2024-05-06T07:08:09.000000+00:00", "stopDate": "2024-05-06T07:08:11.6Z"}
      """
    try checkExecution(read(description + Exports.history()), machine: "Order")
    // By themselves they are executions all the same, of which only arrival and duration are known.
    let listed = read("{\"executions\": [\(description)]}")
    #expect(listed.observations.executions.map(\.duration) == [2.6])
    #expect(listed.counts.histories == 0)
  }

  @Test func whatIsThereTwiceCountsOnce() {
    let text = Exports.history(with: #""executionArn":"\#(Exports.arn)","#)
    let reader = read(text + text)
    #expect(reader.counts.repeated == 1)
    #expect(reader.observations.executions.count == 1)
    #expect(read(Exports.history(Exports.events + Exports.events)).counts.incomplete == 0)
  }

  @Test func machinesByTheirStates() {
    var options = RecordingReader.Options()
    options.machines = [("Order", ["Charge", "Paid?", "Store", "Fail"]), ("Other", ["Charge"])]
    var reader = RecordingReader(options)
    reader.read(text: Array(Exports.history().utf8), file: "h.json")
    #expect(reader.observations.executions.map(\.machine) == ["Order"])
  }

  /// A Task with a token is two times: that of its call, and that of the answer, which may never come.
  @Test func tokens() throws {
    func event(_ id: Int, _ type: String, _ milliseconds: Int, _ details: String) -> Exports.Event {
      Exports.Event(
        id: id, previous: id - 1, type: type, milliseconds: milliseconds, details: ("xEventDetails", details))
    }
    let call = #""resourceType":"lambda","resource":"invoke.waitForTaskToken""#
    let parameters = #","timeoutInSeconds":9,"parameters":"{\"FunctionName\":\"F\"}""#
    for (type, isCensored) in [("TaskSucceeded", false), ("TaskTimedOut", true)] {
      let reader = read(
        Exports.history([
          Exports.events[0], event(2, "TaskStateEntered", 0, #""name":"T""#),
          event(3, "TaskScheduled", 0, call + parameters), event(4, "TaskStarted", 10, call),
          event(5, "TaskSubmitted", 60, call), event(6, type, 2_060, call),
        ]))
      let calls = try #require(
        reader.observations.calls[Observations.CallSite(machine: nil, state: "T", resource: "F")])
      #expect(calls.latency.items.map(\.value.time) == [0.05])
      #expect(calls.callback.items.map(\.value.time) == [2])
      #expect(calls.callback.items.map(\.value.isCensored) == [isCensored])
      if !isCensored { #expect(calls.callback.items.map(\.value.limit) == [8.94]) }
    }
  }

  /// A parent and its child, whose own history is there: what lies between them is Step Functions' own time.
  @Test func nestedExecutions() throws {
    func event(_ id: Int, _ type: String, _ milliseconds: Int, _ details: String = "") -> Exports.Event {
      Exports.Event(
        id: id, previous: id - 1, type: type, milliseconds: milliseconds, details: ("xEventDetails", details))
    }
    let call = #""resourceType":"states","resource":"startExecution.sync:2""#
    let output = #","output":"{\"ExecutionArn\":\"\#(Exports.arn)\"}""#
    let parent = Exports.history(
      [
        event(1, "ExecutionStarted", -400), event(2, "TaskStateEntered", -370, #""name":"Run""#),
        event(3, "TaskScheduled", -125, call), event(4, "TaskStarted", -120, call),
        event(5, "TaskSubmitted", 0, call + output), event(6, "TaskSucceeded", 4_000, call + output),
      ], with: #""executionArn":"arn:aws:states:e:1:execution:Parent:p","#)
    let reader = read(parent + Exports.history(with: #""executionArn":"\#(Exports.arn)","#))
    let found = reader.observations
    #expect(found.executions.sorted { $0.isRoot && !$1.isRoot }.map(\.isRoot) == [true, false])
    #expect(found.gaps[.notify]?.items == [1.4])
    // To the child's first state, less what that takes anyway: nothing is known of it, for the parent has not ended.
    #expect(found.gaps[.start]?.items.map { ($0 * 1e3).rounded() } == [85])
    #expect(!found.calls.keys.contains { $0.resource.contains("startExecution") }, "a start is no service")
  }

  /// A distributed Map's children are executions of their own, whose calls are those of the machine.
  @Test func childrenOfMapRuns() {
    let reader = read(Exports.history(with: #""executionArn":"arn:aws:states:e:1:execution:Order/Label:a","#))
    #expect(reader.observations.executions.map(\.machine) == ["Order/Label"])
    #expect(reader.observations.executions.map(\.isRoot) == [false])
    #expect(reader.observations.calls.keys.allSatisfy { $0.machine == "Order" })
  }

  // MARK: Mistakes

  @Test(arguments: [
    ("{\"events\": [", "f.json:1:1: error: found the end of the file in the value that begins here, expected its end"),
    ("\n  {\"a\" 1}", "f.json:2:8: error: found '1', expected ':' after the member's name"),
    ("{\"a\": [{\"id\": 1, \"type\": \"thing\"}]}", "f.json:1:1: error: found another value, expected a recording"),
    ("{\"a\": 1}", "f.json:1:1: error: found another value, expected a recording"),
    ("{\"StartAt\": \"A\", \"States\": {}}", "f.json:1:1: error: found a definition, expected a recording"),
    ("hello", "f.json:1:1: error: found \"hello\", expected JSON"),
    ("", "f.json:1:1: error: the file is empty"),
    ("{\"events\": [{\"id\": 1}]}", "f.json:1:1: error: found another value, expected a recording"),
  ]) func mistakes(text: String, message: String) {
    var reader = RecordingReader(RecordingReader.Options())
    reader.read(text: Array(text.utf8), file: "f.json")
    #expect(reader.diagnostics.first?.text.hasPrefix(message) == true, "\(reader.diagnostics.map(\.text))")
  }

  /// What was cut off still says what it has: the open attempt has lasted so long.
  @Test func unfinishedHistories() throws {
    let reader = read(Exports.history(Array(Exports.events[..<7])))
    #expect(reader.counts.incomplete == 1)
    let charge = try #require(
      reader.observations.calls[Observations.CallSite(machine: nil, state: "Charge", resource: "Charge")])
    #expect(charge.latency.items.map(\.value.isCensored) == [true])
  }
}
