import JSON

/// What AWS refuses in an Express state machine, of which no execution outlasts one request. Texts as AWS words them.
extension Rules {
  static let expressDistributedMap = Rule<ExpressMachine>(
    RuleInfo(
      "express.distributed-map", .error, "a distributed Map in a machine of the type EXPRESS",
      source: "recorded on AWS",
      example: .express(
        #"{"StartAt":"A","States":{"A":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","#
          + #""ExecutionType":"EXPRESS"},"StartAt":"B","States":{"B":{"Type":"Succeed"}}},"End":true}}}"#))
  ) { machine in
    machine.states.compactMap { state, location in
      guard case .map(let map) = state.action, map.start == nil else { return nil }
      return machine.finding(
        state.position, "Express state machine does not support distributed Map", location: location,
        hint: "make the machine STANDARD, or the Map inline")
    }
  }

  static let expressWaiting = Rule<ExpressMachine>(
    RuleInfo(
      "express.waiting", .error, "a Task that outlasts its request in a machine of the type EXPRESS",
      source: "recorded on AWS",
      example: .express(
        #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","#
          + #""Parameters":{"FunctionName":"f"},"End":true}}}"#))
  ) { machine in
    machine.states.compactMap { state, location in
      guard case .task(let task) = state.action, let refusal = task.resource.expressRefusal else { return nil }
      return machine.finding(
        task.resourcePosition, refusal, location: location + "/Resource",
        hint: "an Express execution lasts at most 5 minutes and cannot be called back; make the machine STANDARD "
          + "or call the service without waiting")
    }
  }
}

/// Every state of a machine that is to be of the type EXPRESS, and where AWS sees it.
struct ExpressMachine {
  let file: String
  private(set) var states: [(state: State, location: String)] = []

  init(_ machine: StateMachine, file: String) {
    self.file = file
    var isSeen = [Bool](repeating: false, count: machine.states.count)
    var pending: [(index: StateIndex, scope: String)] = [(machine.start, "/States/")]
    while let (index, scope) = pending.popLast() {
      guard !isSeen[index] else { continue }
      isSeen[index] = true
      let state = machine.states[index]
      let location = scope + state.name
      states.append((state, location))
      pending += state.successors.map { ($0, scope) }
      switch state.action {
      case .parallel(let branches):
        for (offset, branch) in branches.enumerated() {
          pending.append((branch, "\(location)/Branches[\(offset)]/States/"))
        }
      case .map(let map):
        if let start = map.start { pending.append((start, "\(location)/ItemProcessor/States/")) }
      case .task, .pass, .choice, .wait, .succeed, .fail: break
      }
    }
  }

  fileprivate func finding(
    _ position: SourcePosition, _ refusal: String, location: String, hint: String
  ) -> Finding {
    Finding(
      file: file, position: position, message: "\(refusal) at \(location)", hint: hint,
      aws: AWSDiagnostic(code: .schemaValidationFailed, message: refusal, location: location))
  }
}

extension StateMachine {
  /// What AWS refuses in it if it is to be of the type EXPRESS.
  public func problems(asExpress file: String) -> [Diagnostic] {
    var machine = ExpressMachine(self, file: file)
    return Rules.ofExpress.flatMap { $0.diagnostics(&machine) }.inOrderOfPlace
  }
}

extension State {
  /// Every state of the same scope that may follow.
  var successors: [StateIndex] {
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
    // What nothing can call is refused for that.
    if case .unknown = recognition { return nil }
    if kind == .activity { return "Express state machine does not support activities" }
    return switch pattern {
    case .requestResponse: nil
    case .sync, .sync2: "Express state machine does not support '\(pattern.rawValue)' service integration"
    // AWS's own text has two blanks here.
    case .waitForTaskToken: "Express state machine does not support '.waitForTaskToken' service integration "
    }
  }
}
