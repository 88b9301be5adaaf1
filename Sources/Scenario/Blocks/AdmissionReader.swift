import Chance
import Prelude
import Schema
import Simulation
import StatesLanguage

/// `admission` of a stream: what its callers pass before they call.
enum AdmissionReader {
  private static let counts = 1...1_000_000_000

  /// `none`, or a mapping with one key; nil where it cannot be read.
  static func read(_ node: Cursor) -> Admission?? {
    if node.node.text == "none" { return .some(nil) }
    guard node.members != nil else {
      node.mismatch(
        expected: "none, or one of " + ScenarioGrammar.admission.kinds.joined(separator: ", "),
        hint: "admission: { queue: { rate: 200/s } }")
      return nil
    }
    guard let kind = node.fields(ScenarioGrammar.admission)?.kind() else { return nil }
    let admission: Admission? =
      switch kind.key {
      case "queue": queue(kind.value)
      case "semaphore": semaphore(kind.value)
      case "bucket": bucket(kind.value)
      case "breaker": breaker(kind.value)
      default: eventSource(kind.value)
      }
    guard let admission else { return nil }
    return .some(admission)
  }

  /// How many may wait: a number, or `unlimited`.
  private static func length(_ fields: Fields, default missing: Int? = nil) -> Int?? {
    guard let node = fields["length"] else { return .some(missing) }
    if node.node.text == "unlimited" { return .some(nil) }
    guard let most = node.integer(in: 0...1_000_000_000, or: ", or unlimited") else { return nil }
    return .some(most)
  }

  private static func queue(_ node: Cursor) -> Admission? {
    guard let fields = node.fields(ScenarioGrammar.queue) else { return nil }
    guard let rate = fields.require("rate", hint: "rate: 200/s")?.positiveRate(), let length = length(fields),
      node.canCount(1, rate)
    else { return nil }
    return Admission(.paced(capacity: 1, refill: rate, paysForRetries: false), length: length)
  }

  private static func semaphore(_ node: Cursor) -> Admission? {
    if node.node.text != nil { return node.integer(in: counts).map { Admission(.semaphore(limit: $0)) } }
    guard let fields = node.fields(ScenarioGrammar.semaphore) else { return nil }
    guard let limit = fields.require("limit", hint: "limit: 500")?.integer(in: counts), let length = length(fields)
    else { return nil }
    return Admission(.semaphore(limit: limit), length: length)
  }

  private static func bucket(_ node: Cursor) -> Admission? {
    guard let fields = node.fields(ScenarioGrammar.clientBucket) else { return nil }
    let capacity = fields.require("bucket", hint: "bucket: 1300")?.integer(in: counts)
    let refill = fields.require("refill", hint: "refill: 300/s")?.positiveRate()
    guard let capacity, let refill, let length = length(fields), node.canCount(capacity, refill) else { return nil }
    return Admission(.paced(capacity: capacity, refill: refill, paysForRetries: true), length: length)
  }

  private static func breaker(_ node: Cursor) -> Admission? {
    guard let fields = node.fields(ScenarioGrammar.breaker) else { return nil }
    let trip: BreakerModel.Trip?
    guard let kind = fields.kind() else { return nil }
    if kind.key == "refusals" {
      trip = kind.value.integer(in: counts).map { .refusals($0) }
      if let calls = fields.member("calls") {
        fields.conflict(calls, "found \"calls\" beside \"refusals\", expected it beside \"ratio\"")
      }
    } else {
      let calls = fields["calls"].map { $0.integer(in: counts) } ?? 20
      let ratio = kind.value.number(in: 1e-9...1, expected: "a number above 0, at most 1")
      trip = ratio.flatMap { ratio in calls.map { .ratio(ratio, calls: $0) } }
    }
    let open = fields.require("open", hint: "open: 30s")?.positiveDuration()
    guard let trip, let open, let length = length(fields, default: 0) else { return nil }
    var model = BreakerModel(trip: trip, open: open)
    if let within = fields["within"]?.positiveDuration() { model.within = within }
    if let probes = fields["probes"]?.integer(in: 1...1_000_000) { model.probes = probes }
    return Admission(.breaker(model), length: length)
  }

  // MARK: SQS

  /// The ranges are AWS's: a batch of at most 10,000, 2 to 1,000 invocations at once, a function of at most 15 minutes,
  /// a message invisible for at most 12 hours.
  private static func eventSource(_ node: Cursor) -> Admission? {
    guard let fields = node.fields(ScenarioGrammar.eventSource) else { return nil }
    let receive = fields["receive"].map { $0.latency() } ?? (try? .constant(.milliseconds(80)))
    let latency = fields["latency"].map { $0.latency() } ?? (try? .constant(.milliseconds(100)))
    guard let receive, let latency else { return nil }
    var source = EventSource(receive: receive, latency: latency)
    if let batch = fields["batch"]?.integer(in: 1...10_000) { source.batch = batch }
    if let pollers = fields["pollers"]?.integer(in: 1...10_000) { source.pollers = pollers }
    if let scaling = fields["scaling"]?.rate() { source.scaling = scaling }
    if let each = fields["invocationsPerPoller"]?.integer(in: 1...1_000) { source.invocationsPerPoller = each }
    if let most = fields["concurrency"]?.integer(in: 2...1_000) { source.concurrency = most }
    if let timeout = duration(fields["timeout"], atMost: .seconds(900)) { source.timeout = timeout }
    if let hidden = duration(fields["visibility"], atMost: .seconds(43_200)) { source.visibility = hidden }
    if let most = fields["maxReceives"] {
      source.maxReceives = most.node.text == "unlimited" ? nil : most.integer(in: 1...1_000, or: ", or unlimited")
    }
    if source.visibility < source.timeout, let place = fields["visibility"] ?? fields["timeout"] {
      place.error(
        .value, "the messages are visible again before the function's timeout is over",
        hint: "AWS refuses a visibility below timeout, and advises six times as long")
    }
    return Admission(.eventSource(source))
  }

  private static func duration(_ node: Cursor?, atMost most: Span) -> Span? {
    guard let span = node?.positiveDuration() else { return nil }
    guard span <= most else {
      node?.mismatch(.value, expected: "at most \(Int(most.seconds))s")
      return nil
    }
    return span
  }
}
