import Engine
import JSON
import JSONPath
import Prelude
import StatesLanguage

/// What Tasks read of executions: DescribeExecution and ListExecutions. Of Standard executions it knows each by its ARN,
/// those that are over too; of Express ones AWS keeps nothing that could be read.
struct ReadDesk: ~Copyable {
  private enum Place {
    case running(ExecutionID)
    case ended(Ended)
  }
  private struct Ended {
    var description: ChildDescription
    var startedAt: Instant
    var at: Instant
  }

  /// A Task of the account reads: else nothing is kept.
  let isUsed: Bool
  private var places: [String: Place] = [:]
  /// By machine, in the order of their starts.
  private var lists: [[String]] = []

  init(_ core: inout AccountCore) {
    var isUsed = false
    for index in 0..<core.interpreter.records.program.stateCount { isUsed = isUsed || core.sites[index].isRead }
    self.isUsed = isUsed
    lists = core.model.machines.map { _ in [] }
  }

  mutating func restart() {
    places = [:]
    for index in lists.indices { lists[index] = [] }
  }

  // MARK: What is known

  /// Before the first of them ends.
  private mutating func noteStarts(_ core: inout AccountCore) {
    for id in core.started {
      let arn = core.interpreter.records.executionARN(id)
      if places.updateValue(.running(id), forKey: arn) == nil {
        lists[Int(core.execution(id).pointee.machine)].append(arn)
      }
    }
    core.started.removeAll(keepingCapacity: true)
  }

  mutating func ends(_ id: ExecutionID, _ core: inout AccountCore) {
    noteStarts(&core)
    let execution = core.execution(id)
    if core.isExpress(execution.pointee.machine) { return }
    places[core.interpreter.records.executionARN(id)] = .ended(
      Ended(
        description: core.interpreter.records.describe(id, at: core.now), startedAt: execution.pointee.startedAt,
        at: core.now))
  }

  // MARK: Calls

  mutating func read(_ id: StrandID, _ nested: inout NestedDesk, _ core: inout AccountCore) {
    noteStarts(&core)
    let isList = core.site(id).pointee.call == .list
    nested.callAtOnce(id, &core) { (_, parameters, core) throws(Refusal) in
      try isList ? list(parameters, &core) : describe(parameters["ExecutionArn"], &core)
    }
  }

  private func describe(_ value: JSON?, _ core: inout AccountCore) throws(Refusal) -> JSON {
    let arn = value?.string ?? ""
    guard let place = places[arn] else { throw Self.unknown(arn) }
    switch place {
    case .running(let id):
      return core.interpreter.records.describe(id, at: core.now).response(
        started: text(core.execution(id).pointee.startedAt, &core), stopped: nil)
    case .ended(let ended):
      return ended.description.response(started: text(ended.startedAt, &core), stopped: text(ended.at, &core))
    }
  }

  private func text(_ instant: Instant, _ core: inout AccountCore) -> String {
    core.interpreter.records.clock.text(of: instant)
  }

  /// The texts of AWS.
  private static func unknown(_ text: String) -> Refusal {
    guard let arn = ARN(text) else {
      return Refusal(name: "InvalidArn", message: "Invalid Arn: 'Invalid ARN prefix: \(text)'")
    }
    if arn.path.first == "express" { return .expressHasNoExecutions }
    guard arn.path.first == "execution" else {
      let type = arn.path.first ?? ""
      return Refusal(name: "InvalidArn", message: "Invalid Arn: 'Resource type not valid in this context: \(type)'")
    }
    return Refusal(name: "ExecutionDoesNotExist", message: "Execution Does Not Exist: '\(text)'")
  }

  /// ListExecutions of a machine: the latest start first. Source: AWS API reference.
  private func list(_ parameters: JSON, _ core: inout AccountCore) throws(Refusal) -> JSON {
    let arn = parameters["StateMachineArn"]?.string ?? ""
    guard let machine = core.directory.machineIndex(arn: arn) else {
      throw Refusal(name: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'")
    }
    if core.isExpress(Int32(machine)) {
      throw Refusal(
        name: "StateMachineTypeNotSupported",
        message: "This operation is not supported by this type of state machine")
    }
    let asked = parameters["MaxResults"]?.integer ?? 0
    let most = asked <= 0 ? Self.pageSize : min(asked, Self.largestPage)
    var left = parameters["NextToken"]?.string.flatMap { Int($0) } ?? lists[machine].count
    left = min(max(0, left), lists[machine].count)
    var found: [JSON] = []
    while left > 0, found.count < most {
      left -= 1
      let entry = entry(lists[machine][left], of: arn, &core)
      if let status = parameters["StatusFilter"]?.string, entry["Status"]?.string != status { continue }
      found.append(entry)
    }
    var answer: JSONObject = ["Executions": .array(found)]
    if left > 0 { answer["NextToken"] = .string(String(left)) }
    return .object(answer)
  }

  private static var pageSize: Int { 100 }
  private static var largestPage: Int { 1_000 }

  private func entry(_ arn: String, of machine: String, _ core: inout AccountCore) -> JSON {
    guard let place = places[arn] else { return .null }
    var entry: JSONObject = [
      "ExecutionArn": .string(arn), "Name": .string(arn.split(separator: ":").last.map(String.init) ?? ""),
      "RedriveCount": 0,
    ]
    switch place {
    case .running(let id):
      entry["StartDate"] = .string(text(core.execution(id).pointee.startedAt, &core))
      entry["StateMachineArn"] = .string(machine)
      entry["Status"] = "RUNNING"
    case .ended(let ended):
      entry["StartDate"] = .string(text(ended.startedAt, &core))
      entry["StateMachineArn"] = .string(machine)
      entry["Status"] = .string(ended.description.status.name)
      entry["StopDate"] = .string(text(ended.at, &core))
    }
    return .object(entry)
  }
}

extension ChildDescription {
  /// DescribeExecution as an SDK integration gives it: payloads and dates are text. `stopped` nil: it runs.
  fileprivate func response(started: String, stopped: String?) -> JSON {
    guard case .object(var object) = json(textual: true) else { return .null }
    object["StartDate"] = .string(started)
    object["StopDate"] = stopped.map(JSON.string)
    if stopped == nil {
      object["RedriveStatus"] = "NOT_REDRIVABLE"
      object["RedriveStatusReason"] = "Execution is RUNNING and cannot be redriven"
    }
    return .object(object)
  }
}
