import Prelude
import StepFunctions

/// The limits that AWS gives an account by default, as documented in September 2026: AWS general reference, "AWS Step
/// Functions endpoints and quotas", and the Service Quotas API.
struct QuotaProfile {
  /// A: us-east-1, us-west-2 and eu-west-1, which have larger buckets. B: every other Region.
  enum RegionClass: String {
    case a = "A"
    case b = "B"
  }
  let region: String
  let regionClass: RegionClass

  static let date = "2026-09"

  init(region: String) {
    self.region = region
    regionClass = ["us-east-1", "us-west-2", "eu-west-1"].contains(region) ? .a : .b
  }

  var text: String { "\(region) (class \(regionClass.rawValue)), \(QuotaProfile.date)" }

  var quotas: Quotas {
    var quotas = executionQuotas
    let worker: Quotas.Bucket =
      regionClass == .a
      ? .tokens(capacity: 3_000, refill: .perSecond(500)) : .tokens(capacity: 1_500, refill: .perSecond(300))
    quotas.getActivityTask = worker
    quotas.sendTaskSuccess = worker
    quotas.sendTaskFailure = worker
    quotas.sendTaskHeartbeat = worker
    return quotas
  }

  private var executionQuotas: Quotas {
    switch regionClass {
    case .a:
      Quotas(
        startExecution: .tokens(capacity: 1_300, refill: .perSecond(300)),
        startExpressExecution: .tokens(capacity: 6_000, refill: .perSecond(6_000)),
        stateTransition: .tokens(capacity: 5_000, refill: .perSecond(5_000)),
        stopExecution: .tokens(capacity: 1_000, refill: .perSecond(200)))
    case .b:
      Quotas(
        startExecution: .tokens(capacity: 800, refill: .perSecond(150)),
        startExpressExecution: .tokens(capacity: 6_000, refill: .perSecond(6_000)),
        stateTransition: .tokens(capacity: 800, refill: .perSecond(800)),
        stopExecution: .tokens(capacity: 500, refill: .perSecond(25)))
    }
  }

  /// `us-east-1`, `us-gov-west-1`, `ap-southeast-7`: letters, one or two words, a number.
  static func isRegion(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard (3...4).contains(parts.count), let number = parts.last, (2...4).contains(parts[0].count) else { return false }
    let isWord = { (part: Substring) in !part.isEmpty && part.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A } }
    let isNumber = (1...2).contains(number.count) && number.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    return parts.dropLast().allSatisfy(isWord) && isNumber && number.first != "0"
  }
}
