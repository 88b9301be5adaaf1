import JSON
import Prelude
import Simulation
import StepFunctions

extension Reader {
  private static let arrivalKinds = ["burst", "rate", "poisson", "ramp", "trace"]

  mutating func load(_ root: Fields) -> [LoadStream] {
    let example = "load: [ { start: Root, arrivals: { burst: 10 } } ]"
    guard let node = require(root, "load", hint: example) else { return [] }
    guard case .sequence(let items) = node.content else {
      error(node.place, "load: found \(node.found), expected a list of streams", hint: example)
      return []
    }
    guard !items.isEmpty else {
      error(node.place, "load: found an empty list, expected a stream", hint: example)
      return []
    }
    var streams: [LoadStream] = []
    for (index, item) in items.enumerated() {
      if let stream = stream(item, "load.\(index)") { streams.append(stream) }
    }
    return streams
  }

  private mutating func stream(_ node: Node, _ what: String) -> LoadStream? {
    guard let fields = fields(node, of: what, known: ["start", "api", "arrivals", "for", "input", "retry"])
    else { return nil }
    let machine = require(fields, "start", hint: "start: \(machines.first?.name ?? "Root")").flatMap {
      machineIndex($0, fields.path("start"))
    }
    let isSync = isSync(fields, machine: machine)
    let arrivals = require(fields, "arrivals", hint: "arrivals: { burst: 10 }").flatMap {
      self.arrivals($0, in: fields)
    }
    let input = fields["input"].map { jsonOrFile($0, fields.path("input")) } ?? .object([:])
    let retry = fields["retry"].map { callerRetry($0, fields.path("retry")) } ?? CallerRetry.none
    if let input { checkSize(input, fields["input"]?.place ?? fields.place, fields.path("input")) }
    guard let machine, let arrivals, let input, let retry else { return nil }
    var stream = LoadStream(machine: machine, arrivals: arrivals, input: input, retry: retry)
    stream.isSync = isSync
    return stream
  }

  /// Which action the callers call. StartSyncExecution is for Express machines.
  private mutating func isSync(_ stream: Fields, machine: Int?) -> Bool {
    guard let node = stream["api"],
      word(node, stream.path("api"), of: ["StartExecution", "StartSyncExecution"]) == "StartSyncExecution"
    else { return false }
    if let machine, machines[machine].kind != .express {
      error(
        node.place,
        "\(stream.path("api")): \(machines[machine].name) is STANDARD, and StartSyncExecution starts "
          + "EXPRESS machines only", hint: "leave api out, or make it EXPRESS")
    }
    return true
  }

  /// StartExecution refuses an input that is larger than a payload may be.
  mutating func checkSize(_ input: JSON, _ place: Place, _ what: String) {
    guard let limit = payloadLimit, input.byteCount > limit else { return }
    error(place, "\(what): found \(input.byteCount) bytes, expected at most \(limit), the quota PayloadBytes")
  }

  private mutating func machineIndex(_ node: Node, _ what: String) -> Int? {
    guard let name = text(node, what) else { return nil }
    if let index = machines.firstIndex(where: { $0.name == name }) { return index }
    if machines.isEmpty { return nil }
    error(
      node.place, "\(what): found \"\(Node.excerpt(name))\", expected a machine of stateMachines",
      hint: Suggestion.hint(for: name, among: machines.map(\.name)))
    return nil
  }

  private mutating func arrivals(_ node: Node, in stream: Fields) -> LoadStream.Arrivals? {
    let what = stream.path("arrivals")
    guard let fields = fields(node, of: what, known: Reader.arrivalKinds + ["at"]),
      let kind = kind(fields, of: Reader.arrivalKinds)
    else { return nil }
    if let at = fields.members.first(where: { $0.key == "at" }), kind.key != "burst" {
      error(at.keyPlace, "\(what): found \"at\" beside \"\(kind.key)\", expected it beside \"burst\" only")
    }
    let path = fields.path(kind.key)
    switch kind.key {
    case "burst":
      forbidDuration(stream, "burst")
      let at = fields["at"].map { duration($0, fields.path("at")) } ?? .zero
      guard let count = integer(kind.value, path, in: 1...100_000_000), let at else { return nil }
      return .burst(count: count, at: Instant(nanoseconds: at.nanoseconds))
    case "trace":
      forbidDuration(stream, "trace")
      return trace(kind.value, path).map { .trace($0) }
    case "ramp":
      let length = streamDuration(stream, "ramp")
      guard let (from, to) = ramp(kind.value, path), let length else { return nil }
      return .ramp(fromPerSecond: from, toPerSecond: to, duration: length)
    default:
      let length = streamDuration(stream, kind.key)
      guard let rate = positiveRate(kind.value, path), let length else { return nil }
      return kind.key == "rate"
        ? .constant(rate, duration: length) : .poisson(perSecond: rate.perSecond, duration: length)
    }
  }

  private mutating func forbidDuration(_ stream: Fields, _ kind: String) {
    guard let member = stream.members.first(where: { $0.key == "for" }) else { return }
    error(member.keyPlace, "\(stream.what): found \"for\", which a \(kind) does not have")
  }

  private mutating func streamDuration(_ stream: Fields, _ kind: String) -> Span? {
    guard let node = require(stream, "for", hint: "for: 15m, how long arrivals by \(kind) go on") else { return nil }
    return positiveDuration(node, stream.path("for"))
  }

  private mutating func ramp(_ node: Node, _ what: String) -> (from: Double, to: Double)? {
    guard let fields = fields(node, of: what, known: ["from", "to"]) else { return nil }
    let from = require(fields, "from", hint: "{ from: 1/s, to: 9/s }").flatMap { rate($0, fields.path("from")) }
    let to = require(fields, "to", hint: "{ from: 1/s, to: 9/s }").flatMap { rate($0, fields.path("to")) }
    guard let from, let to else { return nil }
    guard from.count > 0 || to.count > 0 else {
      error(node.place, "\(what): found zero at both ends, expected a rate above zero")
      return nil
    }
    return (from.perSecond, to.perSecond)
  }

  /// `none`, `standard`, `adaptive`, or a policy whose missing keys are ASL's defaults.
  private mutating func callerRetry(_ node: Node, _ what: String) -> CallerRetry? {
    if node.text != nil {
      switch word(node, what, of: ["none", "standard", "adaptive"]) {
      case "none": return CallerRetry.none
      case "standard": return .standard
      case "adaptive": return .adaptive
      default: return nil
      }
    }
    let keys = ["interval", "rate", "maxAttempts", "maxDelay", "jitter"]
    guard let fields = fields(node, of: what, known: keys) else { return nil }
    var policy = RetryPolicy(interval: .seconds(1), rate: 2, maxAttempts: 3, maxDelay: nil, fullJitter: false)
    if let node = fields["interval"] { policy.interval = duration(node, fields.path("interval")) ?? policy.interval }
    if let node = fields["rate"] {
      policy.rate = number(node, fields.path("rate"), in: 1...1e6, expected: "a number, at least 1") ?? policy.rate
    }
    if let node = fields["maxAttempts"] {
      policy.maxAttempts = integer(node, fields.path("maxAttempts"), in: 0...99_999_999) ?? policy.maxAttempts
    }
    if let node = fields["maxDelay"] { policy.maxDelay = positiveDuration(node, fields.path("maxDelay")) }
    if let node = fields["jitter"] {
      policy.fullJitter = word(node, fields.path("jitter"), of: ["NONE", "FULL"]) == "FULL"
    }
    return .policy(policy)
  }
}
