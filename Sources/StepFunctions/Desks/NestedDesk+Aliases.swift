import Chance
import Engine
import JSON

/// Versions and aliases, as far as starts by their ARNs need them.
extension NestedDesk {
  /// The alias that a Task's start names; -1 where it names none.
  mutating func alias(_ id: StrandID, _ parameters: JSON, _ core: inout AccountCore) -> Int32 {
    let site = core.site(id)
    if site.pointee.alias >= 0 || site.pointee.target >= 0 { return site.pointee.alias }
    guard let arn = parameters["StateMachineArn"]?.string else { return -1 }
    return core.directory.aliasIndex(arn: arn).map(Int32.init) ?? -1
  }

  /// The version that gets this start, drawn by the alias's weights.
  mutating func route(_ id: StrandID, _ alias: Int32, _ core: inout AccountCore) -> Int32 {
    let routes = core.model.aliases[Int(alias)].routes
    var draw = core.streams.routing.uniform(entity: core.strand(id).pointee.key, counter: 0)
    draw *= Double(routes.reduce(0) { $0 + $1.weight })
    for route in routes {
      draw -= Double(route.weight)
      if draw < 0 { return Int32(route.machine) }
    }
    return Int32(routes[routes.count - 1].machine)
  }

  mutating func aliasARN(_ alias: Int32, _ core: inout AccountCore) -> String {
    let alias = core.model.aliases[Int(alias)]
    let qualifier = alias.name.drop { $0 != ":" }
    return core.model.machines[alias.routes[0].machine].arn + qualifier
  }
}
