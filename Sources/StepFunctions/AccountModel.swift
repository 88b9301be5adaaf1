// StepFunctions: one AWS account in one Region, in virtual time: its API actions, token buckets, quotas, services,
// and the executions that the Engine runs. This file is what an account is made of; `Account` is how it acts.

package import Chance
package import JSON
package import Prelude
package import StatesLanguage

/// Everything that determines how an account behaves.
package struct AccountModel: Sendable {
  package var region: String
  package var accountID: String
  package var machines: [MachineModel]
  package var services: [ServiceModel]
  package var quotas: Quotas
  package var overheads: Overheads
  /// What a Task sees when its StartExecution is throttled. Likely, not documented by AWS: hence a setting.
  package var throttleError = "StepFunctions.AWSStepFunctionsException"
  /// What a Task sees when the account has as many open executions as it may. Likely, not documented.
  package var openExecutionsError = "StepFunctions.ExecutionLimitExceededException"
  /// Does a failing or stopped parent stop the children that its `.sync` Tasks manage? AWS: yes.
  package var stopChildren = true

  package init(
    region: String, accountID: String = "123456789012", machines: [MachineModel], services: [ServiceModel],
    quotas: Quotas, overheads: Overheads
  ) {
    self.region = region
    self.accountID = accountID
    self.machines = machines
    self.services = services
    self.quotas = quotas
    self.overheads = overheads
  }
}

package struct MachineModel: Sendable {
  package enum Kind: String, Sendable {
    case standard = "STANDARD"
    case express = "EXPRESS"
  }
  package var name: String
  package var arn: String
  package var kind: Kind
  package var definition: StateMachine
  /// Bytes of the definition's text: part of what Express memory is billed by.
  package var definitionBytes: Int
  /// Where the definition was read, for located errors at run time.
  package var file: String

  package init(name: String, arn: String, kind: Kind, definition: StateMachine, definitionBytes: Int, file: String = "") {
    self.name = name
    self.arn = arn
    self.kind = kind
    self.definition = definition
    self.definitionBytes = definitionBytes
    self.file = file
  }
}

/// A called service: a Lambda function, a queue, any integration that is not a nested execution.
package struct ServiceModel: Sendable {
  package enum Concurrency: Sendable {
    case unlimited
    /// What exceeds `limit` is refused with this error name, as Lambda does.
    case refuse(limit: Int, error: String)
    /// What exceeds `limit` waits, first come, first served.
    case queue(limit: Int)
  }
  package struct ErrorChance: Sendable {
    package var name: String
    package var cause: String?
    package var probability: Double

    package init(name: String, cause: String?, probability: Double) {
      self.name = name
      self.cause = cause
      self.probability = probability
    }
  }
  package enum Result: Sendable {
    case constant(JSON)
    case echo
    /// The n-th call gets the n-th value; the last one repeats.
    case list([JSON])
  }
  /// What answers the task token of a `.waitForTaskToken` call to this service.
  package struct Callback: Sendable {
    package var after: Distribution
    /// `nil`: success with the service's result.
    package var error: String?

    package init(after: Distribution, error: String?) {
      self.after = after
      self.error = error
    }
  }
  /// The resource ARN, or the ARN or name of the function that `lambda:invoke` names.
  package var name: String
  package var latency: Distribution
  package var errors: [ErrorChance] = []
  package var concurrency = Concurrency.unlimited
  package var result = Result.constant(.object([:]))
  package var callback: Callback?

  package init(name: String, latency: Distribution) {
    self.name = name
    self.latency = latency
  }
}

/// An account's limits. `nil` or `.unlimited` lifts one.
package struct Quotas: Sendable {
  package enum Bucket: Hashable, Sendable {
    case unlimited
    case tokens(capacity: Int, refill: Rate)
  }
  package var startExecution: Bucket
  package var startExpressExecution: Bucket
  package var stateTransition: Bucket
  package var stopExecution: Bucket
  package var openExecutions: Int? = 1_000_000
  package var inlineMapConcurrency: Int? = 40
  package var historyEvents: Int? = 25_000
  package var payloadBytes: Int? = 262_144
  /// States that one execution may enter without time moving on, before the run ends with an error.
  package var statesPerInstant: Int? = 1_000_000

  package init(startExecution: Bucket, startExpressExecution: Bucket, stateTransition: Bucket, stopExecution: Bucket) {
    self.startExecution = startExecution
    self.startExpressExecution = startExpressExecution
    self.stateTransition = stateTransition
    self.stopExecution = stopExecution
  }
}

/// Step Functions' own latencies. Defaults: facts measured on recorded histories, us-west-2, September 2026.
package struct Overheads: Sendable {
  /// From an admitted StartExecution call of a Task to the child's start.
  package var start: Distribution
  /// From an execution's start to its first state.
  package var firstState: Distribution
  /// Each further state entered.
  package var stateEntry: Distribution
  /// From the last state's exit to the execution's end.
  package var end: Distribution
  /// From a child's end to the `.sync` Task that waits for it.
  package var notify: Distribution
  /// From a parent's end to the stop of its `.sync` children.
  package var abort: Distribution

  package init(
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

  package static let none = Overheads(
    start: .zero, firstState: .zero, stateEntry: .zero, end: .zero, notify: .zero, abort: .zero)
}
