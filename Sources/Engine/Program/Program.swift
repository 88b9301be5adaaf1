public import JSON
import JSONPath
public import Prelude
public import StatesLanguage

/// The machines of an account, compiled: every state of every machine in one dense table.
public struct Program: ~Copyable {
  public struct Machine {
    public let name: String
    public let arn: String
    public let isExpress: Bool
    let identity: MachineIdentity
    /// For located errors at run time.
    public var file: String
    public var start: Int32
    public var timeout: Span?
    /// The distributed Map whose children run it: the index of its machine, and its state there.
    public var owner: (machine: Int, state: StateIndex)?

    public init(
      name: String, arn: String, versionARN: String? = nil, isExpress: Bool, file: String,
      owner: (machine: Int, state: StateIndex)? = nil
    ) {
      self.name = name
      self.arn = arn
      self.isExpress = isExpress
      self.file = file
      self.owner = owner
      identity = MachineIdentity(name: name, arn: arn, isExpress: isExpress, versionARN: versionARN)
      start = -1
    }
  }

  /// Read in place, like the states: a copy would cost more than the interpretation.
  public let machines: UnsafeMutablePointer<Machine>
  public let machineCount: Int
  public let states: UnsafeMutablePointer<CompiledState>
  public let stateCount: Int

  /// `throttleError`: what a Task sees of a refused nested start; nil: no `throttleRule` is wanted.
  public init(_ sources: [(machine: Machine, definition: StateMachine)], throttleError: String?) {
    stateCount = sources.reduce(0) { $0 + $1.definition.states.count }
    states = .allocate(capacity: max(1, stateCount))
    machineCount = sources.count
    machines = .allocate(capacity: max(1, machineCount))
    var base = 0
    for (index, source) in sources.enumerated() {
      for (offset, state) in source.definition.states.enumerated() {
        let child = sources.firstIndex { $0.machine.owner.map { $0 == (index, offset) } ?? false }
        (states + base + offset).initialize(
          to: CompiledState(
            state, machine: Int32(index), base: base, childMachine: Int32(child ?? -1),
            isExpress: source.machine.isExpress, throttleError: throttleError)
        )
      }
      for (place, offset) in source.definition.statesInLoops.enumerated() {
        states[base + offset].loopPlace = Int32(place)
      }
      var machine = source.machine
      machine.start = Int32(base + source.definition.start)
      machine.timeout = source.definition.timeoutSeconds.map(Span.seconds)
      (machines + index).initialize(to: machine)
      base += source.definition.states.count
    }
  }

  deinit {
    for index in 0..<stateCount { states[index].throttleRule.delays.deallocate() }
    states.deinitialize(count: stateCount)
    states.deallocate()
    machines.deinitialize(count: machineCount)
    machines.deallocate()
  }
}

extension Template {
  /// Whether its value can depend on the state's result. In JSONPath the result is what `$` means in `Assign`.
  fileprivate var usesResult: Bool {
    switch self {
    case .jsonPath(let template): template.constant == nil
    case .jsonata(let template): template.usesResult
    }
  }
}

extension Template {
  fileprivate var usesEntropy: Bool {
    switch self {
    case .jsonPath(let template): template.usesEntropy
    case .jsonata: true
    }
  }
}

/// One state, ready to be run.
///
/// Hot: what every visit reads lies in fields of its own, because taking a case of `source.action` apart copies the
/// whole of it, 209 bytes and what they refer to.
public struct CompiledState {
  /// What a Task's Parameters need before they can be sent.
  public enum Payload {
    /// The effective input itself.
    case input
    case constant(JSON)
    case template(Template)
  }

