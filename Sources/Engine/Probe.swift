public import JSON
public import Prelude
import StatesLanguage

/// An observer of executions, who is told what happens while it happens. Where histories are not kept there is nobody
/// to tell, and a run pays nothing.
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
    tell(Sighting(time: now, execution: execution, state: state, observation: observation))
  }
}

extension Interpreter {
  /// Tells the observer, if there is one, of something that the strand meets.
  public mutating func see(_ observation: @autoclosure () -> Probe.Observation, of strand: StrandID) {
    guard probe != nil else { return }
    let execution = strands[strand].pointee.execution
    if !execution.isNone { see(observation(), in: execution, state: place(of: strand)) }
  }

  public mutating func see(
    _ observation: @autoclosure () -> Probe.Observation, in execution: ExecutionID, state: String? = nil
  ) {
    guard let probe else { return }
    let record = executions[execution]
    if record.pointee.machine < 0 { return }
    let machine = program.machines[Int(record.pointee.machine)].name
    probe.see(observation(), machine, key: record.pointee.key, state: state)
  }

  /// What was chosen, for the observer.
  @inline(never)
  mutating func decide(_ slot: StrandID, _ words: @autoclosure () -> String) { see(.decision(words()), of: slot) }

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
  /// What the retrier that takes this failure does about it.
  func words(retrier number: Int, used: UInt32, of most: UInt32) -> String {
    let name = error ?? "a failure without a name"
    return used < most
      ? "retrier \(number) takes \(name): retry \(used + 1) of \(most)"
      : "retrier \(number) has no attempt left for \(name)"
  }
}
