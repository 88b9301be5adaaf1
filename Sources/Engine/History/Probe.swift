public import JSON
public import Prelude
import StatesLanguage

/// An observer of executions, who is told what happens while it happens: their histories, what TestState shows and the
/// lines of a trace are all read off what it sees. Where there is none, a run pays nothing.
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
  }
  public struct Sighting {
    public var time: Instant
    /// Of the execution; what a redrive goes on with keeps it.
    public var key: UInt64
    /// The machine's name; of its further executions, with their number in the order in which they were seen.
    public var execution: String
    /// Where the path of control is, with the places in Maps and Parallels around it: `Each[2].Call`.
    public var state: String?
    public var observation: Observation
  }

  /// Kept by whoever drives the run.
  public var now = Instant.zero
  private let tell: (Sighting) -> Void
  private var numbers: [UInt64: Int] = [:]
  private var counts: [String: Int] = [:]

  public init(_ tell: @escaping (Sighting) -> Void) { self.tell = tell }

  /// `key`: of the execution.
  fileprivate func see(_ observation: Observation, _ machine: String, key: UInt64, state: String?) {
    let number = numbers[key] ?? counts[machine, default: 0] + 1
    if numbers[key] == nil { (numbers[key], counts[machine]) = (number, number) }
    let execution = number == 1 ? machine : "\(machine)#\(number)"
    tell(Sighting(time: now, key: key, execution: execution, state: state, observation: observation))
  }
}

extension Records {
  /// Tells the observer, if there is one, of something that the strand meets.
  @inline(never)
  public mutating func see(_ observation: @autoclosure () -> Probe.Observation, of strand: StrandID) {
    guard isObserved else { return }
    let execution = strands[strand].pointee.execution
    if !execution.isNone { see(observation(), in: execution, state: place(of: strand)) }
  }

  @inline(never)
  public mutating func see(
    _ observation: @autoclosure () -> Probe.Observation, in execution: ExecutionID, state: String? = nil
  ) {
    guard let observer else { return }
    let record = executions[execution]
    if record.pointee.machine < 0 { return }
    let machine = program.machines[Int(record.pointee.machine)].name
    observer.see(observation(), machine, key: record.pointee.key, state: state)
  }

  private mutating func place(of strand: StrandID) -> String? {
    var (inner, place) = (strand, "")
    while true {
      let record = strands[inner]
      let name = record.pointee.state >= 0 ? state(inner).pointee.source.name : ""
      place = name + (place.isEmpty || place.hasPrefix("[") ? place : "." + place)
      if record.pointee.parent.isNone { return place.isEmpty ? nil : place }
      place = "[\(record.pointee.item)]" + (place.isEmpty ? "" : "." + place)
      inner = record.pointee.parent
    }
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
