import Prelude

/// How many invocations an event source may have in progress. Pollers are added while messages wait, and given up once
/// none does and no invocation runs: AWS does not say how fast.
struct PollerFleet {
  private let model: EventSource
  /// Since when messages have been waiting.
  private var busySince: Instant?

  init(_ model: EventSource) { self.model = model }

  func capacity(at now: Instant) -> Int {
    let pollers = Int128(model.pollers) + added(at: now)
    return Int(min(Int128(model.concurrency), pollers * Int128(model.invocationsPerPoller)))
  }

  private func added(at now: Instant) -> Int128 {
    guard let busySince else { return 0 }
    return Int128((now - busySince).nanoseconds) * Int128(model.scaling.count)
      / Int128(model.scaling.period.nanoseconds)
  }

  /// When there will be another one; nil where there will be none.
  func growsAt(_ now: Instant) -> Instant? {
    guard let busySince, model.scaling.count > 0, capacity(at: now) < model.concurrency else { return nil }
    let (count, period) = (Int128(model.scaling.count), Int128(model.scaling.period.nanoseconds))
    let after = ((added(at: now) + 1) * period + count - 1) / count
    return busySince + Span(nanoseconds: Int64(clamping: after))
  }

  mutating func messagesWait(at now: Instant) { if busySince == nil { busySince = now } }

  mutating func isIdle() { busySince = nil }
}
