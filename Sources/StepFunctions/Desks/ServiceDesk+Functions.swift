import Chance
import Engine
import Prelude

/// Services that are Lambda functions.
extension ServiceDesk {
  /// A call finds an environment that is warm, gets a new one, or is refused.
  @inline(never)
  mutating func invoke(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) {
    switch functions.invoke(service, at: core.now) {
    case .refused(let limit):
      services[Int(service)].refusals[limit] &+= 1
      refuse(id, service, error: services[Int(service)].model.function?.error ?? FunctionModel.throttled, &core)
    case .warm: occupy(id, newCall(id, service, &core), &core)
    case .cold:
      let start = coldStart(id, service, &core)
      services[Int(service)].coldStarts &+= 1
      services[Int(service)].busy &+= start.nanoseconds
      occupy(id, newCall(id, service, &core), after: start, &core)
    }
  }

  private mutating func coldStart(_ id: StrandID, _ service: Int32, _ core: inout AccountCore) -> Span {
    guard let law = services[Int(service)].model.function?.coldStart else { return .zero }
    var stream = core.streams.coldStart.stream(entity: core.strand(id).pointee.key)
    return law.constantSpan ?? law.sample(&stream)
  }

  /// The service has no room for the call.
  mutating func refuse(_ id: StrandID, _ service: Int32, error: String, _ core: inout AccountCore) {
    services[Int(service)].refused &+= 1
    core.interpreter.records.isRefused(id)
    core.fail(id, Failure(error, "Rate Exceeded."))
  }
}
