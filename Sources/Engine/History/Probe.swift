public import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// An observer of executions, who is told what happens while it happens: their histories, what TestState shows, the
/// lines of a trace and its spans are all read off what it sees. Where there is none, a run pays nothing; what is not
/// watched takes the short cuts of a run that nobody observes, and comes to the same.
public final class Probe {
  public enum Observation {
    /// A timer, an answer or a start is due; the timeline's word for it.
    case due(String)
    /// The engine asks the account for something; a timer is to be due after a span.
    case effect(Effect.Kind, after: Span)
    case event(HistoryEvent)
    /// A value on its way through a state.
    case value(StateTest.Step, JSON)
    /// What was chosen where there was a choice, in words.
    case decision(String)
    /// A catcher of the state takes this failure, or the path of control ends with it.
    case failure(Failure, isCaught: Bool)
    /// What the path of control spends its time on has changed.
    case spends
  }
  public struct Sighting {
    public var time: Instant
    /// Of the execution; what a redrive goes on with keeps it.
    public var key: UInt64
    /// The machine's name; of its further executions, with their number in the order in which they were seen.
    public var execution: String
    /// Where the path of control is; nil where the execution as a whole is meant.
    public var place: Place?
    /// What its time goes to by now, and since when: before, it went to what was seen last.
    public var part = Part.overhead
    public var since = Instant.zero
    public var observation: Observation

    /// `Each[2].Call`
    public var state: String? { place?.text }
  }

  /// Kept by whoever drives the run.
  public var now = Instant.zero
  /// Who is to be watched, asked when it starts; nil: everybody.
  let isWatched: ((Subject) -> Bool)?
  /// Told of every execution that ends, watched or not.
  let ended: ((Subject) -> Void)?
  /// Told of every child of a Map Run that ends without success, watched or not.
  let childFailed: ((FailedChild) -> Void)?
  private let tell: (Sighting) -> Void
  private var numbers: [UInt64: Int] = [:]
  private var counts: [String: Int] = [:]
  /// Refused calls before the next execution that starts.
  var refusals: UInt32 = 0
  /// Those that start others are named to whoever asks, though they are not watched.
  fileprivate let namesStarters: Bool
  /// The Map whose Map Run starts the next execution.
  var nextParent = StrandID.none

  public init(
    watching isWatched: ((Subject) -> Bool)? = nil, ended: ((Subject) -> Void)? = nil,
    childFailed: ((FailedChild) -> Void)? = nil, namesStarters: Bool = false, _ tell: @escaping (Sighting) -> Void
  ) {
    self.isWatched = isWatched
    self.namesStarters = namesStarters
    self.ended = ended
    self.childFailed = childFailed
    self.tell = tell
  }

  /// What an execution is called that was started without a name.
  package static func name(ofKey key: UInt64) -> String {
    var entropy = Entropy(seed: key)
    return entropy.uuid()
  }

  fileprivate func see(_ machine: String, _ sighting: consuming Sighting) {
    let key = sighting.key
    let number = numbers[key] ?? counts[machine, default: 0] + 1
    if numbers[key] == nil { (numbers[key], counts[machine]) = (number, number) }
    sighting.execution = number == 1 ? machine : "\(machine)#\(number)"
    tell(sighting)
  }
}

extension Records {
  /// Does the observer, if there is one, watch this execution?
  @inlinable @inline(__always)
  public mutating func observes(_ execution: ExecutionID) -> Bool { observer != nil && watches(execution) }

  @inlinable @inline(__always)
  public mutating func observes(_ strand: StrandID) -> Bool { observer != nil && watches(strand) }

  @inline(never) @usableFromInline
  mutating func watches(_ execution: ExecutionID) -> Bool {
    guard let observer else { return false }
    return observer.isWatched == nil || executions[execution].pointee.extra?.isWatched ?? false
  }

  @inline(never) @usableFromInline
  mutating func watches(_ strand: StrandID) -> Bool {
    let execution = strands[strand].pointee.execution
    return !execution.isNone && watches(execution)
  }

  /// Tells the observer, if there is one, of something that the strand meets.
  @inline(never)
  public mutating func see(_ observation: @autoclosure () -> Probe.Observation, of strand: StrandID) {
    guard observes(strand) else { return }
    let record = strands[strand]
    see(observation(), in: record.pointee.execution, of: strand)
  }

