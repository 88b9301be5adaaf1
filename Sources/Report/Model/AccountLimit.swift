package import StepFunctions

/// What limits the executions of an account: a quota of AWS, or what a service takes.
package enum AccountLimit: Hashable, Sendable {
  /// A token bucket of the account's.
  case action(APIAction)
  /// Calls in progress at a service, by its index in the account.
  case slots(service: Int)
  /// Calls per time at a service.
  case rate(service: Int)
  case integration(IntegrationQuota)
  /// Calls in progress of all functions that have reserved none.
  case functions
  /// Requests per time of the same functions.
  case functionRequests
  case inlineMapConcurrency
  case historyEvents

  /// AWS grants no more, whoever asks. Source: AWS general reference, "AWS Step Functions endpoints and quotas".
  package var isHard: Bool {
    switch self {
    case .action(.startMapRun), .action(.mapRunStandardDispatch), .action(.mapRunExpressDispatch): true
    case .inlineMapConcurrency, .historyEvents: true
    case .action, .slots, .rate, .integration, .functions, .functionRequests: false
    }
  }

  package func name(in account: AccountModel) -> String {
    switch self {
    case .action(let action): action.name
    case .slots(let service): Explanations.shortName(ofService: account.services[service].name)
    case .rate(let service):
      Explanations.shortName(ofService: account.services[service].name)
        + (account.services[service].slots == nil ? "" : " by its rate")
    case .integration(let quota): quota.name
    case .functions: "Lambda concurrency"
    case .functionRequests: "Lambda requests"
    case .inlineMapConcurrency: "InlineMapConcurrency"
    case .historyEvents: "HistoryEvents"
    }
  }
}
