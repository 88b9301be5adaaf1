import JSON
import Prelude
import StatesLanguage

/// A state is entered and left.
extension History {
  /// `PassState`, to which events add what happened.
  static func typeName(_ action: Action) -> String { action.type.rawValue + "State" }

  @inline(__always)
  mutating func entered(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant, in records: inout Records
  ) {
    if records.observes(slot) {
      writeEntered(slot, state, at: now, in: &records)
    } else {
      _ = count(slot, in: &records)
    }
    records.strands[slot].pointee.enteredEvent = records.strands[slot].pointee.lastEvent
  }

  private mutating func writeEntered(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, at now: Instant, in records: inout Records
  ) {
    let strand = records.strands[slot]
    let input = strand.pointee.input
    strand.pointee.needExtra().eventBeforeEntry = strand.pointee.lastEvent
    tell(slot, "\(Self.typeName(state.pointee.source.action))Entered", at: now, in: &records) {
      (
        "stateEnteredEventDetails",
        ["name": .string(state.pointee.source.name), "input": Self.text(input), "inputDetails": Self.whole]
      )
    }
  }

  @inline(__always)
  mutating func exited(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, assigning variables: JSONObject? = nil,
    at now: Instant, in records: inout Records
  ) {
    if records.observes(slot) {
      writeExited(slot, state, variables ?? [:], at: now, in: &records)
    } else {
      _ = count(slot, in: &records)
    }
  }

  private mutating func writeExited(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ variables: JSONObject, at now: Instant,
    in records: inout Records
  ) {
    let output = records.strands[slot].pointee.input
    tell(slot, "\(Self.typeName(state.pointee.source.action))Exited", at: now, in: &records) {
      var details: JSONObject = [
        "name": .string(state.pointee.source.name), "output": Self.text(output), "outputDetails": Self.whole,
      ]
      if !variables.isEmpty {
        let texts = variables.map { (key: $0.key, value: Self.text($0.value)) }
        details["assignedVariables"] = .object(JSONObject(uniqueMembers: texts))
        details["assignedVariablesDetails"] = Self.whole
      }
      return ("stateExitedEventDetails", .object(details))
    }
  }

  /// What fails before the state has done anything points to the event before its entry, as recorded on AWS, but for
  /// Wait.
  mutating func evaluationFailed(
    _ slot: StrandID, _ state: UnsafeMutablePointer<CompiledState>, _ failure: Failure, at location: String?,
    at now: Instant, in records: inout Records
  ) {
    let strand = records.strands[slot]
    let entered = strand.pointee.enteredEvent
    if strand.pointee.lastEvent == entered, entered > 0, state.pointee.kind != .wait,
      let before = strand.pointee.extra?.eventBeforeEntry
    {
      strand.pointee.lastEvent = before
    }
    tell(slot, "EvaluationFailed", at: now, in: &records) {
      var details: JSONObject = ["state": .string(state.pointee.source.name)]
      if let location { details["location"] = .string(location) }
      return ("evaluationFailedEventDetails", Self.errorDetails(failure, details))
    }
  }
}
