/// What has a quota of its own that is a token bucket: actions of the API, and what AWS limits alike.
/// Source: AWS developer guide, "Quotas for Step Functions".
public enum APIAction: UInt8, CaseIterable, Sendable {
  // What starts executions comes first; these calls are counted.
  /// Of Standard workflows, and of Express ones.
  case startExecution, startExpressExecution
  /// Of Express workflows only.
  case startSyncExecution
  /// States entered by Standard workflows, retries among them.
  case stateTransition
  case stopExecution, redriveExecution
  /// What the workers of activities call, and whoever answers task tokens.
  case getActivityTask, sendTaskSuccess, sendTaskFailure, sendTaskHeartbeat
  case startMapRun
  /// How fast one Map Run starts its children, of either type.
  case mapRunStandardDispatch, mapRunExpressDispatch
  /// What Tasks call to look at executions.
  case describeExecution, listExecutions

  public static let starts: [APIAction] = [.startExecution, .startExpressExecution, .startSyncExecution]
  /// Those that are called, and may be away.
  package static let called = allCases.filter { action in
    switch action {
    case .stateTransition, .mapRunStandardDispatch, .mapRunExpressDispatch: false
    default: true
    }
  }

  /// As scenarios, files and reports name it.
  public var name: String {
    switch self {
    case .startExecution: "StartExecution"
    case .startExpressExecution: "StartExpressExecution"
    case .startSyncExecution: "StartSyncExecution"
    case .stateTransition: "StateTransition"
    case .stopExecution: "StopExecution"
    case .redriveExecution: "RedriveExecution"
    case .getActivityTask: "GetActivityTask"
    case .sendTaskSuccess: "SendTaskSuccess"
    case .sendTaskFailure: "SendTaskFailure"
    case .sendTaskHeartbeat: "SendTaskHeartbeat"
    case .startMapRun: "StartMapRun"
    case .mapRunStandardDispatch: "MapRunStandardDispatch"
    case .mapRunExpressDispatch: "MapRunExpressDispatch"
    case .describeExecution: "DescribeExecution"
    case .listExecutions: "ListExecutions"
    }
  }

  /// Of what starts executions: the type of those that it starts.
  public var startedKind: MachineModel.Kind { self == .startExecution ? .standard : .express }
}

extension MachineModel.Kind {
  /// What starts machines of this type, where the caller does not wait for the end.
  public var startAction: APIAction { self == .express ? .startExpressExecution : .startExecution }
}

/// One value for each action.
///
/// Hot, and unchecked: an action cannot lie outside of it, since a test counts them.
public struct PerAction<Value> {
  private var values: InlineArray<15, Value>

  public init(_ value: (APIAction) -> Value) {
    values = InlineArray { value(APIAction.allCases[$0]) }
  }

  @inline(__always)
  public subscript(action: APIAction) -> Value {
    get { values[unchecked: Int(action.rawValue)] }
    _modify { yield &values[unchecked: Int(action.rawValue)] }
  }
}

extension PerAction: Sendable where Value: Sendable {}

/// One value for each of the actions that start executions: a precondition that assertions check.
public struct PerStart<Value> {
  @usableFromInline var values: InlineArray<3, Value>

  public init(repeating value: Value) { values = InlineArray(repeating: value) }

  /// Of no other action.
  @inlinable @inline(__always)
  public subscript(action: APIAction) -> Value {
    get {
      assert(action.rawValue < 3)
      return values[unchecked: Int(action.rawValue)]
    }
    _modify {
      assert(action.rawValue < 3)
      yield &values[unchecked: Int(action.rawValue)]
    }
  }
}

extension PerStart: Sendable where Value: Sendable {}

extension PerStart: Equatable where Value: Equatable {
  public static func == (a: PerStart, b: PerStart) -> Bool {
    a.values.indices.allSatisfy { a.values[$0] == b.values[$0] }
  }
}

/// Calls of one action so far.
public struct CallCounts: Hashable, Sendable {
  public var admitted: Int
  public var throttled: Int
  public var offered: Int { admitted + throttled }

  public init(admitted: Int = 0, throttled: Int = 0) {
    self.admitted = admitted
    self.throttled = throttled
  }

  public static func + (a: CallCounts, b: CallCounts) -> CallCounts {
    CallCounts(admitted: a.admitted + b.admitted, throttled: a.throttled + b.throttled)
  }

  public static func - (a: CallCounts, b: CallCounts) -> CallCounts {
    CallCounts(admitted: a.admitted - b.admitted, throttled: a.throttled - b.throttled)
  }
}
