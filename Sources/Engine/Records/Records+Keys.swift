import Prelude
import StatesLanguage

/// What draws are keyed by: a strand's key names the visit of a state by the execution, the Maps and Parallels around
/// the state, its name, and how often it was entered before. Two runs which differ elsewhere draw the same.
extension Records {
  /// The strand is about to enter its state.
  @inline(__always)
  mutating func keyVisit(_ slot: StrandID) {
    let strand = strands[slot]
    let state = program.states + Int(strand.pointee.state)
    let scope = scopeKey(slot) ^ state.pointee.key
    strand.pointee.key = state.pointee.loopPlace < 0 ? scope : keyTurn(slot, scope, state.pointee.loopPlace)
  }

  /// Of the strand, whatever state it is in. Its item tells a Map's iterations apart; the branches of a Parallel need
  /// none, because no two states of a machine have one name.
  @inline(__always)
  func scopeKey(_ slot: StrandID) -> UInt64 {
    let strand = strands[slot]
    if strand.pointee.parent.isNone {
      return Interpreter.mix(executions[strand.pointee.execution].pointee.key, 0)
    }
    let outer = strands[strand.pointee.parent]
    let isBranch = program.states[Int(outer.pointee.state)].kind == .parallel
    return Interpreter.mix(outer.pointee.key, isBranch ? 1 : UInt64(strand.pointee.item) &+ 1)
  }

  @inline(never)
  private mutating func keyTurn(_ slot: StrandID, _ scope: UInt64, _ place: Int32) -> UInt64 {
    let extra = strands[slot].pointee.needExtra()
    while extra.visits.count <= Int(place) { extra.visits.append(0) }
    let visits = extra.visits[Int(place)]
    extra.visits[Int(place)] = visits &+ 1
    return visits == 0 ? scope : Interpreter.mix(scope, UInt64(visits))
  }

  /// The call of the strand's Task was turned away before anybody heard it: what the next one draws, this one would
  /// have drawn.
  public mutating func isRefused(_ slot: StrandID) { strands[slot].pointee.wasRefused = true }
}
