import Chance
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Report
@testable import Simulation

/// Calls per root, and the load that each limit can carry.
@Suite struct CarryingTests {
  /// One root starts six leaves, each of which calls a service of 0.2 s with 60 slots.
  private static func plan(_ arrivals: LoadStream.Arrivals, horizon: Plan.Horizon = .drained) throws -> Plan {
    let root = """
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemProcessor":{"StartAt":"Start","States":{"Start":
      {"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":
      "\(ARNs.machine("Leaf"))","Input":{}},"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":99,
      "MaxDelaySeconds":9}],"End":true}}},"End":true}}}
      """
    let leaf = #"{"StartAt":"F","States":{"F":{"Type":"Task","Resource":"\#(ARNs.function("F"))","End":true}}}"#
    var service = ServiceModel(name: ARNs.function("F"), latency: try .constant(.milliseconds(200)))
    service.concurrency = .queue(limit: 60)
    var plan = Samples.plan(
      machines: [try MachineModel("Checkout", .standard, root), try MachineModel("Leaf", .standard, leaf)],
      replications: 1)
    plan.account.services = [service]
    plan.load = [LoadStream(machine: 0, arrivals: arrivals, input: [1, 2, 3, 4, 5, 6], retry: plan.load[0].retry)]
    plan.horizon = horizon
    return plan
  }

  private func carrying(_ plan: Plan) throws -> Carrying { Carrying(plan, [try simulate(plan, replication: 0)]) }

  @Test func theTightestLimitIsNamedWithItsLoad() throws {
    let plan = try Self.plan(.constant(.perSecond(60), duration: .seconds(20)))
    let carrying = try carrying(plan)
    #expect(
      carrying.tightest == "7 StartExecution calls per Checkout: 300/s carry 42.9/s; you offer 60/s, 140 %.")
    #expect(carrying.limits.map(\.name) == ["StartExecution", "F", "StateTransition"])
    #expect(carrying.limits[1].perRoot == 6 && carrying.limits[1].seconds == 0.2)
    #expect(abs(try #require(carrying.limits[1].carried) - 50) < 1e-9)
    let text = ReportModel(plan: plan, recordings: [try simulate(plan, replication: 0)], version: "0").text(
      color: false, width: 120)
    #expect(text.contains("7 StartExecution calls per Checkout"))
  }

  /// 420 calls a second where 300 are carried, at the height of two streams that do not meet.
  @Test func whatAnOverloadTakesIsSaidInNumbers() throws {
    var plan = try Self.plan(.constant(.perSecond(60), duration: .seconds(20)))
    let cure = { (plan: Plan) in
      let model = ReportModel(plan: plan, recordings: [try simulate(plan, replication: 0)], version: "0")
      return model.findings.first { $0.weight == .cure }?.text ?? ""
    }
    let words = """
      To carry 60 executions of Checkout a second, which is the height of the load, StartExecution needs more than \
      420/s in place of 300, and 525 to have a fifth to spare; or offer no more than 42.9/s.
      """
    #expect(try cure(plan).hasPrefix(words))
    var later = plan.load[0]
    later.start = .zero + .seconds(20)
    plan.load.append(later)
    #expect(Carrying(plan, []).offered == 60)
    #expect(try cure(plan).hasPrefix(words))
    later.start = .zero + .seconds(19)
    plan.load[1] = later
    #expect(Carrying(plan, []).offered == 120)
  }

  /// Roots that have not ended count for what they have done: an end of the run in their midst moves nothing.
  @Test func aCutRunTellsTheSame() throws {
    let carrying = try carrying(
      Self.plan(.constant(.perSecond(60), duration: .seconds(20)), horizon: .at(.zero + .seconds(20))))
    #expect(carrying.limits.map(\.name).contains("StartExecution"))
    let start = try #require(carrying.limits.first { $0.name == "StartExecution" })
    #expect(start.perRoot == 7)
    let service = try #require(carrying.limits.first { $0.name == "F" })
    #expect(abs(service.perRoot - 6) < 0.2)
  }

  @Test func aBurstOffersNoRate() throws {
    let carrying = try carrying(Self.plan(.burst(count: 10, at: .zero)))
    #expect(carrying.offered == nil)
    #expect(carrying.tightest == "7 StartExecution calls per Checkout: 300/s carry 42.9/s.")
  }

  /// What functions share: their concurrency, and ten requests a second for each of it.
  @Test func functionsShareConcurrencyAndRequests() throws {
    var plan = try Self.plan(.constant(.perSecond(2), duration: .seconds(20)))
    plan.account.services[0].concurrency = .unlimited
    plan.account.services[0].function = FunctionModel(coldStart: .zero)
    let recordings = [try simulate(plan, replication: 0)]
    #expect(Carrying(plan, recordings).limits.map(\.name) == ["StartExecution", "StateTransition"])
    let limits = Carrying(plan, recordings, isWhole: true).limits
    let requests = try #require(limits.first { $0.limit == .functionRequests })
    #expect(requests.name == "Lambda requests" && requests.supply == 10_000 && requests.burst == 10_000)
    let carried = try #require(requests.carried)
    #expect(requests.perRoot == 6 && abs(carried - 10_000.0 / 6) < 1e-6)
    let concurrency = try #require(limits.first { $0.limit == .functions })
    #expect(abs(try #require(concurrency.carried) - 1_000 / (6 * 0.2)) < 1e-6)
    plan.account.quotas.functions.requests = .unlimited
    #expect(Carrying(plan, recordings, isWhole: true).limits.allSatisfy { $0.limit != .functionRequests })
  }

  @Test(arguments: [
    ("arn:aws:lambda:us-east-1:123456789012:function:Charge", "Charge"),
    ("arn:aws:states:::sqs:sendMessage", "sqs:sendMessage"), ("Charge", "Charge"),
  ])
  func servicesHaveShortNames(name: String, short: String) {
    #expect(Explanations.shortName(ofService: name) == short)
  }
}
