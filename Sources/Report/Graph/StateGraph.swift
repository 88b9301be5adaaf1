import StatesLanguage

/// The states of a machine as boxes, those of a Map or Parallel within its box, each level of them in layers.
struct StateGraph {
  enum EdgeKind: Hashable {
    case next, choice, caught
  }
  enum Mark: Equatable {
    case begin, end
    case state(StateIndex)
  }
  struct Box {
    var mark: Mark
    var size: LayeredLayout.Size
    /// Of a Map's processor or a Parallel's branches, with its place in the box.
    var scopes: [(corner: LayeredLayout.Point, scope: Scope)] = []
  }
  struct Scope {
    var boxes: [Box]
    var edges: [(edge: LayeredLayout.Edge, kind: EdgeKind)]
    var layout: LayeredLayout
  }

  let machine: StateMachine
  let top: Scope

  /// States beyond which a drawing shows nothing that a table would not show better.
  static let limit = 200
  static let header = 58.0
  static let padding = 16.0
  /// What a letter of a state's name takes, on average.
  static let letter = 7.6

  init(_ machine: StateMachine) {
    self.machine = machine
    top = Self.scope(machine, machine.start, hasEnds: true)
  }

  private static func scope(_ machine: StateMachine, _ start: StateIndex, hasEnds: Bool) -> Scope {
    let (states, successors) = reachable(machine, start)
    var boxes = hasEnds ? [Box(mark: .begin, size: .init(width: 18, height: 18))] : []
    let base = boxes.count
    boxes += states.map { box(machine, $0) }
    var place: [StateIndex: Int] = [:]
    for (offset, state) in states.enumerated() { place[state] = base + offset }
    var edges: [(edge: LayeredLayout.Edge, kind: EdgeKind)] = []
    func connect(_ from: Int, _ to: Int, _ kind: EdgeKind) {
      let edge = LayeredLayout.Edge(from: from, to: to)
      if !edges.contains(where: { $0.edge == edge && $0.kind == kind }) { edges.append((edge, kind)) }
    }
    if hasEnds { connect(0, base, .next) }
    let ends = states.filter { isEnd(machine.states[$0]) }
    if hasEnds, !ends.isEmpty { boxes.append(Box(mark: .end, size: .init(width: 18, height: 18))) }
    for (offset, state) in states.enumerated() {
      for (target, kind) in successors[offset] { connect(base + offset, place[target] ?? 0, kind) }
      if hasEnds, isEnd(machine.states[state]) { connect(base + offset, boxes.count - 1, .next) }
    }
    return Scope(boxes: boxes, edges: edges, layout: LayeredLayout(boxes.map(\.size), edges.map(\.edge)))
  }

  /// The states that lie behind the first one, in the order in which a walk meets them, and what comes after each.
  private static func reachable(
    _ machine: StateMachine, _ start: StateIndex
  ) -> (states: [StateIndex], successors: [[(StateIndex, EdgeKind)]]) {
    var states = [start]
    var met: Set<StateIndex> = [start]
    var successors: [[(StateIndex, EdgeKind)]] = []
    while successors.count < states.count {
      let after = self.successors(machine.states[states[successors.count]])
      successors.append(after)
      for (state, _) in after where met.insert(state).inserted { states.append(state) }
    }
    return (states, successors)
  }

  private static func successors(_ state: State) -> [(StateIndex, EdgeKind)] {
    var after: [(StateIndex, EdgeKind)] = []
    if case .choice(let choice) = state.action {
      after += choice.rules.map { ($0.next, .choice) }
      if let fallback = choice.fallback { after.append((fallback, .choice)) }
    } else if case .state(let next) = state.next {
      after.append((next, .next))
    }
    return after + state.catchers.map { ($0.next, .caught) }
  }

  /// Whether its scope is over behind it, and well.
  private static func isEnd(_ state: State) -> Bool {
    switch state.action {
    case .choice, .fail: false
    default: state.next == .end
    }
  }

  private static func box(_ machine: StateMachine, _ index: StateIndex) -> Box {
    let state = machine.states[index]
    let letters = max(Double(state.name.count), 0.8 * Double(state.typeText.count))
    let width = min(240, max(140, letters * letter + 26))
    var box = Box(mark: .state(index), size: .init(width: width, height: header))
    let starts: [StateIndex] =
      switch state.action {
      case .parallel(let branches): branches
      case .map(let map): map.start.map { [$0] } ?? []
      default: []
      }
    guard !starts.isEmpty else { return box }
    var x = padding
    for start in starts {
      let scope = scope(machine, start, hasEnds: false)
      box.scopes.append((LayeredLayout.Point(x: x, y: header), scope))
      x += scope.layout.size.width + padding
      box.size.height = max(box.size.height, header + scope.layout.size.height + padding)
    }
    if x < width {
      // What is narrower than the name above it stands in the middle.
      for place in box.scopes.indices { box.scopes[place].corner.x += (width - x) / 2 }
    }
    box.size.width = max(width, x)
    return box
  }
}
