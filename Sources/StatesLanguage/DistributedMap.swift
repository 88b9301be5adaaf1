public import JSONPath

/// What a Map in distributed mode has besides an inline one: its iterations are executions of a state machine of their
/// own, which a Map Run starts. Source: AWS developer guide, "Using Map state in Distributed mode".
public struct DistributedMap: Sendable {
  /// The item processor, a state machine with states and a start of its own.
  public var processor: StateMachine
  /// `ExecutionType` of the child executions.
  public var isExpress: Bool
  /// Part of the children's ARNs; AWS makes one up where there is none.
  public var label: String?
  public var reader: ItemReader?
  public var batcher: ItemBatcher?
  public var writer: ResultWriter?
  /// The Map Run fails when more of its items than these have failed; either one is enough.
  public var toleratedCount: NumberSource?
  public var toleratedPercentage: NumberSource?

  init(processor: StateMachine, isExpress: Bool) {
    self.processor = processor
    self.isExpress = isExpress
  }

  static let labelLimit = 40
}

/// A number, fixed or worked out when the state is entered.
public enum NumberSource: Sendable {
  case fixed(Double)
  case path(Path)
  case expression(JSONataExpression)
}

/// How items are put together, so that one child execution gets several.
public struct ItemBatcher: Sendable {
  public var maxItems: NumberSource?
  public var maxBytes: NumberSource?
  public var input: Template?

  init() {}
}

/// Where the children's results go, and in which form.
public struct ResultWriter: Sendable {
  public enum Transformation: String, CaseIterable, Sendable {
    /// The children as DescribeExecution gives them.
    case none = "NONE"
    /// The outputs of those that succeeded.
    case compact = "COMPACT"
    /// The same, and arrays among them fall apart.
    case flatten = "FLATTEN"
  }
  public enum OutputType: String, CaseIterable, Sendable {
    case json = "JSON"
    case jsonLines = "JSONL"
  }
  /// `Bucket` and `Prefix`; nil: the results are the state's output.
  public var parameters: Template?
  public var transformation: Transformation
  public var outputType = OutputType.json

  /// Source of the defaults: AWS developer guide, "ResultWriter (Map)".
  init(parameters: Template?) {
    self.parameters = parameters
    transformation = parameters == nil ? .compact : .none
  }
}

extension StateMachine {
  /// Of its Task states, in the order of the definition; those of distributed Maps are machines of their own.
  public var taskNames: [String] { states.filter { $0.action.type == .task }.map(\.name) }

  /// Its states, and those of its distributed Maps' processors, however deep.
  public var everyState: [State] { states + distributedMaps.flatMap { $0.map.processor.everyState } }

  /// The distributed Maps of the machine's own states, in the order of the definition.
  public var distributedMaps: [(state: StateIndex, map: DistributedMap)] {
    states.enumerated().compactMap { index, state in
      guard case .map(let map) = state.action, let distributed = map.distributed else { return nil }
      return (index, distributed)
    }
  }
}
