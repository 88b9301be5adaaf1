public import JSON

/// What a definition's text says about each of its states, for those who must name a place in it.
public struct DefinitionSource: Sendable {
  /// By the position of the state's name.
  private let states: [SourcePosition: LocatedJSON]

  /// Of no text.
  init() { states = [:] }

  /// Collects the states of a parsed definition, those of branches and item processors included.
  public init(_ root: LocatedJSON) {
    var states: [SourcePosition: LocatedJSON] = [:]
    var open = [root]
    while let value = open.popLast() {
      switch value.content {
      case .array(let items): open += items
      case .object(let members):
        for member in members {
          if member.key == "States", let inner = member.value.members {
            for state in inner { states[state.keyPosition] = state.value }
          }
          open.append(member.value)
        }
      case .null, .bool, .integer, .double, .string: break
      }
    }
    self.states = states
  }

  /// The value at `path` of a state: names of members, numbers of elements. Nil where there is none.
  public func value(_ path: [String], in state: State) -> LocatedJSON? {
    var value = states[state.position]
    for step in path { value = value?.inner(step) }
    return value
  }

  /// Where the value at `path` stands, or as much of the way to it as there is; else the state's name.
  public func position(of path: [String], in state: State) -> SourcePosition {
    var position = state.position
    var value = states[state.position]
    for step in path {
      value = value?.inner(step)
      guard let value else { break }
      position = value.position
    }
    return position
  }
}

extension LocatedJSON {
  fileprivate func inner(_ step: String) -> LocatedJSON? {
    switch content {
    case .object(let members): return members.last { $0.key == step }?.value
    case .array(let values):
      guard let index = Int(step), values.indices.contains(index) else { return nil }
      return values[index]
    case .null, .bool, .integer, .double, .string: return nil
    }
  }
}
