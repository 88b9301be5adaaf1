import JSONPath

/// The names that others know executions and waiting Tasks by.
extension Records {
  func executionName(_ slot: ExecutionID) -> String {
    if let name = executions[slot].pointee.extra?.name { return name }
    var entropy = Entropy(seed: executions[slot].pointee.key)
    return entropy.uuid()
  }

  public func executionARN(_ slot: ExecutionID) -> String {
    let machine = program.machines + Int(executions[slot].pointee.machine)
    let name = executionName(slot)
    guard machine.pointee.isExpress else { return machine.pointee.arn(of: "execution", name) }
    var entropy = Entropy(seed: Interpreter.mix(executions[slot].pointee.key, 1))
    return machine.pointee.arn(of: "express", "\(name):\(entropy.uuid())")
  }

  // MARK: Task tokens

  /// Names the strand and its attempt; AWS's tokens are opaque, and so should this be to a workflow.
  public func token(_ slot: StrandID) -> String {
    let strand = strands[slot]
    let digits = [UInt64(slot.slot), UInt64(strand.pointee.generation), strand.pointee.key]
    return "AQ" + digits.map { String($0, radix: 36) }.joined(separator: ".")
  }

  /// The strand whose Task waits for this token: nil where the text is no token, `isCurrent` false where nobody waits.
  public func holder(ofToken text: String) -> (strand: StrandID, isCurrent: Bool)? {
    guard text.hasPrefix("AQ") else { return nil }
    let digits = text.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
    guard digits.count == 3, let place = UInt32(digits[0], radix: 36), let generation = UInt32(digits[1], radix: 36),
      let key = UInt64(digits[2], radix: 36), place < strands.count
    else { return nil }
    let slot = StrandID(slot: place)
    let strand = strands[slot]
    let isCurrent =
      strand.pointee.generation == generation && strand.pointee.key == key && strand.pointee.phase == .inTask
    return (slot, isCurrent)
  }
}
