import JSON
import StatesLanguage
import StepFunctions

/// A machine of the scenario while it is read: its definition may have failed.
struct MachineDraft {
  var name: String
  /// The machine's key in the scenario.
  var place: Place
  var kind: MachineModel.Kind
  /// The definition's path, as diagnostics name it.
  var file: String
  var definition: StateMachine?
  var definitionBytes = 0
  /// Of a published version, whose name is `Child:2`.
  var version: String?
  /// What the definition writes for each state, by the position of the state's name.
  var sources: [SourcePosition: LocatedJSON] = [:]

  func model(region: String, account: String) -> MachineModel? {
    guard let definition else { return nil }
    let base = version.map { name.dropLast($0.count + 1) } ?? name[...]
    var model = MachineModel(
      name: name, arn: "arn:aws:states:\(region):\(account):stateMachine:\(base)", kind: kind, definition: definition,
      definitionBytes: definitionBytes, file: file)
    model.version = version
    return model
  }

  /// Collects the states of a parsed definition, those of branches and item processors included.
  static func sources(in json: LocatedJSON) -> [SourcePosition: LocatedJSON] {
    var sources: [SourcePosition: LocatedJSON] = [:]
    var open = [json]
    while let value = open.popLast() {
      switch value.content {
      case .array(let items):
        open += items
      case .object(let members):
        for member in members {
          if member.key == "States", case .object(let states) = member.value.content {
            for state in states { sources[state.keyPosition] = state.value }
          }
          open.append(member.value)
        }
      default:
        break
      }
    }
    return sources
  }

  /// Where a member of a state stands, such as `Resource` or `Parameters`, `StateMachineArn`; else the state's name.
  func place(of path: [String], in state: State) -> Place {
    var position = state.position
    var value = sources[state.position]
    for key in path {
      guard let source = value, case .object(let members) = source.content else { break }
      guard let member = members.last(where: { $0.key == key }) else { break }
      position = member.value.position
      value = member.value
    }
    return Place(file: file, position: position)
  }

  func has(_ path: [String], in state: State) -> Bool {
    var value = sources[state.position]
    for key in path {
      guard let source = value, case .object(let members) = source.content else { return false }
      value = members.last { $0.key == key }?.value
    }
    return value != nil
  }
}
