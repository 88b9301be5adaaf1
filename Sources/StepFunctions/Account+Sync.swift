import Engine
import JSON
import JSONPath
import Prelude

/// StartSyncExecution: the caller of an Express execution gets its outcome as the answer of the call.
extension Account {
  /// The text is recorded on AWS.
  static var notSupported: Refusal {
    Refusal(
      name: "StateMachineTypeNotSupported",
      message: "This operation is not supported by this type of state machine")
  }

  /// The child has ended, and its Task is answered at once: the call was open all the time. It succeeds whatever became
  /// of the child. Source: AWS API reference, StartSyncExecution ("returns 200 even if your execution fails").
  mutating func syncEnded(_ slot: ExecutionID, of parent: StrandID) {
    let state = interpreter.state(parent)
    let isWanted = interpreter.wantsResult(parent, upTo: descriptionBytes(textual: true))
    let response = isWanted ? syncResponse(slot, of: parent) : .null
    guard state.pointee.isCallback else { return interpreter.taskSucceeded(parent, result: response, at: now) }
    interpreter.recordSubmitted(parent, output: response, at: now)
  }

  private mutating func syncResponse(_ slot: ExecutionID, of parent: StrandID) -> JSON {
    let execution = interpreter.executions[slot]
    let started = execution.pointee.startedAt
    let child = describeChild(slot)
    let bill = ExpressBill(
      duration: now - started, definitionBytes: model.machines[Int(execution.pointee.machine)].definitionBytes,
      inputBytes: execution.pointee.input.byteCount)
    var trace: JSON?
    if site(parent).pointee.mayHaveTrace, case .object(let members)? = try? interpreter.payload(parent) {
      trace = members["TraceHeader"]
    }
    return child.syncResponse(
      bill: bill, start: interpreter.calendarText(started), stop: interpreter.calendarText(now), trace: trace)
  }
}

extension ChildDescription {
  /// The answer of StartSyncExecution as an SDK integration has it. Shape: recorded on AWS as the API gives it.
  func syncResponse(bill: ExpressBill, start: String, stop: String, trace: JSON?) -> JSON {
    let included: JSON = ["Included": true]
    var object: JSONObject = [
      // The least that AWS bills is 100 ms: no execution takes no time there.
      "BillingDetails": [
        "BilledDurationInMilliseconds": .integer(max(100, bill.milliseconds)),
        "BilledMemoryUsedInMB": .integer(bill.megabytes),
      ]
    ]
    if let cause { object["Cause"] = .string(cause) }
    if let error { object["Error"] = .string(error) }
    object["ExecutionArn"] = .string(executionARN)
    object["Input"] = .string(input.text)
    object["InputDetails"] = included
    object["Name"] = .string(name)
    if let output { object["Output"] = .string(output.text) }
    // It is there without an output too (recorded).
    object["OutputDetails"] = included
    object["StartDate"] = .string(start)
    object["StateMachineArn"] = .string(machineARN)
    object["Status"] = .string(status.name)
    object["StopDate"] = .string(stop)
    if let trace { object["TraceHeader"] = trace }
    return .object(object)
  }
}
