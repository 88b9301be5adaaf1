import Engine
import JSON
import JSONPath
import Prelude

/// What the Task that waited for a child gets to read.
extension LifecycleDesk {
  @inline(__always)
  mutating func childResult(
    _ id: ExecutionID, of parent: StrandID, _ core: inout AccountCore
  ) -> Result<JSON, Failure> {
    let isTextual = core.site(parent).pointee.isTextual
    if core.execution(id).pointee.status == .succeeded {
      let bytes = descriptionBytes(textual: isTextual, &core)
      let isWanted = core.interpreter.wantsResult(parent, upTo: bytes)
      if isWanted, !isTextual, let excerpt = core.interpreter.readsExcerpt(parent, of: bytes) {
        return .success(core.interpreter.records.excerpt(id, excerpt))
      }
      return .success(isWanted ? core.interpreter.records.describe(id, at: core.now).json(textual: isTextual) : .null)
    }
    let cause: Cause = describesChildren ? .child(core.interpreter.records.describe(id, at: core.now)) : .none
    var failure = Failure(error: "States.TaskFailed", cause: cause)
    failure.root = core.execution(id).pointee.extra?.errorRoot ?? -1
    return .failure(failure)
  }

  /// No more bytes than these has the description of a child: two payloads, and some texts of ours. As a text, a
  /// payload's quotation mark takes two bytes, its control character seven.
  @inline(__always)
  mutating func descriptionBytes(textual: Bool, _ core: inout AccountCore) -> Int {
    core.interpreter.evaluator.largestPayload * (textual ? 14 : 2) + Envelope.largest
  }

  // MARK: StartSyncExecution

  /// The child has ended, and its Task is answered at once: the call was open all the time. It succeeds whatever became
  /// of the child. Source: AWS API reference, StartSyncExecution ("returns 200 even if your execution fails").
  mutating func syncEnded(_ id: ExecutionID, of parent: StrandID, _ core: inout AccountCore) {
    // A failure's cause, which may be long, is in it as well.
    let isWanted =
      core.execution(id).pointee.status != .succeeded
      || core.interpreter.wantsResult(parent, upTo: descriptionBytes(textual: true, &core))
    let response = isWanted ? syncResponse(id, of: parent, &core) : .null
    guard core.state(parent).pointee.isCallback else { return core.succeed(parent, response) }
    core.interpreter.recordSubmitted(parent, output: response, at: core.now)
  }

  private mutating func syncResponse(_ id: ExecutionID, of parent: StrandID, _ core: inout AccountCore) -> JSON {
    let execution = core.execution(id)
    let started = execution.pointee.startedAt
    let child = core.interpreter.records.describe(id, at: core.now)
    let bill = ExpressBill(
      duration: core.now - started,
      definitionBytes: core.model.machines[Int(execution.pointee.machine)].definitionBytes,
      inputBytes: execution.pointee.input.byteCount)
    var trace: JSON?
    if core.site(parent).pointee.mayHaveTrace, case .object(let members)? = try? core.interpreter.payload(parent) {
      trace = members["TraceHeader"]
    }
    return child.syncResponse(
      bill: bill, start: core.interpreter.records.clock.text(of: started),
      stop: core.interpreter.records.clock.text(of: core.now),
      trace: trace)
  }
}

extension ChildDescription {
  /// The answer of StartSyncExecution as an SDK integration has it. Shape: recorded on AWS as the API gives it.
  fileprivate func syncResponse(bill: ExpressBill, start: String, stop: String, trace: JSON?) -> JSON {
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
