import Chance
import Engine
import Prelude

/// Services that are Lambda functions.
extension ServiceDesk {
  /// A call finds an environment that is warm, gets a new one, or is refused.
  @inline(never)
  mutating func invoke(_ call: ServiceCallID, _ core: inout AccountCore) {
    let service = calls[call].pointee.service
    switch functions.invoke(service, at: core.now) {
    case .refused(let limit):
      services[Int(service)].refused &+= 1
      services[Int(service)].refusals[limit] &+= 1
      turnsAway(call, .refusedByLimit, &core)
    case .warm: occupy(call, &core)
    case .cold:
      let start = coldStart(call, &core)
      services[Int(service)].coldStarts &+= 1
      services[Int(service)].busy &+= start.nanoseconds
      occupy(call, after: start, &core)
    }
  }

  private mutating func coldStart(_ call: ServiceCallID, _ core: inout AccountCore) -> Span {
    guard let law = services[Int(calls[call].pointee.service)].model.function?.coldStart else { return .zero }
    var stream = core.streams.coldStart.stream(entity: calls[call].pointee.key)
    return law.constantSpan ?? law.sample(&stream)
  }
}
