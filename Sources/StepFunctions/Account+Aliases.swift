import Chance
import Engine
import JSON

/// Versions and aliases, as far as starts by their ARNs need them.
extension Account {
  /// The alias that a Task's start names; -1 where it names none.
  mutating func alias(_ slot: StrandID, _ parameters: JSON) -> Int32 {
    let known = site(slot).pointee.alias
    if known >= 0 || site(slot).pointee.target >= 0 { return known }
    guard let arn = parameters["StateMachineArn"]?.string else { return -1 }
    return directory.aliasIndex(arn: arn).map(Int32.init) ?? -1
  }

  /// The version that gets this start, drawn by the alias's weights.
  mutating func route(_ slot: StrandID, _ alias: Int32) -> Int32 {
    let routes = model.aliases[Int(alias)].routes
    var draw = streams.routing.uniform(entity: interpreter.strands[slot].pointee.key, counter: 0)
    draw *= Double(routes.reduce(0) { $0 + $1.weight })
    for route in routes {
      draw -= Double(route.weight)
      if draw < 0 { return Int32(route.machine) }
    }
    return Int32(routes[routes.count - 1].machine)
  }

  mutating func aliasARN(_ alias: Int32) -> String {
    let alias = model.aliases[Int(alias)]
    let qualifier = alias.name.drop { $0 != ":" }
    return model.machines[alias.routes[0].machine].arn + qualifier
  }

  /// The machine whose executions have the names: a version's are those of its machine.
  mutating func nameOwner(_ machine: Int32) -> Int32 {
    if model.machines[Int(machine)].version == nil { return machine }
    return directory.machineIndex(arn: model.machines[Int(machine)].arn).map(Int32.init) ?? machine
  }
}

extension MachineModel {
  /// Without the version.
  var baseName: String {
    guard let version else { return name }
    return String(name.dropLast(version.count + 1))
  }

  var versionARN: String? { version.map { "\(arn):\($0)" } }
}
