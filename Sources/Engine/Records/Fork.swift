import JSON
import Prelude
import StatesLanguage

/// The branches of a Parallel state, or the iterations of a Map, while it runs.
public struct Fork: SlabRecord {
  public init() {}

  var isMap = true
  var keepsResults = true
  /// A branch has failed: nothing new starts, and the end is under way.
  var isFailing = false
  var count: UInt32 = 0
  var next: UInt32 = 0
  var open: UInt32 = 0
  var concurrency: UInt32 = 0
  /// The live branches, in the order of their start.
  var first = StrandID.none
  var last = StrandID.none
  /// What the next `MapIterationStarted` follows: the Map's start, or the end of the iteration whose slot it takes.
  var previousEvent: Int32 = 0
  /// What the end follows.
  var lastEvent: Int32 = 0
  var startedAt = Instant.zero
  var items: [JSON] = []
  var results: [JSON] = []
  var branches: [StateIndex] = []
  /// Of one that is failing.
  var failing: ForkFailure?
  /// If somebody may redrive it, or has.
  var memory: ForkMemory?
  /// Iterations whose `MapIterationStarted` is written before the first of them does anything, and the first of these
  /// events.
  var announced: UInt32 = 0
  var announcement: Int32 = 0

  /// Iterations that start with the Map itself. One that is redriven starts none anew.
  var startsAtOnce: UInt32 { isMap && memory?.order.isEmpty ?? true ? min(count, concurrency) : 0 }
}

/// What a Map or Parallel fails with, and its branches that have.
final class ForkFailure {
  /// Of the first one.
  let failure: Failure
  /// Those that failed until the end, in the order of their failures, and whether that leaves a Task open.
  var branches: [(item: UInt32, isOfTask: Bool)] = []

  init(_ failure: Failure) { self.failure = failure }
}
