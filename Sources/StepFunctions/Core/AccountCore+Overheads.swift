import Chance
import Engine
import Prelude

/// Which overheads are zero, so that the path without them stays short.
struct OverheadFlags {
  let entry: Bool
  let start: Bool
  let end: Bool
  let notify: Bool
  let abort: Bool

  init(_ model: AccountModel) {
    let overheads = model.overheads
    entry = overheads.stateEntry.isZero
    start = overheads.start.isZero && overheads.firstState.isZero
    end = overheads.end.isZero
    // A token may take time as well.
    notify = overheads.notify.isZero && !model.syncTakesDescribe
    abort = overheads.abort.isZero
  }
}

/// Step Functions' own latencies of one execution or of one visit of a state, each with a stream of its own.
enum OverheadDraw: UInt64 {
  case start, firstState, end, notify, abort, response, mapRunStart, mapRunNext, mapRunEnd, entry
}

extension AccountCore {
  mutating func draw(_ law: Distribution, entity: UInt64, _ draw: OverheadDraw) -> Span {
    if let span = law.constantSpan { return span }
    var stream = streams.overhead.stream(entity: Interpreter.mix(entity, draw.rawValue))
    return law.sample(&stream)
  }
}
