import Statistics
import StepFunctions

/// The calls that one law is to hold for: all of a resource, or those of one of its states where these differ.
struct ServiceGroup {
  let key: String
  let sites: [Observations.CallSite]
  /// Why the calls of one resource are apart.
  var reason: String?

  /// Below so many, a state's times are not told from those of the others.
  private static let fewest = 30
  private static let level = 0.01

  /// `name`: of the service that answers a call, where a scenario says it.
  static func all(_ found: Observations, name: (Observations.CallSite) -> String?) -> [ServiceGroup] {
    let byKey = Dictionary(grouping: found.calls.keys) { name($0) ?? $0.resource }
    return byKey.sorted { $0.key < $1.key }.flatMap { key, sites in
      split(key, sites.sorted { $0.order < $1.order }, found)
    }
  }

  /// Each state against all others, by Holm's rule for the first: the level over their number.
  private static func split(
    _ key: String, _ sites: [Observations.CallSite], _ found: Observations
  ) -> [ServiceGroup] {
    let whole = [ServiceGroup(key: key, sites: sites)]
    func times(_ sites: [Observations.CallSite]) -> [Double] {
      sites.flatMap { found.calls[$0]?.latency.items ?? [] }.filter { !$0.value.isCensored }.map(\.value.time)
    }
    let named = sites.filter { $0.machine != nil && $0.state != nil && times([$0]).count >= fewest }
    // Versions of a machine may call several from one state, which a scenario cannot tell apart by it.
    let places = Set(sites.map { "\($0.machine ?? "")\u{0}\($0.state ?? "")" })
    guard sites.count > 1, places.count == sites.count, !named.isEmpty else { return whole }
    let apart = named.filter { site in
      let (own, others) = (times([site]), times(sites.filter { $0 != site }))
      guard others.count >= fewest else { return false }
      let count = Double(own.count * others.count) / Double(own.count + others.count)
      let p = KolmogorovSmirnov.pValue(distance: KolmogorovSmirnov.distance(own, others), count: count)
      return p < level / Double(named.count)
    }
    guard !apart.isEmpty else { return whole }
    let rest = sites.filter { !apart.contains($0) }
    let groups = apart.map { site in
      ServiceGroup(
        key: ServiceKey.text(machine: site.machine ?? "", state: site.state ?? ""), sites: [site],
        reason: "its calls of \(key) take another time than those of other states")
    }
    return groups + (rest.isEmpty ? [] : [ServiceGroup(key: key, sites: rest)])
  }
}

extension Observations.CallSite {
  var order: String { "\(resource)\u{0}\(machine ?? "")\u{0}\(state ?? "")" }
}
