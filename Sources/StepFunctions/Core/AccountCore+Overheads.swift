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

  init(_ overheads: Overheads) {
    entry = overheads.stateEntry.isZero
    start = overheads.start.isZero && overheads.firstState.isZero
    end = overheads.end.isZero
    notify = overheads.notify.isZero
    abort = overheads.abort.isZero
  }
}

/// Step Functions' own latencies of one execution or strand, each with a stream of its own. Entering states draws
/// again and again: `entry` and what follows it are counted by the events so far.
enum OverheadDraw: UInt64 {
  case start, firstState, end, notify, abort, response, mapRunStart, mapRunNext, mapRunEnd
  case entry = 16
}

extension AccountCore {
  mutating func draw(_ law: Distribution, entity: UInt64, _ draw: OverheadDraw, count: UInt64 = 0) -> Span {
    if let span = law.constantSpan { return span }
    var stream = streams.overhead.stream(entity: Interpreter.mix(entity, draw.rawValue &+ count))
    return law.sample(&stream)
  }
}
