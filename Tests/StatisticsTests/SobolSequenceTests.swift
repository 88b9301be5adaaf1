import Testing

@testable import Statistics

@Suite struct SobolSequenceTests {
  @Test func theOriginIsTheFirst() throws {
    let points = try #require(SobolSequence.points(5, shifts: [0, 0]))
    #expect(points == [[0, 0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75], [0.375, 0.375]])
  }

  @Test func shiftsAreExclusive() throws {
    let points = try #require(SobolSequence.points(3, shifts: [0x8000_0000, 1]))
    #expect(points == [[0.5, 0x1p-32], [0, 0.5 + 0x1p-32], [0.25, 0.25 + 0x1p-32]])
  }

  /// Whatever the shift: each dimension has a point in every sixty-fourth.
  @Test func sixtyFourPointsAreANet() throws {
    let points = try #require(SobolSequence.points(64, shifts: (1...40).map { UInt32($0) &* 0x9E37_79B9 }))
    for dimension in 0..<40 {
      #expect(Set(points.map { Int($0[dimension] * 64) }).count == 64)
    }
  }

  @Test func dimensionsHaveALimit() {
    #expect(SobolSequence.points(1, shifts: Array(repeating: 0, count: 40)) != nil)
    #expect(SobolSequence.points(1, shifts: Array(repeating: 0, count: 41)) == nil)
    #expect(SobolSequence.points(1, shifts: []) == nil)
  }

  /// The 1,024 points after the origin in five dimensions, whose star discrepancy in the mean square is 2.68e-5
  /// (by Warnock's formula), that of as many random ones 1.07e-3.
  @Test func itFillsTheCubeEvenly() throws {
    let points = Array(try #require(SobolSequence.points(257, shifts: [0, 0, 0])).dropFirst())
    let count = Double(points.count)
    var (single, double) = (0.0, 0.0)
    for one in points {
      single += one.reduce(1) { $0 * (1 - $1 * $1) }
      for other in points { double += zip(one, other).reduce(1) { $0 * (1 - max($1.0, $1.1)) } }
    }
    let squared = 1 / 27.0 - 2 / count / 8 * single + double / count / count
    // Of random points: (2⁻³ − 3⁻³)/n.
    #expect(squared < (1 / 8.0 - 1 / 27.0) / count / 10)
  }
}
