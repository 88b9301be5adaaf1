import JSON

extension StateMachine {
  /// What AWS accepts and what will most likely fail, never match or collide when it runs: warnings, in the order of
  /// their places. `source` is the text that the machine was parsed from.
  public func lint(_ source: DefinitionSource, file: String, settings: LintSettings = LintSettings()) -> [Diagnostic] {
    var lint = Lint(machine: self, source: source, file: file, settings: settings)
    return Rules.ofMachines.flatMap { $0.diagnostics(&lint) }.inOrderOfPlace
  }
}

/// A machine that can be run, with its text and what is known of its account: what the rules that warn look at.
struct Lint {
  let machine: StateMachine
  let source: DefinitionSource
  let file: String
  let settings: LintSettings
  /// The Map or Parallel that each state stands directly inside of.
  private let parents: [StateIndex?]
  /// What is known of the items of each Map.
  let items: [StateIndex: KnownItems]
  /// The fewest events of a scope, by its first state; worked out once.
  var leastEvents: [StateIndex: Int?] = [:]

  init(machine: StateMachine, source: DefinitionSource, file: String, settings: LintSettings) {
    self.machine = machine
    self.source = source
    self.file = file
    self.settings = settings
    parents = machine.parents
    items = machine.knownItems(settings.starts)
  }

  func finding(_ state: State, _ path: [String], _ message: String, hint: String) -> Finding {
    Finding(file: file, position: source.position(of: path, in: state), message: message, hint: hint)
  }

  /// What `find` finds of each state.
  mutating func ofEachState(_ find: (inout Lint, StateIndex) -> Finding?) -> [Finding] {
    machine.states.indices.compactMap { find(&self, $0) }
  }

  /// The Maps and Parallels around a state, the innermost first.
  func enclosing(_ index: StateIndex) -> [StateIndex] {
    var around: [StateIndex] = []
    var next = parents[index]
    while let container = next {
      around.append(container)
      next = parents[container]
    }
    return around
  }

  func isInMap(_ index: StateIndex) -> Bool {
    enclosing(index).contains { if case .map = machine.states[$0].action { true } else { false } }
  }
}

extension State {
  /// `Task state "A"`.
  var described: String { "\(action.type.rawValue) state \(quoted(name))" }
}

extension StateMachine {
  /// The first states of the scopes inside of a state.
  func scopes(of index: StateIndex) -> [StateIndex] {
    switch states[index].action {
    case .map(let map): map.start.map { [$0] } ?? []
    case .parallel(let branches): branches
    case .pass, .task, .choice, .wait, .succeed, .fail: []
    }
  }

  /// The Maps and Parallels around a state, the innermost first.
  public func containers(of index: StateIndex) -> [StateIndex] {
    let parents = parents
    return Array(sequence(first: index) { parents[$0] }.dropFirst())
  }

  fileprivate var parents: [StateIndex?] {
    var parents = [StateIndex?](repeating: nil, count: states.count)
    for container in states.indices {
      var pending = scopes(of: container)
      while let next = pending.popLast() {
        guard parents[next] == nil else { continue }
        parents[next] = container
        pending += states[next].successors
      }
    }
    return parents
  }
}
