import Prelude
import StatesLanguage

/// What AWS lets an account call by an integration: all of its Tasks share the bucket. Others have quotas of their own,
/// too, without a number that AWS publishes for every account.
/// Source: AWS developer guide, "Quotas for Step Functions" (HTTP Task, what is read of Step Functions itself); AWS
/// Batch, "Service quotas" (SubmitJob).
public enum IntegrationQuota: Int, CaseIterable, Sendable {
  case httpInvoke, batchSubmitJob
  // What a workflow that polls reads of Step Functions, as services answer it: the same in every Region.
  case getExecutionHistory, describeStateMachine, describeStateMachineForExecution, describeMapRun, listMapRuns
  case listStateMachines, describeActivity

  init?(_ resource: Resource) {
    switch (resource.service, resource.action) {
    case ("http", "invoke"): self = .httpInvoke
    case ("batch", "submitJob"), ("aws-sdk:batch", "submitJob"): self = .batchSubmitJob
    case ("aws-sdk:sfn", let action):
      let found = Self.allCases.first { "\($0)" == action && $0.rawValue >= Self.getExecutionHistory.rawValue }
      guard let found else { return nil }
      self = found
    default: return nil
    }
  }

  /// Tokens of the bucket, and of a second.
  public var limit: ServiceModel.RateLimit {
    switch self {
    case .httpInvoke: .init(capacity: 300, refill: .perSecond(300))
    case .batchSubmitJob: .init(capacity: 50, refill: .perSecond(50))
    case .getExecutionHistory: .init(capacity: 400, refill: .perSecond(20))
    case .describeStateMachine, .describeActivity: .init(capacity: 200, refill: .perSecond(20))
    case .describeStateMachineForExecution, .describeMapRun: .init(capacity: 200, refill: .perSecond(1))
    case .listMapRuns: .init(capacity: 100, refill: .perSecond(1))
    case .listStateMachines: .init(capacity: 100, refill: .perSecond(5))
    }
  }

  /// In words.
  public var text: String { "AWS's default of \(name): \(limit.capacity) at once, \(limit.refill.count)/s" }

  /// As reports name it.
  public var name: String {
    switch self {
    case .httpInvoke: "HTTP Task"
    case .batchSubmitJob: "Batch SubmitJob"
    default: "\(self)".prefix(1).uppercased() + "\(self)".dropFirst()
    }
  }
}

extension AccountModel {
  /// By service: the buckets that its calls take from, because of the Tasks that it answers.
  public var integrationQuotas: [[IntegrationQuota]] {
    var found = [[IntegrationQuota]](repeating: [], count: services.count)
    for task in answeredTasks {
      if case .service(let index) = task.answer, let quota = task.quota, !found[index].contains(quota) {
        found[index].append(quota)
      }
    }
    return found
  }
}
