import Prelude
import Simulation
import StatesLanguage

/// `warmup` and `until`. With a warm-up and no `until` the executions that count are waited for, so that the end of the
/// load cuts none of them off.
struct Horizon {
  let warmup: Span
  let until: Plan.Horizon
  /// `warmup: auto`.
  let findsWarmup: Bool

  init(_ root: Fields, load: [LoadStream]) {
    findsWarmup = root["warmup"]?.node.text == "auto"
    warmup = findsWarmup ? .zero : root["warmup"]?.duration() ?? .zero
    let end = load.map(\.end).max() ?? .zero
    let given = root["until"].flatMap { Self.until($0, loadEnd: end) }
    until = given ?? (warmup > .zero || findsWarmup ? Self.counted(end, patience: end - .zero) : .drained)
    if findsWarmup, let node = root["warmup"], !load.allSatisfy(\.arrivals.canGoOn) {
      node.error(.value, "found auto, but only a load by rate, poisson or users has a warm-up that can be found")
    }
    if let node = root["warmup"], warmup > .zero, !load.isEmpty {
      let start = Instant(nanoseconds: warmup.nanoseconds)
      let found = "found \(node.node.found), but the"
      if end <= start {
        node.error(.value, "\(found) load ends before: nothing would be measured")
      } else if case .at(let instant) = until, instant <= start {
        node.error(.value, "\(found) run ends before: nothing would be measured")
      }
    }
  }

  /// `drained`, `counted`, `{ counted: 30m }` or a time.
  private static func until(_ node: Cursor, loadEnd: Instant) -> Plan.Horizon? {
    if node.members != nil {
      let patience = node.fields(ScenarioGrammar.counted)?.kind()?.value.positiveDuration()
      return patience.map { counted(loadEnd, patience: $0) }
    }
    switch node.node.text {
    case "drained": return .drained
    case "counted": return counted(loadEnd, patience: loadEnd - .zero)
    default: return node.positiveDuration().map { .at(.zero + $0) }
    }
  }

  /// `patience`: how long the last executions are waited for; unless the scenario says, as long again as all before.
  private static func counted(_ loadEnd: Instant, patience: Span) -> Plan.Horizon {
    .counted(atLatest: loadEnd + patience)
  }
}
