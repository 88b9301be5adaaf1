import Prelude
package import StepFunctions

/// The limits that AWS gives an account by default, as documented in September 2026: AWS general reference, "AWS Step
/// Functions endpoints and quotas", and the Service Quotas API.
package struct QuotaProfile {
  /// A: us-east-1, us-west-2 and eu-west-1, which have larger buckets. B: every other Region.
  enum RegionClass: String {
    case a = "A"
    case b = "B"
  }
  let region: String
  let regionClass: RegionClass

  static let date = "2026-09"

  package init(region: String) {
    self.region = region
    regionClass = ["us-east-1", "us-west-2", "eu-west-1"].contains(region) ? .a : .b
  }

  package var text: String { "\(region) (class \(regionClass.rawValue)), \(QuotaProfile.date)" }

  package var quotas: Quotas {
    var quotas = executionQuotas
    let worker: Quotas.Bucket =
      regionClass == .a
      ? .tokens(capacity: 3_000, refill: .perSecond(500)) : .tokens(capacity: 1_500, refill: .perSecond(300))
    quotas[.getActivityTask] = worker
    quotas[.sendTaskSuccess] = worker
    quotas[.sendTaskFailure] = worker
    quotas[.sendTaskHeartbeat] = worker
    quotas[.listExecutions] =
      regionClass == .a
      ? .tokens(capacity: 200, refill: .perSecond(5)) : .tokens(capacity: 100, refill: .perSecond(2))
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

  /// The Regions that have Step Functions, of every partition, as the AWS SDKs list them (botocore 1.43.11, May 2026).
  package static let regions: [String] =
    """
    af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1
    ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1
    eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1
    me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2
    cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 eusc-de-east-1
    us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 eu-isoe-west-1
    """.split { $0 == " " || $0 == "\n" }.map(String.init)
}
