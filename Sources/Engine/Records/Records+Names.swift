/// The names that others know executions and waiting Tasks by.
extension Records {
  func identity(_ slot: ExecutionID) -> ExecutionIdentity {
    let execution = executions[slot]
    return ExecutionIdentity(
      machine: program.machines[Int(execution.pointee.machine)].identity, key: execution.pointee.key,
      given: execution.pointee.extra?.name)
  }

  public func executionName(_ slot: ExecutionID) -> String { identity(slot).name }

  public func executionARN(_ slot: ExecutionID) -> String { identity(slot).arn }

  // MARK: Task tokens

  func taskToken(_ slot: StrandID) -> TaskToken {
    let strand = strands[slot]
    return TaskToken(slot: slot.slot, generation: strand.pointee.generation, key: strand.pointee.key)
  }

  public func token(_ slot: StrandID) -> String { taskToken(slot).text }

  /// The strand whose Task waits for this token: nil where the text is no token, `isCurrent` false where nobody waits.
  public func holder(ofToken text: String) -> (strand: StrandID, isCurrent: Bool)? {
    guard let token = TaskToken(text), token.slot < strands.count else { return nil }
    let slot = StrandID(slot: token.slot)
    let strand = strands[slot]
    let isCurrent =
      strand.pointee.generation == token.generation && strand.pointee.key == token.key
      && strand.pointee.phase == .inTask
    return (slot, isCurrent)
  }
}
