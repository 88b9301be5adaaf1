import JSON
public import Prelude

/// Where a path of control stood when its execution ended without success: what a redrive goes on from.
final class FailurePoint {
  let state: Int32
  let input: JSON
  let variables: JSONObject
  let visits: [UInt32]
  let key: UInt64
  let enteredEvent: Int32
  let enteredAt: Instant
  /// The state had not been entered yet.
  let isEntering: Bool
  /// The last state was over.
  let isOver: Bool
  /// Of a Map or Parallel whose branches were under way, or one of whose branches failed.
  let fork: Fork?
  let mapRun: MapRunPoint?

  init(_ strand: Strand, hasFailed: Bool, fork: Fork?, mapRun: MapRunPoint?) {
    state = strand.state
    input = strand.input
    variables = strand.extra?.variables ?? [:]
    visits = strand.extra?.visits ?? []
    key = strand.key
    enteredEvent = strand.enteredEvent
    enteredAt = strand.enteredAt
    isOver = strand.phase == .ending
    isEntering = !hasFailed && strand.phase == .entering
    self.fork = fork
    self.mapRun = mapRun
  }
}

/// What a Map or Parallel remembers for a redrive.
final class ForkMemory {
  /// Of a redriven one: the branches that run; empty where all do.
  var order: [UInt32] = []
  /// Where branches stand that have not come to their end.
  var points: [UInt32: FailurePoint] = [:]

  /// The branch that begins as the `place`-th.
  func branch(_ place: UInt32) -> UInt32 { order.isEmpty ? place : order[Int(place)] }
}

/// Where a Map Run stood, and where its Standard children did that did not succeed.
final class MapRunPoint {
  /// The whole of it, whatever part of it ran last.
  let run: MapRun
  /// By child. Those that still run are added when they have been stopped.
  var children: [Int: Redrivable]

  init(_ run: MapRun) {
    guard let earlier = run.earlier else {
      self.run = run
      children = run.unsuccessful
      return
    }
    var whole = run
    whole.addEarlier()
    whole.inputs = earlier.run.inputs
    whole.batchSizes = earlier.run.batchSizes
    whole.succeeded.formUnion(earlier.run.succeeded)
    self.run = whole
    children = earlier.children.merging(run.unsuccessful) { _, last in last }
  }
}

/// An execution that has ended without success, and what RedriveExecution needs of it.
/// Source: AWS developer guide, "Restarting state machine executions with redrive".
public final class Redrivable {
  package let key: UInt64
  let machine: Int32
  let depth: UInt16
  let isCounted: Bool
  let status: Execution.Status
  let input: JSON
  let firstCallAt: Instant
  let startedAt: Instant
  let endedAt: Instant
  let events: Int32
  let extra: Execution.Extra
  let point: FailurePoint
  /// Where its time went.
  let parts: Parts
  let children: UInt32

  init(_ execution: Execution, _ extra: Execution.Extra, _ point: FailurePoint, _ parts: Parts, endedAt: Instant) {
    self.parts = parts
    children = execution.children
    key = execution.key
    machine = execution.machine
    depth = execution.depth
    isCounted = execution.isCounted
    status = execution.status
    input = execution.input
    firstCallAt = execution.firstCallAt
    startedAt = execution.startedAt
    events = execution.events
    self.endedAt = endedAt
    self.extra = extra
    self.point = point
  }

  /// Fourteen days after its end an execution is there, and no more to be redriven.
  static let period = Span.seconds(14 * 86_400)
  /// The most events that its history may have.
  static let eventLimit: Int32 = 24_999

  /// Why it cannot be redriven; nil: it can. `limit`: of the account, on the events of a history. The words are an
  /// assumption.
  public func refusal(at now: Instant, historyEvents limit: Int32) -> String? {
    if now - endedAt > Self.period { return "Execution is older than 14 days and cannot be redriven" }
    if events >= min(Self.eventLimit, limit - 1) {
      return "Execution history event limit exceeded, it cannot be redriven"
    }
    return nil
  }

  /// The name under which it runs, where it was given one.
  public var name: String? { extra.name }
  public var machineIndex: Int32 { machine }
}
