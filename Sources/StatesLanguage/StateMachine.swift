// StatesLanguage: an Amazon States Language definition, parsed once into dense indices, with located diagnostics.
// After parsing nothing can meet an unknown name: states are numbered, paths, templates and timestamps are compiled.

public import JSON
public import JSONPath
public import Prelude

/// A state machine, every state of every nesting level in one dense array.
public struct StateMachine: Sendable {
  public var comment: String?
  public var states: [State]
  /// The top level's `StartAt`.
  public var start: StateIndex
  /// `TimeoutSeconds` of the machine.
  public var timeoutSeconds: Int?

  public init(comment: String? = nil, states: [State], start: StateIndex, timeoutSeconds: Int? = nil) {
    self.comment = comment
    self.states = states
    self.start = start
    self.timeoutSeconds = timeoutSeconds
  }
}

/// The place of a state in `StateMachine.states`.
public typealias StateIndex = Int

/// What comes after a state.
public enum Successor: Equatable, Sendable {
  case state(StateIndex)
  case end
}

public struct State: Sendable {
  public var name: String
  /// Where the state's name stands in the definition, for errors at run time.
  public var position: SourcePosition
  public var language = QueryLanguage.jsonPath
  public var dataFlow: DataFlow
  public var action: Action
  /// `Next` or `End`; `.end` for Succeed and Fail; the `Default` of a Choice lives in its action.
  public var next: Successor
  public var retriers: [Retrier] = []
  public var catchers: [Catcher] = []

  public init(name: String, position: SourcePosition, dataFlow: DataFlow, action: Action, next: Successor) {
    self.name = name
    self.position = position
    self.dataFlow = dataFlow
    self.action = action
    self.next = next
  }
}

/// How data enters and leaves a state, in either query language. `nil` always means "not written".
public struct DataFlow: Sendable {
  /// `InputPath`, `OutputPath`: `.whole` by default, `.nothing` where the definition says null.
  public var inputPath: Selection = .whole
  public var outputPath: Selection = .whole
  /// `Parameters` in JSONPath, `Arguments` in JSONata.
  public var parameters: Template?
  public var resultSelector: PayloadTemplate?
  public var resultPath: ResultPlacement = .replace
  /// `Output`, of JSONata; of a Choice for its `Default`.
  public var output: JSONataTemplate?
  /// `Assign`: an object of variables; of a Choice for its `Default`.
  public var assign: Template?

  public init() {}
}

public enum Selection: Sendable {
  case whole
  /// `null`: an empty object takes the value's place.
  case nothing
  case path(Path)
}

public enum ResultPlacement: Sendable {
  case replace
  /// `null`: the result is dropped, the state's raw input passes through.
  case discard
  case at(ReferencePath)
}

public enum Action: Sendable {
  case pass(result: JSON?)
  case task(Task)
  case choice(Choice)
  case wait(Wait)
  case succeed
  case fail(Fail)
  case parallel(branches: [StateIndex])
  case map(Map)
}

public struct Task: Sendable {
  public var resource: Resource
  public var timeout: Seconds?
  public var heartbeat: Seconds?
  /// `Credentials.RoleArn`, recorded in the history and otherwise without effect.
  public var credentials: Template?
  /// Where the value of `Resource` stands in the definition.
  public var resourcePosition = SourcePosition(line: 1, column: 1)

  public init(resource: Resource, timeout: Seconds? = nil, heartbeat: Seconds? = nil) {
    self.resource = resource
    self.timeout = timeout
    self.heartbeat = heartbeat
  }
}

/// A number of seconds, fixed or worked out when the state is entered.
public enum Seconds: Sendable {
  static let range = 1...99_999_999

  case fixed(Int)
  case path(Path)
  case expression(JSONataExpression)
}

/// What a Task calls.
public struct Resource: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// A Lambda function's own ARN.
    case lambdaFunction
    case activity
    /// `arn:aws:states:::service:action`.
    case integration
  }
  public enum Pattern: String, Hashable, Sendable {
    case requestResponse = ""
    case sync = ".sync"
    case sync2 = ".sync:2"
    case waitForTaskToken = ".waitForTaskToken"
  }
  public var arn: String
  public var kind: Kind
  /// `states`, `lambda`, `sqs`, `aws-sdk:sfn`; `lambda` for a function ARN, `activity` for an activity.
  public var service: String
  /// `startExecution`, `invoke`; empty for function ARNs and activities.
  public var action: String
  public var pattern: Pattern

  public init(arn: String, kind: Kind, service: String, action: String, pattern: Pattern) {
    self.arn = arn
    self.kind = kind
    self.service = service
    self.action = action
    self.pattern = pattern
  }
}

public struct Wait: Sendable {
  public enum Duration: Sendable {
    case seconds(Int)
    case secondsPath(Path)
    /// Validated RFC 3339 text.
    case timestamp(Timestamp)
    case timestampPath(Path)
    case secondsExpression(JSONataExpression)
    case timestampExpression(JSONataExpression)
  }
  public var duration: Duration

  public init(duration: Duration) { self.duration = duration }
}

public struct Fail: Sendable {
  public enum Text: Sendable {
    case fixed(String)
    case path(PayloadTemplate.Expression)
    case expression(JSONataExpression)
  }
  public var error: Text?
  public var cause: Text?

  public init(error: Text? = nil, cause: Text? = nil) {
    self.error = error
    self.cause = cause
  }
}

/// What a Map iterates over.
public enum ItemSource: Sendable {
  /// The state's input itself.
  case input
  /// `ItemsPath`
  case path(Path)
  /// `Items`
  case template(JSONataTemplate)
}

public struct Map: Sendable {
  public var items: ItemSource
  /// `ItemSelector`, or the deprecated `Parameters` of a Map.
  public var itemSelector: Template?
  /// The `StartAt` of `ItemProcessor` (or `Iterator`); nil in distributed mode: that processor is a machine of its own.
  public var start: StateIndex?
  /// `MaxConcurrency`; 0 means as many as AWS allows.
  public var maxConcurrency: Seconds
  /// Present in distributed mode. It lies apart, because every state would be as large as the largest.
  public var distributed: DistributedMap? {
    get { distributedPart.first }
    set { distributedPart = newValue.map { [$0] } ?? [] }
  }
  private var distributedPart: [DistributedMap] = []

  public init(items: ItemSource, itemSelector: Template?, start: StateIndex?, maxConcurrency: Seconds) {
    self.items = items
    self.itemSelector = itemSelector
    self.start = start
    self.maxConcurrency = maxConcurrency
  }
}

/// One entry of `Retry`. Source of the defaults: Amazon States Language, "Errors"; AWS developer guide, error handling.
public struct Retrier: Sendable {
  public enum Jitter: Sendable { case none, full }
  public var errorEquals: [String]
  public var intervalSeconds = 1
  public var maxAttempts = 3
  public var backoffRate = 2.0
  public var maxDelaySeconds: Int?
  public var jitter = Jitter.none

  public init(errorEquals: [String]) { self.errorEquals = errorEquals }
}

public struct Catcher: Sendable {
  public var errorEquals: [String]
  public var resultPath: ResultPlacement
  /// `Output`, of JSONata, which sees `$states.errorOutput`.
  public var output: JSONataTemplate?
  public var assign: Template?
  public var next: StateIndex

  public init(errorEquals: [String], resultPath: ResultPlacement, next: StateIndex) {
    self.errorEquals = errorEquals
    self.resultPath = resultPath
    self.next = next
  }
}
