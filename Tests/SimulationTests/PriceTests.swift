import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation

/// To the cent, against what AWS's price list and its workshop work out.
@Suite struct PriceTests {
  private let prices = Prices(region: "us-east-1")

  /// 100 million Express executions of 10 s with 64 MB.
  @Test func aMonthOfExpress() {
    let month = BilledQuantities(requests: 100_000_000, megabyteMilliseconds: 100_000_000 * 10_000 * 64)
    let bill = prices.bill(month)
    #expect(bill.requests.text(places: 2) == "100.00" && bill.memory.text(places: 2) == "382.97")
    #expect(bill.total.text(places: 2) == "482.97")
  }

  /// 100,000 executions of 4 transitions, 4,000 of which are free.
  @Test func aMonthOfStandard() {
    var prices = prices
    prices.freeTransitions = Prices.freeTier
    #expect(prices.bill(BilledQuantities(transitions: 400_000)).total.text(places: 2) == "9.90")
    #expect(prices.bill(BilledQuantities(transitions: 4_000)).total == .zero)
  }

  /// 1,000 executions of three transitions, and as Express ones of 11.3 s with 64 MB.
  @Test func theWorkshop() {
    #expect(prices.bill(BilledQuantities(transitions: 3_000)).total.text(places: 3) == "0.075")
    let express = BilledQuantities(requests: 1_000, megabyteMilliseconds: 1_000 * 11_300 * 64)
    #expect(prices.bill(express).total.text(places: 4) == "0.0128")
  }

  @Test(arguments: [
    ("us-east-1", "0.000025"), ("us-west-1", "0.0000279"), ("sa-east-1", "0.0000375"), ("us-gov-west-1", "0.00003"),
  ])
  func transitionsByRegion(region: String, price: String) {
    #expect(Prices(region: region).transition.exact == price)
  }

  @Test func moneyIsRoundedHalfUp() {
    #expect(Money(dollars: 0.125).text(places: 2) == "0.13" && Money(dollars: -0.125).text(places: 2) == "-0.12")
    #expect(Money(dollars: 0.005).text(places: 2) == "0.01" && Money(dollars: 12).exact == "12")
    #expect(Money(dollars: 1).share(1, of: 3) + Money(dollars: 1).share(2, of: 3) == Money(dollars: 1))
    #expect(BilledQuantities(transitions: 5).scaled(1, of: 2).transitions == 3)
  }

  @Test func anExecutionHasACost() throws {
    let child = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"End":true}}}"#
    let load = LoadStream(
      machine: 0, arrivals: .constant(.perSecond(1), duration: .seconds(10)), input: [:], retry: .none)
    let plan = World.plan(
      [try MachineModel("M", .standard, World.starter("C", maxAttempts: 0)), try MachineModel("C", .express, child)],
      load: [load])
    // A transition, a request, 2 s of 64 MB.
    let memory = 128_000.0 / Double(Prices.gigabyteHour) * 0.06
    let metric = Metric.costPerExecution
    let cost = metric.values([try simulate(plan, replication: 0)])[0]
    #expect(abs(cost - (0.000_025 + 0.000_001 + memory)) < 1e-13)
    var other = plan
    other.prices.transitionsPerStart = 1
    let dearer = metric.values([try simulate(other, replication: 0)])[0]
    #expect(abs(dearer - (0.000_05 + 0.000_001 + memory)) < 1e-13)
  }
}
