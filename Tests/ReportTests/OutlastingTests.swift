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
    _ retry: String, rate: ServiceModel.RateRule = .unlimited, outages: [(from: Int, until: Int)] = [(10, 70)]
  ) throws -> ReportModel {
    let root = """
      {"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\(ARNs.function("F"))","End":true\(retry)}}}
      """
    var service = ServiceModel(name: ARNs.function("F"), latency: try .constant(.milliseconds(10)))
    service.rate = rate
    service.outages = outages.map {
      ServiceModel.Outage(
        from: .zero + .seconds($0.from), until: .zero + .seconds($0.until),
        errors: [.init(name: Self.error, cause: nil, probability: 1)])
    }
    var plan = Samples.plan(machines: [try MachineModel("Root", .standard, root)], replications: 1)
    plan.account.services = [service]
    let arrivals = LoadStream.Arrivals.constant(.perSecond(2), duration: .seconds(400))
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

  @Test func jitterHalvesTheReach() throws {
    let text = try Self.cure(Self.model(Self.retry(5, ",\"JitterStrategy\":\"FULL\"")))
    #expect(text?.contains("over after 15.5 s on average") == true, "\(text ?? "")")
    #expect(text?.contains("with MaxAttempts of 7 in place of 5 it tries for 63.5 s on average") == true)
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
    let text = try Self.cure(Self.model(Self.retry(6), rate: .limited(rate)))
    #expect(text?.contains("lasts 60.0 s, and what it has piled up takes 100 s more") == true, "\(text ?? "")")
    #expect(text?.contains("with MaxAttempts of 8 in place of 6") == true)
    #expect(try Self.model(Self.retry(8), rate: .limited(rate)).damage == 0)
  }

  @Test func whoLosesNothingIsToldNothing() throws {
    #expect(try Self.cure(Self.model(Self.retry(7)))?.contains("retries are over") != true)
  }
}
