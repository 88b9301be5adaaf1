import Testing

@testable import Planning

@Suite struct SweepDesignTests {
  private static func design(_ vary: [String], points: Int = 8, seed: UInt64 = 1) throws -> SweepDesign {
    try SweepDesign(vary.map { try Variation($0) }, points: points, seed: seed)
  }

  @Test func listsAreCombined() throws {
    let design = try Self.design(["a=1,2", "b=x,y,z"])
    #expect(design.points.map { $0.values.joined() } == ["1x", "1y", "1z", "2x", "2y", "2z"])
    #expect(design.isNominal == [false, true])
    #expect(design.points.map(\.inputs) == [[1, 0], [1, 1], [1, 2], [2, 0], [2, 1], [2, 2]])
  }

  /// Every eighth of the range has one of eight points, whatever the seed.
  @Test(arguments: [1, 2, 99]) func rangesAreFilledEvenly(seed: UInt64) throws {
    let design = try Self.design(["a=0.0..8.0", "b=10ms..90ms"], seed: seed)
    #expect(Set(design.points.map { Int($0.inputs[0]) }) == Set(0..<8))
    #expect(Set(design.points.map { Int(($0.inputs[1] - 0.01) * 100) }) == Set(0..<8))
    #expect(design.points.allSatisfy { $0.values[1].hasSuffix("ms") })
  }

  @Test func listsHaveTheSamePointsOfRanges() throws {
    let design = try Self.design(["a=x,y", "b=1..100", "c=0.5/s..6/s"])
    #expect(design.points.count == 16)
    #expect(
      design.points[..<8].map { Array($0.values.dropFirst()) }
        == design.points[8...].map { Array($0.values.dropFirst()) })
    #expect(design.changes(at: 9).map(\.path) == ["a", "b", "c"])
    #expect(design.changes(at: 9)[0].value == "y")
  }

  @Test func anotherSeedShiftsThePoints() throws {
    let designs = try [3, 3, 4].map { try Self.design(["a=0.0..1.0"], seed: $0) }
    #expect(designs[0].points == designs[1].points)
    #expect(designs[0].points != designs[2].points)
  }

  @Test(
    arguments: [
      ("100ms", 0.1), ("3/m", 0.05), ("1KiB", 1_024.0), ("-2.5", -2.5), ("7", 7.0), ("5%", 0.05), ("NONE", nil),
      ("{ burst: 5 }", nil),
    ] as [(String, Double?)]) func quantitiesAreNumbers(text: String, number: Double?)
  {
    #expect(SweepDesign.number(text) == number)
  }

  @Test func whatIsTooLargeIsRefused() throws {
    let lists = (0..<6).map { "a\($0)=1,2,3,4,5,6,7,8" }
    #expect(throws: Variation.Problem.self) { try Self.design(lists) }
    let ranges = (0..<41).map { "a\($0)=1..2" }
    #expect(throws: Variation.Problem.self) { try Self.design(ranges) }
    #expect(throws: Variation.Problem.self) { try Self.design(["a=1,2", "a=3,4"]) }
  }
}