  public let source: State
  /// Tells the state's draws from those of others: of its name, so that a state inserted elsewhere changes none.
  let key: UInt64
  /// Whether a visit of it may draw at all, its entry apart.
  let draws: Bool
  /// Of a state in a loop: the place of its count in `Strand.Extra.visits`; -1 in others.
  var loopPlace: Int32 = -1
  public let machine: Int32
  /// -1: the end of its scope.
  public let next: Int32
  /// Where the states of the machine begin in the table.
  public let base: Int32
  public private(set) var payload: Payload
  /// Whether there is an input for which the payload cannot be made.
  public let payloadMayFail: Bool
  public let retriers: [CompiledRetrier]
  /// How the state's first retrier takes the throttle error of a nested start, where it does.
  public let throttleRule: ThrottleRule
  /// Of its machine: Express workflows know neither StateTransition throttling nor a bill by transitions.
  public let isExpress: Bool
  /// Input reaches the state's work untouched, and its result leaves it as the next state's input.
  public private(set) var passesWhole: Bool
  public private(set) var ignoresResult: Bool
  /// It has an `Assign` of its own.
  let assigns: Bool
  /// The result is dropped and the raw input handed on untouched.
  public private(set) var passesInput: Bool
  /// Its output may be larger than what it was given.
  let mayGrow: Bool
  /// Whatever the state does, it hands on the raw input that it was given: nothing is moved.
  private(set) var handsOnInput: Bool
  public let kind: StateType
  /// Of the state's kind; nil in others.
  let choice: Choice?
  let passResult: JSON?
  /// Of a Pass, as JSON text.
  let passResultBytes: Int
  let branches: [StateIndex]
  /// Of a Map: the first state of an iteration, -1 in others, and whether the items are its iterations' inputs.
  let iterationStart: Int32
  let itemsAreInputs: Bool
  /// Of a Map.
  let itemSelector: Template?
  /// Of a distributed Map: the machine that its children run; -1 in others.
  let childMachine: Int32
  /// Of a Task: `.waitForTaskToken`.
  public let isCallback: Bool
  /// Of a Task: `.sync`, whose call returns before what it started has ended.
  public let isJob: Bool
  /// Of a Task that starts an execution.
  let startPlan: StartPlan?
  /// What makes the child's input, where that is an object whose size may be known without making it; and the bytes of
  /// all other parameters.
  let sizedStart: PayloadTemplate?
  let bytesBesideStart: Int
  /// Of one that waits for it: what it reads of the description of a child that has succeeded; nil: all.
  public let childExcerpt: ChildExcerpt?
  /// What its ResultSelector makes of that, where it is always the same.
  let selectedOfSuccess: JSON?
  /// Of one that waits for it: nobody reads its input once there is a child.
  let forgetsInput: Bool
  /// Of a Task: something reads its input, whatever becomes of its Parameters. True of all other states.
  public let readsInput: Bool
  /// Of a Task: either, so that it has a token.
  let waitsForAnswer: Bool
  /// Of a Task: it has a timeout or a heartbeat.
  let hasTimeouts: Bool
  /// Of a Task: one of them is read from the data, which can fail.
  public let readsTimeouts: Bool
  /// Of a Task: an activity, which is scheduled first and starts when a worker takes it.
  let isActivity: Bool

  init(
    _ state: State, machine: Int32, base: Int, childMachine: Int32, isExpress: Bool, throttleError: String?
  ) {
    source = state
    key = Mix64.hash(state.name)
    self.isExpress = isExpress
    self.machine = machine
    self.base = Int32(base)
    if case .state(let index) = state.next { next = Int32(base + index) } else { next = -1 }
    let selectsInput = if case .path(let path) = state.dataFlow.inputPath { !path.alwaysLeadsSomewhere } else { false }
    payload =
      switch state.dataFlow.parameters {
      case nil: .input
      case let template?:
        selectsInput ? .template(template) : template.constant.map(Payload.constant) ?? .template(template)
      }
    payloadMayFail = selectsInput || state.dataFlow.parameters?.mayFail ?? false
    retriers = state.retriers.map(CompiledRetrier.init)
    let isSDK = if case .task(let task) = state.action { task.resource.service == "aws-sdk:sfn" } else { false }
    let error = throttleError.map { isSDK ? ErrorName.throttledSDKStart : $0 }
    throttleRule = ThrottleRule(retriers.first.flatMap { first in error.map(first.matches) == true ? first : nil })
    let task = if case .task(let task) = state.action { Optional(task) } else { Task?.none }
    isCallback = task?.resource.pattern == .waitForTaskToken
    isJob = task?.resource.pattern == .sync || task?.resource.pattern == .sync2
    startPlan = task.flatMap { $0.resource.isStartExecution ? StartPlan(state.dataFlow.parameters) : nil }
    sizedStart =
      if case .whole = state.dataFlow.inputPath, case .jsonPath(let template) = startPlan?.input, template.makesObject {
        template
      } else { nil }
    bytesBesideStart = startPlan?.otherBytes ?? 0
    childExcerpt = isJob && startPlan != nil ? ChildExcerpt(state) : nil
    selectedOfSuccess =
      childExcerpt == .status ? state.dataFlow.resultSelector.flatMap { $0.value(of: ChildDescription.success) } : nil
    forgetsInput = isJob && startPlan != nil && !state.readsInputWhileWaiting
    readsInput = state.readsInputBesideParameters
    waitsForAnswer = task.map { $0.resource.pattern != .requestResponse } ?? false
    isActivity = task?.resource.kind == .activity
    hasTimeouts = task?.timeout != nil || task?.heartbeat != nil
    readsTimeouts = [task?.timeout, task?.heartbeat].contains { seconds in
      switch seconds {
      case nil, .fixed?: false
      case .path?, .expression?: true
      }
    }
    kind = state.action.type
    choice = if case .choice(let choice) = state.action { choice } else { nil }
    passResult = if case .pass(let result) = state.action { result } else { nil }
    passResultBytes = passResult?.byteCount ?? 0
    branches = if case .parallel(let branches) = state.action { branches } else { [] }
    let map = if case .map(let map) = state.action { Optional(map) } else { StatesLanguage.Map?.none }
    iterationStart = map?.start.map { Int32(base + $0) } ?? -1
    itemSelector = map?.itemSelector
    itemsAreInputs = itemSelector == nil
    self.childMachine = childMachine
    let flow = state.dataFlow
    let isReplace = if case .replace = flow.resultPath { true } else { false }
    assigns = flow.assign != nil
    let discards = if case .discard = flow.resultPath { true } else { false }
    ignoresResult =
      !(flow.assign?.usesResult ?? false) && (flow.output.map { !$0.usesResult } ?? discards)
    let wholeInput = if case .whole = flow.inputPath { true } else { false }
    let wholeOutput = if case .whole = flow.outputPath { true } else { false }
    passesInput = discards && wholeOutput
    mayGrow = !discards || flow.output != nil
    let isWhole = wholeInput && wholeOutput && isReplace && flow.resultSelector == nil && flow.output == nil
    passesWhole = isWhole && (flow.parameters == nil || state.language == .jsonata)
    let templates = [flow.parameters, flow.assign] + (choice?.rules.map { $0.extras?.assign } ?? [])
    draws =
      kind.hasResult || kind == .fail || state.language == .jsonata || templates.contains { $0?.usesEntropy ?? false }
    let rulesSpeak = choice?.rules.contains { $0.extras?.output != nil || $0.extras?.assign != nil } ?? false
    let isSilent = !assigns && !rulesSpeak
    handsOnInput =
      isSilent
      && (passesInput && (kind != .pass || !payloadMayFail)
        || passesWhole && (kind == .succeed || kind == .wait || kind == .choice || kind == .pass && passResult == nil))
  }

