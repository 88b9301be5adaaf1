import Chance
import JSON
import StepFunctions

extension Reader {
  mutating func readServices(_ root: Fields) {
    guard let node = root["services"], !node.isNull else { return }
    guard let members = node.members else {
      error(
        node.place, "services: found \(node.found), expected a mapping of resources",
        hint: "\"arn:aws:lambda:us-east-1:123456789012:function:Charge\": { latency: 200ms }")
      return
    }
    for member in members {
      guard let service = service(member) else { continue }
      services.append(service)
      servicePlaces.append(member.keyPlace)
    }
  }

  private mutating func service(_ member: Node.Member) -> ServiceModel? {
    let what = "services.\(Node.excerpt(member.key))"
    guard !member.key.isEmpty, !member.key.contains(where: \.isWhitespace) else {
      error(
        member.keyPlace,
        "services: found \"\(Node.excerpt(member.key))\", expected the ARN of a resource or a function")
      return nil
    }
    let keys = ["latency", "errors", "concurrency", "result", "callback"] + Reader.workerKeys
    guard let fields = fields(member.value, of: what, known: keys) else { return nil }
    // Of an activity: nobody polls. Whether a name is an activity's, the Tasks that call it say.
    if fields.members.isEmpty, Reader.mayBeActivity(member.key) {
      bareServices[services.count] = member.value.place
      return ServiceModel(name: member.key, latency: .zero)
    }
    let latency = require(fields, "latency", hint: "latency: 200ms").flatMap {
      self.latency($0, fields.path("latency"))
    }
    var service = ServiceModel(name: member.key, latency: latency ?? .zero)
    service.workers = workers(fields, isActivity: Reader.isActivity(member.key))
    if let node = fields["errors"] { service.errors = errors(node, fields.path("errors")) }
    if let node = fields["concurrency"], let value = concurrency(node, fields.path("concurrency")) {
      service.concurrency = value
    }
    if let node = fields["result"], let result = result(node, fields.path("result")) { service.result = result }
    if let node = fields["callback"] { service.callback = callback(node, fields.path("callback")) }
    return service
  }

  private mutating func errors(_ node: Node, _ what: String) -> [ServiceModel.ErrorChance] {
    guard case .sequence(let items) = node.content else {
      error(
        node.place, "\(what): found \(node.found), expected a list",
        hint: "[ { name: Lambda.TooManyRequestsException, probability: 0.001 } ]")
      return []
    }
    var errors: [ServiceModel.ErrorChance] = []
    for (index, item) in items.enumerated() {
      let path = "\(what).\(index)"
      guard let fields = fields(item, of: path, known: ["name", "cause", "probability"]) else { continue }
      let name = require(fields, "name").flatMap { errorName($0, fields.path("name")) }
      let cause = fields["cause"].flatMap { text($0, fields.path("cause")) }
      let probability = require(fields, "probability").flatMap {
        number($0, fields.path("probability"), in: 0...1, expected: "a number from 0 to 1")
      }
      if let name, let probability { errors.append(.init(name: name, cause: cause, probability: probability)) }
    }
    let total = errors.reduce(0) { $0 + $1.probability }
    if total > 1 + 1e-9 { error(node.place, "\(what): the probabilities sum to \(total), expected at most 1") }
    return errors
  }

  /// A plain limit refuses what exceeds it, as Lambda does.
  private mutating func concurrency(_ node: Node, _ what: String) -> ServiceModel.Concurrency? {
    let refusal = "Lambda.TooManyRequestsException"
    if node.text != nil {
      return integer(node, what, in: 1...1_000_000_000).map { .refuse(limit: $0, error: refusal) }
    }
    guard let fields = fields(node, of: what, known: ["limit", "excess"]),
      let limitNode = require(fields, "limit"),
      let limit = integer(limitNode, fields.path("limit"), in: 1...1_000_000_000)
    else { return nil }
    guard let excess = fields["excess"] else { return .refuse(limit: limit, error: refusal) }
    guard let name = errorName(excess, fields.path("excess")) else { return nil }
    return name == "queue" ? .queue(limit: limit) : .refuse(limit: limit, error: name)
  }

  private mutating func result(_ node: Node, _ what: String) -> ServiceModel.Result? {
    if case .scalar("echo", isPlain: true) = node.content { return .echo }
    guard let members = node.members, members.count == 1, members[0].key == "list" else {
      return jsonOrFile(node, what).map { .constant($0) }
    }
    guard case .sequence(let items) = members[0].value.content, !items.isEmpty else {
      error(members[0].value.place, "\(what).list: found \(members[0].value.found), expected a list with a value")
      return nil
    }
    return .list(items.map { json($0) })
  }

  private mutating func callback(_ node: Node, _ what: String) -> ServiceModel.Callback? {
    guard let fields = fields(node, of: what, known: ["after", "error"]),
      let after = require(fields, "after", hint: "after: 5s"), let law = latency(after, fields.path("after"))
    else { return nil }
    return ServiceModel.Callback(after: law, error: fields["error"].flatMap { errorName($0, fields.path("error")) })
  }
}
