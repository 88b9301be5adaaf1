import JSON

extension StateMachine {
  /// What AWS accepts and what will most likely fail, never match or collide when it runs: warnings, in the order of
  /// their places. `source` is the text that the machine was parsed from.
  public func lint(_ source: DefinitionSource, file: String, settings: LintSettings = LintSettings()) -> [Diagnostic] {
    var lint = Lint(machine: self, source: source, file: file, settings: settings)
    for index in states.indices {
      lint.errorNames(of: index)
      lint.throttling(of: index)
      lint.childName(of: index)
      lint.growth(of: index)
      lint.events(of: index)
      lint.envelopes(of: index)
    }
    return lint.diagnostics.enumerated().sorted {
      let (a, b) = ($0.element.position, $1.element.position)
      return (a.line, a.column, $0.offset) < (b.line, b.column, $1.offset)
    }.map(\.element)
  }
}

/// One lint of one definition; each rule has a file of its own.
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
  var diagnostics: [Diagnostic] = []

  init(machine: StateMachine, source: DefinitionSource, file: String, settings: LintSettings) {
    self.machine = machine
    self.source = source
    self.file = file
    self.settings = settings
    parents = machine.parents
    items = machine.knownItems(settings.starts)
  }

  mutating func warn(_ state: State, _ path: [String], _ message: String, hint: String) {
    diagnostics.append(
      Diagnostic(
        severity: .warning, file: file, position: source.position(of: path, in: state), message: message, hint: hint))
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

  /// Whether a retrier or catcher with these names takes the error. Source: developer guide, error handling.
  static func takes(_ names: [String], _ error: String) -> Bool {
    names.contains { $0 == error || $0 == "States.ALL" || ($0 == "States.TaskFailed" && error != "States.Timeout") }
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
