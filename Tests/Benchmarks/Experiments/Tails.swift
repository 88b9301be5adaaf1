import Chance
import Simulation
import Statistics

/// Extrapolations of laws whose tails are known, and money to the cent.
extension Experiments {
  static func tails(_ size: Size) -> [Finding] {
    let seeds = size(200)
    let law = GeneralizedPareto(shape: 0.2, scale: 1)
    let truth = law.value(exceededWith: 1e-4)
    let found = concurrently(seeds) { seed in
      GeneralizedPareto.fit(sample(law, 1_000, seed))?.value(exceededWith: 1e-4) ?? .nan
    }
    let bias = found.reduce(0, +) / Double(seeds) / truth - 1
    let limit = law.value(exceededWith: 1e-4)
    let estimates = concurrently(seeds) { seed -> TailEstimate? in
      var values = Sample()
      for value in sample(law, 10_000, 1_000 + seed) { values.add(Int64(value * 1e9)) }
      var stream = StreamKey(seed: UInt64(seed), replication: 0, purpose: .bootstrap).stream(entity: 1)
      return try? TailEstimate(values, limit: Int64(limit * 1e9), uniform: { stream.uniform() })
    }
    let kept = estimates.compactMap(\.self)
    return [
      Finding(
        "Pareto tail, shape .2, 1,000 values: bias of q(.9999) over \(seeds) seeds \((100 * bias).formatted(1)) % "
          + "(reach 10 %)", abs(bias) < 0.1),
      Finding("a true law is refused by its test in", seeds - kept.count, of: seeds, in: 0...0.1),
      Finding(
        "of 10,000 values: the interval holds P = .0001 in", kept.count { $0.interval.contains(1e-4) },
        of: kept.count, in: 0.88...0.99),
    ]
  }

  private static func sample(_ law: GeneralizedPareto, _ count: Int, _ seed: Int) -> [Double] {
    var stream = StreamKey(seed: UInt64(seed), replication: 0, purpose: .bootstrap).stream(entity: 0)
    return (0..<count).map { _ in law.value(exceededWith: 1 - stream.uniform()) }
  }

  static func prices(_ size: Size) -> [Finding] {
    var prices = Prices(region: "us-east-1")
    let express = prices.bill(
      BilledQuantities(requests: 100_000_000, megabyteMilliseconds: 100_000_000 * 10_000 * 64))
    let workshop = [
      prices.bill(BilledQuantities(transitions: 3_000)).total.text(places: 3),
      prices.bill(BilledQuantities(requests: 1_000, megabyteMilliseconds: 1_000 * 11_300 * 64)).total.text(places: 4),
    ]
    prices.freeTransitions = Prices.freeTier
    let standard = prices.bill(BilledQuantities(transitions: 400_000)).total.text(places: 2)
    let found = [
      express.memory.text(places: 2), express.requests.text(places: 2), express.total.text(places: 2), standard,
    ]
    let all = found + workshop
    return [
      Finding(
        "AWS's worked examples: \(all.joined(separator: ", ")) (reach 382.97, 100.00, 482.97, 9.90, 0.075, 0.0128)",
        all == ["382.97", "100.00", "482.97", "9.90", "0.075", "0.0128"])
    ]
  }
}
