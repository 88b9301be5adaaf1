// StepFunctions: one AWS account in one Region, in virtual time: its API actions, token buckets, quotas, services,
// and the executions that the Engine runs. This file is what an account is made of; `Account` is how it acts.

public import Chance
public import Engine
public import Prelude
public import StatesLanguage

/// Everything that determines how an account behaves.
public struct AccountModel: Sendable {
  public var region: String
  public var accountID: String
  /// Those that it was given, and behind them the processors of their distributed Maps, each a machine of its own.
  public private(set) var machines: [MachineModel]
  public var aliases: [AliasModel] = []
  public var services: [ServiceModel]
  public var quotas: Quotas
  public var overheads: Overheads
  /// What a Task sees when its StartExecution is throttled.
  public var throttleError = ErrorName.throttledStart
  /// What a Task sees when the account has as many open executions as it may.
  public var openExecutionsError = ErrorName.tooManyOpen
  /// Does a failing or stopped parent stop the children that its `.sync` Tasks manage? AWS: yes.
  public var stopChildren = true
  /// When an action of the API that starts executions fails; each with one error.
  public var outages: [APIAction: [ServiceModel.Outage]] = [:]
  /// What distributed Maps read, to begin with.
  public var objects = ObjectStore()
  /// Do the starts of a Map Run's children take StartExecution tokens? Unknown; AWS names rates of their own for them.
  public var mapRunsTakeTokens = false
  /// How integrations try a throttled call again before their Task sees the error; nil: not at all.
  public var integrationRetry: IntegrationRetry?
  /// Does a `.sync` Task take a DescribeExecution token to read what became of its child? AWS documents polling as well
  /// as events; a recording without the permission to describe went on by events alone.
  public var syncTakesDescribe = false
  /// What Tasks answer in place of the services and the machines that they call.
  public var mocks: MockedAnswers?

  public init(
    region: String, accountID: String = ARN.exampleAccount, machines: [MachineModel], services: [ServiceModel],
    quotas: Quotas, overheads: Overheads
  ) {
    self.region = region
    self.accountID = accountID
    self.machines = Self.withProcessors(machines)
    self.services = services
    self.quotas = quotas
    self.overheads = overheads
  }

  private static func withProcessors(_ machines: [MachineModel]) -> [MachineModel] {
    // Those of another account's list have their processors behind them: these are made anew.
    var all = machines.filter { $0.owner == nil }
    var index = 0
    while index < all.count {
      all += all[index].processors(at: index)
      index += 1
    }
    return all
  }
}

public struct MachineModel: Sendable {
  public enum Kind: String, Sendable {
    case standard = "STANDARD"
    case express = "EXPRESS"
  }
  public var name: String
  public var arn: String
  public var kind: Kind
  public var definition: StateMachine
  /// Bytes of the definition's text: part of what Express memory is billed by.
  public var definitionBytes: Int
  /// Where the definition was read, for located errors at run time.
  public var file: String
  /// Of the processor of a distributed Map: the index of the machine that has the Map, and the Map's state there.
  public internal(set) var owner: (machine: Int, state: StateIndex)?
  /// Of a published version, which is a machine of its own in the account's list, by the name `Child:2` and with the
  /// ARN of `Child`.
  public var version: String?

  public init(name: String, arn: String, kind: Kind, definition: StateMachine, definitionBytes: Int, file: String = "")
  {
    self.name = name
    self.arn = arn
    self.kind = kind
    self.definition = definition
    self.definitionBytes = definitionBytes
    self.file = file
  }
}

extension MachineModel {
  /// Without the version.
  var baseName: String {
    guard let version else { return name }
    return String(name.dropLast(version.count + 1))
  }

  var versionARN: String? { version.map { "\(arn):\($0)" } }

  /// A machine for each distributed Map of this one: `Machine/Label`, or with the Map's name where it has no label.
  func processors(at index: Int) -> [MachineModel] {
    var names: Set<String> = []
    return definition.distributedMaps.map { state, map in
      var label = map.label ?? Self.label(for: definition.states[state].name)
      while !names.insert(label).inserted { label += "-" }
      var processor = MachineModel(
        name: "\(name)/\(label)", arn: "\(arn)/\(label)", kind: map.isExpress ? .express : .standard,
        definition: map.processor, definitionBytes: definitionBytes, file: file)
      processor.owner = (index, state)
      return processor
    }
  }

  /// In the place of the label that AWS would make up: the state's name, without what ARNs may not have.
  private static func label(for name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.isAlphabetic || $0.isNumber ? $0 : "-" }))
  }
}