  @inline(never)
  public mutating func see(
    _ observation: @autoclosure () -> Probe.Observation, in execution: ExecutionID, of strand: StrandID? = nil
  ) {
    guard let observer, executions[execution].pointee.machine >= 0, observes(execution) else { return }
    let record = executions[execution]
    let machine = program.machines[Int(record.pointee.machine)].name
    var sighting = Probe.Sighting(
      time: observer.now, key: record.pointee.key, execution: "", observation: observation())
    if let strand {
      sighting.place = place(of: strand)
      (sighting.part, sighting.since) = (strands[strand].pointee.reason, strands[strand].pointee.markedAt)
    }
    observer.see(machine, sighting)
  }

  /// Asks the observer whether to watch an execution that starts.
  @inline(never)
  mutating func introduce(_ slot: ExecutionID, parent: StrandID?, queued: Int64, token: Int64) {
    guard let observer, let isWatched = observer.isWatched else { return }
    let starter = parent ?? (observer.nextParent.isNone ? nil : observer.nextParent)
    observer.nextParent = .none
    var subject = subject(slot, startedBy: starter)
    subject.waits = (queued, token)
    subject.refusals = observer.refusals
    observer.refusals = 0
    executions[slot].pointee.extra?.isWatched = isWatched(subject)
  }

  /// The next execution that starts had so many calls refused.
  @inline(never)
  public mutating func announce(refusals: UInt32) { observer?.refusals = refusals }

  /// The next execution that starts is a child of this Map Run.
  public mutating func announceChild(of run: MapRunID) { observer?.nextParent = mapRuns[run].pointee.strand }

  /// Tells the observer that an execution has ended.
  public mutating func seeEnd(of slot: ExecutionID) {
    if let ended = observer?.ended { ended(subject(slot, startedBy: nil)) }
  }

  /// Tells the observer that a child of a Map Run has ended without success, which that has counted.
  @inline(never)
  mutating func seeFailure(of child: ExecutionID, in index: MapRunID, item: Int) {
    guard let childFailed = observer?.childFailed else { return }
    let run = mapRuns[index]
    childFailed(
      Probe.FailedChild(
        subject: subject(child, startedBy: nil), runKey: run.pointee.key, redrives: run.pointee.redrives,
        place: place(of: run.pointee.strand).text ?? "", item: run.pointee.place(of: item),
        standing: MapRunTroubles.Standing(
          failed: run.pointee.failedItems, all: run.pointee.itemCount, toleratedCount: run.pointee.toleratedCount,
          toleratedPercentage: run.pointee.toleratedPercentage, isExceeded: run.pointee.exceedsTolerance)))
  }

  /// All that are open now, in no order that means anything.
  public mutating func forEachOpenSubject(_ body: (Probe.Subject) -> Void) {
    for slot in executions.handles where executions[slot].pointee.status == .running {
      body(subject(slot, startedBy: nil))
    }
  }

  private mutating func subject(_ slot: ExecutionID, startedBy starter: StrandID?) -> Probe.Subject {
    let record = executions[slot]
    var subject = Probe.Subject(
      identity: identity(slot), machine: Int(record.pointee.machine), depth: Int(record.pointee.depth),
      status: record.pointee.status, firstCallAt: record.pointee.firstCallAt,
      startedAt: record.pointee.startedAt, isCounted: record.pointee.isCounted, parts: parts(of: slot),
      failure: record.pointee.extra?.failure)
    if let starter, observer?.namesStarters == true || observes(starter) {
      subject.starter = (executions[strands[starter].pointee.execution].pointee.key, place(of: starter))
    }
    return subject
  }

  private mutating func place(of strand: StrandID) -> Probe.Place {
    let first = strands[strand]
    var place = Probe.Place(state: first.pointee.state >= 0 ? state(strand).pointee.source.name : nil)
    var inner = strand
    while !strands[inner].pointee.parent.isNone {
      let parent = strands[inner].pointee.parent
      let name = strands[parent].pointee.state >= 0 ? state(parent).pointee.source.name : ""
      place.around.append(Probe.Place.Branch(state: name, item: Int(strands[inner].pointee.item)))
      inner = parent
    }
    place.around.reverse()
    return place
  }
}

extension Failure {
  /// What a decision calls it.
  private var title: String { error ?? "a failure without a name" }

  /// What the retrier that takes this failure does about it.
  func words(retrier number: Int, used: UInt32, of most: UInt32) -> String {
    used < most
      ? "retrier \(number) takes \(title): retry \(used + 1) of \(most)"
      : "retrier \(number) has no attempt left for \(title)"
  }

  /// What the catcher that takes this failure does about it.
  var wordsOfCatcher: String { "a catcher takes \(title)" }
}
