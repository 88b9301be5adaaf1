import Testing

@testable import Planning

@Suite struct VariationTests {
  @Test(
    arguments: [
      ("a=1,2,30", ["1", "2", "30"]), ("a.b=[1, 2],{ x: 1, y: 2 }", ["[1, 2]", "{ x: 1, y: 2 }"]),
      (#"a="1,2",3"#, ["\"1,2\"", "3"]), ("a=NONE", ["NONE"]), (#"s."x=y".z=1s,2s"#, ["1s", "2s"]),
    ] as [(String, [String])])
  func listsAreDividedAtTheirCommas(argument: String, values: [String]) throws {
    guard case .list(let found) = try Variation(argument).values else {
      Issue.record("\(argument) is a list")
      return
    }
    #expect(found == values)
  }

  struct Case: Sendable {
    let argument: String
    let first: String
    let middle: String
    let last: String
  }

  @Test(arguments: [
    Case(argument: "a=0.5/s..6/s", first: "0.5/s", middle: "3.25/s", last: "6/s"),
    Case(argument: "a=1..3", first: "1", middle: "2", last: "3"),
    Case(argument: "a=1..100:log", first: "1", middle: "7", last: "100"),
    Case(argument: "a=1.0..100.0:log", first: "1", middle: "10", last: "100"),
    Case(argument: "a=100ms..5s", first: "100ms", middle: "2550ms", last: "5000ms"),
    Case(argument: "a=1s..3s", first: "1s", middle: "2s", last: "3s"),
  ])
  func rangesKeepTheirUnit(_ row: Case) throws {
    guard case .range(let scale) = try Variation(row.argument).values else {
      Issue.record("\(row.argument) is a range")
      return
    }
    #expect([0, 0.5, 1].map { scale.text(scale.value(at: $0)) } == [row.first, row.middle, row.last])
  }

  /// Each whole number has an equal share of the way.
  @Test func wholeNumbersAreEquallyLikely() throws {
    guard case .range(let scale) = try Variation("a=3..6").values else { return }
    let found = (0..<4000).map { scale.value(at: (Double($0) + 0.5) / 4000) }
    #expect((3...6).map { number in found.count { $0 == Double(number) } } == [1000, 1000, 1000, 1000])
  }

  @Test(arguments: ["a", "=1", "a=", "a=1,,2", "a=1..", "a=5..1", "a=1/s..2s", "a=0..5:log", "a=x..y", "a=1..1"])
  func whatIsNoneIsRefused(argument: String) {
    #expect(throws: Variation.Problem.self) { try Variation(argument) }
  }
}
