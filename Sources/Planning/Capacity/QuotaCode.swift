import Report
package import StepFunctions

/// What AWS's Service Quotas calls a quota, so that an increase can be asked for.
///
/// Source: `aws service-quotas list-service-quotas --service-code states`, us-east-1, September 2026; of Lambda, the
/// AWS general reference, "AWS Lambda endpoints and quotas".
package struct QuotaCode: Equatable, Sendable {
  let service: String
  /// nil: it is not known, and the name has to do.
  let code: String?
  let name: String

  private static let codes: [APIAction: (bucket: String?, refill: String?)] = [
    .startExecution: ("L-CE9F8059", "L-1B55A735"),
    .startExpressExecution: ("L-CFF7B006", nil),
    .stateTransition: ("L-137B3F65", "L-AD9B4E93"),
    .startMapRun: (nil, "L-BE9DC071"),
  ]

  /// What a code is of; nil: it is not known.
  package static func part(code: String) -> (action: APIAction, isRefill: Bool)? {
    for (action, known) in codes {
      if known.bucket == code { return (action, false) }
      if known.refill == code { return (action, true) }
    }
    return nil
  }

  /// Of a part of a limit: how many tokens a bucket holds, or how fast they come back. nil: it is no quota of AWS's.
  init?(_ limit: AccountLimit, isRefill: Bool) {
    switch limit {
    case .action(let action):
      service = "states"
      let known = Self.codes[action]
      code = isRefill ? known?.refill : known?.bucket
      name = "\(action.name) throttle token " + (isRefill ? "refill rate per second" : "bucket size")
    case .functions: (service, code, name) = ("lambda", "L-B99A9384", "Concurrent executions")
    // Ten requests a second come with each of them: what is asked for is a tenth of the requests.
    case .functionRequests:
      (service, code, name) = ("lambda", "L-B99A9384", "Concurrent executions: each brings 10 requests a second")
    case .slots, .rate, .integration, .inlineMapConcurrency, .historyEvents: return nil
    }
  }
}
