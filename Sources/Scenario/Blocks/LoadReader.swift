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

  func read(_ root: Fields) -> [LoadStream] {
    let example = "load: [ { start: Root, arrivals: { burst: 10 } } ]"
    guard let node = root.require("load", hint: example) else { return [] }
    guard let items = node.items else {
      node.mismatch(expected: "a list of streams", hint: example)
      return []
    }
    if items.isEmpty { node.error(.value, "found an empty list, expected a stream", hint: example) }
    let common = root["redrive"].flatMap { self.redrive($0) }
    let read = items.map { (node: $0, stream: stream($0, redrive: common)) }
    if let node = root["redrive"], common != nil, read.allSatisfy({ $0.stream != nil && $0.stream?.redrive == nil }) {
      node.error(
        .value, "found a redrive, but no stream starts a STANDARD machine",
        hint: "Express executions cannot be redriven: leave it out")
    }
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

  /// Nil as well where nothing is redriven.
  private func redrive(_ node: Cursor) -> Redrive? { RetryReader.redrive(node).flatMap { $0 } }

  private func stream(_ node: Cursor, redrive common: Redrive?) -> LoadStream? {
    guard let fields = node.fields(ScenarioGrammar.stream) else { return nil }
    let machine = fields.require("start", hint: "start: \(machines.first?.name ?? "Root")").flatMap {
      machineIndex($0)
    }
    let isSync = fields["api"].map { self.isSync($0, machine: machine) } ?? false
    let arrivals = fields.require("arrivals", hint: "arrivals: { burst: 10 }").flatMap {
      ArrivalsReader(stream: fields, load: self).read($0)
    }
    let start = fields["at"].map { $0.duration() } ?? .zero
    let batch = fields["batch"].map { WholeLaw($0, from: 1) } ?? .constant(1)
    let input = fields["input"].map { self.input($0) } ?? .constant([:])
    let retry = fields["retry"].map { callerRetry($0) } ?? CallerRetry.none
    let admission = fields["admission"].map { AdmissionReader.read($0) } ?? .some(nil)
    guard let admission else { return nil }
    guard let machine, let arrivals, let start, let batch, let input, let retry else { return nil }
    if case .users = arrivals, let member = fields.member("batch") {
      fields.conflict(member, "found \"batch\", which users do not have: each starts one execution at a time")
    }
    var stream = LoadStream(machine: machine, arrivals: arrivals, input: .null, retry: retry)
    stream.input = input
    stream.start = .zero + start
    stream.batch = batch
    stream.isSync = isSync
    stream.admission = admission
    let isExpress = machines[machine].kind == .express
    let own = fields["redrive"].map { self.redrive($0) }
    if isExpress, let node = fields["redrive"], own != .some(nil) {
      node.error(
        .value, "\(machines[machine].name) is EXPRESS, and Express executions cannot be redriven",
        hint: "leave redrive out")
    }
    stream.redrive = isExpress ? nil : own ?? common
    stream.name = fields["name"]?.text()
    return stream
  }

  private func input(_ node: Cursor) -> LoadInput? {
    let input = InputReader(reading: reading).read(node)
    if let largest = input?.samples(seed: 1).last { checkSize(largest, node.place, node.path) }
    return input
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
    guard let fields = node.fields(ScenarioGrammar.retry) else { return nil }
    var policy = RetryPolicy(interval: .seconds(1), rate: 2, maxAttempts: 3, maxDelay: nil, fullJitter: false)
    if let interval = fields["interval"]?.duration() { policy.interval = interval }
    if let rate = fields["rate"]?.number(in: 1...1e6, expected: "a number, at least 1") { policy.rate = rate }
    if let attempts = fields["maxAttempts"]?.integer(in: 0...99_999_999) { policy.maxAttempts = attempts }
    policy.maxDelay = fields["maxDelay"]?.positiveDuration()
    policy.fullJitter = fields["jitter"]?.word(of: ["NONE", "FULL"]) == "FULL"
    return .policy(policy)
  }
}
