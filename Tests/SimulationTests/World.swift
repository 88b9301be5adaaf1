import Chance
import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport

@testable import Simulation

/// Plans for tests: quotas lifted and overheads zero unless a test sets them.
enum World {
  static func bucket(_ capacity: Int, _ refill: Int) -> Quotas {
    var quotas = Quotas.unlimited
    quotas[.startExecution] = .tokens(capacity: capacity, refill: .perSecond(refill))
    return quotas
  }

  static func plan(
    _ machines: [MachineModel], services: [ServiceModel] = [], quotas: Quotas = .unlimited,
    overheads: Overheads = .none, load: [LoadStream], warmup: Span = .zero,
    horizon: Plan.Horizon = .drained, seed: UInt64 = 1
  ) -> Plan {
    Plan(
      name: "test", seed: seed, replications: 1,
      account: AccountModel(
        region: "us-east-1", machines: machines, services: services, quotas: quotas, overheads: overheads),
      quotaProfile: "test", overheadsProfile: "none", load: load, warmup: warmup, horizon: horizon, expectations: [])
  }

  static func burst(_ count: Int, of machine: Int = 0, input: JSON = [:], retry: CallerRetry = .none) -> LoadStream {
    LoadStream(machine: machine, arrivals: .burst(count: count, at: .zero), input: input, retry: retry)
  }

  static func policy(maxAttempts: Int, jitter: Bool = false) -> CallerRetry {
    .policy(
      RetryPolicy(interval: .seconds(1), rate: 2, maxAttempts: maxAttempts, maxDelay: nil, fullJitter: jitter))
  }

  static let pass = #"{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}"#

  /// One Task that starts `child` by `pattern`, retried on the throttle error.
  static func starter(_ child: String, pattern: String = "", maxAttempts: Int, jitter: String = "NONE") -> String {
    """
    {"StartAt":"Start","States":{"Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution\(pattern)",
    "Parameters":{"StateMachineArn":"\(ARNs.machine(child))","Input":{}},"Retry":[{"ErrorEquals":
    ["StepFunctions.AWSStepFunctionsException"],"IntervalSeconds":1,"BackoffRate":2,"MaxAttempts":\(maxAttempts),
    "JitterStrategy":"\(jitter)"}],"End":true}}}
    """
  }
}
