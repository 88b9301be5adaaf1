import Chance
import StepFunctions

/// The workers of an activity, which a service has in place of a concurrency limit and a callback.
extension ServiceReader {
  static let workerKeys = ["workers", "poll", "heartbeat", "workerName"]

  static func workers(_ fields: Fields, isActivity: Bool) -> ServiceModel.Workers? {
    guard isActivity || workerKeys.contains(where: { fields[$0] != nil }) else { return nil }
    for member in fields.members where ["concurrency", "callback", "rate", "abandoned"].contains(member.key) {
      fields.conflict(member, "found \"\(member.key)\", which an activity does not have")
    }
    if let latency = fields["latency"], let loaded = latency.members?.first(where: { $0.key == "loaded" }) {
      fields.conflict(loaded, "found \"loaded\", which an activity does not have")
    }
    let hint = "workers: 5, or nothing but { } where nobody polls"
    guard let count = fields.require("workers", hint: hint)?.integer(in: 1...1_000_000_000) else { return nil }
    var workers = ServiceModel.Workers(count: count)
    if let poll = fields["poll"] { workers.poll = poll.latency() ?? .zero }
    workers.heartbeat = fields["heartbeat"]?.positiveDuration()
    workers.name = fields["workerName"]?.text()
    return workers
  }
}
