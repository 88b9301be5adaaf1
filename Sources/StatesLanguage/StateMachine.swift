// StatesLanguage: an Amazon States Language definition, parsed once into dense indices, with located diagnostics.
// After parsing nothing can meet an unknown name: states are numbered, paths, templates and timestamps are compiled.

package import JSON
package import JSONPath
package import Prelude

/// A state machine, every state of every nesting level in one dense array.
package struct StateMachine: Sendable {
  package var comment: String?
  package var states: [State]
  /// The top level's `StartAt`.
  package var start: StateIndex
  /// `TimeoutSeconds` of the machine.
  package var timeoutSeconds: Int?

  package init(comment: String? = nil, states: [State], start: StateIndex, timeoutSeconds: Int? = nil) {
    self.comment = comment
    self.states = states
    self.start = start
    self.timeoutSeconds = timeoutSeconds
  }
}

/// The place of a state in `StateMachine.states`.
package typealias StateIndex = Int

/// What comes after a state.
package enum Successor: Equatable, Sendable {
  case state(StateIndex)
  case end
}

package struct State: Sendable {
  package var name: String
  /// Where the state's name stands in the definition, for errors at run time.
  package var position: SourcePosition
  package var dataFlow: DataFlow
  package var action: Action
  /// `Next` or `End`; `.end` for Succeed and Fail; the `Default` of a Choice lives in its action.
  package var next: Successor
  package var retriers: [Retrier] = []
  package var catchers: [Catcher] = []

  package init(name: String, position: SourcePosition, dataFlow: DataFlow, action: Action, next: Successor) {
    self.name = name
    self.position = position
    self.dataFlow = dataFlow
    self.action = action
    self.next = next
  }
}

/// How data enters and leaves a state in the JSONPath query language. `nil` always means "not written".
package struct DataFlow: Sendable {
  /// `InputPath`, `OutputPath`: `.whole` by default, `.nothing` where the definition says null.
  package var inputPath: Selection = .whole
  package var outputPath: Selection = .whole
  package var parameters: PayloadTemplate?
  package var resultSelector: PayloadTemplate?
  package var resultPath: ResultPlacement = .replace

  package init() {}
}

package enum Selection: Sendable {
  case whole
  /// `null`: an empty object takes the value's place.
  case nothing
  case path(Path)
}

package enum ResultPlacement: Sendable {
  case replace
  /// `null`: the result is dropped, the state's raw input passes through.
  case discard
  case at(ReferencePath)
}

package enum Action: Sendable {
  case pass(result: JSON?)
  case task(Task)
  case choice(Choice)
  case wait(Wait)
  case succeed
  case fail(Fail)
  case parallel(branches: [StateIndex])
  case map(Map)
}

package struct Task: Sendable {
  package var resource: Resource
  package var timeout: Seconds?
  package var heartbeat: Seconds?
  /// `Credentials.RoleArn`, recorded in the history and otherwise without effect.
  package var credentials: PayloadTemplate?
  /// Where the value of `Resource` stands in the definition.
  package var resourcePosition = SourcePosition(line: 1, column: 1)

  package init(resource: Resource, timeout: Seconds? = nil, heartbeat: Seconds? = nil) {
    self.resource = resource
    self.timeout = timeout
    self.heartbeat = heartbeat
  }
}

/// A number of seconds, fixed or read from the state's input.
package enum Seconds: Sendable {
  case fixed(Int)
  case path(Path)
}

/// What a Task calls.
package struct Resource: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A Lambda function's own ARN.
    case lambdaFunction
    case activity
    /// `arn:aws:states:::service:action`.
    case integration
  }
  package enum Pattern: String, Hashable, Sendable {
    case requestResponse = ""
    case sync = ".sync"
    case sync2 = ".sync:2"
    case waitForTaskToken = ".waitForTaskToken"
  }
  package var arn: String
  package var kind: Kind
  /// `states`, `lambda`, `sqs`, `aws-sdk:sfn`; `lambda` for a function ARN, `activity` for an activity.
  package var service: String
  /// `startExecution`, `invoke`; empty for function ARNs and activities.
  package var action: String
  package var pattern: Pattern

  package init(arn: String, kind: Kind, service: String, action: String, pattern: Pattern) {
    self.arn = arn
    self.kind = kind
    self.service = service
    self.action = action
    self.pattern = pattern
  }
}

package struct Wait: Sendable {
  package enum Duration: Sendable {
    case seconds(Int)
    case secondsPath(Path)
    /// Validated RFC 3339 text.
    case timestamp(Timestamp)
    case timestampPath(Path)
  }
  package var duration: Duration

  package init(duration: Duration) { self.duration = duration }
}

package struct Fail: Sendable {
  package enum Text: Sendable {
    case fixed(String)
    case path(PayloadTemplate.Expression)
  }
  package var error: Text?
  package var cause: Text?

  package init(error: Text? = nil, cause: Text? = nil) {
    self.error = error
    self.cause = cause
  }
}

package struct Map: Sendable {
  package var itemsPath: Path?
  /// `ItemSelector`, or the deprecated `Parameters` of a Map.
  package var itemSelector: PayloadTemplate?
  /// The `StartAt` of `ItemProcessor` (or `Iterator`).
  package var start: StateIndex
  /// `MaxConcurrency`; 0 means as many as AWS allows.
  package var maxConcurrency: Seconds

  package init(itemsPath: Path?, itemSelector: PayloadTemplate?, start: StateIndex, maxConcurrency: Seconds) {
    self.itemsPath = itemsPath
    self.itemSelector = itemSelector
    self.start = start
    self.maxConcurrency = maxConcurrency
  }
}

/// One entry of `Retry`. Source of the defaults: Amazon States Language, "Errors"; AWS developer guide, error handling.
package struct Retrier: Sendable {
  package enum Jitter: Sendable { case none, full }
  package var errorEquals: [String]
  package var intervalSeconds = 1
  package var maxAttempts = 3
  package var backoffRate = 2.0
  package var maxDelaySeconds: Int?
  package var jitter = Jitter.none

  package init(errorEquals: [String]) { self.errorEquals = errorEquals }
}

package struct Catcher: Sendable {
  package var errorEquals: [String]
  package var resultPath: ResultPlacement
  package var next: StateIndex

  package init(errorEquals: [String], resultPath: ResultPlacement, next: StateIndex) {
    self.errorEquals = errorEquals
    self.resultPath = resultPath
    self.next = next
  }
}
