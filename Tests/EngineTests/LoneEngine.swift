import JSON
import Prelude
import StatesLanguage
import TestSupport

@testable import Engine

/// The interpreter with nobody around it: a test tells it what happens, and each time sees all that it asks for, in the
/// order in which an account would do it.
///
/// What asks is named as a reader would: a strand by its state and the branch it is in (`Call[1]`), an execution by its
/// number (`execution 1`). An effect says no more than is in it: `retry Call after 2s`.
final class LoneEngine {
  private(set) var interpreter: Interpreter
  private(set) var executions: [ExecutionID] = []
  /// The last effect that each strand asked for: whom a stimulus reaches.
  private var strands: [String: Effect] = [:]

  struct NotThere: Error { var strand: String }

  init(_ definition: String, historyEvents: Int? = nil, inlineMapConcurrency: Int? = nil) throws {
    let machine = Program.Machine(name: "M", arn: ARNs.machine("M"), isExpress: false, file: "M")
    interpreter = Interpreter(
      program: Program([(machine, try StateMachine(parsing: definition))], throttleError: ErrorName.throttledStart),
      limits: .init(
        historyEvents: historyEvents, payloadBytes: nil, variableBytes: nil,
        inlineMapConcurrency: inlineMapConcurrency, mapRunConcurrency: nil, statesPerInstant: nil),
      epoch: 0)
  }

  // MARK: Stimuli

  func create(input: JSON = [:], parent: String? = nil, at seconds: Int = 0) throws -> [String] {
    var start = Interpreter.Start(machine: 0, key: UInt64(executions.count), firstCallAt: Self.instant(seconds))
    start.parent = try parent.map(strand)
    executions.append(interpreter.create(start, input: input, at: start.firstCallAt))
    return try asked()
  }

  func begin(_ number: Int = 1) throws -> [String] {
    interpreter.begin(executions[number - 1])
    return try asked()
  }

  func enter(_ name: String, at seconds: Int = 0) throws -> [String] {
    try tell(name) { $0.enter($1, at: Self.instant(seconds)) }
  }

  /// The Task's call is made: it asks for nothing, and gives its timeout.
  func attempt(_ name: String, at seconds: Int = 0) throws -> [String] {
    try tell(name) { _ = try $0.attemptStarts($1, parameters: .null, at: Self.instant(seconds)) }
  }

  func succeed(_ name: String, _ result: JSON, at seconds: Int) throws -> [String] {
    try tell(name) { $0.taskSucceeded($1, result: result, at: Self.instant(seconds)) }
  }

  func fail(_ name: String, _ error: String, at seconds: Int) throws -> [String] {
    try tell(name) { $0.taskFailed($1, Failure(error, "why"), at: Self.instant(seconds)) }
  }

  func retry(_ name: String, at seconds: Int) throws -> [String] {
    try tell(name) { $0.retry($1, at: Self.instant(seconds)) }
  }

  func wake(_ name: String, at seconds: Int) throws -> [String] {
    try tell(name) { $0.wake($1, at: Self.instant(seconds)) }
  }

  func fill(_ name: String, at seconds: Int) throws -> [String] {
    try tell(name) { $0.fill($1, at: Self.instant(seconds)) }
  }

  func join(_ name: String, at seconds: Int) throws -> [String] {
    try tell(name) { $0.join($1, at: Self.instant(seconds)) }
  }

  func end(_ number: Int = 1, at seconds: Int) throws -> [String] {
    interpreter.succeedExecution(executions[number - 1], at: Self.instant(seconds))
    return try asked()
  }

  func abort(_ number: Int = 1, at seconds: Int) throws -> [String] {
    interpreter.abort(executions[number - 1], error: nil, cause: nil, at: Self.instant(seconds))
    return try asked()
  }

  /// Anything else that is done to a strand.
  func tell(_ name: String, _ stimulus: (inout Interpreter, StrandID) throws -> Void) throws -> [String] {
    try stimulus(&interpreter, strand(name))
    return try asked()
  }

  func release(_ number: Int = 1) throws -> [String] {
    interpreter.records.release(executions[number - 1])
    return try asked()
  }

  /// Anything that is done to no strand.
  func tell(_ stimulus: (inout Interpreter) throws -> Void) throws -> [String] {
    try stimulus(&interpreter)
    return try asked()
  }

  // MARK: What came of it

  /// The strand that asked under this name last, while nothing has made its timers stale.
  func strand(_ name: String) throws -> StrandID {
    guard let effect = strands[name] else { throw NotThere(strand: name) }
    let id = StrandID(slot: effect.slot)
    guard interpreter.strands[id].pointee.generation == effect.generation else { throw NotThere(strand: name) }
    return id
  }

  func isThere(_ name: String) -> Bool { (try? strand(name)) != nil }

  func record(_ name: String) throws -> Strand { interpreter.strands[try strand(name)].pointee }

  func execution(_ number: Int = 1) -> Execution { interpreter.executions[executions[number - 1]].pointee }

  /// What a root hands on: the output of an execution that has ended.
  func output(_ number: Int = 1) -> JSON { interpreter.strands[execution(number).root].pointee.input }

  struct Broken: Error { var invariant: String }

  /// All effects, taken in the order in which they are done. The records are whole whenever nothing is being done.
  private func asked() throws -> [String] {
    var asked: [String] = []
    while !interpreter.records.effects.isEmpty {
      let effect = interpreter.records.effects.removeLast()
      asked.append("\(effect.kind) \(name(effect))" + Self.timing(effect))
    }
    if let broken = interpreter.records.brokenInvariant() { throw Broken(invariant: broken) }
    return asked
  }

  private func name(_ effect: Effect) -> String {
    switch effect.kind {
    case .transition, .call, .retry, .wait, .fill, .join, .startMapRun, .endMapRun:
      let id = StrandID(slot: effect.slot)
      let strand = interpreter.strands[id].pointee
      guard strand.generation == effect.generation, strand.phase != .gone else { return "(stale)" }
      let branch = strand.parent.isNone ? "" : "[\(strand.item)]"
      let name = interpreter.state(id).pointee.source.name + branch
      strands[name] = effect
      return name
    case .end, .finished, .stop, .overflow:
      let id = ExecutionID(slot: effect.slot)
      let number = executions.lastIndex(of: id).map { "execution \($0 + 1)" } ?? "an execution"
      let execution = interpreter.executions[id].pointee
      guard execution.generation == effect.generation else { return "(stale)" }
      return effect.kind == .finished ? "\(number): \(execution.status.name)" : number
    case .fillMapRun, .mapRunEnded: return "Map Run \(effect.slot)"
    }
  }

  private static func timing(_ effect: Effect) -> String {
    guard effect.kind == .retry || effect.kind == .wait || effect.nanoseconds != 0 || effect.jitter else { return "" }
    return " after \(effect.jitter ? "up to " : "")\(Double(effect.nanoseconds) / 1e9)s"
  }

  static func instant(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }
}
