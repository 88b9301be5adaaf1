import JSON
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// `load`: who starts what, when, and how often again.
struct LoadReader {
  let machines: [MachineDraft]
  /// What an execution's input may have in bytes; nil where the scenario lifts the limit.
  let payloadLimit: Int?
  let reading: Reading

  private static let arrivalKinds = ["burst", "rate", "poisson", "ramp", "trace"]

  func read(_ root: Fields) -> [LoadStream] {
    let example = "load: [ { start: Root, arrivals: { burst: 10 } } ]"
    guard let node = root.require("load", hint: example) else { return [] }
    guard let items = node.items else {
      node.mismatch(expected: "a list of streams", hint: example)
      return []
    }
    if items.isEmpty { node.error(.value, "found an empty list, expected a stream", hint: example) }
    let read = items.map { (node: $0, stream: stream($0)) }
    checkNames(read.compactMap { entry in entry.stream.map { (entry.node, $0) } })
    return read.compactMap(\.stream)
  }

  /// A stream's draws are keyed by its name, so that no other has the same.
  private func checkNames(_ load: [(node: Cursor, stream: LoadStream)]) {
    let names = LoadStream.names(of: load.map(\.stream), machines: machines.map(\.name))
    for (index, entry) in load.enumerated() where entry.stream.name != nil {
      let isTaken = names.indices.contains {
        $0 != index && names[$0] == names[index] && ($0 < index || load[$0].stream.name == nil)
      }
      guard isTaken, let name = entry.node.members?.first(where: { $0.key == "name" })?.value else { continue }
      name.error(
        .value, "found \"\(Node.excerpt(names[index]))\", which is the name of another stream",
        hint: "a stream without a name has its machine's")
    }
  }

  private func stream(_ node: Cursor) -> LoadStream? {
    guard let fields = node.fields(["name", "start", "api", "arrivals", "for", "input", "retry"]) else { return nil }
    let machine = fields.require("start", hint: "start: \(machines.first?.name ?? "Root")").flatMap {
      machineIndex($0)
    }
    let isSync = fields["api"].map { self.isSync($0, machine: machine) } ?? false
    let arrivals = fields.require("arrivals", hint: "arrivals: { burst: 10 }").flatMap {
      self.arrivals($0, in: fields)
    }
    let input = fields["input"].map { $0.jsonOrFile() } ?? .object([:])
    let retry = fields["retry"].map { callerRetry($0) } ?? CallerRetry.none
    if let input, let node = fields["input"] { checkSize(input, node.place, node.path) }
    guard let machine, let arrivals, let input, let retry else { return nil }
    var stream = LoadStream(machine: machine, arrivals: arrivals, input: input, retry: retry)
    stream.isSync = isSync
    stream.name = fields["name"]?.text()
    return stream
  }

  /// Which action the callers call. StartSyncExecution is for Express machines.
  private func isSync(_ node: Cursor, machine: Int?) -> Bool {
    guard node.word(of: ["StartExecution", "StartSyncExecution"]) == "StartSyncExecution" else { return false }
    if let machine, machines[machine].kind != .express {
      node.error(
        .value, "\(machines[machine].name) is STANDARD, and StartSyncExecution starts EXPRESS machines only",
        hint: "leave api out, or make it EXPRESS")
    }
    return true
  }

  /// StartExecution refuses an input that is larger than a payload may be.
  func checkSize(_ input: JSON, _ place: Place, _ what: String) {
    guard let payloadLimit, input.byteCount > payloadLimit else { return }
    reading.error(
      .size, place,
      "\(what): found \(input.byteCount) bytes, expected at most \(payloadLimit), the quota PayloadBytes")
  }

  private func machineIndex(_ node: Cursor) -> Int? {
    guard let name = node.text() else { return nil }
    if let index = machines.firstIndex(where: { $0.name == name }) { return index }
    if machines.isEmpty { return nil }
    node.error(
      .unknownName, "found \"\(Node.excerpt(name))\", expected a machine of stateMachines",
      hint: Suggestion.hint(for: name, among: machines.map(\.name)))
    return nil
  }

  private func arrivals(_ node: Cursor, in stream: Fields) -> LoadStream.Arrivals? {
    guard let fields = node.fields(LoadReader.arrivalKinds + ["at"]),
      let kind = fields.kind(of: LoadReader.arrivalKinds)
    else { return nil }
    if let at = fields.member("at"), kind.key != "burst" {
      fields.conflict(at, "found \"at\" beside \"\(kind.key)\", expected it beside \"burst\" only")
    }
    switch kind.key {
    case "burst":
      forbidDuration(stream, "burst")
      let at = fields["at"].map { $0.duration() } ?? .zero
      guard let count = kind.value.integer(in: 1...100_000_000), let at else { return nil }
      return .burst(count: count, at: Instant(nanoseconds: at.nanoseconds))
    case "trace":
      forbidDuration(stream, "trace")
      return trace(kind.value).map { .trace($0) }
    case "ramp":
      let length = streamDuration(stream, "ramp")
      guard let (from, to) = ramp(kind.value), let length else { return nil }
      return .ramp(fromPerSecond: from, toPerSecond: to, duration: length)
    default:
      let length = streamDuration(stream, kind.key)
      guard let rate = kind.value.positiveRate(), let length else { return nil }
      return kind.key == "rate"
        ? .constant(rate, duration: length) : .poisson(perSecond: rate.perSecond, duration: length)
    }
  }

  private func forbidDuration(_ stream: Fields, _ kind: String) {
    if let member = stream.member("for") { stream.conflict(member, "found \"for\", which a \(kind) does not have") }
  }

  private func streamDuration(_ stream: Fields, _ kind: String) -> Span? {
    stream.require("for", hint: "for: 15m, how long arrivals by \(kind) go on")?.positiveDuration()
  }

  private func ramp(_ node: Cursor) -> (from: Double, to: Double)? {
    guard let fields = node.fields(["from", "to"]) else { return nil }
    let from = fields.require("from", hint: "{ from: 1/s, to: 9/s }")?.rate()
    let to = fields.require("to", hint: "{ from: 1/s, to: 9/s }")?.rate()
    guard let from, let to else { return nil }
    guard from.count > 0 || to.count > 0 else {
      node.error(.value, "found zero at both ends, expected a rate above zero")
      return nil
    }
    return (from.perSecond, to.perSecond)
  }

  /// `none`, `standard`, `adaptive`, or a policy whose missing keys are ASL's defaults.
  private func callerRetry(_ node: Cursor) -> CallerRetry? {
    if node.node.text != nil {
      switch node.word(of: ["none", "standard", "adaptive"]) {
      case "none": return CallerRetry.none
      case "standard": return .standard
      case "adaptive": return .adaptive
      default: return nil
      }
    }
    guard let fields = node.fields(["interval", "rate", "maxAttempts", "maxDelay", "jitter"]) else { return nil }
    var policy = RetryPolicy(interval: .seconds(1), rate: 2, maxAttempts: 3, maxDelay: nil, fullJitter: false)
    if let interval = fields["interval"]?.duration() { policy.interval = interval }
    if let rate = fields["rate"]?.number(in: 1...1e6, expected: "a number, at least 1") { policy.rate = rate }
    if let attempts = fields["maxAttempts"]?.integer(in: 0...99_999_999) { policy.maxAttempts = attempts }
    policy.maxDelay = fields["maxDelay"]?.positiveDuration()
    policy.fullJitter = fields["jitter"]?.word(of: ["NONE", "FULL"]) == "FULL"
    return .policy(policy)
  }
}
