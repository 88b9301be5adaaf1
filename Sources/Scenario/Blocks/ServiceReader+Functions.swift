import Chance
import StatesLanguage
import StepFunctions

/// `lambda`: the execution environments of a service that is a function.
extension ServiceReader {
  static func function(_ fields: Fields) -> FunctionModel? {
    guard let node = fields["lambda"] else { return nil }
    for member in fields.members where member.key == "concurrency" || workerKeys.contains(member.key) {
      let instead = member.key == "concurrency" ? ", expected reserved in it" : ""
      fields.conflict(member, "found \"\(member.key)\" beside \"lambda\"\(instead)")
    }
    guard let members = node.fields(ScenarioGrammar.function),
      let law = members.require("coldStart", hint: "coldStart: 350ms")?.latency()
    else { return nil }
    var function = FunctionModel(coldStart: law)
    if let keepAlive = members["keepAlive"]?.duration() { function.keepAlive = keepAlive }
    function.reserved = members["reserved"]?.integer(in: 0...QuotaReader.mostConcurrency)
    if let scaling = members["scaling"].flatMap({ QuotaReader.bucket($0, base: function.scaling, isPace: true) }) {
      function.scaling = scaling
    }
    if let error = members["error"]?.errorName() { function.error = error }
    return function
  }

  /// What functions reserve must be there, and leave enough to the others.
  static func checkReserved(_ drafts: [ServiceDraft], _ quotas: Quotas) {
    guard let all = quotas.functions.concurrency else { return }
    var reserved = 0
    for draft in drafts {
      guard let own = draft.model.function?.reserved, own > 0, let place = draft.reservedPlace else { continue }
      reserved += own
      if reserved > all - FunctionModel.leastUnreserved {
        place.error(
          .value,
          "\(reserved) of the account's \(all) are reserved, and \(FunctionModel.leastUnreserved) must stay unreserved",
          hint: "reserve less, or set quotas.LambdaConcurrency to what the account has")
        return
      }
    }
  }
}
