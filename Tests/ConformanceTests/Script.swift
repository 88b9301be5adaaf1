import JSON
import StatesLanguage
import StepFunctions
import TestSupport

/// Answers the Tasks of a case as they were recorded, each state's in their order.
struct Script {
  private var tasks: [JSON]
  private let machines: [MachineModel]
  /// Step Functions' own actions were run, not read from the script.
  private(set) var isPlayedOut = false
  private let recorded: RecordedCase
  private let functions: LambdaFunctions

  init(_ recorded: RecordedCase, _ machines: [MachineModel]) {
    tasks = recorded.tasks
    functions = LambdaFunctions(recorded)
    self.recorded = recorded
    self.machines = machines
  }

  /// Nil: the engine answers itself.
  mutating func reply(to call: TaskCall) -> TaskReply? {
    // The recording is of the first machine, and some have no history: there only functions answer.
    if call.machine != 0 || recorded.expected["events"] == nil { return functionReply(to: call) }
    let task = place(of: call).map { tasks.remove(at: $0) }
    if canRun(call), !Self.isRefused(task) {
      isPlayedOut = true
      return nil
    }
    // An activity whose Task was not scheduled is one that the account does not have.
    if task == nil, call.resource.kind == .activity { return nil }
    guard let task else { return .failure(error: "NotRecorded", cause: "AWS did not schedule this Task") }
    var reply: TaskReply
    switch task["outcome"]?.string {
    case "succeeded": reply = .success((task["output"] ?? .null).parsed)
    case "failed": reply = .failure(error: task["error"]?.string, cause: Self.cause(of: task))
    case "timed_out": reply = .timedOut
    default: reply = .never
    }
    if let submitted = task["submitted"] { reply = .submitted(submitted.parsed, then: reply) }
    if call.resource.kind == .activity { reply = .started(worker: worker(of: task), then: reply) }
    return reply
  }

  /// The recorded Task that this call is: of its state those that were called alike before the others. Where the
  /// recorder lost the ids of a Parallel state's events, a Task's state is a guess, and what it was called with counts.
  private func place(of call: TaskCall) -> Int? {
    let candidates = tasks.indices.filter { index in
      let task = tasks[index]
      return task["state"]?.string == call.state
        || task["pairing"] == "guessed" && task["resource"]?.string?.hasPrefix(call.resource.action) == true
    }
    let alike = candidates.filter { index in
      var comparison = Comparison(recorded)
      comparison.compare(tasks[index]["parameters"] ?? tasks[index]["input"] ?? .null, call.parameters, at: "$")
      return comparison.differences.isEmpty
    }
    func ofThisState(_ index: Int) -> Bool { tasks[index]["state"]?.string == call.state }
    return alike.first(where: ofThisState) ?? alike.first ?? candidates.first(where: ofThisState)
  }

  /// Who took the task, by the recorded event that follows its schedule.
  private func worker(of task: JSON) -> String? {
    let events = recorded.expected["events"]?.elements ?? []
    let started = events.first { $0["type"] == "ActivityStarted" && $0["previousEventId"] == task["event"] }
    return started?["activityStartedEventDetails"]?["workerName"]?.string
  }

  /// Executions without a recorded history: children of Map Runs, and Express ones.
  private mutating func functionReply(to call: TaskCall) -> TaskReply? {
    guard let reply = functions.reply(to: call) else { return nil }
    // What a function's answer is wrapped in is ours.
    isPlayedOut = true
    return reply
  }

  /// The recorder parsed a cause that is an object. Step Functions has its text: what a function called by its ARN
  /// wrote, with blanks, or what `lambda:invoke` made of it, without.
  private static func cause(of task: JSON) -> String? {
    guard let cause = task["cause"] else { return nil }
    return cause.string ?? (task["api"] == "lambda" ? cause.spacedText : cause.text)
  }

  /// AWS refused the start itself, for reasons that lie outside: roles, accounts.
  private static func isRefused(_ task: JSON?) -> Bool {
    task?["outcome"] == "failed" && task?["submitted"] == nil && task?["resource"]?.string?.hasPrefix("start") == true
  }

  private func canRun(_ call: TaskCall) -> Bool {
    guard ["states", "aws-sdk:sfn"].contains(call.resource.service) else { return false }
    guard call.resource.action == "startExecution" else { return call.resource.action.hasPrefix("sendTask") }
    let arn = call.parameters["StateMachineArn"]?.string
    return machines.first { $0.arn == arn }.map(Self.needsNoScript) ?? false
  }

  private static func needsNoScript(_ machine: MachineModel) -> Bool {
    machine.definition.states.allSatisfy { state in
      guard case .task(let task) = state.action else { return true }
      return task.resource.service == "aws-sdk:sfn" && task.resource.action.hasPrefix("sendTask")
    }
  }
}

extension JSON {
  /// With a blank after every comma and colon, as Python writes it.
  fileprivate var spacedText: String {
    switch self {
    case .array(let values): "[" + values.map(\.spacedText).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { JSON.string($0.key).text + ": " + $0.value.spacedText }.joined(separator: ", ") + "}"
    case .null, .bool, .integer, .double, .string: text
    }
  }
}
