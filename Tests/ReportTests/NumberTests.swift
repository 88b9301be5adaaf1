import Testing

@testable import Report
@testable import Statistics

@Suite struct NumberTests {
  @Test(
    arguments: [
      (0, "0"), (1, "1"), (-1.5, "-1.5"), (22_200, "22200"), (0.1, "0.1"), (1 / 3.0, "0.333333333"),
      (2 / 3.0, "0.666666667"), (0.0001234567894, "0.000123456789"), (123_456_789.5, "123456790"),
      (999_999_999.96, "1000000000"), (1e-7, "0.0000001"), (1.5e-12, "1.5e-12"), (1e21, "1e21"),
      (1e20, "100000000000000000000"), (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.79769313e308"),
      (.infinity, ""),
      (.nan, ""), (60.1, "60.1"), (100, "100"), (0.05, "0.05"), (10.05, "10.05"),
    ] as [(Double, String)])
  func exactHasAtMostNineDigits(value: Double, text: String) {
    #expect(Number.exact(value) == text)
  }

  @Test(
    arguments: [
      (1.005, 2, "1.01"), (9.999, 2, "10.00"), (0.004, 2, "0.00"), (0.006, 2, "0.01"), (12, 1, "12.0"), (0.5, 0, "1"),
      (-0.04, 1, "0.0"), (1234.5, 0, "1235"), (0, 3, "0.000"),
    ] as [(Double, Int, String)])
  func fixedKeepsZeros(value: Double, places: Int, text: String) {
    #expect(Number.fixed(value, places) == text)
  }

  @Test(
    arguments: [
      (0, "0 s"), (3e-9, "3.00 ns"), (250e-6, "250 µs"), (0.0124, "12.4 ms"), (0.9996, "1.00 s"), (9.996, "10.0 s"),
      (60.1, "60.1 s"), (119.4, "119 s"), (119.5, "2 m 00 s"), (125, "2 m 05 s"), (7199.6, "2 h 00 m"),
      (11_400, "3 h 10 m"), (200_000, "2 d 08 h"), (.nan, "–"), (-2, "-2.00 s"),
    ] as [(Double, String)])
  func durationsReadWell(seconds: Double, text: String) {
    #expect(Number.duration(seconds) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (0.25, "0.25"), (3.14159, "3.1"), (12.345, "12.3"), (999.6, "1,000"), (22_200, "22,200"),
      (1_234_567, "1,234,567"), (12_345_678, "12.3 M"), (2.5e9, "2.5 G"), (.nan, "–"), (-1234, "-1,234"),
    ] as [(Double, String)])
  func countsReadWell(value: Double, text: String) {
    #expect(Number.count(value) == text)
  }

  @Test(
    arguments: [
      (0, "0 %"), (0.00001, "< 0.01 %"), (0.0342, "3.4 %"), (0.94, "94 %"), (0.9375, "94 %"), (0.992, "99.2 %"),
      (0.9999, "> 99.9 %"), (1, "100 %"), (.nan, "–"),
    ] as [(Double, String)])
  func percentagesNeverRoundToAllOrNothing(ratio: Double, text: String) {
    #expect(Number.percent(ratio) == text)
  }

  @Test(
    arguments: [
      (8.6, Interval(lower: 4.5, upper: 20.7), "8.60 s (4.50 – 20.7 s)"),
      (18.2, Interval(lower: 9.1, upper: .infinity), "18.2 s (≥ 9.10 s)"),
      (18.2, Interval(lower: -.infinity, upper: 20), "18.2 s (≤ 20.0 s)"),
      (0.5, Interval(lower: 0.4, upper: 1.5), "500 ms (400 ms – 1.50 s)"),
      (130, Interval(lower: 100, upper: 150), "2 m 10 s (100 s – 2 m 30 s)"),
      (3, Interval(lower: 3, upper: 3), "3.00 s"),
      (3, Interval(lower: -.infinity, upper: .infinity), "3.00 s (not bounded)"), (3, nil, "3.00 s"),
    ] as [(Double, Interval?, String)])
  func intervalsSayTheirUnitOnce(value: Double, interval: Interval?, text: String) {
    #expect(Number.duration(value, interval) == text)
  }

  @Test(
    arguments: [
      ([10, 14], [100, 100], "12 % (0.028 – 66 %)"), ([0, 0], [100, 100], "0 %"),
      ([100, 100], [100, 100], "100 %"), ([12, 12], [100, 100], "12 %"), ([12], [100], "12 %"),
      ([], [], "–"),
    ] as [([Int], [Int], String)])
  func sharesHaveTheirIntervals(hits: [Int], counts: [Int], percent: String) {
    let share = ProportionEstimate(hits: hits, counts: counts)
    #expect(Number.percent(share) == percent)
  }

  @Test(
    arguments: [
      (9.15, 0.576, "9.15 ± 0.58 s"), (0.0691, 0.0012, "69.1 ± 1.2 ms"), (60, 0, "60.0 s"),
      (600, 3, "10 m 00 s ± 3.00 s"),
    ] as [(Double, Double, String)])
  func marginsHaveTheUnitOfTheMean(mean: Double, halfWidth: Double, text: String) {
    #expect(Number.duration(mean, halfWidth: halfWidth) == text)
  }

  @Test(arguments: [0.001, 0.5, 1, 2, 7.5, 10, 12_345, 1e15] as [Double])
  func logarithmsAreRight(value: Double) {
    var power = 0.0
    var rest = value
    while rest >= 10 { (rest, power) = (rest / 10, power + 1) }
    while rest < 1 { (rest, power) = (rest * 10, power - 1) }
    #expect(abs(Axis.log10(value) - power - Axis.log10(rest)) < 1e-12)
    #expect(abs(Axis.log10(2) - 0.30102999566398120) < 1e-15)
  }
}
