import Testing

@testable import Report

@Suite struct ByteTextTests {
  private static let values: [Double] = {
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    let random = (0..<4_000).map { index in
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let share = Double(bits >> 11) * 0x1p-53
      return share * [1e-8, 1e-4, 1, 30, 1e3, 1e6, 1e9, 1e12][index % 8]
    }
    // Ends of ranges, ties, and what a computer cannot tell from a tie.
    let edges = [
      0, 1, 9, 10, 99.5, 999, 1_000, 0.1, 0.05, 1e-6, 9.99999999e-7, 0.0001234567894, 123_456_789.5, 999_999_999.96,
      999_999_999, 1e9, 12_345, 123_450, 0.12345, 0.123450000000001, 1.00005, 2 / 3.0, 22_200, 1e15, 1e21, -1.5, -3,
      .infinity, .nan, .leastNonzeroMagnitude, 0.35, 1.45, 2.5, 1 / 3.0, 0.25, 10.05, 100.449999999999,
    ]
    return edges + random
  }()

  @Test(arguments: [9, 4]) func numbersAreThoseOfTheirTexts(digits: Int) {
    for value in Self.values {
      var text = ByteText()
      text.append(value, significant: digits)
      #expect(text.text == Number.significant(value, digits), "\(value)")
    }
  }

  @Test func coordinatesAreThoseOfTheirTexts() {
    for value in Self.values where value >= 0 && value < 1e6 {
      var text = ByteText()
      text.append(Number.tenths(value))
      #expect(text.text == Number.short(value), "\(value)")
    }
    #expect(Number.tenths(.nan) == DecimalFraction(digits: 0, places: 0))
  }

  @Test func bytesAreHandedOverOnce() {
    var text = ByteText()
    for number in [0, 7, 10, -12, 1_234_567_890, Int.max, Int.min] {
      text.append(number)
      text.append(ascii: " ")
    }
    for _ in 0..<200 { text.append("é") }
    let expected =
      "0 7 10 -12 1234567890 9223372036854775807 -9223372036854775808 " + String(repeating: "é", count: 200)
    #expect(String(decoding: text.take(), as: UTF8.self) == expected)
    #expect(text.take().isEmpty)
  }
}
