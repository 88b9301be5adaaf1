import JSON
import StatesLanguage
import StepFunctions

/// Answers the Tasks of a case as they were recorded, each state's in their order.
struct Script {
  private var tasks: [JSON]
  private let machines: [MachineModel]
  /// Step Functions' own actions were run, not read from the script.
  private(set) var isPlayedOut = false
  private let events: [JSON]
  /// ARNs of functions that return their event.
  private let functions: Set<String>

  init(_ recorded: RecordedCase, _ machines: [MachineModel]) {
    tasks = recorded.tasks
    events = recorded.expected["events"]?.elements ?? []
    let identities: Set = ["id_function.py", "echo_function.py"]
    functions = Set(
      (recorded.json["lambda_functions"]?.elements ?? []).filter { identities.contains($0["handler"]?.string ?? "") }
        .compactMap { $0["arn"]?.string })
    self.machines = machines
  }

  /// Nil: the engine answers itself.
  mutating func reply(to call: TaskCall) -> TaskReply? {
    // The recording is of the first machine; what the others do must go without a script.
    if call.machine != 0 { return functionReply(to: call) }
    let task = tasks.firstIndex { $0["state"]?.string == call.state }.map { tasks.remove(at: $0) }
    if canRun(call), !Self.isRefused(task) {
      isPlayedOut = true
      return nil
    }
    // An activity whose Task was not scheduled is one that the account does not have.
    if task == nil, call.resource.kind == .activity { return nil }
    guard let task else { return .failure(error: "NotRecorded", cause: "AWS did not schedule this Task") }
    var reply: TaskReply
    switch task["outcome"]?.string {
    case "succeeded": reply = .success((task["output"] ?? .null).unwrapped)
    case "failed": reply = .failure(error: task["error"]?.string, cause: Self.cause(of: task))
    case "timed_out": reply = .timedOut
    default: reply = .never
    }
    if let submitted = task["submitted"] { reply = .submitted(submitted.unwrapped, then: reply) }
    if call.resource.kind == .activity { reply = .started(worker: worker(of: task), then: reply) }
    return reply
  }

  /// Who took the task, by the recorded event that follows its schedule.
  private func worker(of task: JSON) -> String? {
    let started = events.first { $0["type"] == "ActivityStarted" && $0["previousEventId"] == task["event"] }
    return started?["activityStartedEventDetails"]?["workerName"]?.string
  }

  /// Children of Map Runs have no recorded history: the functions that they call return what they are given.
  private func functionReply(to call: TaskCall) -> TaskReply? {
    guard functions.contains(call.resource.arn) else { return nil }
    return .success(call.parameters)
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
