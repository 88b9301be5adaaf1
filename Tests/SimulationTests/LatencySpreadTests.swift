import Testing

@testable import Simulation
@testable import Statistics

@Suite struct LatencySpreadTests {
  /// One bin, in which so many executions took 1 ms, and so many 1 s.
  private static func sketch(_ fast: UInt32, _ slow: UInt32, width: Int64 = 1_000_000_000) -> LatencySketch {
    var counts = [UInt32](repeating: 0, count: LatencySketch.classCount)
    counts[LatencySketch.index(of: 1_000_000)] = fast
    counts[LatencySketch.index(of: 1_000_000_000)] = slow
    return LatencySketch(width: width, counts: counts)
  }

  private static func spread(_ sketches: [LatencySketch]) -> LatencySpread {
    sketches.reduce(into: LatencySpread()) { $0.add($1) }
  }

  /// The error is that of a ratio of two sums, as the rest of the report has it.
  @Test func aShareIsAsFarOffAsARatio() throws {
    let sketches = [Self.sketch(60, 40), Self.sketch(50, 50), Self.sketch(80, 40)]
    let ratio = RatioEstimator([60, 50, 80], of: [100, 100, 120])
    let half = try #require(
      Self.spread(sketches).halfWidth(
        class: LatencySketch.index(of: 1_000_000), inBin: 0, share: ratio.ratio, count: 320))
    #expect(abs(half - (Estimate(ratio).halfWidth ?? 0)) < 1e-12)
  }

  /// Where replications agree, a quantile is known; where they do not, its interval spans both groups.
  @Test(
    arguments: [
      ([(90, 10), (90, 10), (90, 10)], false), ([(70, 30), (40, 60), (90, 10)], true),
    ] as [([(UInt32, UInt32)], Bool)])
  func aMedianHasAnInterval(counts: [(UInt32, UInt32)], isWide: Bool) throws {
    let sketches = counts.map { Self.sketch($0.0, $0.1) }
    let pooled = sketches.reduce(into: LatencySketch()) { $0.add($1) }
    let median = try #require(pooled.quantile(0.5, inBin: 0))
    let interval = try #require(pooled.interval(0.5, inBin: 0, Self.spread(sketches)))
    #expect(interval.contains(median))
    #expect((interval.upper > 0.5) == isWide)
  }

  @Test func theOrderOfReplicationsIsOfNoMatter() {
    let sketches = [Self.sketch(1, 2), Self.sketch(3, 0), Self.sketch(0, 5)]
    var parts = Self.spread([sketches[2]])
    parts.add(Self.spread(Array(sketches.prefix(2))))
    #expect(parts == Self.spread(sketches))
  }

  @Test func binsOfOtherWidthsSayNothing() {
    let sketches = [Self.sketch(1, 2), Self.sketch(3, 0, width: 2_000_000_000), Self.sketch(0, 5)]
    let spread = Self.spread(sketches)
    #expect(!spread.isKnown && spread == Self.spread(sketches.reversed()))
    #expect(Self.sketch(1, 2).interval(0.5, inBin: 0, spread) == nil)
    #expect(Self.sketch(1, 2).interval(0.5, inBin: 0, Self.spread([Self.sketch(1, 2)])) == nil, "one replication")
  }
}
