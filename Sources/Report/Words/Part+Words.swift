import Engine

/// Words for where an execution's time went.
extension Part {
  var title: String {
    switch self {
    case .transitionWait: "Transition wait"
    case .throttleBackoff: "Throttle backoff"
    case .errorBackoff: "Error backoff"
    case .serviceQueue: "Service queue"
    case .service: "Service"
    case .callback: "Callback"
    case .mapSlot: "Map slot"
    case .waitState: "Wait state"
    case .overhead: "Overhead"
    }
  }

  /// Of the page's palette.
  var color: String {
    switch self {
    case .transitionWait: "violet"
    case .throttleBackoff: "red"
    case .errorBackoff: "amber"
    case .serviceQueue: "pink"
    case .service: "blue"
    case .callback: "green"
    case .mapSlot: "teal"
    case .waitState: "slate"
    case .overhead: "ink"
    }
  }

  var label: String {
    switch self {
    case .transitionWait: "waiting for a StateTransition token"
    case .throttleBackoff: "backing off after throttled calls"
    case .errorBackoff: "backing off after other errors"
    case .serviceQueue: "queueing at services"
    case .service: "services at work"
    case .callback: "waiting for the answer to a task token"
    case .mapSlot: "waiting for a Map slot"
    case .waitState: "Wait states"
    case .overhead: "Step Functions' own overhead"
    }
  }
}
