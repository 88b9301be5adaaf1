import Chance
import Prelude
import StepFunctions

/// The workers of an activity, which a service has in place of a concurrency limit and a callback.
extension Reader {
  static let workerKeys = ["workers", "poll", "heartbeat", "workerName"]

  static func isActivity(_ service: String) -> Bool { ARN(service)?.path.first == "activity" }

  /// An activity's ARN or name.
  static func mayBeActivity(_ service: String) -> Bool { isActivity(service) || !service.contains(":") }

  mutating func workers(_ fields: Fields, isActivity: Bool) -> ServiceModel.Workers? {
    guard isActivity || Reader.workerKeys.contains(where: { fields[$0] != nil }) else { return nil }
    for member in fields.members where ["concurrency", "callback"].contains(member.key) {
      error(member.keyPlace, "\(fields.what): found \"\(member.key)\", which an activity does not have")
    }
    guard let node = require(fields, "workers", hint: "workers: 5, or nothing but { } where nobody polls"),
      let count = integer(node, fields.path("workers"), in: 1...1_000_000_000)
    else { return nil }
    var workers = ServiceModel.Workers(count: count)
    if let node = fields["poll"] { workers.poll = latency(node, fields.path("poll")) ?? .zero }
    if let node = fields["heartbeat"] { workers.heartbeat = positiveDuration(node, fields.path("heartbeat")) }
    if let node = fields["workerName"] { workers.name = text(node, fields.path("workerName")) }
    return workers
  }
}
