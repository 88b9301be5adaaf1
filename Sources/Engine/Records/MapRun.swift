import JSON
import JSONPath
public import Prelude

/// A Map Run: what a distributed Map lets its child executions do, while it runs.
public struct MapRun: SlabRecord {
  /// The Map's strand; `max` in a free record.
  var strand = StrandID.none
  /// As the Map's execution; see `Interpreter.Start`.
  public internal(set) var isCounted = true
  /// Entries of the agenda that carry another generation are stale.
  public internal(set) var generation: UInt32 = 0
  /// Its own draws are keyed by it, and its children's keys come from it.
  public internal(set) var key: UInt64 = 0
  /// The children's state machine.
  public internal(set) var machine: Int32 = -1
  public internal(set) var depth: UInt16 = 0
  /// One per child execution.
  var inputs: [JSON] = []
  /// Items of each child, where they are batched; else one each.
  var batchSizes: [Int] = []
  /// What is kept of children that have ended.
  enum Keeping: UInt8 { case nothing, outputs, descriptions }
  var keeping = Keeping.nothing
  /// By child, where `outputs` are kept: those of the ones that succeeded.
  var results: [JSON?] = []
  /// By child, where `descriptions` are kept: of all that have started and ended, or were stopped.
  var descriptions: [ChildDescription?] = []
  /// The inputs of the children that a failed Map Run did not start, where `descriptions` are kept.
  var pending: [JSON] = []
  /// By child: the slots of those that run.
  var children: [ExecutionID] = []
  /// The children's inputs are made.
  var isShaped = false
  /// By the children's numbers in the whole Map Run: those that succeeded, and what is left of others, if somebody may
  /// redrive it.
  var succeeded: Set<Int> = []
  var unsuccessful: [Int: Redrivable] = [:]
  /// Of a redriven one: how it stood before, and which children of then those of now are.
  var earlier: MapRunPoint?
  var places: [Int] = []
  var redrives = 0
  var next = 0
  /// Children that run, and slots that a child has left and no other may take yet.
  var occupied = 0
  var ended = 0
  var concurrency = 0
  var itemCount = 0
  var sizes = Sizes()
  var failedItems = 0
  var toleratedCount: Double?
  var toleratedPercentage: Double?
  /// The account has let it begin.
  var hasBegun = false
  /// How fast it may start children; nil: at once.
  public internal(set) var pace: TokenBucket?
  /// A child's start has its token and waits for its time.
  public internal(set) var isDispatching = false
  /// The next child has its StartExecution token, where these starts take any.
  public internal(set) var hasToken = false

  public init() {}

  /// MaxItems, MaxItemsPerBatch and MaxInputBytesPerBatch, by themselves or by a path; nil: there is none.
  struct Sizes {
    var items: Double?
    var batchItems: Double?
    var batchBytes: Double?

    static let fields = ["MaxItemsPath", "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath"]

    /// 0: all of them.
    func itemLimit() throws(QueryFailure) -> Int { Int(try Self.limit(items, "MaxItems") ?? 0) }

    func batchLimits() throws(QueryFailure) -> (items: Double, bytes: Double) {
      (
        try Self.limit(batchItems, "MaxItemsPerBatch") ?? .infinity,
        try Self.limit(batchBytes, "MaxInputBytesPerBatch") ?? .infinity
      )
    }

    /// Nil: as many as there are. Error and cause: recorded on AWS for MaxItems, likely for the others.
    private static func limit(_ size: Double?, _ field: String) throws(QueryFailure) -> Double? {
      guard let size, size != 0 else { return nil }
      if size < 0 { throw QueryFailure(error: "States.ItemReaderFailed", cause: "field \(field) must be positive") }
      return size
    }
  }

  /// May another child start now?
  public var hasRoom: Bool { hasBegun && !isDispatching && next < inputs.count && occupied < concurrency }

  /// The key of the next child. In a redriven Map Run, one that starts anew is another execution.
  public var nextChildKey: UInt64 {
    let key = redrives == 0 ? key : Interpreter.mix(key, UInt64(redrives) << 32)
    return Interpreter.mix(key, UInt64(place(of: next)) + 1)
  }

  /// Either threshold is enough; with neither, the first failure is one too many. Source: AWS developer guide,
  /// "Setting failure thresholds for Distributed Map states".
  var exceedsTolerance: Bool {
    if toleratedCount == nil, toleratedPercentage == nil { return failedItems > 0 }
    if let toleratedCount, Double(failedItems) > toleratedCount { return true }
    guard let toleratedPercentage else { return false }
    return Double(failedItems) * 100 > toleratedPercentage * Double(itemCount)
  }
}

extension MapRun {
  /// The number that the child has in the whole Map Run.
  func place(of item: Int) -> Int { places.isEmpty ? item : places[item] }

  /// Puts what the children of before have left to that of these.
  mutating func addEarlier() {
    guard let before = earlier?.run else { return }
    earlier = nil
    func merged<Kept>(_ old: [Kept?], _ new: [Kept?]) -> [Kept?] {
      var all = old
      for (place, kept) in zip(places, new) { all[place] = kept }
      return all
    }
    if keeping == .outputs { results = merged(before.results, results) }
    if keeping == .descriptions { descriptions = merged(before.descriptions, descriptions) }
  }
}
