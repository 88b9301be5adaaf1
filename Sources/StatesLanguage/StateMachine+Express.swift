import JSON

extension StateMachine {
  /// What AWS refuses in an Express state machine: Tasks that outlast one request. Texts as AWS words them.
  public func problems(asExpress file: String) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    var isSeen = [Bool](repeating: false, count: states.count)
    var pending: [(index: StateIndex, scope: String)] = [(start, "/States/")]
    while let (index, scope) = pending.popLast() {
      guard !isSeen[index] else { continue }
      isSeen[index] = true
      let state = states[index]
      pending += state.successors.map { ($0, scope) }
      switch state.action {
      case .parallel(let branches):
        for (offset, branch) in branches.enumerated() {
          pending.append((branch, "\(scope)\(state.name)/Branches[\(offset)]/States/"))
        }
      case .map(let map) where map.start == nil:
        let refusal = "Express state machine does not support distributed Map"
        problems.append(
          Diagnostic(
            file: file, position: state.position, message: "\(refusal) at \(scope)\(state.name)",
            hint: "make the machine STANDARD, or the Map inline",
            aws: AWSDiagnostic(
              code: .schemaValidationFailed, message: refusal, location: "\(scope)\(state.name)")))
      case .map(let map):
        if let start = map.start { pending.append((start, "\(scope)\(state.name)/ItemProcessor/States/")) }
      case .task(let task):
        guard let refusal = task.resource.expressRefusal else { continue }
        let location = "\(scope)\(state.name)/Resource"
        problems.append(
          Diagnostic(
            file: file, position: task.resourcePosition, message: "\(refusal) at \(location)",
            hint: "an Express execution lasts at most 5 minutes and cannot be called back; make the machine STANDARD "
              + "or call the service without waiting",
            aws: AWSDiagnostic(code: .schemaValidationFailed, message: refusal, location: location)))
      case .pass, .choice, .wait, .succeed, .fail: break
      }
    }
    return problems.sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
  }
}

extension State {
  /// Every state of the same scope that may follow.
  public var successors: [StateIndex] {
    var successors = catchers.map(\.next)
    if case .state(let next) = next { successors.append(next) }
    if case .choice(let choice) = action {
      successors += choice.rules.map(\.next)
      if let fallback = choice.fallback { successors.append(fallback) }
    }
    return successors
  }
}

extension Resource {
  fileprivate var expressRefusal: String? {
    if kind == .activity { return "Express state machine does not support activities" }
    return switch pattern {
    case .requestResponse: nil
    case .sync, .sync2: "Express state machine does not support '\(pattern.rawValue)' service integration"
    // AWS's own text has two blanks here.
    case .waitForTaskToken: "Express state machine does not support '.waitForTaskToken' service integration "
    }
  }
}
