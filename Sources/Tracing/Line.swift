import Engine
import Prelude

/// A path of control, and what is open on it.
struct Line {
  /// The execution, iteration or branch that it is.
  let scope: Int
  private(set) var visit: Int?
  private(set) var attempt: Int?
  var mapRun: Int?
  private(set) var attempts = 0
  /// Up to here its time has gone to spans; since then it goes to `part`.
  var cursor: Instant
  var part = Part.overhead
  /// It is in a Map, or in either kind of fork.
  private(set) var isMap = false
  private(set) var isFork = false
  /// A nested start that ends its child with it.
  private(set) var isManaged = false
  /// The call has returned, and the Task waits for what came of it.
  var isSubmitted = false
  /// The nested execution that it waits for.
  var child: UInt64?
  /// The error that a catcher of the state has taken.
  var caught: String?
  /// It has a next state, which it has not entered yet.
  var isEntering = false
  /// Up to here the engine has split its time.
  var markedAt: Instant
  /// When the first of the branches began that it has now.
  var forkedAt: Instant?
  /// If nothing else ends after it, this branch or child has ended what the state waited for.
  var release: Release?
  /// It has left a state, the last time then.
  private(set) var hasLeft = false
  private(set) var leftAt = Instant.zero

  struct Release {
    let span: Int
    /// When the state began to wait.
    let since: Instant
    var isFailing = false
  }

  init(scope: Int, at now: Instant) {
    self.scope = scope
    (cursor, markedAt) = (now, now)
  }

  mutating func enter(_ span: Int, _ type: String) {
    visit = span
    isEntering = false
    attempts = 0
    caught = nil
    isMap = type.hasPrefix("Map")
    isFork = isMap || type.hasPrefix("Parallel")
  }

  mutating func leave(at now: Instant) {
    (visit, attempt, mapRun) = (nil, nil, nil)
    (isMap, isFork) = (false, false)
    (hasLeft, leftAt) = (true, now)
  }

  mutating func call(_ span: Int, resource: String) {
    attempt = span
    attempts += 1
    isSubmitted = false
    isManaged = resource.contains(".sync") || resource == "startSyncExecution"
  }

  mutating func answered() {
    (attempt, child) = (nil, nil)
    isSubmitted = false
  }

  /// What is waited for.
  func name(of part: Part) -> String {
    switch part {
    case .transitionWait: "transition token"
    case .throttleBackoff: "throttled"
    case .errorBackoff: "after an error"
    case .serviceQueue: "queue"
    case .service where isSubmitted: "job"
    case .service: "service"
    case .callback: "callback"
    case .mapSlot: "slot"
    case .waitState: "timer"
    case .overhead: "overhead"
    }
  }
}

/// What an event says of a Task's attempt.
enum Call {
  case scheduled
  case ended(TraceSpan.Outcome)

  /// nil: nothing. Names: GetExecutionHistory, of Tasks, Lambda functions and activities.
  init?(_ type: String) {
    guard let prefix = ["Task", "LambdaFunction", "Activity"].first(where: type.hasPrefix) else { return nil }
    switch type.dropFirst(prefix.count) {
    case "Scheduled": self = .scheduled
    case "Succeeded": self = .ended(.succeeded)
    case "TimedOut": self = .ended(.timedOut)
    case "Failed", "ScheduleFailed", "StartFailed", "SubmitFailed": self = .ended(.failed)
    default: return nil
    }
  }
}
