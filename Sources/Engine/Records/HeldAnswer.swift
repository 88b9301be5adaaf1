import JSON

/// The answer to a Task's attempt that waits for its instant: a service's reply, a child's notice. A record of its own,
/// because most strands of a nested fan-out have one at some time, and few have anything else out of the ordinary.
@usableFromInline struct HeldAnswer: SlabRecord {
  var answer = Result<JSON, Failure>.success(.null)
  /// The token that this answer costs its sender is taken.
  var hasToken = false

  @usableFromInline init() {}
}

@usableFromInline typealias AnswerID = Handle<HeldAnswer>

extension Records {
  mutating func keep(_ answer: consuming Result<JSON, Failure>, for id: StrandID, hasToken: Bool) {
    if strands[id].pointee.answer.isNone { strands[id].pointee.answer = answers.acquire() }
    let held = answers[strands[id].pointee.answer]
    held.pointee.answer = answer
    held.pointee.hasToken = hasToken
  }

  /// Forgets the answer that waits for the strand, if one does.
  @inline(__always)
  mutating func dropAnswer(_ id: StrandID) {
    if !strands[id].pointee.answer.isNone { freeAnswer(id) }
  }

  @inline(never)
  private mutating func freeAnswer(_ id: StrandID) {
    let answer = strands[id].pointee.answer
    strands[id].pointee.answer = .none
    answers[answer].pointee.answer = .success(.null)
    answers.release(answer)
  }
}
