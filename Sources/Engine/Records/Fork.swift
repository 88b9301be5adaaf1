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
  private var results: BranchResults?
  /// Where the results are.
  private(set) var places: UnsafeMutablePointer<JSON>?
  /// Of the array of the results so far, where it may be handed on as it is.
  var extent: JSONExtent?
  var branches: [StateIndex] = []
  /// Of one that is failing.
  var failing: ForkFailure?
  /// If somebody may redrive it, or has.
  var memory: ForkMemory?
  /// Iterations whose `MapIterationStarted` is written before the first of them does anything, and the first of these
  /// events.
  var announced: UInt32 = 0
  var announcement: Int32 = 0

  /// As fresh, in place: a new record would be built and copied.
  mutating func clear() {
    isMap = true
    keepsResults = true
    isFailing = false
    (count, next, open, concurrency) = (0, 0, 0, 0)
    (first, last) = (.none, .none)
    (previousEvent, lastEvent) = (0, 0)
    startedAt = .zero
    items = []
    results = nil
    places = nil
    extent = nil
    branches = []
    failing = nil
    memory = nil
    (announced, announcement) = (0, 0)
  }

  /// Iterations that start with the Map itself. One that is redriven starts none anew.
  var startsAtOnce: UInt32 { isMap && memory?.order.isEmpty ?? true ? min(count, concurrency) : 0 }
}

extension Fork {
  /// Each is null until its branch has succeeded.
  mutating func keepResults() {
    let results = BranchResults(Int(count))
    places = results.places
    self.results = results
  }

  /// Hot: written by its place. An array would be asked whether it is shared, in memory that nothing else touches.
  @inline(__always)
  mutating func keep(_ result: consuming JSON, of item: UInt32) {
    guard let places else { return }
    if extent != nil { extent?.contain(result.extent) }
    places[Int(item)] = result
  }

  /// All results; the fork is over.
  func takeResult() -> JSON { results.map { .array($0.take()) } ?? .null }
}

/// Room for the results of a fork's branches.
private final class BranchResults {
  let places: UnsafeMutablePointer<JSON>
  private var count: Int

  init(_ count: Int) {
    places = .allocate(capacity: max(1, count))
    places.initialize(repeating: .null, count: count)
    self.count = count
  }

  /// Moved: copies would be counted one by one.
  func take() -> [JSON] {
    defer { count = 0 }
    return Array(unsafeUninitializedCapacity: count) { room, initialized in
      if count > 0 { room.baseAddress?.moveInitialize(from: places, count: count) }
      initialized = count
    }
  }

  deinit {
    places.deinitialize(count: count)
    places.deallocate()
  }
}

/// What a Map or Parallel fails with, and its branches that have.
final class ForkFailure {
  /// Of the first one.
  let failure: Failure
  /// Those that failed until the end, in the order of their failures, and whether that leaves a Task open.
  var branches: [(item: UInt32, isOfTask: Bool)] = []

  init(_ failure: Failure) { self.failure = failure }
}