  /// Takes no short cut from now on, so that every value on the way can be seen.
  mutating func takesEveryStep() {
    if let template = source.dataFlow.parameters { payload = .template(template) }
    passesWhole = false
    ignoresResult = false
    passesInput = false
    handsOnInput = false
  }
}

extension StateType {
  /// What the state does has a result of its own, `$states.result` in JSONata.
  var hasResult: Bool {
    switch self {
    case .task, .parallel, .map: true
    case .pass, .choice, .wait, .succeed, .fail: false
    }
  }
}

/// How the input of a child is made without the Parameters around it, of which the rest is the same in every call.
struct StartPlan {
  let input: Template
  let otherBytes: Int

  init?(_ parameters: Template?) {
    guard let parameters, !parameters.mayHave("Name"), let only = parameters.onlyDynamic("Input")
    else { return nil }
    (input, otherBytes) = (only, parameters.outline.constantBytes)
  }
}

/// A retrier in trivial fields, for the retry that happens a thousand times more often than all others. One that never
/// retries stands for none. Its delays belong to the program.
public struct ThrottleRule {
  @usableFromInline let delays: UnsafeMutablePointer<Int64>
  @usableFromInline let last: UInt32
  public let maxAttempts: UInt32
  public let fullJitter: Bool

  /// Nil: none.
  public init(_ retrier: CompiledRetrier?) {
    let table = retrier?.delays ?? [0]
    delays = .allocate(capacity: table.count)
    delays.initialize(from: table, count: table.count)
    last = UInt32(table.count - 1)
    maxAttempts = retrier?.maxAttempts ?? 0
    fullJitter = retrier?.fullJitter ?? false
  }

  @inlinable @inline(__always)
  public func delay(_ retry: UInt32) -> Int64 { delays[Int(min(retry, last))] }
}

/// A retrier whose delays are worked out before the run.
public struct CompiledRetrier {
  public let errorEquals: [String]
  public let maxAttempts: UInt32
  /// Nanoseconds before the k-th retry, up to where the cap or the table's end makes them constant.
  public let delays: [Int64]
  public let fullJitter: Bool

  init(_ retrier: Retrier) {
    errorEquals = retrier.errorEquals
    maxAttempts = UInt32(clamping: retrier.maxAttempts)
    fullJitter = retrier.jitter == .full
    let backoff = retrier.backoff
    var delays: [Int64] = []
    for retry in 0..<max(1, min(retrier.maxAttempts, 2_048)) {
      let delay = Span(seconds: backoff.delay(retry)).nanoseconds
      delays.append(delay)
      if backoff.isConstant(from: retry) || delay == .max { break }
    }
    self.delays = delays
  }

  @inlinable public func delay(_ retry: UInt32) -> Int64 { delays[min(Int(retry), delays.count - 1)] }

  public func matches(_ error: String?) -> Bool { errorEquals.contains { ErrorName.matches($0, error) } }

  func matches(_ failure: Failure) -> Bool { errorEquals.contains { failure.isTaken(by: $0) } }
}
