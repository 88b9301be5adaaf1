import Testing

@testable import Statistics

@Suite("Values that should not fall, and values in two groups")
struct CapacityStatisticsTests {
  private static let pooled: [(values: [Double], weights: [Double], expected: [Double])] = [
    ([1, 2, 3], [1, 1, 1], [1, 2, 3]),
    ([1, 3, 2, 4], [1, 1, 1, 1], [1, 2.5, 4]),
    ([1, 3, 2], [1, 1, 3], [1, 2.25]),
    ([3, 2, 1], [1, 1, 1], [2]),
    ([], [], []),
  ]

  @Test("neighbours that fall are pooled, with their weights, as far back as it takes", arguments: pooled)
  func pooling(row: (values: [Double], weights: [Double], expected: [Double])) {
    let pools = IsotonicRegression.pools(row.values, weights: row.weights)
    #expect(pools.map(\.value) == row.expected)
    #expect(pools.map(\.indices.count).reduce(0, +) == row.values.count)
  }

  @Test("what recovers or does not is two groups") func twoGroups() {
    let broken = (0..<28).map { 0.9 + 0.001 * Double($0) }
    let fine = (0..<12).map { 0.001 * Double($0) }
    let values = broken + fine
    let groups = TwoGroups(values)
    #expect(groups?.upperShare == 0.7)
    #expect(groups.map { $0.lowerMean < 0.02 && $0.upperMean > 0.9 } == true)
  }

  @Test("one group, a straggler, and values all alike are not two") func oneGroup() {
    let even = (0..<40).map { Double($0) }
    let alike = [Double](repeating: 1, count: 40)
    let straggler: [Double] = [Double](repeating: 1, count: 39) + [50]
    for values in [even, alike, straggler, [0, 1]] { #expect(TwoGroups(values) == nil) }
  }
}
