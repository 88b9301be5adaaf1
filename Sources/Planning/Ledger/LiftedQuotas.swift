package import Simulation
package import StepFunctions

/// Which limits of the account a counterfactual does without: those by which calls are refused or have to wait. What a
/// Map lets run at once, how fast a Map Run starts children, and what services are limited to by themselves stay: they
/// are no throttling.
package enum LiftedQuotas: Sendable {
  case all
  case named([Name])

  package enum Name: Hashable, Sendable {
    case action(APIAction)
    case openExecutions, openMapRuns, lambda, integrations

    package static let all: [Name] = buckets.map(Name.action) + [.openExecutions, .openMapRuns, .lambda, .integrations]

    private static let buckets = APIAction.allCases.filter {
      $0 != .mapRunStandardDispatch && $0 != .mapRunExpressDispatch
    }

    /// As scenarios name it, where they do.
    package var text: String {
      switch self {
      case .action(let action): action.name
      case .openExecutions: "OpenExecutions"
      case .openMapRuns: "OpenMapRuns"
      case .lambda: "Lambda"
      case .integrations: "Integrations"
      }
    }
  }

  private var names: [Name] { if case .named(let names) = self { names } else { Name.all } }

  /// `without quotas`, `without StartExecution`.
  var text: String {
    switch self {
    case .all: "without quotas"
    case .named(let names): "without " + names.map(\.text).joined(separator: " and ")
    }
  }

  package func apply(to plan: inout Plan) {
    for name in names {
      switch name {
      case .action(let action): plan.account.quotas[action] = .unlimited
      case .openExecutions: plan.account.quotas.openExecutions = nil
      case .openMapRuns: plan.account.quotas.openMapRuns = nil
      case .lambda:
        plan.account.quotas.functions.concurrency = nil
        plan.account.quotas.functions.requests = .unlimited
      case .integrations:
        for service in plan.account.services.indices {
          if case .integration = plan.account.services[service].rate {
            plan.account.services[service].rate = .unlimited
          }
        }
      }
    }
  }
}
