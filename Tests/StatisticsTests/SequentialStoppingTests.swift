import Testing

@testable import Statistics

@Suite struct SequentialStoppingTests {
  @Test(arguments: [
    (500, [20, 30, 45, 68, 102, 153, 230, 345, 500]), (345, [20, 30, 45, 68, 102, 153, 230, 345]), (21, [20, 21]),
    (20, [20]), (3, [3]), (0, []),
  ]) func looksAreFewAndFixed(most: Int, checkpoints: [Int]) {
    #expect(SequentialStopping.checkpoints(most: most) == checkpoints)
  }

  @Test(
    arguments: [
      (10.0, 0.47, true), (10, 0.48, false), (-10, 0.47, true), (0, 0, true), (0, 0.1, false), (10, nil, false),
      (10, .infinity, false), (.nan, 0.1, false),
    ] as [(Double, Double?, Bool)]) func precisionIsRelative(value: Double, halfWidth: Double?, isPrecise: Bool)
  {
    #expect(SequentialStopping.isPrecise(value, halfWidth: halfWidth, relative: 0.05, replications: 30) == isPrecise)
  }

  @Test(arguments: [(20, 0.32, false), (20, 0.31, true), (29, 0.32, false), (30, 0.32, true)])
  func fewReplicationsHaveToBeMorePrecise(replications: Int, halfWidth: Double, isPrecise: Bool) {
    let found = SequentialStopping.isPrecise(10, halfWidth: halfWidth, relative: 0.05, replications: replications)
    #expect(found == isPrecise)
  }

  @Test func levelsSumToTheTotal() {
    expect(SequentialStopping.level(look: 0), near: 0.030_396_355)
    expect(SequentialStopping.level(look: 1), near: 0.030_396_355 / 4)
    let sum = (0..<100_000).reduce(0) { $0 + SequentialStopping.level(look: $1) }
    expect(sum, near: 0.05, within: 1e-4)
  }

  @Test(
    arguments: [
      (Interval(lower: 1, upper: 2), 3.0, Judgement.met), (Interval(lower: 1, upper: 3), 3, .undecided),
      (Interval(lower: 3, upper: 4), 3, .notMet), (Interval(lower: -.infinity, upper: 2), 3, .met),
      (Interval(lower: 1, upper: .infinity), 3, .undecided), (nil, 3, .undecided),
    ] as [(Interval?, Double, Judgement)]) func boundsDecide(bounds: Interval?, limit: Double, judgement: Judgement)
  {
    #expect(Judgement(bounds) { $0 < limit } == judgement)
  }

  @Test(
    arguments: [
      (10, 2.0, 0.5, 160), (10, 1, 1, 10), (10, 1, -0.5, 40), (10, 1, 0, nil), (10, .infinity, 1, nil), (0, 1, 1, 0),
    ] as [(Int, Double, Double, Int?)]) func replicationsThatDecide(
      now: Int, half: Double, distance: Double, needed: Int?
    )
  {
    #expect(Judgement.replicationsNeeded(now, halfWidth: half, distance: distance) == needed)
  }
}