extension Unicode.Scalar {
  fileprivate var isNumber: Bool { properties.numericType != nil }
}

/// An alias of a machine: it routes each start to one of its versions. Source: AWS API reference,
/// CreateStateMachineAlias.
public struct AliasModel: Sendable {
  public struct Route: Sendable {
    /// Index into `AccountModel.machines`.
    public var machine: Int
    public var weight: Int

    public init(machine: Int, weight: Int) {
      self.machine = machine
      self.weight = weight
    }
  }
  /// `Child:live`.
  public var name: String
  public var routes: [Route]

  public init(name: String, routes: [Route]) {
    self.name = name
    self.routes = routes
  }
}

/// An account's limits. `nil` or `.unlimited` lifts one.
public struct Quotas: Sendable {
  public enum Bucket: Hashable, Sendable {
    case unlimited
    case tokens(capacity: Int, refill: Rate)
  }
  private var buckets: PerAction<Bucket>
  private var timings = PerAction<BucketTiming> { _ in .ideal }
  public var openExecutions: Int? = 1_000_000
  public var inlineMapConcurrency: Int? = Defaults.inlineMapConcurrency
  public var historyEvents: Int? = Defaults.historyEvents
  public var payloadBytes: Int? = Defaults.payloadBytes
  /// Of all variables that a path of control can read: 10 MiB.
  public var variableBytes: Int? = 10_485_760
  /// States that one execution may enter without time moving on, before the run ends with an error.
  public var statesPerInstant: Int? = 1_000_000
  /// More Map Runs wait until others have ended.
  public var openMapRuns: Int? = 1_000
  public var mapRunConcurrency: Int? = 10_000
  public var functions = FunctionQuotas()
  /// Other buckets are AWS's defaults that are the same in every Region.
  public init(startExecution: Bucket, startExpressExecution: Bucket, stateTransition: Bucket, stopExecution: Bucket) {
    buckets = PerAction { action in
      switch action {
      case .startExecution: startExecution
      case .startExpressExecution: startExpressExecution
      case .stateTransition: stateTransition
      case .stopExecution: stopExecution
      case .redriveExecution: .tokens(capacity: 800, refill: .perSecond(150))
      case .startMapRun: .tokens(capacity: 25, refill: .perSecond(25))
      // The size of these two is unknown: 1 makes a steady pace.
      case .mapRunStandardDispatch: .tokens(capacity: 1, refill: .perSecond(100))
      case .mapRunExpressDispatch: .tokens(capacity: 1, refill: .perSecond(1_000))
      // On demand at AWS, without a fixed number, and no part of the account's capacity.
      case .startSyncExecution: .unlimited
      case .getActivityTask, .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat, .listExecutions: .unlimited
      case .describeExecution: .tokens(capacity: 300, refill: .perSecond(50))
      }
    }
  }

  public subscript(action: APIAction) -> Bucket {
    get { buckets[action] }
    set { buckets[action] = newValue }
  }

  /// When the tokens of an action's bucket come, and when its refusals begin.
  public subscript(timing action: APIAction) -> BucketTiming {
    get { timings[action] }
    set { timings[action] = newValue }
  }

  var fullBuckets: PerAction<QuotaBucket> { PerAction { QuotaBucket(self[$0], timings[$0]) } }
}

/// Step Functions' own latencies. Defaults: facts measured on recorded histories, us-west-2, September 2026.
public struct Overheads: Sendable {
  /// From an admitted StartExecution call of a Task to the child's start.
  public var start: Distribution
  /// From an execution's start to its first state.
  public var firstState: Distribution
  /// Each further state entered.
  public var stateEntry: Distribution
  /// From the last state's exit to the execution's end.
  public var end: Distribution
  /// From a child's end to the `.sync` Task that waits for it.
  public var notify: Distribution
  /// From a parent's end to the stop of its `.sync` children.
  public var abort: Distribution
  /// From a distributed Map's start to its first children.
  public var mapRunStart = Distribution.zero
  /// From the end of a child to the start of the one that takes its place.
  public var mapRunNext = Distribution.zero
  /// From the end of the last child to the end of the Map.
  public var mapRunEnd = Distribution.zero

  public init(
    start: Distribution, firstState: Distribution, stateEntry: Distribution, end: Distribution, notify: Distribution,
    abort: Distribution
  ) {
    self.start = start
    self.firstState = firstState
    self.stateEntry = stateEntry
    self.end = end
    self.notify = notify
    self.abort = abort
  }

  public static let none = Overheads(
    start: .zero, firstState: .zero, stateEntry: .zero, end: .zero, notify: .zero, abort: .zero)
}
