import Chance
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Report
@testable import Simulation

/// What a report says of retries that an outage outlasts.
@Suite struct OutlastingTests {
  private static let error = "Lambda.ServiceException"

  /// Two a second call a service that is away from 10 s to 70 s.
  private static func model(
    _ retry: String, rate: ServiceModel.RateRule = .unlimited, outages: [(from: Int, until: Int)] = [(10, 70)],
    share: Double = 1, latency: Span = .zero, burst: Bool = false, timeout: String = ""
  ) throws -> ReportModel {
    let root = """
      {\(timeout)"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\(ARNs.function("F"))","End":true\(retry)}}}
      """
    var service = ServiceModel(name: ARNs.function("F"), latency: try .constant(latency))
    service.rate = rate
    service.outages = outages.map {
      ServiceModel.Outage(
        from: .zero + .seconds($0.from), until: .zero + .seconds($0.until), share: share,
        errors: [.init(name: Self.error, cause: nil, probability: 1)])
    }
    var plan = Samples.plan(machines: [try MachineModel("Root", .standard, root)], replications: 1)
    plan.account.services = [service]
    let arrivals: LoadStream.Arrivals =
      burst ? .burst(count: 200, at: .zero + .seconds(9)) : .constant(.perSecond(2), duration: .seconds(400))
    plan.load = [LoadStream(machine: 0, arrivals: arrivals, input: [:], retry: .none)]
    return ReportModel(plan: plan, recordings: [try simulate(plan, replication: 0)], version: "0")
  }

  private static func retry(_ attempts: Int, _ more: String = "") -> String {
    ",\"Retry\":[{\"ErrorEquals\":[\"\(error)\",\"Busy\"],\"MaxAttempts\":\(attempts)\(more)}]"
  }

  private static func cure(_ model: ReportModel) -> String? { model.findings.first { $0.weight == .cure }?.text }

  /// 1 + 2 + 4 = 7 seconds; with six attempts 63, and then nobody fails.
  @Test func attemptsThatOutlastAreCounted() throws {
    let words = "Root.F's retries are over after 7.00 s, but the outage of F lasts 60.0 s: with MaxAttempts of 6 in "
    #expect(try Self.cure(Self.model(Self.retry(3))) == words + "place of 3 it tries for 63.0 s.")
    #expect(try Self.model(Self.retry(6)).damage == 0)
    #expect(try Self.model(Self.retry(5)).damage > 0)
  }

  /// Seven waits of full jitter sum to 63.5 s on average, and nine to 255.5 s less two deviations of 85.3 s.
  @Test func jitterShortensTheReach() throws {
    func text(_ attempts: Int) throws -> String {
      try Outlasting(Self.model(Self.retry(attempts, ",\"JitterStrategy\":\"FULL\"")))?.text ?? ""
    }
    #expect(try text(5).contains("retries may be over after 4.84 s (15.5 s on average), but the outage of F"))
    #expect(try text(7).contains("(63.5 s on average)"))
    #expect(try text(7).hasSuffix("with MaxAttempts of 9 in place of 7 it tries for at least 84.8 s."))
    #expect(try text(9) == "")
  }

  @Test func outagesThatFollowOneAnotherAreOne() throws {
    let text = try Self.cure(Self.model(Self.retry(3), outages: [(10, 40), (100, 110), (40, 70)]))
    #expect(text?.contains("the outage of F lasts 60.0 s") == true)
  }

  @Test func noRetryIsSaid() throws {
    let words = "Root.F has no Retry for Lambda.ServiceException, and the outage of F lasts 60.0 s."
    #expect(try Self.cure(Self.model("")) == words)
  }

  /// 120 calls have piled up, of which 20 come at once and 1 a second besides what goes on coming.
  @Test func aBacklogTakesTimeToo() throws {
    let rate = ServiceModel.RateLimit(capacity: 20, refill: .perSecond(3), excess: .refuse(error: "Busy"))
    let text = try Self.cure(Self.model(Self.retry(5), rate: .limited(rate)))
    #expect(text?.contains("lasts 60.0 s, and what it has piled up takes 100 s more") == true, "\(text ?? "")")
    #expect(text?.contains("with MaxAttempts of 8 in place of 5") == true)
    #expect(try Self.model(Self.retry(8), rate: .limited(rate)).damage == 0)
    // Those in line do not fail, and of a burst, or of a load that is too much, nobody knows when it is worked off.
    var other = rate
    other.excess = .queue
    #expect(try Self.cure(Self.model(Self.retry(3), rate: .limited(other)))?.contains("MaxAttempts of 6 in") == true)
    other = rate
    other.refill = .perSecond(2)
    #expect(try Outlasting(Self.model(Self.retry(3), rate: .limited(other))) == nil)
    #expect(try Outlasting(Self.model(Self.retry(3), rate: .limited(rate), outages: [(9, 70)], burst: true)) == nil)
  }

  @Test func callsTakeTimeToo() throws {
    let text = try Self.cure(Self.model(Self.retry(3), latency: .seconds(10)))
    #expect(text?.contains("over after 37.0 s") == true, "\(text ?? "")")
    #expect(text?.contains("with MaxAttempts of 5 in place of 3 it tries for 81.0 s") == true)
  }

  @Test func aTimeoutThatComesFirstIsNamed() throws {
    let text = try Outlasting(Self.model(Self.retry(3), timeout: "\"TimeoutSeconds\":30,"))?.text
    #expect(text?.hasSuffix("Root's TimeoutSeconds of 30.0 s let none outlast it.") == true, "\(text ?? "")")
  }

  /// A retry or two are enough, and what fails then has failed by chance.
  @Test func anOutageOfFewCallsIsNone() throws {
    #expect(try Self.model(Self.retry(1), share: 0.2).damage > 0)
    #expect(try Outlasting(Self.model(Self.retry(1), share: 0.2)) == nil)
    #expect(try Outlasting(Self.model(Self.retry(1), share: 0.9)) != nil)
    // One after the load is none either.
    let text = try Outlasting(Self.model(Self.retry(1), outages: [(10, 20), (500, 900)]))?.text
    #expect(text?.contains("lasts 10.0 s") == true)
  }

  @Test(arguments: [7, 99_999_999])
  func whoLosesNothingIsToldNothing(attempts: Int) throws {
    #expect(try Outlasting(Self.model(Self.retry(attempts))) == nil)
  }

  @Test func whatNoThousandAttemptsOutlastHasNoNumber() throws {
    #expect(try Self.cure(Self.model(Self.retry(0)))?.contains("with MaxAttempts of 6 in place of 0") == true)
    let outages = [(from: 10, until: 100_000)]
    let text = try Outlasting(Self.model(Self.retry(3, ",\"MaxDelaySeconds\":9"), outages: outages))?.text
    #expect(text?.hasSuffix("but the outage of F lasts 27 h 47 m.") == true, "\(text ?? "")")
  }
}
